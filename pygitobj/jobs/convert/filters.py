"""The programs of filters, run where that was asked for.

A filter may keep what must not be in a blob out of it, or fetch what is in its place there. So content is never taken
as it is because its program was not allowed to run: that is an error.
"""

from __future__ import annotations

from pygitobj.errors import UnsupportedError
from pygitobj.jobs.convert.process import Processes
from pygitobj.jobs.convert.program import filtered

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pygitobj.jobs.convert.process import Metadata
    from pygitobj.jobs.convert.settings import Driver
    from pygitobj.repository.repository import Repository


class Filters:
    """The filters of one command or call; `close` ends those that still run."""

    def __init__(self, repository: Repository, *, programs: bool) -> None:
        self.repository = repository
        self.programs = programs
        self.processes = Processes(repository)

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
            return filtered(self.repository, command, path, data)
        return self.processes.convert(driver.process or "", direction, path, data, metadata)

    def close(self) -> None:
        """Let those that run come to their end."""
        self.processes.close()
