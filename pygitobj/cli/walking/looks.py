"""What a walk asks of each commit, as options have it: paths, messages, where it is stored, when it was written."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from pygitobj.cli.pretty.decorations import Decorations
from pygitobj.cli.pretty.world import World
from pygitobj.cli.walking.bodies import Bodies
from pygitobj.cli.walking.formats import output_encoding
from pygitobj.cli.walking.given import Given
from pygitobj.errors import RevisionError
from pygitobj.files.pack_family import KEEP_SUFFIX, has
from pygitobj.formats.commit_text import CommitText
from pygitobj.formats.encoding import is_utf_8
from pygitobj.formats.ident import parse_ident
from pygitobj.oid import ObjectId
from pygitobj.repository.locale import has_wide_characters
from pygitobj.repository.pathspecs import pathspecs_given
from pygitobj.repository.repository import Repository
from pygitobj.walk.history import History
from pygitobj.walk.path_changes import PathChanges
from pygitobj.walk.select.decorated import Decorated
from pygitobj.walk.select.logs import Logs
from pygitobj.walk.select.selection import Order
from pygitobj.walk.select.state import Looks

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pygitobj.walk.select.changes import Changes

AUTHOR = b"author "


def looks_for(repository: Repository, history: History, given: Given, paths: Sequence[str], logs: Logs | None) -> Looks:
    """What the walk over `history` that options and `paths` ask for looks at. Raises GitObjectError."""
    bodies = Bodies(repository, history)
    return Looks(
        accepts=message_check(repository, bodies, given, logs),
        ahead=bodies.look_at if given.patterns else None,
        changes=changes_for(repository, history, given, paths),
        passed_over=stored_in(repository, history, given),
        author_date=author_dates(repository, history) if given.order is Order.AUTHOR_DATE else None,
    )


def changes_for(repository: Repository, history: History, given: Given, paths: Sequence[str]) -> Changes | None:
    """What tells whether a commit changed something at `paths`, or has a name; None where that does not matter."""
    location = repository.location
    prefix = location.prefix if location.is_inside else ""
    found = None
    if paths:
        pathspecs = pathspecs_given(repository, paths, prefix or "")
        found = PathChanges(history, repository.objects, pathspecs)
    if not given.by_decoration:
        return found
    names = Decorations(World(repository)).by_commit
    whole = PathChanges(history, repository.objects, None)
    return Decorated(history.table, names, found, whole)


def message_check(
    repository: Repository, bodies: Bodies, given: Given, logs: Logs | None
) -> Callable[[int], bool] | None:
    """What tells whether a commit says what is looked for; None where nothing is. Raises RevisionError."""
    if not given.patterns:
        return None
    from pygitobj.walk.message_filter import MessageFilter  # patterns take a while to load

    found: dict[str, list[str]] = {}
    for pattern in given.patterns:
        found.setdefault(pattern.field, []).append(pattern.text)
    encoding = output_encoding(repository, given)
    try:
        wanted = MessageFilter(
            author=found.get("author", ()),
            committer=found.get("committer", ()),
            grep=found.get("grep", ()),
            reflog=found.get("reflog", ()),
            all_match=given.all_match,
            invert=given.invert,
            ignore_case=given.ignore_case,
            kind=given.pattern_kind or "basic",
            wide=is_utf_8(encoding) and has_wide_characters(repository.environ),
        )
    except ValueError as error:
        raise RevisionError(str(error)) from None

    def accepts(number: int) -> bool:
        reflog = b"" if logs is None or logs.entry is None else logs.entry.message
        return wanted.accepts(CommitText(bodies.of(number), encoding).data, reflog=reflog)

    return accepts


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


def author_dates(repository: Repository, history: History) -> Callable[[int], int]:
    """What tells when a commit was written; 0 where it does not say so soundly."""
    reader, oid = repository.reader, history.table.oid
    known: dict[int, int] = {}

    def author_date(number: int) -> int:
        found = known.get(number)
        if found is None:
            found = known[number] = author_time(reader.read(ObjectId(oid(number))).data)
        return found

    return author_date


def author_time(body: bytes) -> int:
    """The second in the first author line of a commit's `body`; 0 without one."""
    head = body.partition(b"\n\n")[0]
    for line in head.split(b"\n"):
        if line.startswith(AUTHOR):
            return parse_ident(line[len(AUTHOR) :]).time
    return 0
