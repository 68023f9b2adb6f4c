"""`pack-objects`: make packs of the objects that standard input names, or of what can be reached from there.

Follows git's Documentation/git-pack-objects.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import NamedTuple

from pygitobj.cli import pack_options
from pygitobj.cli.index_version import MAX_VERSION, parse_index_version
from pygitobj.cli.pack_options import Values, last_of, with_numbers
from pygitobj.cli.parse_options import Option, Spec, UsageError, parse_options, usage_text
from pygitobj.cli.progress import Progress
from pygitobj.cli.session import Session, warn
from pygitobj.errors import GitObjectError, UnsupportedError
from pygitobj.files.pack_install import HowIndexed
from pygitobj.jobs.column import Column, new_column
from pygitobj.jobs.include_tags import with_tags
from pygitobj.jobs.left_out import LeftOut
from pygitobj.jobs.object_list import ids_of_packs, named_within, parse_objects, parse_packs, parse_revisions
from pygitobj.jobs.pack_config import configured
from pygitobj.jobs.pack_objects import PackOptions, Prepared, prepare, stream_pack, write_packs
from pygitobj.jobs.reachable import TITLE, Root, Scope, edge_of, reachable
from pygitobj.jobs.report import UNKNOWN, Report, silent
from pygitobj.jobs.roots import all_roots
from pygitobj.jobs.unreachable import make_loose, own_packs, readable_loose, with_unreachable
from pygitobj.jobs.write_entries import Written
from pygitobj.repository.promised import promised_to, promisor_packs
from pygitobj.repository.repository import Repository

LEVELS = range(-1, 10)


def flag(key: str, long: str, help_: str, short: str = "") -> Option:
    """An option without a value."""
    return Option(key, "flag", help_, long=long, short=short)


def missing(long: str, kind: str) -> Option:
    """An option of git's, of this `kind`, that is refused."""
    return Option(MISSING + long, kind, "", long=long, hidden=True)


COMPRESSION = Option("compression", "value", "pack compression level", long="compression", argument="<n>")
# What git has besides.
MISSING = "missing "
MISSING_FLAGS = (
    "cruft", "sparse", "shallow", "keep-true-parents", "use-bitmap-index", "write-bitmap-index", "delta-islands",
    "path-walk", "exclude-promisor-objects-best-effort",
)  # fmt: skip
MISSING_VALUES = ("filter", "missing", "uri-protocol", "name-hash-version")
SPEC = Spec(
    usage=(
        "git pack-objects --stdout [<options>] [< <ref-list> | < <object-list>]",
        "git pack-objects [<options>] <base-name> [< <ref-list> | < <object-list>]",
    ),
    options=(
        flag("quiet", "quiet", "do not show progress meter", "q"),
        flag("progress", "progress", "show progress meter"),
        flag("all_progress", "all-progress", "show progress meter during object writing phase"),
        flag("implied", "all-progress-implied", "similar to --all-progress when progress meter is shown"),
        Option(
            "version", "value", "write the pack index file in the specified idx format version",
            long="index-version", argument="<version>[,<offset>]", negatable=False,
        ),
        pack_options.LIMIT,
        flag("local", "local", "ignore borrowed objects from alternate object store"),
        flag("incremental", "incremental", "ignore packed objects"),
        pack_options.WINDOW,
        pack_options.MEMORY,
        pack_options.DEPTH,
        flag("reuse_delta", "reuse-delta", "reuse existing deltas"),
        flag("reuse_object", "reuse-object", "reuse existing objects"),
        flag("distances", "delta-base-offset", "use OFS_DELTA objects"),
        pack_options.THREADS,
        flag("non_empty", "non-empty", "do not create an empty pack output"),
        flag("revs", "revs", "read revision arguments from standard input"),
        flag("unpacked", "unpacked", "limit the objects to those that are not yet packed"),
        flag("all", "all", "include objects reachable from any reference"),
        flag("reflog", "reflog", "include objects referred by reflog entries"),
        flag("indexed", "indexed-objects", "include objects referred to by the index"),
        flag("stdin_packs", "stdin-packs", "read packs from stdin"),
        flag("stdout", "stdout", "output pack to stdout"),
        flag("include_tag", "include-tag", "include tag objects that refer to objects to be packed"),
        flag("keep_unreachable", "keep-unreachable", "keep unreachable objects"),
        flag("pack_loose", "pack-loose-unreachable", "pack loose unreachable objects"),
        Option(
            "unpack", "optional", "unpack unreachable objects newer than <time>",
            long="unpack-unreachable", argument="time",
        ),
        flag("thin", "thin", "create thin packs"),
        flag("honor_keep", "honor-pack-keep", "ignore packs that have companion .keep file"),
        Option("keep", "value", "ignore this pack", long="keep-pack", argument="<name>"),
        COMPRESSION,
        flag("promisor", "exclude-promisor-objects", "do not pack objects in promisor packfiles"),
        *(missing(long, "flag") for long in MISSING_FLAGS),
        *(missing(long, "value") for long in MISSING_VALUES),
        missing("cruft-expiration", "optional"),
    ),
)  # fmt: skip


def run(session: Session, words: Sequence[str]) -> int:
    """Do what `words` say; gives the exit code."""
    parsed = parse_options(SPEC, words)
    values, names = parsed.values, parsed.arguments
    if len(names) != (0 if values.get("stdout") else 1):
        raise UsageError(usage_text(SPEC))
    refuse_missing(values)
    with session._replace(replace=False).open_repository() as repository:
        options = options_for(repository, values)
        refuse_combinations(values, options)
        shown = shows_progress(values)
        report = Progress() if shown else silent
        options = options._replace(report=report)
        prepared = prepared_for(repository, values, options, report)
        written = write(prepared, repository, names[0] if names else None, options, values)
    if shown and written is not None:
        warn(
            f"Total {written.total} (delta {written.deltas}), "
            f"reused {written.reused} (delta {written.reused_deltas}), pack-reused 0"
        )
    return 0


def refuse_missing(values: Values) -> None:
    """Raises UnsupportedError for an option that git has and we have not."""
    for key, value in values.items():
        # What is taken back is not asked for.
        if key.startswith(MISSING) and value not in (False, []):
            raise UnsupportedError(f"option '--{key.removeprefix(MISSING)}' is not supported yet")


def shows_progress(values: Values) -> bool:
    """Whether progress is shown: on a terminal, unless something else was asked for."""
    if values.get("quiet"):
        return False
    return bool(values.get("progress") or values.get("all_progress") or sys.stderr.isatty())


def options_for(repository: Repository, values: Values) -> PackOptions:
    """How packs are made, from the configuration and the command line. Raises GitObjectError, UsageError."""
    options = configured(repository)
    if values.get("stdout"):
        # The configured limit is for packs that stay.
        options = options._replace(entries=options.entries._replace(limit=0))
    options = with_numbers(options, values)
    level = pack_options.number(values, COMPRESSION)
    copy = values.get("reuse_object", True) is True
    reuse = copy and values.get("reuse_delta", True) is True
    level = options.entries.level if level is None else level
    if level not in LEVELS:
        raise GitObjectError(f"bad pack compression level {level}")
    return options._replace(
        deltas=options.deltas._replace(reuse=reuse, level=level),
        entries=options.entries._replace(copy=copy, level=level, distances=bool(values.get("distances"))),
        indexed=indexed_for(options.indexed, last_of(values, "version")),
    )


def indexed_for(how: HowIndexed, text: str | None) -> HowIndexed:
    """How packs are indexed, where `text` was given as --index-version. Raises GitObjectError."""
    if text is None:
        return how
    found = parse_index_version(text)
    if found is not None and found.version > MAX_VERSION:
        raise GitObjectError(f"unsupported index version {text}")
    if found is None or text.endswith(","):
        raise GitObjectError(f"bad index version '{text}'")
    return how._replace(version=found.version or 1, first_large=found.first_large or how.first_large)


def refuse_combinations(values: Values, options: PackOptions) -> None:
    """Raises GitObjectError for options that do not go together."""
    if values.get("stdout") and options.entries.limit:
        raise GitObjectError("--max-pack-size cannot be used to build a pack for transfer")
    if values.get("thin") and not values.get("stdout"):
        raise GitObjectError("--thin cannot be used to build an indexable pack")
    if values.get("keep_unreachable") and "unpack" in values:
        raise GitObjectError("options '--keep-unreachable' and '--unpack-unreachable' cannot be used together")
    if values.get("stdin_packs") and walks({**values, "unpacked": False}):
        raise GitObjectError("cannot use internal rev list with --stdin-packs")


def walks(values: Values) -> bool:
    """Whether standard input has revisions to walk from."""
    keys = ("thin", "revs", "all", "reflog", "indexed", "unpacked", "keep_unreachable", "pack_loose")
    return "unpack" in values or any(values.get(key) for key in keys)


def left_out_for(values: Values) -> LeftOut:
    """Which objects are not to be packed."""
    return LeftOut(
        local=bool(values.get("local")),
        incremental=bool(values.get("incremental")),
        honor_keep=bool(values.get("honor_keep")),
        keep=pack_options.names(values, "keep"),
    )


class Wanted(NamedTuple):
    """The objects to be packed, and those that may be bases besides."""

    objects: Column
    edge: Column


def prepared_for(repository: Repository, values: Values, options: PackOptions, report: Report) -> Prepared:
    """The objects that were asked for, ready to be written."""
    store = repository.objects
    left_out = left_out_for(values)
    lines = sys.stdin.buffer
    if values.get("stdin_packs"):
        wanted = Wanted(parse_packs(lines, store), new_column())
        if values.get("unpacked"):
            loose = left_out._replace(incremental=True).drop(store, named_within(store, readable_loose(store)))
            wanted.objects.add(*loose)
    elif walks(values):
        wanted = walked(repository, values, options, report)
    else:
        found = parse_objects(lines, repository.format)
        wanted = Wanted(found.wanted, edge_of(store, found.edges) if found.edges else new_column())
        report(TITLE, len(found.wanted.hashes), UNKNOWN, None)
    objects = wanted.objects
    if values.get("include_tag"):
        objects = with_tags(repository, objects)
    if "unpack" in values:
        oldest = expiry_of(values)
        make_loose(repository, objects, left_out, oldest, own_packs(store, left_out))
    if values.get("keep_unreachable") or values.get("pack_loose"):
        packs = own_packs(store, left_out) if values.get("keep_unreachable") else []
        objects = with_unreachable(store, objects, packs, loose=bool(values.get("pack_loose")))
    objects = left_out.drop(store, objects)
    report(TITLE, len(objects.hashes), len(objects.hashes), None)
    edge = wanted.edge if wanted.edge.hashes else None
    return prepare(store, objects, options, edge)


def walked(repository: Repository, values: Values, options: PackOptions, report: Report) -> Wanted:
    """What can be reached from the revisions on standard input, and from what options name."""
    given = parse_revisions(sys.stdin.buffer, repository)
    roots: list[Root] = list(given.roots)
    if any(values.get(key) for key in ("all", "reflog", "indexed")):
        roots += all_roots(
            repository,
            refs=bool(values.get("all")),
            reflogs=bool(values.get("reflog")),
            indexes=bool(values.get("indexed")),
        )
    store = repository.objects
    scope = Scope(
        repository.shallow | given.shallow,
        edges=options.deltas.window if values.get("thin") else 0,
        unpacked=bool(values.get("unpacked")),
    )
    if values.get("promisor"):
        scope = scope._replace(
            excused=promised_to(repository), apart=ids_of_packs(promisor_packs(store), (), store.format.hash_size)
        )
    listed = reachable(store, roots, given.hidden, scope, report)
    return Wanted(listed.all(), listed.edge)


def expiry_of(values: Values) -> int | None:
    """From when on packs count whose unreachable objects are made loose. Raises GitObjectError."""
    text = values.get("unpack")
    if not text or not all(values.get(key) for key in ("all", "reflog", "indexed")):
        return None
    return pack_options.moment(str(text))


def write(
    prepared: Prepared, repository: Repository, stem: str | None, options: PackOptions, values: Values
) -> Written | None:
    """Write the pack or packs; None where there was nothing to write."""
    if values.get("non_empty") and not prepared.objects.count:
        return None
    if stem is not None:
        policy = repository.write_policy()
        return write_packs(prepared, repository.objects, stem, options, policy, {}, tell_name)
    if not (values.get("all_progress") or values.get("implied")):
        options = options._replace(report=silent)
    return stream_pack(prepared, repository.objects, sys.stdout.buffer, options)


def tell_name(name: str) -> None:
    """Print the hash that a pack is named after."""
    sys.stdout.write(name + "\n")
    sys.stdout.flush()
