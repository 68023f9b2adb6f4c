"""Logs of references as they are written in files: lines appended, a log begun, a log taken away."""

from __future__ import annotations

import os
from errno import EISDIR

from pygitobj.errors import RefError
from pygitobj.files.atomic import ALL_BITS, WritePolicy, widened
from pygitobj.files.directory import GONE, is_own_directory, remove_empty_below
from pygitobj.record import Record
from pygitobj.refs.files_places import MAX_TRIES, Places, has_link
from pygitobj.refs.updates import BlockedError, LogLine

APPENDING = os.O_RDWR | os.O_APPEND | os.O_CLOEXEC | os.O_NOFOLLOW | os.O_NONBLOCK


class Appended(Record):
    """What was appended to the log at `path`, which had `size` bytes before, None where it was not there."""

    path: str
    size: int | None

    def take_back(self) -> None:
        """Let the log be as it was. Raises OSError."""
        if self.size is None:
            os.unlink(self.path)
        else:
            os.truncate(self.path, self.size)


def text_of_line(line: LogLine) -> bytes:
    """`line` as it stands in a log."""
    text = b"%b %b %b" % (str(line.old).encode(), str(line.new).encode(), bytes(line.who))
    return (b"%b\t%b\n" % (text, line.message)) if line.message else text + b"\n"


class LogWriter:
    """Writes the logs of one transaction; what it appended can be taken back."""

    def __init__(self, places: Places, policy: WritePolicy) -> None:
        self.places = places
        self.policy = policy
        self.appended: list[Appended] = []

    def append(self, git_dir: str, own: str, line: LogLine | None, *, create: bool) -> None:
        """Append `line` to the log of the reference `own` of `git_dir`; with `create` begin one where there is none.

        Raises RefError in git's words.
        """
        path = f"logs/{own}"
        full = f"{git_dir}/{path}"
        try:
            descriptor = self.open(git_dir, path, create=create)
            if descriptor is None:
                return
            try:
                if line is not None:
                    self.write(descriptor, text_of_line(line))
            finally:
                os.close(descriptor)
        except IsADirectoryError:
            raise RefError(f"there are still logs under '{full}'", own) from None
        except BlockedError as error:
            raise RefError(f"unable to append to '{full}': Not a directory", own) from error
        except FileNotFoundError as error:
            raise RefError(f"unable to create directory for '{full}': {error.strerror}", own) from error
        except OSError as error:
            raise RefError(f"unable to append to '{full}': {error.strerror}", own) from error

    def open(self, git_dir: str, path: str, *, create: bool) -> int | None:
        """The open log at `path`, None where there is none and none is begun."""
        full = f"{git_dir}/{path}"
        if has_link(git_dir, path):
            raise RefError(f"'{full}' is behind a symbolic link: nothing is written through it")
        try:
            descriptor = os.open(full, APPENDING)
        except (*GONE, IsADirectoryError):
            if not create:
                return None
            return self.begin(git_dir, path)
        self.appended.append(Appended(full, os.fstat(descriptor).st_size))
        return descriptor

    def begin(self, git_dir: str, path: str) -> int:
        """The log at `path`, which is begun: what is in its way goes if it is empty."""
        full = f"{git_dir}/{path}"
        for left in reversed(range(MAX_TRIES)):
            self.places.make_directories(git_dir, path)
            try:
                descriptor = os.open(full, APPENDING | os.O_CREAT | os.O_EXCL, 0o666)
            except FileNotFoundError:
                self.places.forget()
                if not left:
                    raise
            except FileExistsError:
                if not is_own_directory(full):
                    raise
                if not remove_empty_below(full):
                    raise IsADirectoryError(EISDIR, os.strerror(EISDIR), full) from None
            else:
                self.appended.append(Appended(full, None))
                self.share(descriptor)
                return descriptor
        raise IsADirectoryError(EISDIR, os.strerror(EISDIR), full)

    def share(self, descriptor: int) -> None:
        """Give the open log the permissions that core.sharedRepository says."""
        if self.policy.shared:
            before = os.fstat(descriptor).st_mode & ALL_BITS
            after = widened(before, self.policy)
            if after != before:
                os.fchmod(descriptor, after)

    def write(self, descriptor: int, text: bytes) -> None:
        """Append `text` in one write, as a line of its own. Raises OSError."""
        size = os.fstat(descriptor).st_size
        if size and os.pread(descriptor, 1, size - 1) != b"\n":
            text = b"\n" + text  # what a crash cut short must not swallow it
        at = os.write(descriptor, text)
        while at < len(text):
            at += os.write(descriptor, memoryview(text)[at:])

    def take_back(self) -> None:
        """Let all logs be as they were. Raises nothing."""
        while self.appended:
            try:
                self.appended.pop().take_back()
            except OSError:
                pass  # a line too many; the error that led here is told
