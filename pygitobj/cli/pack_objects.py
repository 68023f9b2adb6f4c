"""`pack-objects`: make packs of the objects that standard input names, or of what can be reached from there.

Follows git's Documentation/git-pack-objects.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence

from pygitobj.cli import is_traced, pack_options
from pygitobj.cli.index_version import MAX_VERSION, parse_index_version
from pygitobj.cli.input_lines import lines_up_to
from pygitobj.cli.parse_options import Option, Options, Spec, UsageError, parse_options, usage_text
from pygitobj.cli.progress import Progress
from pygitobj.cli.session import Session, warn
from pygitobj.errors import GitObjectError, UnsupportedError
from pygitobj.formats.filter_spec import parse_filter, parse_filters
from pygitobj.jobs.packing.left_out import LeftOut
from pygitobj.jobs.packing.object_list import NamedPacks, ObjectList, parse_objects, parse_packs
from pygitobj.jobs.packing.pack_config import Tuning, configured, tuned
from pygitobj.jobs.packing.pack_objects import PackOptions
from pygitobj.jobs.packing.pack_wanted import Output, pack_wanted, refuse_useless
from pygitobj.jobs.packing.revision_list import RevisionList, parse_revisions
from pygitobj.jobs.packing.wanted import ALLOW_ANY, ALLOW_PROMISOR, ERROR, Request
from pygitobj.jobs.report import silent
from pygitobj.repository.repository import Repository
from pygitobj.store.write_entries import Written

# Longer lines of git's buffers are several; a name of a pack is nothing longer than a path.
OBJECT_LINE = 64 + 1 + 4096 + 1
REVISION_LINE = 999
PACK_LINE = 1 << 16
# What --stdin-packs may say besides nothing.
FOLLOW = "follow"


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
        Option("filter", "value", "object filtering", long="filter", argument="args", reads=parse_filter),
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
        shown = shows_progress(given)
        options = options._replace(report=Progress() if shown else silent)
        output = output_for(names, given, options)
        refuse_useless(options, output, thin=given.flag("thin"))
        refuse_combinations(given)
        written = pack_wanted(repository, request_for(repository, given), options, output)
    if written is not None and is_traced():
        tell_written(written)
    if shown and written is not None:
        tell_total(written)
    return 0


def tell_total(written: Written) -> None:
    """Tell how many objects were written, as is told at the end of what is shown of progress."""
    warn(
        f"Total {written.total} (delta {written.deltas}), "
        f"reused {written.reused} (delta {written.reused_deltas}), pack-reused 0 (from 0)"
    )


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
    if mode not in (None, "", FOLLOW):
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
    if given.is_off("quiet"):
        return True
    return given.flag("progress") or given.flag("all_progress") or sys.stderr.isatty()


def options_for(repository: Repository, given: Options) -> PackOptions:
    """How packs are made, from the configuration and the command line. Raises GitObjectError, UsageError."""
    options = configured(repository, streamed=given.flag("stdout"))
    tuning = pack_options.tuning_in(given)._replace(
        compression=pack_options.number(given, COMPRESSION),
        reuse_delta=given.flag("reuse_delta", True),
        reuse_object=given.flag("reuse_object", True),
        delta_base_offset=given.flag("distances"),
    )
    return tuned(options, indexed_as(tuning, given.text("version")), repository.warn)


def indexed_as(tuning: Tuning, text: str | None) -> Tuning:
    """`tuning` with how packs are indexed, where `text` was given as --index-version. Raises GitObjectError."""
    if text is None:
        return tuning
    found = parse_index_version(text)
    if found is not None and found.version > MAX_VERSION:
        raise GitObjectError(f"unsupported index version {text}")
    if found is None or text.endswith(","):
        raise GitObjectError(f"bad index version '{text}'")
    return tuning._replace(index_version=found.version or 1, first_large=found.first_large)


def output_for(names: Sequence[str], given: Options, options: PackOptions) -> Output:
    """Where packs go: to files of this name, or to standard output."""
    tells = given.flag("all_progress") or given.flag("implied")
    return Output(
        names[0] if names else sys.stdout.buffer,
        tell_name,
        given.flag("non_empty"),
        options.report if tells else silent,
    )


def refuse_combinations(given: Options) -> None:
    """Raises GitObjectError for options that do not go together."""
    if given.flag("keep_unreachable") and "unpack" in given:
        raise GitObjectError("options '--keep-unreachable' and '--unpack-unreachable' cannot be used together")
    if given.flag("promisor") and given.flag("best_effort"):
        raise GitObjectError(
            "options '--exclude-promisor-objects' and '--exclude-promisor-objects-best-effort' cannot be used together"
        )
    if "stdin_packs" in given and given.texts("filter"):
        raise GitObjectError("options '--stdin-packs' and '--filter' cannot be used together")
    if "stdin_packs" in given and walks(given, but="unpacked"):
        raise GitObjectError("cannot use internal rev list with --stdin-packs")


def walks(given: Options, *, but: str = "") -> bool:
    """Whether standard input has revisions to walk from, by any option `but` one."""
    keys = ("thin", "revs", "all", "reflog", "indexed", "unpacked", "keep_unreachable", "pack_loose", "best_effort")
    return "unpack" in given or any(given.flag(key) for key in keys if key != but)


def request_for(repository: Repository, given: Options) -> Request:
    """What is to be packed. Raises GitObjectError, UsageError."""
    return Request(
        follow=given.text("stdin_packs") == FOLLOW,
        refs=given.flag("all"),
        reflogs=given.flag("reflog"),
        indexes=given.flag("indexed"),
        unpacked=given.flag("unpacked"),
        thin=given.flag("thin"),
        aggressive=given.flag("thin") and given.flag("shallow"),
        sparse=given.flag("sparse", repository.config.get_bool("pack.useSparse", True)),
        exclude_promisor=given.flag("promisor"),
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
        filter=parse_filters(given.texts("filter")),
        named=named_on_input(repository, given),  # last: it reads
    )


def named_on_input(repository: Repository, given: Options) -> ObjectList | RevisionList | NamedPacks:
    """What standard input names. Raises GitObjectError for a line that cannot be."""
    stdin = sys.stdin.buffer
    if "stdin_packs" in given:
        follow = given.text("stdin_packs") == FOLLOW
        return parse_packs(lines_up_to(stdin, PACK_LINE), repository.objects, follow=follow)
    if walks(given) or given.flag("promisor"):
        return parse_revisions(lines_up_to(stdin, REVISION_LINE), repository)
    names = pack_options.name_hash_version(given, takes_zero=False)
    return parse_objects(lines_up_to(stdin, OBJECT_LINE), repository.format, names)


def expiry_of(given: Options) -> int | None:
    """From when on packs count whose unreachable objects are made loose. Raises GitObjectError."""
    text = given.text("unpack")
    if not text or not all(given.flag(key) for key in ("all", "reflog", "indexed")):
        return None
    return pack_options.moment(text)


def tell_name(name: str) -> None:
    """Print the hash that a pack is named after."""
    sys.stdout.write(name + "\n")
    sys.stdout.flush()
