"""How packs are made here: what the configuration says, for `pack-objects` and `repack`.

Follows git's Documentation/config/pack.txt.
"""

from __future__ import annotations

from pygitobj.errors import GitObjectError
from pygitobj.files.pack_install import HowIndexed
from pygitobj.jobs.packing.choose_deltas import DeltaOptions
from pygitobj.jobs.packing.pack_objects import PackOptions
from pygitobj.repository.config import Config
from pygitobj.repository.repository import Repository
from pygitobj.store.place import available_cores
from pygitobj.store.write_entries import EntryOptions

MAX_DEPTH = 4095
MOST_CACHED = 1 << 20
LEAST_LIMIT = 1 << 20
ANY = 1 << 62


def configured(repository: Repository) -> PackOptions:
    """How `repository` wants its packs. Raises RepositoryError, GitObjectError for a value that cannot be."""
    config = repository.config
    policy = repository.write_policy()
    usual = DeltaOptions()
    level = policy.pack_level
    largest = config.get_size("core.bigFileThreshold", usual.largest)
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
    entries = EntryOptions(largest=largest, level=level, limit=config.get_size("pack.packSizeLimit"))
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
