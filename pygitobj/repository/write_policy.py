"""How files are written here: core.fsync, core.sharedRepository and the compression levels.

Follows git's Documentation/config/core.txt.
"""

from __future__ import annotations

from collections.abc import Callable

from pygitobj.errors import RepositoryError
from pygitobj.files.atomic import WritePolicy
from pygitobj.formats.numbers import number_at_start
from pygitobj.record import Record
from pygitobj.repository.config import Config, ConfigValue, parse_bool, require_text
from pygitobj.repository.default_config import require_level
from pygitobj.sources.trouble import ignore

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
# What may stand between two words.
BETWEEN = ", \t\n\r"
WRITEOUT_ONLY = "writeout-only"
METHODS = ("fsync", WRITEOUT_ONLY, "batch")

GROUP_BITS = 0o660
EVERYBODY_BITS = 0o664
# What older versions of git wrote.
OLD_NUMBERS = {0: 0, 1: GROUP_BITS, 2: EVERYBODY_BITS}
FAST_COMPRESSION = 1
ZLIB_DEFAULT = -1


def load_write_policy(config: Config, warn: Callable[[str], None] = ignore) -> WritePolicy:
    """What `config` says of writing; `warn` is told of what git passes over with a warning.

    Raises RepositoryError for a value that git refuses.
    """
    asked = asked_to_flush(config, warn)
    # Whatever core.fsync says: with what is removed the only copy that was safe may go.
    flushes = asked.method != WRITEOUT_ONLY
    components = asked.components if flushes else 0
    shared, exact = shared_bits(config.last("core.sharedRepository"))
    general = compression(config, "core.compression", FAST_COMPRESSION)
    return WritePolicy(
        sync_loose=bool(components & LOOSE),
        sync_pack=bool(components & PACK),
        sync_metadata=bool(components & PACK_METADATA),
        sync_before_removal=flushes,
        sync_references=bool(components & REFERENCE),
        shared=shared,
        exact=exact,
        level=compression(config, "core.looseCompression", general),
        pack_level=compression(config, "pack.compression", compression(config, "core.compression", ZLIB_DEFAULT)),
        reverse_index=config.get_bool("pack.writeReverseIndex", True),
    )


class Flushing(Record):
    """Which kinds of file are flushed, as bits, and how."""

    components: int
    method: str


def asked_to_flush(config: Config, warn: Callable[[str], None]) -> Flushing:
    """What core.fsync, core.fsyncMethod and core.fsyncObjectFiles ask for, in their order. Raises RepositoryError."""
    components: int | None = None
    old: bool | None = None
    method = METHODS[0]
    for value in config.values:
        name, text = value.entry.name, value.entry.value
        if name == "core.fsyncobjectfiles":
            if old is None:
                warn("warning: core.fsyncObjectFiles is deprecated; use core.fsync instead")
            old = parse_bool(text, name)
        elif name in ("core.fsync", "core.fsyncmethod"):
            text = require_text(value)
            if name == "core.fsync":
                components = fsync_components(text, warn)
            elif text in METHODS:
                method = text
            else:
                warn(f"warning: ignoring unknown core.fsyncMethod value '{text}'")
    if components is None:
        components = DEFAULT_COMPONENTS | (LOOSE if old else 0)
    return Flushing(components, method)


def fsync_components(text: str, warn: Callable[[str], None]) -> int:
    """Which kinds of file `text`, a value of core.fsync, has flushed, as bits. A word means all that start with it."""
    current, added, taken = DEFAULT_COMPONENTS, 0, 0
    rest = text
    while (rest := rest.lstrip(BETWEEN)) != "":
        if rest == "none":
            current = 0
            break
        word, _, rest = rest.partition(",")
        name = word.removeprefix("-")
        if not name:
            warn("warning: invalid value for variable core.fsync")
            break
        found = [bits for component, bits in COMPONENTS.items() if component.startswith(name)]
        if not found:
            warn(f"warning: ignoring unknown core.fsync component '{name}'")
        for bits in found:
            if word.startswith("-"):
                taken |= bits
            else:
                added |= bits
    return current & ~taken | added


def shared_bits(value: ConfigValue | None) -> tuple[int, bool]:
    """The permission bits that core.sharedRepository adds, and whether it sets them. Raises RepositoryError."""
    return (0, False) if value is None else bits_said(value.entry.value, value.entry.name)


def bits_said(word: str | None, name: str) -> tuple[int, bool]:
    """The same, of the value `word` of `name`, which may have none."""
    if word is None or word == "group":
        return GROUP_BITS, False
    if word in ("all", "world", "everybody"):
        return EVERYBODY_BITS, False
    if word == "umask":
        return 0, False
    mode, end, _ = number_at_start(word, 8)
    if word[end:]:
        return (GROUP_BITS if parse_bool(word, name) else 0), False
    if mode in OLD_NUMBERS:
        return OLD_NUMBERS[mode], False
    if mode & 0o600 != 0o600:
        raise RepositoryError(
            f"problem with core.sharedRepository filemode value (0{mode:03o}).\n"
            "The owner of files must always have read and write permissions."
        )
    return mode & 0o666, True


def compression(config: Config, name: str, default: int) -> int:
    """The zlib level that `name` sets. Raises RepositoryError for none."""
    if config.last(name) is None:
        return default
    return require_level(config.get_int(name), name)
