"""`pack-objects`: make packs of the objects that standard input names, or of what can be reached from there.

Follows git's Documentation/git-pack-objects.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence

from pygitobj.cli import is_traced, pack_options
from pygitobj.cli.index_version import MAX_VERSION, parse_index_version
from pygitobj.cli.input_lines import lines_up_to
from pygitobj.cli.pack_options import with_numbers
from pygitobj.cli.parse_options import Option, Options, Spec, UsageError, parse_options, usage_text
from pygitobj.cli.progress import Progress
from pygitobj.cli.session import Session, warn
from pygitobj.errors import GitObjectError, UnsupportedError
from pygitobj.files.pack_install import HowIndexed
from pygitobj.jobs.packing.left_out import LeftOut
from pygitobj.jobs.packing.pack_config import configured
from pygitobj.jobs.packing.pack_objects import PackOptions, Prepared, prepare, stream_pack, write_packs
from pygitobj.jobs.packing.wanted import ALLOW_ANY, ALLOW_PROMISOR, ERROR, FOLLOW, STANDARD, Request, wanted
from pygitobj.jobs.report import silent
from pygitobj.repository.repository import Repository
from pygitobj.store.write_entries import Written

# Longer lines of git's buffers are several; a name of a pack is nothing longer than a path.
OBJECT_LINE = 64 + 1 + 4096 + 1
REVISION_LINE = 999
PACK_LINE = 1 << 16
# What --stdin-packs may say, nothing being the first.
PACK_MODES: dict[str | None, str] = {None: STANDARD, "": STANDARD, "follow": FOLLOW}
LEVELS = range(-1, 10)


def flag(key: str, long: str, help_: str, short: str = "") -> Option:
    """An option without a value."""
    return Option(key, "flag", help_, long=long, short=short)


def once(key: str, long: str, help_: str) -> Option:
    """An option without a value that cannot be taken back."""
    return Option(key, "flag", help_, long=long, negatable=False)


def missing(long: str, kind: str) -> Option:
    """An option of git's, of this `kind`, that is refused."""
    return Option(MISSING + long, kind, "", long=long, hidden=True)


COMPRESSION = Option("compression", "value", "pack compression level", long="compression", argument="<n>")
# What git has besides.
MISSING = "missing "
SPEC = Spec(
    usage=(
        "git pack-objects [-q | --progress | --all-progress] [--all-progress-implied]\n"
        "                 [--no-reuse-delta] [--delta-base-offset] [--non-empty]\n"
        "                 [--local] [--incremental] [--window=<n>] [--depth=<n>]\n"
        "                 [--revs [--unpacked | --all]] [--keep-pack=<pack-name>]\n"
        "                 [--cruft] [--cruft-expiration=<time>]\n"
        "                 [--stdout [--filter=<filter-spec>] | <base-name>]\n"
        "                 [--shallow] [--keep-true-parents] [--[no-]sparse]\n"
        "                 [--name-hash-version=<n>] [--path-walk] < <object-list>",
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
        once("unpacked", "unpacked", "limit the objects to those that are not yet packed"),
        once("all", "all", "include objects reachable from any reference"),
        once("reflog", "reflog", "include objects referred by reflog entries"),
        once("indexed", "indexed-objects", "include objects referred to by the index"),
        Option("stdin_packs", "optional", "read packs from stdin", long="stdin-packs", argument="mode"),
        flag("stdout", "stdout", "output pack to stdout"),
        flag("include_tag", "include-tag", "include tag objects that refer to objects to be packed"),
        flag("keep_unreachable", "keep-unreachable", "keep unreachable objects"),
        flag("pack_loose", "pack-loose-unreachable", "pack loose unreachable objects"),
        Option(
            "unpack", "optional", "unpack unreachable objects newer than <time>",
            long="unpack-unreachable", argument="time",
        ),
        missing("cruft", "flag"),
        missing("cruft-expiration", "optional"),
        flag("sparse", "sparse", "use the sparse reachability algorithm"),
        flag("thin", "thin", "create thin packs"),
        missing("path-walk", "flag"),
        flag("shallow", "shallow", "create packs suitable for shallow fetches"),
        flag("honor_keep", "honor-pack-keep", "ignore packs that have companion .keep file"),
        Option("keep", "value", "ignore this pack", long="keep-pack", argument="<name>"),
        COMPRESSION,
        flag("true_parents", "keep-true-parents", "do not hide commits by grafts"),
        flag(
            "use_bitmap", "use-bitmap-index", "use a bitmap index if available to speed up counting objects"
        ),
        missing("write-bitmap-index", "flag"),
        Option("bitmap_quiet", "flag", "", long="write-bitmap-index-quiet", negatable=False, hidden=True),
        missing("filter", "value"),
        Option(
            "missing", "value", "handling for missing objects", long="missing", argument="<action>", negatable=False
        ),
        flag("promisor", "exclude-promisor-objects", "do not pack objects in promisor packfiles"),
        flag("best_effort", "exclude-promisor-objects-best-effort", "implies --missing=allow-any"),
        missing("delta-islands", "flag"),
        missing("uri-protocol", "value"),
        pack_options.NAMES,
    ),
)  # fmt: skip


def run(session: Session, words: Sequence[str]) -> int:
    """Do what `words` say; gives the exit code."""
    parsed = parse_options(SPEC, words)
    given, names = parsed.options, parsed.arguments
    refuse_words(given)
    if len(names) != (0 if given.flag("stdout") else 1):
        raise UsageError(usage_text(SPEC))
    refuse_missing(given)
    pack_options.name_hash_version(given, takes_zero=False)
    with session._replace(replace=False).open_repository() as repository:
        options = options_for(repository, given)
        refuse_combinations(given, options)
        shown = shows_progress(given)
        report = Progress() if shown else silent
        options = options._replace(report=report)
        objects, edge = wanted(repository, request_for(repository, given, options), report)
        prepared = prepare(repository.objects, objects, options, edge if edge.hashes else None)
        written = write(prepared, repository, names[0] if names else None, options, given)
    if written is not None and is_traced():
        tell_written(written)
    if shown and written is not None:
        warn(
            f"Total {written.total} (delta {written.deltas}), "
            f"reused {written.reused} (delta {written.reused_deltas}), pack-reused 0 (from 0)"
        )
    return 0


def tell_written(written: Written) -> None:
    """Tell whoever traces what was written."""
    from pygitobj.cli.trace import events

    told = events()
    if told is not None:
        told.data("pack-objects", "write_pack_file/wrote", written.total)
        told.data("pack-objects", "written", written.total)
        told.data("pack-objects", "written/delta", written.deltas)
        told.data("pack-objects", "reused", written.reused)
        told.data("pack-objects", "reused/delta", written.reused_deltas)


def refuse_missing(given: Options) -> None:
    """Raises UnsupportedError for an option that git has and we have not."""
    for key in given:
        if key.startswith(MISSING) and given.wants(key):
            raise UnsupportedError(f"option '--{key.removeprefix(MISSING)}' is not supported yet")


def refuse_words(given: Options) -> None:
    """Raises GitObjectError for a word that says nothing, whatever else is wrong."""
    mode = given.text("stdin_packs")
    if mode not in PACK_MODES:
        raise GitObjectError(f"invalid value for 'stdin-packs': '{mode}'")
    missing_action(given)


def missing_action(given: Options) -> str:
    """Which blobs may be missing. Raises GitObjectError for a word that is none."""
    word = given.text("missing")
    action = ERROR if word is None else word
    if action not in (ERROR, ALLOW_ANY, ALLOW_PROMISOR):
        raise GitObjectError(f"invalid value for '--missing': '{action}'")
    return action


def shows_progress(given: Options) -> bool:
    """Whether progress is shown: on a terminal, unless something else was asked for."""
    if given.flag("quiet"):
        return False
    return given.flag("progress") or given.flag("all_progress") or sys.stderr.isatty()


def options_for(repository: Repository, given: Options) -> PackOptions:
    """How packs are made, from the configuration and the command line. Raises GitObjectError, UsageError."""
    options = configured(repository)
    if given.flag("stdout"):
        # The configured limit is for packs that stay.
        options = options._replace(entries=options.entries._replace(limit=0))
    options = with_numbers(options, given)
    level = pack_options.number(given, COMPRESSION)
    copy = given.flag("reuse_object", True)
    reuse = copy and given.flag("reuse_delta", True)
    level = options.entries.level if level is None else level
    if level not in LEVELS:
        raise GitObjectError(f"bad pack compression level {level}")
    return options._replace(
        deltas=options.deltas._replace(reuse=reuse, level=level),
        entries=options.entries._replace(copy=copy, level=level, distances=given.flag("distances")),
        indexed=indexed_for(options.indexed, given.text("version")),
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


def refuse_combinations(given: Options, options: PackOptions) -> None:
    """Raises GitObjectError for options that do not go together."""
    if given.flag("stdout") and options.entries.limit:
        raise GitObjectError("--max-pack-size cannot be used to build a pack for transfer")
    if given.flag("thin") and not given.flag("stdout"):
        raise GitObjectError("--thin cannot be used to build an indexable pack")
    if given.flag("keep_unreachable") and "unpack" in given:
        raise GitObjectError("options '--keep-unreachable' and '--unpack-unreachable' cannot be used together")
    if given.flag("promisor") and given.flag("best_effort"):
        raise GitObjectError(
            "options '--exclude-promisor-objects' and '--exclude-promisor-objects-best-effort' cannot be used together"
        )
    if "stdin_packs" in given and walks(given, but="unpacked"):
        raise GitObjectError("cannot use internal rev list with --stdin-packs")


def walks(given: Options, *, but: str = "") -> bool:
    """Whether standard input has revisions to walk from, by any option `but` one."""
    keys = ("thin", "revs", "all", "reflog", "indexed", "unpacked", "keep_unreachable", "pack_loose", "best_effort")
    return "unpack" in given or any(given.flag(key) for key in keys if key != but)


def request_for(repository: Repository, given: Options, options: PackOptions) -> Request:
    """What is to be packed. Raises GitObjectError, UsageError."""
    packs = PACK_MODES.get(given.text("stdin_packs")) if "stdin_packs" in given else ""
    by_walk = not packs and (walks(given) or given.flag("promisor"))
    return Request(
        lines=lines_up_to(sys.stdin.buffer, REVISION_LINE if by_walk else PACK_LINE if packs else OBJECT_LINE),
        revisions=by_walk,
        packs=packs or "",
        refs=given.flag("all"),
        reflogs=given.flag("reflog"),
        indexes=given.flag("indexed"),
        unpacked=given.flag("unpacked"),
        edges=options.deltas.window if given.flag("thin") else 0,
        aggressive=given.flag("thin") and given.flag("shallow"),
        sparse=given.flag("sparse", repository.config.get_bool("pack.useSparse", True)),
        apart=given.flag("promisor"),
        best_effort=given.flag("best_effort"),
        missing=ALLOW_ANY if given.flag("best_effort") else missing_action(given),
        true_parents=given.flag("true_parents"),
        tags=given.flag("include_tag"),
        keep_unreachable=given.flag("keep_unreachable"),
        pack_loose=given.flag("pack_loose"),
        loosen="unpack" in given,
        oldest=expiry_of(given),
        left_out=LeftOut(
            local=given.flag("local"),
            incremental=given.flag("incremental"),
            honor_keep=given.flag("honor_keep"),
            keep=frozenset(given.texts("keep")),
        ),
        names=pack_options.name_hash_version(given, takes_zero=False),
    )


def expiry_of(given: Options) -> int | None:
    """From when on packs count whose unreachable objects are made loose. Raises GitObjectError."""
    text = given.text("unpack")
    if not text or not all(given.flag(key) for key in ("all", "reflog", "indexed")):
        return None
    return pack_options.moment(text)


def write(
    prepared: Prepared, repository: Repository, stem: str | None, options: PackOptions, given: Options
) -> Written | None:
    """Write the pack or packs; None where there was nothing to write."""
    if given.flag("non_empty") and not prepared.objects.count:
        return None
    if stem is not None:
        policy = repository.write_policy()
        return write_packs(prepared, repository.objects, stem, options, policy, {}, tell_name)
    if not (given.flag("all_progress") or given.flag("implied")):
        options = options._replace(report=silent)
    return stream_pack(prepared, repository.objects, sys.stdout.buffer, options)


def tell_name(name: str) -> None:
    """Print the hash that a pack is named after."""
    sys.stdout.write(name + "\n")
    sys.stdout.flush()
