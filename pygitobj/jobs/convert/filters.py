"""The programs of filters, run where that was asked for.

A filter may keep what must not be in a blob out of it, or fetch what is in its place there. So content is never taken
as it is because its program was not allowed to run: that is an error.
"""

from __future__ import annotations

from pygitobj.errors import UnsupportedError
from pygitobj.record import Record

# What runs programs is imported where one is to run: few paths have a filter.

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from pygitobj.jobs.convert.process import Processes
    from pygitobj.jobs.convert.settings import Driver
    from pygitobj.oid import ObjectId
    from pygitobj.repository.repository import Repository


class Metadata(Record):
    """What a filter is told of a file besides its path: the reference and tree it is from, and its blob."""

    ref: str | None = None
    treeish: ObjectId | None = None
    blob: ObjectId | None = None

    def lines(self) -> Iterator[bytes]:
        """The lines that say so."""
        if self.ref is not None:
            yield b"ref=%b" % self.ref.encode("utf-8", "surrogateescape")
        if self.treeish is not None:
            yield b"treeish=%b" % self.treeish.hex().encode()
        if self.blob is not None:
            yield b"blob=%b" % self.blob.hex().encode()


class Filters:
    """The filters of one command or call; `close` ends those that still run."""

    def __init__(self, repository: Repository, *, programs: bool) -> None:
        self.repository = repository
        self.programs = programs
        self.processes: Processes | None = None

    def apply(self, driver: Driver, direction: str, path: bytes, data: bytes, metadata: Metadata) -> bytes | None:
        """What `driver` makes of `data` in `direction`, "clean" or "smudge"; None where it makes nothing of it.

        Raises UnsupportedError where it has a program that may not run, RepositoryError where one breaks the protocol.
        """
        command = driver.command(direction)
        if not (command or driver.process):
            return None
        if not self.programs:
            raise UnsupportedError(
                f"{path.decode('utf-8', 'replace')}: the {direction} filter '{driver.name}' is a program, "
                "which is run only with programs=True"
            )
        if command:
            from pygitobj.jobs.convert.program import filtered

            return filtered(self.repository, command, path, data)
        if self.processes is None:
            from pygitobj.jobs.convert.process import Processes

            self.processes = Processes(self.repository)
        return self.processes.convert(driver.process or "", direction, path, data, list(metadata.lines()))

    def stop(self) -> None:
        """Tell those that run to end."""
        if self.processes is not None:
            self.processes.stop_all()

    def close(self) -> None:
        """Let those that run come to their end."""
        if self.processes is not None:
            self.processes.close()
