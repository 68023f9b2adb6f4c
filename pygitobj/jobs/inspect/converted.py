"""Contents of files as a blame compares them, where the configuration has programs that show or convert them."""

from __future__ import annotations

from contextlib import ExitStack

from pygitobj.jobs.convert.conversions import Conversions
from pygitobj.jobs.convert.textconv import Textconv
from pygitobj.jobs.inspect.blame import Subject, reader_of
from pygitobj.jobs.inspect.uncommitted import Sources, next_commit
from pygitobj.oid import ObjectId
from pygitobj.repository.attributes import Attributes
from pygitobj.repository.repository import Repository
from pygitobj.walk.history import History

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Self


class Converted:
    """Reads files of `repository`; with `shows_text` as textconv programs show them. To be used with `with`.

    With `looks_in_index` attributes are those of the index where the work tree lacks their file.
    """

    def __init__(self, repository: Repository, *, shows_text: bool, looks_in_index: bool = True) -> None:
        self.repository = repository
        self.plain = reader_of(repository)
        self.open = ExitStack()
        attributes = Attributes(repository, looks_in_index=looks_in_index)
        self.conversions = self.open.enter_context(
            Conversions(repository, programs=True, sees_index=True, attributes=attributes)
        )
        self.textconv = None
        if shows_text:
            self.textconv = self.open.enter_context(Textconv(repository, self.conversions, programs=True))

    def read(self, path: bytes, mode: int, oid: bytes) -> bytes:
        """The content of a file. Raises GitObjectError in git's words."""
        driver = None if self.textconv is None else self.textconv.driver(path, mode)
        if self.textconv is None or driver is None:
            return self.plain(path, mode, oid)
        return self.textconv.show(driver, path, mode, ObjectId(oid))

    def next_subject(self, history: History, path: bytes, parent: bytes, contents: str | None) -> Subject:
        """The file `path` of the commit that comes after `parent`: of the work tree, or as `contents` has it.

        Raises GitObjectError in git's words.
        """
        planned = next_commit(
            self.repository, history, path, parent, Sources(contents, self.conversions, self.textconv)
        )
        return Subject(planned.number, path, planned)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: object) -> None:
        self.open.__exit__(kind, error, None)
