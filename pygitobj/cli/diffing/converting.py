"""Files as programs of the configuration show them (textconv), where differences are of what these show."""

from __future__ import annotations

from pygitobj.changes.pairs import Side
from pygitobj.changes.pickaxe import Shown
from pygitobj.cli.batch.conversion import conversions_of
from pygitobj.jobs.convert.textconv import Textconv
from pygitobj.oid import ObjectId
from pygitobj.repository.diff_drivers import DiffDriver
from pygitobj.repository.repository import Repository


class Converting:
    """Asks the programs of `repository`; `close` keeps what they showed, where that is wanted."""

    def __init__(self, repository: Repository, *, looks_in_index: bool = False) -> None:
        self.conversions = conversions_of(repository, looks_in_index=looks_in_index)
        self.textconv = Textconv(repository, self.conversions, programs=True)
        self.shown = Shown(self.name, self.text)

    def driver(self, side: Side) -> DiffDriver | None:
        """The driver that shows a file."""
        return self.textconv.driver(side.path, side.mode)

    def name(self, side: Side) -> str | None:
        """By what a file is shown, None where it is as it is."""
        driver = self.driver(side)
        return None if driver is None else driver.name

    def text(self, side: Side) -> bytes:
        """What is shown of a file. Raises GitObjectError where its program fails."""
        made = self.made(side)
        assert made is not None
        return made

    def made(self, side: Side) -> bytes | None:
        """What is shown of a file, None where it is as it is."""
        driver = self.driver(side)
        return None if driver is None else self.textconv.show(driver, side.path, side.mode, ObjectId(side.id))

    def close(self) -> None:
        """End what still runs, and keep what is to be kept."""
        self.textconv.flush()
        self.conversions.close()
