"""`repack`: put the objects of a repository into one pack, or few.

    --json      what was done, as one object

Follows git's Documentation/git-repack.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence

from pygitobj.cli import pack_options
from pygitobj.cli.parse_options import Option, Options, Spec, UsageError, parse_options, usage_text
from pygitobj.cli.progress import Progress
from pygitobj.cli.session import Session
from pygitobj.errors import UnsupportedError
from pygitobj.jobs.maintain.repack import RepackOptions, repack
from pygitobj.jobs.maintain.repack_config import Said, configured_repack
from pygitobj.jobs.report import silent
from pygitobj.repository.repository import Repository

GEOMETRIC = Option(
    "geometric", "value", "find a geometric progression with factor <N>", short="g", long="geometric", argument="<n>"
)
OLDEST = Option(
    "oldest", "value", "with -A, do not loosen objects older than this",
    long="unpack-unreachable", argument="<approxidate>",
)  # fmt: skip
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
    refuse_missing(given)
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


def refuse_missing(given: Options) -> None:
    """Raises UnsupportedError for an option that git has and we have not."""
    for key, option in MISSING.items():
        if given.wants(key):
            raise UnsupportedError(f"option '{option.spelled}' is not supported yet")


def options_for(repository: Repository, given: Options) -> RepackOptions:
    """What is repacked and how. Raises GitObjectError, UsageError."""
    oldest = given.text("oldest")
    options = RepackOptions(
        everything=given.flag("all") or given.flag("loosen"),
        geometric=pack_options.number(given, GEOMETRIC) or 0,
        loosen=given.flag("loosen") or oldest is not None,
        oldest=None if oldest is None else pack_options.moment(oldest),
        keep_unreachable=given.flag("keep_unreachable"),
        delete=given.flag("delete"),
        local=given.flag("local"),
        keep=frozenset(given.texts("keep")),
        names=pack_options.name_hash_version(given, takes_zero=True),
    )
    said = Said(
        pack_kept=given.flag("pack_kept") if "pack_kept" in given else None,
        server_info=False if given.flag("no_info") else None,
        no_bitmaps="bitmap" in given,
    )
    tuning = pack_options.tuning_in(given)._replace(
        reuse_object=not given.flag("no_objects"), reuse_delta=not given.flag("no_deltas")
    )
    return configured_repack(repository, options, said, tuning)
