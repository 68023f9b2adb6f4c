"""Repacking, pruning and counting, for `Repository`: arguments checked, and the job run on what is there now."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from pygitobj.face.arguments import (
    pack_names,
    refuse_together,
    require_flags,
    require_numbers,
    require_together,
    require_tuning,
    require_version,
    seconds_given,
    starts_given,
    told,
)
from pygitobj.face.running import Running
from pygitobj.jobs.inspect.count_objects import ObjectCounts
from pygitobj.jobs.inspect.count_objects import count_objects as run_count_objects
from pygitobj.jobs.maintain.prune import Pruned, PruneOptions, head_named
from pygitobj.jobs.maintain.prune import prune as run_prune
from pygitobj.jobs.maintain.prune_packed import packed_loose
from pygitobj.jobs.maintain.prune_packed import prune_packed as run_prune_packed
from pygitobj.jobs.maintain.repack import Repacked, RepackOptions
from pygitobj.jobs.maintain.repack import repack as run_repack
from pygitobj.jobs.maintain.repack_config import Said, configured_repack
from pygitobj.jobs.packing.pack_config import Tuning
from pygitobj.oid import ObjectId
from pygitobj.record import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from pygitobj.jobs.report import Progress
    from pygitobj.repository.repository import Repository
    from pygitobj.repository.typed import GitObject


class RepackCall(Record):
    """What was asked of `Repository.repack`, by its names."""

    all: bool
    delete: bool
    keep_unreachable: bool
    unpack_unreachable: bool | datetime
    geometric: int | None
    local: bool
    keep_packs: Iterable[str]
    pack_kept_objects: bool | None
    update_server_info: bool | None
    name_hash_version: int


def repack(
    repository: Repository, call: RepackCall, tuning: Tuning, report: Callable[[Progress], object] | None
) -> Repacked:
    """Do what `call` and `tuning` say."""
    options = options_of(call)
    require_tuning(tuning)
    running = Running(repository, "repack", told(report))
    with running as fresh:
        said = Said(call.pack_kept_objects, call.update_server_info)
        options = configured_repack(fresh, options, said, tuning)
        return run_repack(fresh, options._replace(packing=options.packing._replace(report=running.report)))


def options_of(call: RepackCall) -> RepackOptions:
    """`call` as the job takes it. Raises TypeError, ValueError."""
    require_flags(all=call.all, delete=call.delete, keep_unreachable=call.keep_unreachable, local=call.local)
    chosen = {"pack_kept_objects": call.pack_kept_objects, "update_server_info": call.update_server_info}
    require_flags(**{name: value for name, value in chosen.items() if value is not None})
    since = call.unpack_unreachable
    oldest = None if isinstance(since, bool) else seconds_given("unpack_unreachable", since)
    loosen = since is not False
    refuse_together(all=call.all, geometric=call.geometric)
    refuse_together(keep_unreachable=call.keep_unreachable, unpack_unreachable=loosen)
    if loosen or call.keep_unreachable:
        what = "unpack_unreachable" if loosen else "keep_unreachable"
        require_together(what, all=call.all, delete=call.delete)
    require_numbers(geometric=call.geometric)
    if call.geometric is not None and call.geometric < 1:
        raise ValueError(f"geometric is a factor from 1 on, not {call.geometric}")
    require_version("name_hash_version", call.name_hash_version)
    return RepackOptions(
        everything=call.all,
        geometric=call.geometric or 0,
        loosen=loosen,
        oldest=oldest,
        keep_unreachable=call.keep_unreachable,
        delete=call.delete,
        local=call.local,
        keep=pack_names("keep_packs", call.keep_packs),
        names=call.name_hash_version,
    )


def prune(
    repository: Repository,
    expire: datetime,
    heads: Iterable[str | ObjectId | GitObject],
    dry_run: bool,
    report: Callable[[Progress], object] | None,
) -> Pruned:
    """Take away loose objects that nothing reaches."""
    expiry = seconds_given("expire", expire)
    named = starts_given("heads", heads, repository.format)
    require_flags(dry_run=dry_run)
    running = Running(repository, "prune", told(report))
    with running as fresh:
        roots = [head_named(fresh, start if isinstance(start, str) else start.hex()) for start in named]
        return run_prune(fresh, PruneOptions(roots, expiry, dry=dry_run), report=running.report)


def prune_packed(repository: Repository, dry_run: bool) -> int:
    """Take away loose objects that a pack has too."""
    require_flags(dry_run=dry_run)
    with Running(repository, "prune what is packed") as fresh:
        return sum(1 for _ in packed_loose(fresh.objects)) if dry_run else run_prune_packed(fresh.objects)


def count_objects(repository: Repository) -> ObjectCounts:
    """Count what the repository itself holds."""
    with Running(repository, "count objects") as fresh:
        return run_count_objects(fresh.objects)
