"""How packs are made here, for `pack-objects` and `repack`: what the configuration says, and what a caller instead.

Follows git's Documentation/config/pack.txt.
"""

from __future__ import annotations

from collections.abc import Callable

from pygitobj.errors import GitObjectError
from pygitobj.files.pack_install import HowIndexed
from pygitobj.jobs.packing.choose_deltas import DeltaOptions
from pygitobj.jobs.packing.pack_objects import PackOptions
from pygitobj.record import Record
from pygitobj.repository.big_files import big_file_size
from pygitobj.repository.config import Config
from pygitobj.repository.repository import Repository
from pygitobj.store.place import available_cores
from pygitobj.store.write_entries import EntryOptions

MAX_DEPTH = 4095
MOST_CACHED = 1 << 20
LEAST_LIMIT = 1 << 20
ANY = 1 << 62
LEVELS = range(-1, 10)


class Tuning(Record):
    """What a caller says of how packs are made; None where the configuration is to decide.

    `reuse_delta` and `reuse_object` are whether deltas that are there may stay, and streams be copied;
    `delta_base_offset` whether a delta names its base by its distance. From the offset `first_large` on, an index uses
    its 64-bit table.
    """

    window: int | None = None
    depth: int | None = None
    window_memory: int | None = None
    threads: int | None = None
    max_pack_size: int | None = None
    compression: int | None = None
    reuse_delta: bool = True
    reuse_object: bool = True
    delta_base_offset: bool = False
    index_version: int | None = None
    first_large: int | None = None


def tuned(options: PackOptions, tuning: Tuning, warn: Callable[[str], None]) -> PackOptions:
    """`options`, which are configured, with what `tuning` says instead.

    `warn` is told where a number that could not be was changed, as git does. Raises GitObjectError for a level of
    compression that there is not.
    """
    deltas, entries, indexed = options.deltas, options.entries, options.indexed
    deltas = deltas._replace(
        window=given_or(tuning.window, deltas.window),
        depth=given_or(tuning.depth, deltas.depth),
        memory=given_or(tuning.window_memory, deltas.memory),
        threads=tuning.threads if tuning.threads and tuning.threads > 0 else deltas.threads,
        reuse=tuning.reuse_object and tuning.reuse_delta,
        level=given_or(tuning.compression, entries.level),
    )
    entries = entries._replace(
        limit=given_or(tuning.max_pack_size, entries.limit),
        copy=tuning.reuse_object,
        level=deltas.level,
        distances=tuning.delta_base_offset,
    )
    indexed = indexed._replace(
        version=given_or(tuning.index_version, indexed.version),
        first_large=given_or(tuning.first_large, indexed.first_large),
    )
    options, warnings = within_bounds(options._replace(deltas=deltas, entries=entries, indexed=indexed))
    for warning in warnings:
        warn(f"warning: {warning}")
    if entries.level not in LEVELS:
        raise GitObjectError(f"bad pack compression level {entries.level}")
    return options


def given_or(given: int | None, configured: int) -> int:
    """What was `given`, else what is `configured`."""
    return configured if given is None else given


def configured(repository: Repository, *, streamed: bool = False) -> PackOptions:
    """How `repository` wants its packs; the configured limit is for packs that stay, not for one that is `streamed`.

    Raises RepositoryError, GitObjectError for a value that cannot be.
    """
    config = repository.config
    policy = repository.write_policy()
    usual = DeltaOptions()
    level = policy.pack_level
    largest = big_file_size(config)
    deltas = DeltaOptions(
        window=config.get_int("pack.window", usual.window),
        depth=config.get_int("pack.depth", usual.depth),
        memory=config.get_size("pack.windowMemory"),
        largest=largest,
        cache=config.get_int("pack.deltaCacheSize", usual.cache) or ANY,
        cached=config.get_int("pack.deltaCacheLimit", usual.cached),
        level=level,
        threads=threads_of(config),
    )
    limit = config.get_size("pack.packSizeLimit")
    entries = EntryOptions(largest=largest, level=level, limit=0 if streamed else limit)
    return PackOptions(deltas, entries, HowIndexed(index_version(config), reverse=policy.reverse_index))


def threads_of(config: Config) -> int:
    """How many threads look for deltas. Raises GitObjectError for a number that cannot be."""
    threads = config.get_int("pack.threads")
    if threads < 0:
        raise GitObjectError(f"invalid number of threads specified ({threads})")
    return threads or available_cores()


def index_version(config: Config) -> int:
    """The version of pack indexes. Raises GitObjectError."""
    version = config.get_int("pack.indexVersion", 2)
    if version not in (1, 2):
        raise GitObjectError(f"bad pack.indexVersion={version}")
    return version


def within_bounds(options: PackOptions) -> tuple[PackOptions, list[str]]:
    """`options` with numbers that can be, and a warning for each that could not, as git gives it."""
    warnings = []
    deltas, entries = options.deltas, options.entries
    if deltas.depth > MAX_DEPTH:
        warnings.append(f"delta chain depth {deltas.depth} is too deep, forcing {MAX_DEPTH}")
    if 0 < entries.limit < LEAST_LIMIT:
        warnings.append("minimum pack size limit is 1 MiB")
        entries = entries._replace(limit=LEAST_LIMIT)
    if deltas.cached != DeltaOptions().cached and deltas.cached >= MOST_CACHED:
        warnings.append(f"pack.deltaCacheLimit is too high, forcing {MOST_CACHED - 1}")
        deltas = deltas._replace(cached=MOST_CACHED - 1)
    deltas = deltas._replace(
        depth=min(max(deltas.depth, 0), MAX_DEPTH), window=max(deltas.window, 0), memory=max(deltas.memory, 0)
    )
    return options._replace(deltas=deltas, entries=entries), warnings
