"""How files are written here: core.fsync, core.sharedRepository and the compression levels.

Follows git's Documentation/config/core.txt.
"""

from __future__ import annotations

from pygitobj.errors import RepositoryError
from pygitobj.files.atomic import WritePolicy
from pygitobj.repository.config import Config

LOOSE, PACK, PACK_METADATA, COMMIT_GRAPH, INDEX, REFERENCE = (1 << bit for bit in range(6))
COMPONENTS = {
    "loose-object": LOOSE,
    "pack": PACK,
    "pack-metadata": PACK_METADATA,
    "commit-graph": COMMIT_GRAPH,
    "index": INDEX,
    "reference": REFERENCE,
    "objects": LOOSE | PACK,
    "derived-metadata": PACK_METADATA | COMMIT_GRAPH,
    "committed": LOOSE | PACK | REFERENCE,
    "added": LOOSE | PACK | REFERENCE | INDEX,
    "all": LOOSE | PACK | PACK_METADATA | COMMIT_GRAPH | INDEX | REFERENCE,
}
DEFAULT_COMPONENTS = PACK | PACK_METADATA | COMMIT_GRAPH | REFERENCE

GROUP_BITS = 0o660
EVERYBODY_BITS = 0o664
FAST_COMPRESSION = 1
ZLIB_DEFAULT = -1
COMPRESSION_LEVELS = range(-1, 10)


def load_write_policy(config: Config) -> WritePolicy:
    """What `config` says of writing. Raises RepositoryError for a value that git refuses."""
    components = fsync_components(config)
    # Whatever core.fsync says: with what is removed the only copy that was safe may go.
    flushes = config.get("core.fsyncMethod", "fsync") != "writeout-only"
    if not flushes:
        components = 0
    shared, exact = shared_bits(config.get("core.sharedRepository"))
    general = compression(config, "core.compression", FAST_COMPRESSION)
    return WritePolicy(
        sync_loose=bool(components & LOOSE),
        sync_pack=bool(components & PACK),
        sync_metadata=bool(components & PACK_METADATA),
        sync_before_removal=flushes,
        shared=shared,
        exact=exact,
        level=compression(config, "core.looseCompression", general),
        pack_level=compression(config, "pack.compression", compression(config, "core.compression", ZLIB_DEFAULT)),
        reverse_index=config.get_bool("pack.writeReverseIndex", True),
    )


def fsync_components(config: Config) -> int:
    """Which kinds of file core.fsync has flushed, as bits."""
    if config.get("core.fsyncObjectFiles") is not None and config.get("core.fsync") is None:
        asked = config.get_bool("core.fsyncObjectFiles")
        return DEFAULT_COMPONENTS | LOOSE if asked else DEFAULT_COMPONENTS
    current, added, taken = DEFAULT_COMPONENTS, 0, 0
    for word in (config.get("core.fsync") or "").replace(",", " ").split():
        bits = COMPONENTS.get(word.removeprefix("-"), 0)
        if word == "none":
            current = 0
        elif word.startswith("-"):
            taken |= bits
        else:
            added |= bits
    return current & ~taken | added


def shared_bits(value: str | None) -> tuple[int, bool]:
    """The permission bits that core.sharedRepository adds, and whether it sets them. Raises RepositoryError."""
    word = "true" if value is None else value.lower()
    if value is None or word in ("umask", "false", "no", "off", "0", ""):
        return 0, False
    if word in ("group", "true", "yes", "on", "1"):
        return GROUP_BITS, False
    if word in ("all", "world", "everybody", "2"):
        return EVERYBODY_BITS, False
    try:
        mode = int(word, 8)
    except ValueError:
        raise RepositoryError(f"bad config value '{value}' for 'core.sharedrepository'") from None
    if mode & 0o600 != 0o600:
        raise RepositoryError(
            f"problem with core.sharedRepository filemode value (0{mode:03o}).\n"
            "The owner of files must always have read and write permissions."
        )
    return mode & 0o666, True


def compression(config: Config, name: str, default: int) -> int:
    """The zlib level that `name` sets. Raises RepositoryError for none."""
    if config.get(name) is None:
        return default
    level = config.get_int(name)
    if level not in COMPRESSION_LEVELS:
        raise RepositoryError(f"bad zlib compression level {level}")
    return level
