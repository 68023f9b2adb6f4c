"""The conversions of one command or call: settings and attributes are read once, filters started once.

    with Conversions(repository, programs=True) as conversions:
        conversions.to_worktree(path, data, blob=oid)
        conversions.to_git(path, data)

Paths are bytes, from the top of the work tree. With `programs` the filters of the configuration are run; without it a
path that needs one is an error (filters.py says why).
"""

from __future__ import annotations

from functools import cached_property

from pygitobj.jobs.convert.driver import ATTRIBUTES, NOTHING, Plan, plan_of
from pygitobj.jobs.convert.end_of_line import CR, counts_of
from pygitobj.jobs.convert.filters import Filters, Metadata
from pygitobj.jobs.convert.settings import load_settings
from pygitobj.jobs.convert.to_git import Entering
from pygitobj.jobs.convert.to_worktree import to_worktree
from pygitobj.repository.attributes import Attributes

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Self

    from pygitobj.formats.attributes import AttributeValue
    from pygitobj.jobs.convert.settings import Settings
    from pygitobj.oid import ObjectId
    from pygitobj.repository.repository import Repository


class Conversions:
    """What paths of `repository` are converted by; `close` ends the filters that still run.

    With `sees_index` text that is CRLF in the index stays so where line ends are only guessed; `hash-object`, which
    does not look there, does without.
    """

    def __init__(
        self,
        repository: Repository,
        *,
        programs: bool,
        attributes: Attributes | None = None,
        sees_index: bool = False,
    ) -> None:
        self.repository = repository
        self.attributes = Attributes(repository) if attributes is None else attributes
        self.filters = Filters(repository, programs=programs)
        self.sees_index = sees_index
        # Most paths have the same few.
        self.plans: dict[tuple[AttributeValue, ...], Plan] = {}

    @cached_property
    def settings(self) -> Settings:
        """What the configuration says, looked at for the first path. Raises RepositoryError."""
        return load_settings(self.repository.config)

    def plan(self, path: bytes) -> Plan:
        """Which conversions `path` has. Raises RepositoryError."""
        settings = self.settings  # looked at before the attributes, as by git
        values = self.attributes.attributes_of(path, ATTRIBUTES)
        plan = self.plans.get(values)
        if plan is None:
            plan = self.plans[values] = plan_of(values, settings)
        return plan

    def to_worktree(
        self,
        path: bytes,
        data: bytes,
        *,
        blob: ObjectId | None = None,
        ref: str | None = None,
        treeish: ObjectId | None = None,
    ) -> bytes:
        """`data`, of a blob, as the file `path` has it; the rest is what filters are told.

        Raises ConversionError where a required filter gives nothing, UnsupportedError, RepositoryError.
        """
        return to_worktree(self.repository, self.plan(path), self.filters, path, data, Metadata(ref, treeish, blob))

    def to_git(self, path: bytes, data: bytes, *, written: bool = False, shown: bytes | None = None) -> bytes:
        """`data`, of the file `path`, as a blob has it; `shown` is how filters and messages name the path.

        What cannot be decoded is told of and stays as it is, or with `written` is a ConversionError. Raises as
        `to_worktree`.
        """
        entering = self.entering(path, written=written, shown=shown)
        return data if entering is None else entering.convert(data, self.filters)

    def entering(self, path: bytes, *, written: bool, shown: bytes | None = None) -> Entering | None:
        """What converts the file `path` on its way into a blob; None where nothing does."""
        plan = self.plan(path)
        if plan == NOTHING:
            return None
        return Entering(
            self.repository,
            self.settings,
            plan,
            path if shown is None else shown,
            written=written,
            keeps_crlf=lambda _: self.sees_index and self.has_crlf(path),
        )

    def has_crlf(self, path: bytes) -> bool:
        """Whether what the index has at `path` is a text with CRLF."""
        oid = self.attributes.index.blob(path)
        if oid is None:
            return False
        kind, data = self.repository.reader.read(oid)
        if kind != "blob" or CR not in data:
            return False
        counts = counts_of(data)
        return bool(counts.crlf) and not counts.is_binary

    def close(self) -> None:
        """Let filters that run come to their end."""
        self.filters.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: object, error: BaseException | None, _: object) -> None:
        if error is None or isinstance(error, Exception):
            self.close()
        else:
            self.filters.stop()  # whoever is interrupted does not wait
