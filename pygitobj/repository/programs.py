"""Programs that the configuration names, and how git runs them.

By the shell where their text needs one, at the top of the work tree, with an environment in which they find the
repository that we have. None is left behind: whatever ends us while one runs, an error, an interrupt, or a signal for
which nobody has a handler, ends it too.

Follows git's Documentation/gitattributes, "filter", and git, "GIT_PREFIX".
"""

from __future__ import annotations

import os
import signal
import threading
from errno import ENOENT, ENOEXEC
from select import POLLIN, POLLOUT, poll
from subprocess import PIPE, Popen
from tempfile import TemporaryFile

from pygitobj.errors import UnsupportedError
from pygitobj.files.ending import GUARD
from pygitobj.formats.script_quote import shell_word
from pygitobj.record import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from typing import IO

    from pygitobj.repository.repository import Repository

# Where one of these is in a command, git has the shell run it.
FOR_THE_SHELL = frozenset("|&;<>()$`\\\"' \t\n*?[#~=%")
SHELL = "/bin/sh"
# Of these ends git says nothing.
QUIET = (signal.SIGINT, signal.SIGQUIT, signal.SIGPIPE)
BY_A_SIGNAL = 128
PIECE = 1 << 16
# What a program gives is held in memory: no more than this part of it.
PART_OF_MEMORY = 4
SMALLEST_MEMORY = 1 << 30


def words_of(command: str, arguments: Sequence[str] = ()) -> list[str]:
    """The words that run `command` with `arguments`."""
    if not FOR_THE_SHELL.intersection(command):
        return [command, *arguments]
    return [SHELL, "-c", f'{command} "$@"' if arguments else command, command, *arguments]


def environment_of(repository: Repository) -> dict[str, str]:
    """The environment of a program: it finds the repository as we did, or is told where it is."""
    environ = dict(repository.environ)
    location = repository.location
    if location.work_tree is None or "GIT_DIR" in environ:
        environ["GIT_DIR"] = os.path.abspath(location.git_dir)
    environ["GIT_PREFIX"] = location.prefix
    if repository.overrides:
        said = [environ["GIT_CONFIG_PARAMETERS"]] if environ.get("GIT_CONFIG_PARAMETERS") else []
        for name, value in repository.overrides:
            said.append(shell_word(name) + "=" + ("" if value is None else shell_word(value)))
        environ["GIT_CONFIG_PARAMETERS"] = " ".join(said)
    return environ


def cannot_run(command: str, error: OSError) -> str:
    """What git says of `command` where it cannot be run: the program is looked for first, unless it is a path."""
    program = words_of(command)[0]
    if "/" in program or not isinstance(error, FileNotFoundError):
        return f"fatal: cannot exec '{program}': {error.strerror}"
    return f"error: cannot run {program}: {error.strerror}"


def most_output() -> int:
    """How many bytes of a program's output are held."""
    try:
        memory = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    except ValueError:
        memory = SMALLEST_MEMORY
    return max(memory, SMALLEST_MEMORY) // PART_OF_MEMORY


def is_main_thread() -> bool:
    """Whether this thread may say what becomes of signals."""
    return threading.current_thread() is threading.main_thread()


class Program:
    """`command`, running with `arguments`, with what it is given and what it gives.

    Whoever starts it ends it, by `end` or `stop`. Without an `environ` it finds `repository` in its environment. With
    `errors` what it says goes to that file, and the shell has no part in running it.
    """

    def __init__(
        self,
        command: str,
        repository: Repository,
        *arguments: str,
        environ: dict[str, str] | None = None,
        errors: IO[bytes] | None = None,
    ) -> None:
        self.command = command
        self.process = guarded_start(command, repository, arguments, environ, errors)
        self.input, self.output = self.process.stdin, self.process.stdout
        assert self.input is not None
        assert self.output is not None
        os.set_blocking(self.input.fileno(), False)
        self.received = bytearray()
        self.has_ended = False
        self.most = most_output()

    def send(self, parts: Iterable[bytes | memoryview]) -> bool:
        """Give it `parts`, taking meanwhile what it gives; whether it took them all.

        Nothing waits for it that it waits for: a program may answer before it has read everything.
        """
        before = signal.getsignal(signal.SIGPIPE)
        is_deadly = before in (signal.SIG_DFL, GUARD.handle) and is_main_thread()
        if is_deadly:
            signal.signal(signal.SIGPIPE, signal.SIG_IGN)
        try:
            return all(self.send_part(memoryview(part)) for part in parts if part)
        finally:
            if is_deadly:
                signal.signal(signal.SIGPIPE, before)

    def send_part(self, part: memoryview) -> bool:
        """Give it `part`; whether it took it."""
        assert self.input is not None
        descriptor = self.input.fileno()
        while part:
            try:
                part = part[os.write(descriptor, part) :]
            except BlockingIOError:
                self.take_while_waiting(descriptor)
            except BrokenPipeError:
                return False
        return True

    def take_while_waiting(self, descriptor: int) -> None:
        """Wait until it takes more, and take what it gives until then."""
        assert self.output is not None
        waiting = poll()
        waiting.register(descriptor, POLLOUT)
        if not self.has_ended:
            waiting.register(self.output.fileno(), POLLIN)
        ready = dict(waiting.poll())
        if not self.has_ended and self.output.fileno() in ready:
            self.take()

    def take(self) -> bool:
        """Take what it gives next, once there is anything; whether there was. Raises UnsupportedError for too much."""
        assert self.output is not None
        if not self.has_ended:
            data = os.read(self.output.fileno(), PIECE)
            self.received += data
            self.has_ended = not data
            self.require_holdable(len(self.received))
        return not self.has_ended

    def require_holdable(self, size: int) -> None:
        """Raises UnsupportedError where `size` bytes of what it gives are too many to hold."""
        if size > self.most:
            raise UnsupportedError(f"'{self.command}' gives more than {self.most} bytes, which cannot be held")

    def take_bytes(self, size: int) -> bytes | None:
        """The next `size` bytes that it gives; None where it gives no more."""
        while len(self.received) < size:
            if not self.take():
                return None
        data = bytes(self.received[:size])
        del self.received[:size]
        return data

    def close_input(self) -> None:
        """There is no more for it."""
        assert self.input is not None
        self.input.close()

    def take_all(self) -> bytes:
        """All that it gives until its end; there is no more for it."""
        self.close_input()
        while self.take():
            pass
        return bytes(self.received)

    def end(self) -> int:
        """Close the pipes and wait for its end; gives the exit code, of a signal 128 and its number."""
        return self.wait()

    def stop(self) -> int:
        """As `end`, after telling it to end."""
        self.process.terminate()
        return self.wait()

    def wait(self) -> int:
        """The exit code, once there is one."""
        try:
            for pipe in (self.input, self.output):
                close(pipe)
            code = self.process.wait()
        except BaseException:
            self.process.kill()
            self.process.wait()
            raise
        finally:
            GUARD.forget(self.process)
        return code if code >= 0 else BY_A_SIGNAL - code

    def died_of(self) -> int | None:
        """The signal that ended it, if git tells of that."""
        code = self.process.returncode
        return -code if code is not None and code < 0 and -code not in QUIET else None


def close(pipe: IO[bytes] | None) -> None:
    """Close `pipe`."""
    if pipe is not None:
        pipe.close()


class Ran(Record):
    """What a program came to: its exit code, what it gave, and what it said besides."""

    code: int
    output: bytes
    errors: bytes


def run_program(command: str, repository: Repository, arguments: Sequence[str], data: bytes) -> Ran:
    """Run `command` itself, without the shell, with `arguments`, and give it `data`.

    Raises OSError, UnsupportedError for too much that it says.
    """
    with TemporaryFile() as errors:
        program = Program(command, repository, *arguments, errors=errors)
        try:
            program.send([data])
            output = program.take_all()
        except BaseException:
            program.stop()
            raise
        code = program.end()
        size = errors.seek(0, os.SEEK_END)
        program.require_holdable(size)
        errors.seek(0)
        # Room is made for as much as is asked for, whether it is there or not.
        return Ran(code, output, errors.read(size))


def guarded_start(
    command: str,
    repository: Repository,
    arguments: Sequence[str],
    environ: dict[str, str] | None,
    errors: IO[bytes] | None = None,
) -> Popen[bytes]:
    """As `start`; a signal that comes meanwhile waits until it is known what runs."""
    process = None
    GUARD.enter()
    try:
        try:
            process = start(command, repository, arguments, environ, errors)
            GUARD.note(process, process.terminate)
        finally:
            GUARD.leave()
    except BaseException:
        if process is not None:  # what waited was an interrupt
            process.kill()
            close(process.stdin)
            close(process.stdout)
            process.wait()
            GUARD.forget(process)
        raise
    return process


def start(
    command: str,
    repository: Repository,
    arguments: Sequence[str] = (),
    environ: dict[str, str] | None = None,
    errors: IO[bytes] | None = None,
) -> Popen[bytes]:
    """Run `command` with `arguments`, in its own environment or in `environ`. Raises OSError.

    The shell has no part in it where `errors` takes what it says.
    """
    if not command:
        raise FileNotFoundError(ENOENT, os.strerror(ENOENT))  # it would be looked for as a directory of PATH
    words = words_of(command, arguments) if errors is None else [command, *arguments]
    place, environ = repository.base, environment_of(repository) if environ is None else environ
    try:
        return Popen(words, cwd=place, env=environ, stdin=PIPE, stdout=PIPE, stderr=errors)
    except OSError as error:
        if error.errno != ENOEXEC:
            raise
    return Popen([SHELL, *words], cwd=place, env=environ, stdin=PIPE, stdout=PIPE, stderr=errors)
