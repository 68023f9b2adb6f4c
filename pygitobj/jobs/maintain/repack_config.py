"""What the configuration says of a repack where its caller says nothing.

Follows git's Documentation/config/repack.txt.
"""

from __future__ import annotations

from pygitobj.errors import GitObjectError
from pygitobj.jobs.maintain.repack import RepackOptions, refuse_combinations
from pygitobj.jobs.packing.pack_config import Tuning, configured, tuned
from pygitobj.record import Record
from pygitobj.repository.config import parse_bool
from pygitobj.repository.repository import Repository

# What git says of bitmaps of which only some objects would be known.
ONLY_SOME = (
    "Incremental repacks are incompatible with bitmap indexes.  Use\n"
    "--no-write-bitmap-index or disable the pack.writeBitmaps configuration."
)
BITMAP_SETTINGS = ("repack.writebitmaps", "pack.writebitmaps")


class Said(Record):
    """What the caller says of what may be configured, None for nothing; of bitmaps, that there are to be none."""

    pack_kept: bool | None = None
    server_info: bool | None = None
    no_bitmaps: bool = False


def configured_repack(repository: Repository, options: RepackOptions, said: Said, tuning: Tuning) -> RepackOptions:
    """`options` with what `said` and `tuning` say, and below them the configuration. Raises GitObjectError."""
    refuse_combinations(options)
    config = repository.config
    bitmaps = False if said.no_bitmaps else wants_bitmaps(repository, everything=options.everything)
    pack_kept = config.get_bool("repack.packKeptObjects", bitmaps)
    server_info = config.get_bool("repack.updateServerInfo", True)
    distances = config.get_bool("repack.useDeltaBaseOffset", True)
    packing = configured(repository)
    return options._replace(
        pack_kept=pack_kept if said.pack_kept is None else said.pack_kept,
        server_info=server_info if said.server_info is None else said.server_info,
        packing=tuned(packing, tuning._replace(delta_base_offset=distances), repository.warn),
    )


def wants_bitmaps(repository: Repository, *, everything: bool) -> bool:
    """Whether the configuration wants bitmaps; says that they are not written. Raises GitObjectError where git does."""
    wanted = False
    for value in repository.config.values:
        if value.entry.name in BITMAP_SETTINGS:
            wanted = parse_bool(value.entry.value, value.entry.name)
    if not wanted:
        return False
    if not everything:
        raise GitObjectError(ONLY_SOME)
    repository.warn("warning: bitmaps are not written yet, although repack.writeBitmaps asks for them")
    return True
