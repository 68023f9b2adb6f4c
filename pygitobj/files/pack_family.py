"""A pack and the files beside it that have its name: which there are, and in which order they come and go.

    coming      .keep and .promisor, so that no repack takes the pack away; .pack; .rev, .mtimes; last .idx: with it the
                pack is part of the store
    going       the multi-pack-index, where it tells of the pack; .idx: without it the pack is not part of the store;
                then, once nothing is missed (leaving.py), .pack and the rest

Follows git's Documentation/gitformat-pack and gitrepository-layout; the order is that of `git index-pack` and, for what
goes, of `git repack`.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable

from pygitobj.files.directory import is_there, names_in, status, sync_directory, sync_file, unlink
from pygitobj.files.small_file import read_small
from pygitobj.record import Record

PACK_SUFFIX = ".pack"
INDEX_SUFFIX = ".idx"
REVERSE_SUFFIX = ".rev"
MTIMES_SUFFIX = ".mtimes"
BITMAP_SUFFIX = ".bitmap"
KEEP_SUFFIX = ".keep"
PROMISOR_SUFFIX = ".promisor"
# All that may stand beside a pack.
SUFFIXES = (PACK_SUFFIX, INDEX_SUFFIX, REVERSE_SUFFIX, KEEP_SUFFIX, PROMISOR_SUFFIX, MTIMES_SUFFIX, BITMAP_SUFFIX)
# What goes after index and pack. A pack that is kept is not removed, and its .keep is not ours to remove.
AFTER_PACK = (REVERSE_SUFFIX, BITMAP_SUFFIX, PROMISOR_SUFFIX, MTIMES_SUFFIX)
# One file for all packs of a directory, or one for each layer of them, in a directory of its own.
MULTI = "multi-pack-index"
LAYERS = f"{MULTI}.d"
LAYER_SUFFIX = ".midx"
NAME_PREFIX = "pack-"
# Git's repack gives its new packs a name with this first, and takes them away where it fails.
PASSING_PREFIX = ".tmp-"
HEX = frozenset("0123456789abcdef")


class Packs(Record):
    """What a directory has: the paths, sorted and without suffix, of packs with an index, and of those without one.

    A pack without an index is on its way in or out, or somebody was kept from bringing it there. `multi` says whether
    there may be a multi-pack-index, alone or in layers.
    """

    whole: list[str]
    on_their_way: list[str]
    multi: bool = False


def look_for_packs(directory: str) -> Packs:
    """The packs in `directory`. Raises OSError."""
    names = set(names_in(directory))
    stems = sorted(name.removesuffix(PACK_SUFFIX) for name in names if name.endswith(PACK_SUFFIX))
    whole = [f"{directory}/{stem}" for stem in stems if stem + INDEX_SUFFIX in names]
    on_their_way = [f"{directory}/{stem}" for stem in stems if stem + INDEX_SUFFIX not in names]
    return Packs(whole, on_their_way, MULTI in names or LAYERS in names)


def packs_in(directory: str) -> list[str]:
    """The paths, sorted and without suffix, of the packs in `directory` that have an index. Raises OSError."""
    return look_for_packs(directory).whole


def has(stem: str, suffix: str) -> bool:
    """Whether a file with `suffix` is beside the pack `stem`, a link that leads nowhere too. Raises OSError."""
    return is_there(stem + suffix)


def is_named_by_hash(stem: str, hex_size: int) -> bool:
    """Whether the pack `stem` has a name as git gives it. Packs with other names were put there by others."""
    name = os.path.basename(stem)
    digits = name.removeprefix(NAME_PREFIX)
    return len(digits) == hex_size and len(name) == len(NAME_PREFIX) + hex_size and HEX.issuperset(digits)


def is_passing(stem: str) -> bool:
    """Whether the pack `stem` is one that git's repack is still at: it can be read, and nothing may rely on it."""
    return os.path.basename(stem).startswith(PASSING_PREFIX)


def sync_pack_files(stem: str) -> None:
    """Flush the pack `stem` and what is beside it to the disk, but not their names. Raises OSError."""
    for suffix in (PACK_SUFFIX, INDEX_SUFFIX):
        sync_file(stem + suffix)
    for suffix in AFTER_PACK:
        found = status(stem + suffix, follow=False)
        if found is not None and stat.S_ISREG(found.st_mode):
            sync_file(stem + suffix)


def sync_pack(stem: str) -> None:
    """Flush the pack `stem` and what is beside it to the disk, with their names. Raises OSError."""
    sync_pack_files(stem)
    sync_directory(os.path.dirname(stem) or ".")


def remove_rest(stem: str) -> None:
    """Take away what is left of the pack `stem`, whose index and pack are gone. Raises OSError.

    Where another pack has the name by now, they are that one's: its .pack is there before any of them.
    """
    for suffix in AFTER_PACK:
        if not is_there(stem + PACK_SUFFIX):
            unlink(stem + suffix)


def remove_multi(directory: str, names: Iterable[str]) -> bool:
    """Take away the multi-pack-index of the pack directory `directory` if it tells of one of the packs `names`.

    Gives whether it did. Raises OSError.
    """
    files = multi_files(directory)
    # Those with a suffix of their own belong to one that has the names.
    if not any(tells_of(path, names) for path in files if path.endswith((MULTI, LAYER_SUFFIX))):
        return False
    for path in files:
        unlink(path)
    return True


def multi_files(directory: str) -> list[str]:
    """The files of a multi-pack-index in the pack directory `directory`, those first that lead to the others."""
    layers = f"{directory}/{LAYERS}"
    found = [f"{layers}/{name}" for name in names_in(layers)]
    found.sort(key=lambda path: not path.endswith("-chain"))
    beside = (name for name in names_in(directory) if name == MULTI or name.startswith(f"{MULTI}-"))
    return found + [f"{directory}/{name}" for name in beside]


def tells_of(path: str, names: Iterable[str]) -> bool:
    """Whether the file `path` names one of the packs `names`; so it may where it cannot be read."""
    try:
        content = read_small(path)
    except (FileNotFoundError, NotADirectoryError):
        return False
    except OSError:
        return True
    return any(os.fsencode(f"{name}{INDEX_SUFFIX}\0") in content for name in names)
