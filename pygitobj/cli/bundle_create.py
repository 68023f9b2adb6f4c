"""`bundle create`: what revisions reach, in a file that says which references they are and what must be there before.

    prerequisites   the commits at the border of the walk, called after their subjects
    references      those that revisions name, as far as the walk tells what they are at
    pack            what is reached, a thin one

Follows git's Documentation/git-bundle, "create".
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

from pygitobj.cli.pack_objects import shows_progress, tell_total
from pygitobj.cli.parse_options import Options
from pygitobj.cli.progress import Progress
from pygitobj.cli.session import warn
from pygitobj.cli.walking.encodings import output_encoding
from pygitobj.cli.walking.formats import bodies_of
from pygitobj.cli.walking.walk import Planned, planned
from pygitobj.cli.walking.words import Words, read_words
from pygitobj.errors import MISSING_OR_BAD, GitObjectError
from pygitobj.formats.bundle import Bundle, BundleRef
from pygitobj.formats.commit_text import CommitText
from pygitobj.formats.encoding import UTF_8
from pygitobj.formats.filter_spec import joined_filters, parse_filters
from pygitobj.formats.links import COMMIT, TAG
from pygitobj.formats.small_text import SPACE
from pygitobj.formats.tag import Tag
from pygitobj.jobs.packing.bundle import Bundled, lock_bundle, require_version, store_bundle, write_bundle
from pygitobj.jobs.packing.pack_config import Tuning, configured, tuned
from pygitobj.jobs.packing.revision_list import RevisionList
from pygitobj.jobs.report import silent
from pygitobj.oid import SHA1, ObjectId
from pygitobj.repository.object_filters import filtering_for
from pygitobj.repository.repository import Repository
from pygitobj.revisions.branch_name import whole_name
from pygitobj.revisions.pending import Pending
from pygitobj.walk.reachable import Root
from pygitobj.walk.select import marks as bits

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pygitobj.files.lock import LockFile

STDOUT = "-"


def create(repository: Repository, options: Options, version: int | None, path: str, words: Sequence[str]) -> int:
    """Write the bundle that `words` ask for to `path`; gives the exit code. Raises GitObjectError in git's words."""
    said = read_words(repository, words)
    if said.left:
        warn(f"error: unrecognized argument: {said.left[0]}")
        return 1
    if path == STDOUT:
        return written(None, repository, options, said, version)
    lock = lock_bundle(path, repository.write_policy())
    try:
        return written(lock, repository, options, said, version)
    finally:
        lock.release()


def written(lock: LockFile | None, repository: Repository, options: Options, said: Words, version: int | None) -> int:
    """Write the bundle into the file that `lock` is of, or to standard output; gives the exit code."""
    filters = said.revisions.filters
    spec = parse_filters(filters)
    least = 2 if repository.format is SHA1 and spec is None else 3
    version = require_version(version, least, repository.format.name)
    if filters:
        # Trees and blobs are for the pack; a filter asks for them.
        said.given.objects.add("objects")
    said.given.boundary = True
    filtering_for(repository, spec)  # patterns that cannot be read are an error before anything is packed
    plan = planned(repository, said)
    plan.engine.prepare(plan.tips)
    borders = borders_of(plan)
    references, kept = references_of(repository, said, plan)
    if not references:
        raise GitObjectError("Refusing to create empty bundle.")
    # Configuration says nothing of the encoding, as in git.
    encoding = UTF_8 if said.given.encoding is None else output_encoding(repository, said.given)
    header = Bundle(
        version,
        repository.format,
        prerequisites_of(repository, borders, encoding),
        references,
        joined_filters(filters) if filters else None,
    )
    hidden = [Root(one.oid, one.path) for one in kept if is_hidden(plan, one)] + [Root(oid) for oid in borders]
    wanted = [Root(one.oid, one.path) for one in kept if not is_hidden(plan, one)]
    bundled = Bundled(header, RevisionList(wanted, hidden, frozenset()), spec)
    return packed(lock, repository, options, bundled)


def packed(lock: LockFile | None, repository: Repository, options: Options, bundled: Bundled) -> int:
    """Write what is found; gives the exit code."""
    shown = shows_progress(options)
    report = Progress() if shown else silent
    try:
        how = tuned(configured(repository, streamed=True), Tuning(delta_base_offset=True), repository.warn)
        how = how._replace(report=report)
        if lock is None:
            done = write_bundle(sys.stdout.buffer, repository, bundled, how, report)
        else:
            done = store_bundle(lock, repository, bundled, how, report)
    except GitObjectError as error:
        warn(f"fatal: {error}")
        warn("error: pack-objects died")
        return 1
    except OSError as error:
        if lock is None:
            raise
        raise GitObjectError(f"cannot create '{lock.target}': {error.strerror or error}") from error
    if shown:
        tell_total(done)
    return 0


def borders_of(plan: Planned) -> list[bytes]:
    """The commits at the border of the walk, which is run for that, in the order in which it comes to them."""
    walk = plan.engine.walk
    return [walk.table.oid(number) for number in plan.engine.run() if walk.marks[number] & bits.BORDER]


def prerequisites_of(repository: Repository, borders: Sequence[bytes], encoding: str) -> list[BundleRef]:
    """The commits `borders`, called after their subjects."""
    bodies = bodies_of(repository, borders)
    return [
        BundleRef(ObjectId(oid), CommitText(body, encoding).subject.strip(SPACE))
        for oid, body in zip(borders, bodies, strict=True)
    ]


def is_hidden(plan: Planned, one: Pending) -> bool:
    """Whether something that was named is left out after all: it was named so too, or a border is behind it."""
    if one.is_hidden:
        return True
    number = plan.engine.walk.table.find(one.oid) if one.code == COMMIT else -1
    return number >= 0 and bool(plan.engine.walk.marks[number] & (bits.HIDDEN | bits.BORDER))


def references_of(repository: Repository, said: Words, plan: Planned) -> tuple[list[BundleRef], list[Pending]]:
    """The references that a bundle has, each once, and what was named but for tags of another time."""
    walk = plan.engine.walk
    found: dict[str, BundleRef] = {}
    kept: list[Pending] = []
    hidden = {one.oid for one in said.revisions.pending if one.is_hidden}
    for named in said.revisions.pending:
        one = named._replace(is_hidden=named.oid in hidden)
        kept.append(one)
        if is_hidden(plan, one):
            continue
        name = reference_named(repository, one.name)
        if name is None or name in found:
            continue
        if one.code == TAG and not is_in_time(repository, one.oid, said):
            kept.pop()
            continue
        if one.code == COMMIT and not walk.marks[walk.table.find(one.oid)] & bits.SHOWN:
            warn(f"warning: ref '{one.name}' is excluded by the rev-list options")
            continue
        found[name] = BundleRef(ObjectId(one.oid), os.fsencode(name))
    return list(found.values()), kept


def reference_named(repository: Repository, word: str) -> str | None:
    """The reference that `word` names alone: a symbolic one by its own name where that is given whole."""
    refs = repository.ref_store
    name = whole_name(refs, repository.followed, word, forgives=True)
    first = not repository.config.get_bool("core.warnAmbiguousRefs", True)
    found = [resolved.name for _, resolved in refs.candidates(name, first=first) if resolved.id is not None]
    if len(found) != 1:
        return None
    itself = refs.resolve(word)
    return word if itself.id is not None and itself.symbolic else found[0]


def is_in_time(repository: Repository, oid: bytes, said: Words) -> bool:
    """Whether a tag was made in the time that --since and --until say; one that does not say when was."""
    since, until = said.given.since, said.given.until
    if since is None and until is None:
        return True
    try:
        tagger = Tag(repository.reader.read(ObjectId(oid)).data, ObjectId(oid), repository.format).tagger
    except MISSING_OR_BAD:
        return True
    if tagger is None:
        return True
    return (since is None or since < tagger.time) and (until is None or until > tagger.time)
