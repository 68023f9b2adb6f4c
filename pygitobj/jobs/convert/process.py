"""A filter that runs as long as we do, and is asked for one file after another: `filter.<name>.process`.

    → git-filter-client, version=2, end         ← git-filter-server, version=2, end
    → capability=clean, smudge, delay, end      ← capability=…, what it can do, end
    for each file
    → command=clean or smudge, pathname=…, ref=…, treeish=…, blob=…, end; the content, end
    ← status=success, error or abort, end; the new content, end; another status, or none, end

After an error the content stays as it is. After "abort" it is not asked for this any more. One that says anything else
is told to end, and started anew for the next file.

Follows git's Documentation/gitattributes, "Long Running Filter Process", and gitprotocol-long-running-process.
"""

from __future__ import annotations

from pygitobj.errors import RepositoryError
from pygitobj.formats.numbers import number_at_start
from pygitobj.formats.pkt_line import HEADER, MOST, build_lines, content_lines, length_of
from pygitobj.repository.programs import Program, cannot_run

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from pygitobj.repository.repository import Repository

WELCOME = "git-filter"
VERSION = 2
CAPABILITIES = ("clean", "smudge", "delay")
LONGEST_PATH = MOST - len("pathname=\n")
# What a line of a list may have more than one of content.
MOST_OF_A_LINE = MOST + 3
SUCCESS, ERROR, ABORT = "success", "error", "abort"


class Failure(Exception):
    """The filter does not do as it should; `told` is what git says of it."""

    def __init__(self, *told: str) -> None:
        super().__init__(*told)
        self.told = told


class Running:
    """A filter that runs, and what it can do."""

    def __init__(self, program: Program) -> None:
        self.program = program
        self.can: set[str] = set()

    def line(self) -> str | None:
        """Its next line, None at the end of a list. Raises Failure where there is none, RepositoryError."""
        data = self.packet(MOST_OF_A_LINE)
        return data.removesuffix(b"\n").partition(b"\0")[0].decode("utf-8", "surrogateescape") if data else None

    def packet(self, most: int) -> bytes:
        """What its next line holds, nothing at an end."""
        header = self.program.take_bytes(HEADER)
        if header is None:
            raise Failure
        try:
            size = length_of(header, most)
        except ValueError as error:
            raise RepositoryError(str(error)) from None
        data = self.program.take_bytes(size)
        if data is None:
            raise Failure
        return data

    def greet(self) -> None:
        """Agree on the version, and hear what it can do."""
        if not self.program.send([build_lines(f"{WELCOME}-client".encode(), b"version=%d" % VERSION)]):
            raise Failure("packet write with format failed", "Could not write client identification")
        self.hear_version()
        if not self.program.send([build_lines(*(f"capability={name}".encode() for name in CAPABILITIES))]):
            raise Failure("packet write with format failed", "Could not write requested capability")
        while (line := self.expected("capabilities")) is not None:
            key, _, name = line.partition("=")
            if key != "capability":
                continue
            if name not in CAPABILITIES:
                command = self.program.command
                raise RepositoryError(f"subprocess '{command}' requested unsupported capability '{name}'")
            self.can.add(name)

    def hear_version(self) -> None:
        """Hear which version it speaks, which must be ours."""
        line = self.expected("greeting")
        if line != f"{WELCOME}-server":
            raise Failure(f"Unexpected line '{shown(line)}', expected {WELCOME}-server")
        line = self.expected("version")
        key, _, text = (line or "").partition("=")
        version, end, _ = number_at_start(text)
        if key != "version" or not text or end != len(text):
            raise Failure(f"Unexpected line '{shown(line)}', expected version")
        line = self.expected("version flush")
        if line is not None:
            raise Failure(f"Unexpected line '{line}', expected flush")
        if version != VERSION:
            raise Failure(f"Version {version} not supported")

    def expected(self, what: str) -> str | None:
        """Its next line. Raises Failure that says that `what` was not there."""
        try:
            return self.line()
        except Failure:
            raise Failure(f"could not read {what} from subprocess '{self.program.command}'") from None

    def status(self, before: str = "") -> str:
        """The last status that its next list has, else `before`."""
        found = before
        while (line := self.line()) is not None:
            if line.startswith("status="):
                found = line.removeprefix("status=")
        return found

    def convert(self, direction: str, path: bytes, data: bytes, metadata: Sequence[bytes]) -> tuple[str, bytes]:
        """The status at the end, and what it made of `data`. Raises Failure."""
        if len(path) > LONGEST_PATH:
            raise Failure("path name too long for external filter")
        request = build_lines(f"command={direction}".encode(), b"pathname=%b" % path, *metadata)
        # What is small goes in one write.
        first = b"".join([request, *content_lines(data)]) if len(data) <= MOST else request
        if not self.program.send([first]):
            raise Failure("packet write with format failed")
        if first is request and not self.program.send(content_lines(data)):
            raise Failure("packet write failed: Broken pipe")
        status = self.status()
        if status != SUCCESS:
            return status, b""
        parts: list[bytes] = []
        size = 0
        while part := self.packet(MOST):
            parts.append(part)
            size += len(part)
            self.program.require_holdable(size)
        return self.status(SUCCESS), b"".join(parts)


def shown(line: str | None) -> str:
    """How messages show `line`."""
    return "<flush packet>" if line is None else line


class Processes:
    """The filters that run, by their commands: started when they are first asked, ended by `close`."""

    def __init__(self, repository: Repository) -> None:
        self.repository = repository
        self.running: dict[str, Running] = {}

    def convert(
        self, command: str, direction: str, path: bytes, data: bytes, metadata: Sequence[bytes]
    ) -> bytes | None:
        """What the filter `command` makes of `data`, being told `metadata`; None where it makes nothing of it.

        Raises RepositoryError.
        """
        running = self.running.get(command) or self.start(command)
        if running is None or direction not in running.can:
            return None
        try:
            status, made = running.convert(direction, path, data, metadata)
        except Failure as failure:
            status, made = "", b""
            self.tell(failure.told)
        except BaseException:
            self.stop(command, is_told=False)
            raise
        if status == SUCCESS:
            return made
        if status == ABORT:
            running.can.discard(direction)
        elif status != ERROR:
            self.tell([f"external filter '{command}' failed"])
            self.stop(command)
        return None

    def start(self, command: str) -> Running | None:
        """The filter `command`, started; None where that failed, which is told of. Raises RepositoryError."""
        try:
            running = Running(Program(command, self.repository))
        except OSError as error:
            self.repository.warn(cannot_run(command, error))
            self.tell([f"cannot fork to run subprocess '{command}'"])
            return None
        self.running[command] = running
        try:
            running.greet()
        except Failure as failure:
            self.tell([*failure.told, f"initialization for subprocess '{command}' failed"])
            self.stop(command)
            return None
        except BaseException:
            self.stop(command, is_told=False)
            raise
        return running

    def stop(self, command: str, *, is_told: bool = True) -> None:
        """Tell the filter `command` to end, and wait until it has; what ended it is told."""
        program = self.running.pop(command).program
        program.stop()
        number = program.died_of()
        if is_told and number is not None:
            self.tell([f"{command} died of signal {number}"])

    def tell(self, messages: Sequence[str]) -> None:
        """Tell of what went wrong."""
        for message in messages:
            self.repository.warn(f"error: {message}")

    def stop_all(self) -> None:
        """Tell all filters to end."""
        while self.running:
            self.stop(next(iter(self.running)), is_told=False)

    def close(self) -> None:
        """Let all filters come to their end: there is no more for them."""
        while self.running:
            _, running = self.running.popitem()
            running.program.end()
