"""`repo.history` of lines: the commits that changed some lines of a file, as `git log -L` follows them.

A merge that changed lines next to each of its parents is told with what it changed there, and from it each line of
history is followed; git tells such a merge without anything. No configuration is asked. Follows git's
Documentation/line-range-options.
"""

from __future__ import annotations

from collections.abc import Iterator

from pygitobj.changes.line_history.engine import LineHistory
from pygitobj.changes.line_history.versions import Versions
from pygitobj.changes.renames import RenameOptions
from pygitobj.errors import RevisionError
from pygitobj.face.arguments import require_flags
from pygitobj.face.blaming import lines_within, require_lines
from pygitobj.face.change import CommitChanges
from pygitobj.face.diffs import Differ, Wanted
from pygitobj.face.starts import commit_number
from pygitobj.face.walking import read
from pygitobj.formats.pathspec import Pathspec
from pygitobj.formats.small_text import ended_lines
from pygitobj.oid import shown
from pygitobj.repository.history import history_of
from pygitobj.repository.repository import Repository
from pygitobj.walk.select.engine import Engine, Tip
from pygitobj.walk.select.selection import Order, Selection
from pygitobj.walk.select.state import Looks


def line_history(
    repository: Repository, path: str | bytes, lines: range, start: object, follow: bool
) -> Iterator[CommitChanges]:
    """The commits that changed `lines` of the file, children before parents. Checks its arguments at once."""
    require_flags(follow=follow)
    require_lines(lines)
    pattern = Pathspec.literal(path).pattern
    history = history_of(repository)
    number = commit_number(repository, history, start)
    differ = Differ(repository, Wanted(None, lines=False))
    versions = Versions(history, repository.objects, differ.contents, RenameOptions() if follow else None)
    side = versions.side(number, pattern)
    if side is None:
        raise RevisionError(f"no such path {shown(pattern)} in {start}")
    found = LineHistory(versions, differ.contents)
    found.hand_on(number, {pattern: tuple(lines_within(lines, len(ended_lines(differ.contents.data(side)))))})
    has_generations = history.has_generations
    engine = Engine(history, Selection(order=Order.TOPO), Looks(tracked=found), has_generations=has_generations)

    def told() -> Iterator[CommitChanges]:
        engine.prepare([Tip(number)])
        for one in engine.run():
            (commit,) = read(repository, [history.table.oid(one)])
            changes = found.changes.pop(one)
            told_of = [differ.of_pair(change.pair, differ.asked(change.parent)) for change in changes]
            yield CommitChanges(commit, told_of)

    return told()
