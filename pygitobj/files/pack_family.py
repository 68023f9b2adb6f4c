"""A pack and the files beside it that have its name: which there are, and in which order they come and go.

    coming      .keep and .promisor, so that no repack takes the pack away; .pack; .rev, .mtimes; last .idx: with it the
                pack is part of the store
    going       the multi-pack-index, where it tells of the pack; .idx: without it the pack is not part of the store;
                then, once nothing is missed (see `remove`), .pack and the rest

Follows git's Documentation/gitformat-pack and gitrepository-layout; the order is that of `git index-pack` and, for what
goes, of `git repack`.
"""

from __future__ import annotations

import os

from pygitobj.files.directory import is_there, names_in, sync_directory, unlink

PACK_SUFFIX = ".pack"
INDEX_SUFFIX = ".idx"
REVERSE_SUFFIX = ".rev"
MTIMES_SUFFIX = ".mtimes"
BITMAP_SUFFIX = ".bitmap"
KEEP_SUFFIX = ".keep"
PROMISOR_SUFFIX = ".promisor"
# All that may stand beside a pack.
SUFFIXES = (PACK_SUFFIX, INDEX_SUFFIX, REVERSE_SUFFIX, KEEP_SUFFIX, PROMISOR_SUFFIX, MTIMES_SUFFIX, BITMAP_SUFFIX)
# What goes after the index, in this order. A pack that is kept is not removed, and its .keep is not ours to remove.
AFTER_INDEX = (PACK_SUFFIX, REVERSE_SUFFIX, BITMAP_SUFFIX, PROMISOR_SUFFIX, MTIMES_SUFFIX)
MULTI = "multi-pack-index"
NAME_PREFIX = "pack-"
HEX = frozenset("0123456789abcdef")


def packs_in(directory: str) -> list[str]:
    """The paths, sorted and without suffix, of the packs in `directory` that have an index. Raises OSError."""
    names = set(names_in(directory))
    stems = (name.removesuffix(INDEX_SUFFIX) for name in names if name.endswith(INDEX_SUFFIX))
    return sorted(f"{directory}/{stem}" for stem in stems if stem + PACK_SUFFIX in names)


def has(stem: str, suffix: str) -> bool:
    """Whether a file with `suffix` is beside the pack `stem`, a link that leads nowhere too. Raises OSError."""
    return is_there(stem + suffix)


def is_named_by_hash(stem: str, hex_size: int) -> bool:
    """Whether the pack `stem` has a name as git gives it. Packs with other names were put there by others."""
    name = os.path.basename(stem)
    digits = name.removeprefix(NAME_PREFIX)
    return len(digits) == hex_size and len(name) == len(NAME_PREFIX) + hex_size and HEX.issuperset(digits)


def sync_pack(stem: str) -> None:
    """Flush the pack `stem` and its index to the disk, with their names. Raises OSError."""
    for suffix in (PACK_SUFFIX, INDEX_SUFFIX):
        descriptor = os.open(stem + suffix, os.O_RDONLY | os.O_CLOEXEC)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
    sync_directory(os.path.dirname(stem) or ".")


def remove_index(stem: str) -> bool:
    """Take the pack `stem` out of the store; whether it was there. Its other files stay: see `remove_rest`.

    Raises OSError.
    """
    directory, name = os.path.split(stem)
    if tells_of(f"{directory}/{MULTI}", name):
        remove_multi(directory)
    return unlink(stem + INDEX_SUFFIX)


def remove_rest(stem: str) -> None:
    """Take away what is left of the pack `stem`, whose index is gone. Raises OSError."""
    for suffix in AFTER_INDEX:
        unlink(stem + suffix)


def tells_of(path: str, name: str) -> bool:
    """Whether the multi-pack-index at `path` names the pack `name`; so it may where it cannot be read."""
    try:
        with open(path, "rb") as file:
            return os.fsencode(f"{name}{INDEX_SUFFIX}\0") in file.read()
    except (FileNotFoundError, NotADirectoryError):
        return False
    except OSError:
        return True


def remove_multi(directory: str) -> None:
    """Take away the multi-pack-index of the pack directory `directory`, and what belongs to it. Raises OSError."""
    unlink(f"{directory}/{MULTI}")
    for name in names_in(directory):
        if name.startswith(f"{MULTI}-"):
            unlink(f"{directory}/{name}")
