"""`repack`: put the objects of a repository into one pack, or few.

    --json      what was done, as one object

Follows git's Documentation/git-repack.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence

from pygitobj.cli import pack_options
from pygitobj.cli.pack_options import with_numbers
from pygitobj.cli.parse_options import Option, Options, Spec, UsageError, parse_options, usage_text
from pygitobj.cli.progress import Progress
from pygitobj.cli.session import Session
from pygitobj.errors import GitObjectError, UnsupportedError
from pygitobj.jobs.maintain.repack import RepackOptions, repack
from pygitobj.jobs.packing.pack_config import configured
from pygitobj.jobs.packing.pack_objects import PackOptions
from pygitobj.jobs.report import silent
from pygitobj.repository.config import parse_bool
from pygitobj.repository.repository import Repository

GEOMETRIC = Option(
    "geometric", "value", "find a geometric progression with factor <N>", short="g", long="geometric", argument="<n>"
)
OLDEST = Option(
    "oldest", "value", "with -A, do not loosen objects older than this",
    long="unpack-unreachable", argument="<approxidate>",
)  # fmt: skip
# What git says of bitmaps of which only some objects would be known.
ONLY_SOME = (
    "Incremental repacks are incompatible with bitmap indexes.  Use\n"
    "--no-write-bitmap-index or disable the pack.writeBitmaps configuration."
)
BITMAP_SETTINGS = ("repack.writebitmaps", "pack.writebitmaps")
# What git has besides, and we have not.
MISSING = {
    "bitmap": Option("bitmap", "flag", "write bitmap index", short="b", long="write-bitmap-index"),
    "islands": Option("islands", "flag", "pass --delta-islands to git-pack-objects", short="i", long="delta-islands"),
    "midx": Option("midx", "flag", "write a multi-pack index of the resulting packs", short="m", long="write-midx"),
    "cruft": Option("cruft", "flag", "same as -a, pack unreachable cruft objects separately", long="cruft"),
    "cruft_expiration": Option(
        "cruft_expiration", "value", "with --cruft, expire objects older than this",
        long="cruft-expiration", argument="<approxidate>",
    ),
    "expire_to": Option(
        "expire_to", "value", "pack prefix to store a pack containing pruned objects",
        long="expire-to", argument="<dir>",
    ),
    "path_walk": Option("path_walk", "flag", "pass --path-walk to git-pack-objects", long="path-walk"),
    "filter": Option("filter", "value", "object filtering", long="filter", argument="<args>"),
}  # fmt: skip
SPEC = Spec(
    usage=("git repack [<options>]",),
    options=(
        Option("all", "flag", "pack everything in a single pack", short="a"),
        Option("loosen", "flag", "same as -a, and turn unreachable objects loose", short="A"),
        MISSING["cruft"],
        MISSING["cruft_expiration"],
        Option("delete", "flag", "remove redundant packs, and run git-prune-packed", short="d"),
        Option("no_deltas", "flag", "pass --no-reuse-delta to git-pack-objects", short="f"),
        Option("no_objects", "flag", "pass --no-reuse-object to git-pack-objects", short="F"),
        pack_options.NAMES,
        MISSING["path_walk"],
        Option("no_info", "flag", "do not run git-update-server-info", short="n"),
        Option("quiet", "flag", "be quiet", short="q", long="quiet"),
        Option("local", "flag", "pass --local to git-pack-objects", short="l", long="local"),
        MISSING["bitmap"],
        MISSING["islands"],
        OLDEST,
        Option("keep_unreachable", "flag", "with -a, repack unreachable objects", short="k", long="keep-unreachable"),
        pack_options.WINDOW,
        pack_options.MEMORY,
        pack_options.DEPTH,
        pack_options.THREADS,
        pack_options.LIMIT,
        Option("pack_kept", "flag", "repack objects in packs marked with .keep", long="pack-kept-objects"),
        Option("keep", "value", "do not repack this pack", long="keep-pack", argument="<name>"),
        GEOMETRIC,
        MISSING["midx"],
        MISSING["expire_to"],
        MISSING["filter"],
        Option("json", "flag", "print what was done as JSON", long="json", hidden=True),
    ),
)


def run(session: Session, words: Sequence[str]) -> int:
    """Do what `words` say; gives the exit code."""
    parsed = parse_options(SPEC, words)
    given = parsed.options
    if parsed.arguments:
        raise UsageError(usage_text(SPEC))
    refuse(given)
    quiet = given.flag("quiet")
    with session._replace(replace=False).open_repository() as repository:
        options = options_for(repository, given)
        report = Progress() if not quiet and sys.stderr.isatty() else silent
        done = repack(repository, options._replace(packing=options.packing._replace(report=report)))
    if given.flag("json"):
        sys.stdout.write(json.dumps(done._asdict()) + "\n")
    elif not done.packs and not quiet:
        sys.stdout.write("Nothing new to pack.\n")
    return 0


def refuse(given: Options) -> None:
    """Raises GitObjectError for options that do not go together, UnsupportedError for those that are not there."""
    for key, option in MISSING.items():
        if given.wants(key):
            raise UnsupportedError(f"option '{option.spelled}' is not supported yet")
    loosens = given.flag("loosen") or bool(given.texts("oldest"))
    if given.flag("keep_unreachable") and loosens:
        raise GitObjectError("options '--keep-unreachable' and '-A' cannot be used together")
    if given.texts("geometric") and (given.flag("all") or given.flag("loosen")):
        raise GitObjectError("options '--geometric' and '-A/-a' cannot be used together")


def options_for(repository: Repository, given: Options) -> RepackOptions:
    """What is repacked and how. Raises GitObjectError, UsageError."""
    config = repository.config
    everything = given.flag("all") or given.flag("loosen")
    wants_bitmaps = tells_of_bitmaps(repository, given, everything=everything)
    pack_kept = given.flag("pack_kept", config.get_bool("repack.packKeptObjects", wants_bitmaps))
    names = pack_options.name_hash_version(given, takes_zero=True)
    oldest = given.text("oldest")
    return RepackOptions(
        everything=everything,
        geometric=pack_options.number(given, GEOMETRIC) or 0,
        loosen=given.flag("loosen") or oldest is not None,
        oldest=None if oldest is None else pack_options.moment(oldest),
        keep_unreachable=given.flag("keep_unreachable"),
        delete=given.flag("delete"),
        local=given.flag("local"),
        keep=frozenset(given.texts("keep")),
        pack_kept=pack_kept,
        server_info=not given.flag("no_info") and config.get_bool("repack.updateServerInfo", True),
        names=names,
        packing=packing_for(repository, given),
    )


def tells_of_bitmaps(repository: Repository, given: Options, *, everything: bool) -> bool:
    """Whether the configuration wants bitmaps; says that they are not written. Raises GitObjectError where git does."""
    wanted = False
    for value in repository.config.values:
        if value.entry.name in BITMAP_SETTINGS:
            wanted = parse_bool(value.entry.value, value.entry.name)
    if ("bitmap" in given and not given.flag("bitmap")) or not wanted:
        return False
    if not everything:
        raise GitObjectError(ONLY_SOME)
    repository.warn("warning: bitmaps are not written yet, although repack.writeBitmaps asks for them")
    return True


def packing_for(repository: Repository, given: Options) -> PackOptions:
    """How the new packs are made."""
    options = with_numbers(configured(repository), given)
    again = given.flag("no_objects")
    distances = repository.config.get_bool("repack.useDeltaBaseOffset", True)
    return options._replace(
        deltas=options.deltas._replace(reuse=not (again or given.flag("no_deltas"))),
        entries=options.entries._replace(copy=not again, distances=distances),
    )
