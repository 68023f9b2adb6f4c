"""What a walk asks of each commit, as options have it: where it is stored, when it was written, what others know."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from pygitobj.cli.walking.given import Given
from pygitobj.files.pack_family import KEEP_SUFFIX, has
from pygitobj.repository.history import body_reader
from pygitobj.repository.repository import Repository
from pygitobj.walk.author_dates import author_dates
from pygitobj.walk.history import History
from pygitobj.walk.select.logs import Logs
from pygitobj.walk.select.selection import Order
from pygitobj.walk.select.state import Looks


def looks_for(repository: Repository, history: History, given: Given, paths: Sequence[str], logs: Logs | None) -> Looks:
    """What the walk over `history` that options and `paths` ask for looks at. Raises GitObjectError."""
    looks = Looks(
        passed_over=stored_in(repository, history, given),
        author_date=author_dates(history, body_reader(repository)) if given.order is Order.AUTHOR_DATE else None,
        tracked=given.tracked,
    )
    # What most walks do without takes longer to load than they take.
    if paths or given.by_decoration:
        from pygitobj.cli.walking.paths import changes_for

        looks = looks._replace(changes=changes_for(repository, history, given, paths))
    if given.patterns:
        from pygitobj.cli.walking.messages import message_check

        accepts, ahead = message_check(repository, history, given, logs)
        looks = looks._replace(accepts=accepts, ahead=ahead)
    if given.cherry_mark or given.cherry_pick:
        from pygitobj.cli.walking.same_changes import same_changes_for

        looks = looks._replace(same_changes=same_changes_for(repository, history, paths))
    return looks


def stored_in(repository: Repository, history: History, given: Given) -> Callable[[int], bool] | None:
    """What tells whether a commit stands in a pack, or one that is kept; None where that does not matter."""
    store, oid = repository.objects, history.table.oid
    if given.unpacked:
        return lambda number: store.is_packed(oid(number))
    # What only a repack knows to be kept ("in-core") there is none of.
    if "on-disk" not in given.kept:
        return None
    packs = [pack for source in store.sources for pack in source.packed.all_packs() if has(pack.path, KEEP_SUFFIX)]
    return lambda number: any(pack.find_offsets(oid(number))[0] >= 0 for pack in packs)
