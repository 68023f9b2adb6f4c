"""A file's content as a blob has it: filter, encoding, line ends, ident, in this order.

Follows git's Documentation/gitattributes, "Effects".
"""

from __future__ import annotations

from collections.abc import Callable

from pygitobj.errors import ConversionError
from pygitobj.formats.encoding import (
    UTF_8,
    into_utf_8,
    mark_problem,
    must_come_back,
    out_of_utf_8,
    variant,
)
from pygitobj.jobs.convert import ident
from pygitobj.jobs.convert.end_of_line import CRLF, Counts, Rule, lost, needed_counts, shrinks, to_lf
from pygitobj.jobs.convert.filters import Metadata
from pygitobj.jobs.convert.settings import IGNORE, REFUSE
from pygitobj.jobs.convert.to_worktree import shown

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pygitobj.jobs.convert.driver import Plan
    from pygitobj.jobs.convert.filters import Filters
    from pygitobj.jobs.convert.settings import Settings
    from pygitobj.repository.repository import Repository

NOTHING = Metadata()


class Entering:
    """What is on its way into a blob: the file `path` of `repository`, with its `plan`.

    Only where it is `written` git asks whether it would come back as it was: then what goes wrong with an encoding is
    an error, else it is told of, and core.safecrlf counts. `keeps_crlf` says whether the index has a text with CRLF at
    `path`.
    """

    def __init__(
        self,
        repository: Repository,
        settings: Settings,
        plan: Plan,
        path: bytes,
        *,
        written: bool,
        keeps_crlf: Callable[[bytes], bool],
    ) -> None:
        self.repository = repository
        self.settings = settings
        self.plan = plan
        self.path = path
        self.written = written
        self.keeps_crlf = keeps_crlf

    def convert(self, data: bytes, filters: Filters) -> bytes:
        """`data` as a blob has it. Raises ConversionError, UnsupportedError."""
        plan = self.plan
        if plan.driver is not None:
            made = filters.apply(plan.driver, "clean", self.path, data, NOTHING)
            if made is None and plan.driver.required:
                raise ConversionError(f"{shown(self.path)}: clean filter '{plan.driver.name}' failed")
            data = data if made is None else made
        if plan.encoding and data:
            data = self.decoded(data, plan.encoding)
        if plan.rule is not None and data:
            data = self.with_lf(data, plan.rule)
        return ident.into_blob(data) if plan.ident else data

    def with_lf(self, data: bytes, rule: Rule) -> bytes:
        """`data` with the line ends of a blob. Raises ConversionError for what core.safecrlf forbids."""
        if b"\r" not in data and not (self.written and rule.to_crlf):
            return data
        return to_lf(data) if self.shrinks(needed_counts(data, rule), rule) else data

    def shrinks(self, counts: Counts, rule: Rule) -> bool:
        """Whether a file with `counts` loses its CRLF; what does not come back is told of, or a ConversionError."""
        keeps = rule.guesses and not counts.is_binary and self.keeps_crlf(self.path)
        if self.written and self.settings.safecrlf != IGNORE:
            gone = lost(counts, rule, keeps_crlf=keeps)
            if gone:
                self.tell_lost(*(("CRLF", "LF") if gone == CRLF else ("LF", "CRLF")))
        return shrinks(counts, rule, keeps_crlf=keeps)

    def tell_lost(self, old: str, new: str) -> None:
        """Say that `old` line ends will come back as `new` ones."""
        path = shown(self.path)
        if self.settings.safecrlf == REFUSE:
            raise ConversionError(f"{old} would be replaced by {new} in {path}")
        self.repository.warn(
            f"warning: in the working copy of '{path}', {old} will be replaced by {new} the next time Git touches it"
        )

    def decoded(self, data: bytes, encoding: str) -> bytes:
        """`data`, in `encoding`, as UTF-8; as it is where that cannot be, or a ConversionError."""
        path = shown(self.path)
        problem = mark_problem(encoding, data)
        if problem is not None:
            self.hint(problem, variant(encoding) or "")
            return self.refused(f"BOM is {problem} in '{path}' if encoded as {encoding}", data)
        made = into_utf_8(data, encoding)
        if made is None:
            return self.refused(f"failed to encode '{path}' from {encoding} to {UTF_8}", data)
        if self.written and must_come_back(encoding, self.settings.round_trip) and out_of_utf_8(made, encoding) != data:
            raise ConversionError(f"encoding '{path}' from {encoding} to {UTF_8} and back is not the same")
        return made

    def refused(self, message: str, data: bytes) -> bytes:
        """`data`, after telling why it stays as it is; a ConversionError where it is to be written."""
        if self.written:
            raise ConversionError(message)
        self.repository.warn(f"error: {message}")
        return data

    def hint(self, problem: str, which: str) -> None:
        """Say which encoding may be meant."""
        path, which = shown(self.path), self.plan.encoding[-len(which) :]
        if problem == "prohibited":
            text = f"contains a byte order mark (BOM). Please use UTF-{which[:-2]} as working-tree-encoding."
        else:
            text = (
                f"is missing a byte order mark (BOM). Please use UTF-{which}BE or UTF-{which}LE "
                "(depending on the byte order) as working-tree-encoding."
            )
        self.repository.warn(f"hint: The file '{path}' {text}")
