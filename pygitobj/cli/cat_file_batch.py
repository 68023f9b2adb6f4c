"""`cat-file --batch`, `--batch-check` and `--batch-command`: many objects through one open store.

Requests are taken as they arrive. What has arrived is looked at together, so that the store can build each delta
base once, and is answered in its order before more is waited for.
"""

from __future__ import annotations

import gc
import os
from collections.abc import Callable, Iterable
from contextlib import nullcontext

from pygitobj.cli.batch.answers import Answers
from pygitobj.cli.batch.formats import DEFAULT, BatchFormat, parse_format
from pygitobj.cli.batch.names import Names, Request
from pygitobj.cli.batch.requests import blocks, full_ids
from pygitobj.cli.objects_filter import ObjectsFilter
from pygitobj.cli.output import Output
from pygitobj.cli.parse_options import Options
from pygitobj.errors import GitObjectError, RepositoryError, RevisionError, UnsupportedError
from pygitobj.id_list import IdList
from pygitobj.repository.config import maybe_bool
from pygitobj.repository.repository import Repository

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pygitobj.cli.batch.conversion import Conversion

# With --buffer, so much of the input, or so many commands, are gathered before they are answered.
GATHERED_BYTES = 8 << 20
GATHERED = 1 << 17
COLLECT_EVERY = 100_000


class Batch:
    """A run of one of the batch modes."""

    def __init__(
        self,
        repository: Repository,
        layout: BatchFormat,
        given: Options,
        objects_filter: ObjectsFilter | None,
        contents: bool,
        *,
        conversion: Conversion | None,
        all_objects: bool,
        commands: bool,
    ) -> None:
        self.repository = repository
        self.format = repository.format
        self.contents = contents
        self.buffered = given.flag("buffer", all_objects)
        self.output = Output()
        self.input_end = b"\0" if given.flag("z") or given.flag("Z") else b"\n"
        output_end = b"\0" if given.flag("Z") else b"\n"
        self.answers = Answers(
            repository,
            self.output,
            layout,
            objects_filter=objects_filter,
            end=output_end,
            mailmap=repository.mailmap() if given.flag("mailmap") else None,
            conversion=conversion,
        )
        self.names = Names(
            repository,
            self.tell,
            follow=given.flag("follow"),
            # The whole argument of a command is a name.
            splits=(layout.splits_lines or conversion is not None) and not commands,
            input_end=self.input_end,
            output_end=output_end,
        )

    def tell(self, line: str) -> None:
        """Print `line` to standard error, after the answers before it."""
        self.output.flush()
        self.repository.warn(line)

    def answer_all(self, asked: Iterable[tuple[bytes, bool]]) -> None:
        """Answer the names that are `asked` for, each with whether its content is wanted, in their order.

        Where one ends it all with an error, those before it are answered first.
        """
        requests: list[Request | bytes] = []
        try:
            for line, contents in asked:
                requests.append(self.names.request(line, contents))
        except GitObjectError:
            self.answer(requests)
            raise
        self.answer(requests)

    def answer(self, requests: list[Request | bytes]) -> None:
        """Answer `requests`; what their answers leave to be kept is kept before more is waited for."""
        try:
            self.answers.answer(requests)
        finally:
            if self.answers.conversion is not None:
                self.answers.conversion.flush()

    def run_lines(self) -> None:
        """Answer each line of standard input."""
        for block in blocks(self.input_end, GATHERED_BYTES if self.buffered else 1):
            column = full_ids(block, self.input_end, self.format.hex_size) if self.in_columns() else None
            if column is not None:
                self.answer_lines_of_ids(block, IdList.of(column, self.format.hash_size))
            else:
                self.answer_all((self.names.trimmed(line), self.contents) for line in self.lines(block))
            if not self.buffered:
                self.output.flush()

    def in_columns(self) -> bool:
        """Whether a column of ids is answered as such, and each line is but a name."""
        return self.answers.in_columns() and not self.names.splits

    def lines(self, block: bytes) -> list[bytes]:
        """The lines of `block`, without their ends."""
        return block.split(self.input_end)[:-1]

    def answer_lines_of_ids(self, block: bytes, ids: IdList) -> None:
        """Answer the lines of `block`, each of which is the full id that `ids` has in its place."""
        step = self.format.hex_size + 1

        def request_at(position: int, oid: bytes) -> Request:
            return Request(block[position * step : (position + 1) * step - 1], oid, None, b"", self.contents)

        self.answers.answer_ids(ids, self.answers.given(ids, {}, request_at), self.contents)

    def run_commands(self) -> None:
        """Obey each line of standard input: contents, info, mailmap, flush."""
        queued: list[tuple[str, bytes]] = []
        for block in blocks(self.input_end, 1):
            for line in map(self.names.trimmed, self.lines(block)):
                try:
                    command, argument = self.command(line)
                except RevisionError:
                    if not self.buffered:
                        self.obey(queued)
                    raise
                if command == "flush":
                    self.obey(queued)
                    self.output.flush()
                    queued = []
                else:
                    queued.append((command, argument))
            if not self.buffered or len(queued) >= GATHERED:
                self.obey(queued)
                queued = []
            if not self.buffered:
                self.output.flush()
        self.obey(queued)

    def command(self, line: bytes) -> tuple[str, bytes]:
        """The command and argument in `line`. Raises RevisionError in git's words, after the answers before it."""
        shown = os.fsdecode(line)
        if not line and self.input_end == b"\n":  # an end that is NUL git takes for a part of the line
            raise RevisionError("empty command in input")
        if line[:1] in (b" ", b"\t", b"\r", b"\n"):
            raise RevisionError(f"whitespace before command: '{shown}'")
        for name in ("contents", "flush", "info", "mailmap", "remote-object-info"):
            if not shown.startswith(name):
                continue
            after = line[len(name) :]
            if name == "flush":
                if after:
                    raise RevisionError("flush takes no arguments")
                if not self.buffered:
                    raise RevisionError("flush is only for --buffer mode")
            elif not after.startswith(b" "):
                raise RevisionError(f"{name} requires arguments")
            return name, after[1:]
        raise RevisionError(f"unknown command: '{shown}'")

    def obey(self, commands: list[tuple[str, bytes]]) -> None:
        """Carry out `commands` in their order."""
        asked: list[tuple[bytes, bool]] = []
        for name, argument in commands:
            if name in ("contents", "info"):
                asked.append((argument, name == "contents"))
                continue
            self.answer_all(asked)
            asked = []
            if name == "remote-object-info":
                raise UnsupportedError("remote-object-info is not supported by pygitobj")
            self.switch_mailmap(os.fsdecode(argument))
        self.answer_all(asked)

    def switch_mailmap(self, word: str) -> None:
        """Use the mailmap or not, as the boolean `word` says."""
        use = maybe_bool(word)
        if use is None:
            raise RevisionError(f"mailmap: invalid boolean '{word}'")
        self.answers.mailmap = self.repository.mailmap() if use else None


def run(
    repository: Repository,
    option: str,
    given: Options,
    objects_filter: ObjectsFilter | None,
    *,
    all_objects: bool,
    convert: Callable[[Repository], Conversion] | None,
) -> int:
    """Do what the batch option says; gives the exit code. `convert` makes what blobs are converted by, if they are."""
    text = given.text(option)
    layout = parse_format(DEFAULT if text is None else text)
    # What a batch makes is not circular; looking for circles in it every 700 objects took a tenth of the time.
    gc.set_threshold(COLLECT_EVERY)
    with nullcontext() if convert is None else convert(repository) as conversion:
        batch = Batch(
            repository,
            layout,
            given,
            objects_filter,
            option == "batch",
            conversion=conversion,
            all_objects=all_objects,
            commands=option == "batch-command",
        )
        try:
            obey(batch, option, unordered=given.flag("unordered"), all_objects=all_objects)
        except (GitObjectError, RepositoryError):
            batch.output.flush()
            raise
        batch.output.flush()
    return 0


def obey(batch: Batch, option: str, *, unordered: bool, all_objects: bool) -> None:
    """Run the mode that `option` says."""
    if all_objects:
        if batch.repository.has_promisor():
            batch.tell("warning: This repository uses promisor remotes. Some objects may not be loaded.")
        batch.answers.answer_everything(contents=batch.contents, unordered=unordered)
    elif option == "batch-command":
        batch.run_commands()
    else:
        batch.run_lines()
