"""Which bitmap of a store is asked: the first that fits, in git's order.

    those of multi-pack-indexes     of the store's own directory, then of its alternates
    those of packs                  those of the store's own directory first, of them the newest

What does not fit is passed over and told of: the objects themselves have everything.

Follows git's Documentation/technical/bitmap-format and git-rev-list, "--use-bitmap-index".
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

from pygitobj.errors import GitObjectError
from pygitobj.files.bitmap import Bitmaps, open_layers_bitmap, open_pack_bitmap
from pygitobj.files.directory import is_gone, status, unreadable
from pygitobj.files.pack import PackFile
from pygitobj.files.pack_family import BITMAP_SUFFIX, PACK_SUFFIX, has
from pygitobj.sources.object_directory import ObjectDirectory
from pygitobj.store.database import ObjectDatabase


def open_bitmaps(store: ObjectDatabase) -> Bitmaps | None:
    """The bitmaps of `store` that are asked; None without any that fits."""
    for path, opens in candidates(store):
        try:
            found = store.open_files.attempt(opened, opens)
        except OSError as error:
            if not is_gone(error):
                problem = unreadable(f"unable to open {path}", error)
                store.trouble.report(problem, None, "warning")
        except GitObjectError as error:
            store.trouble.report(error, None, "warning")
        else:
            if found is not None:
                return found
    return None


def opened(opens: Callable[[], Bitmaps | None]) -> Bitmaps | None:
    """What `opens` opens."""
    return opens()


def candidates(store: ObjectDatabase) -> Iterator[tuple[str, Callable[[], Bitmaps | None]]]:
    """Where a bitmap may be, and what opens it."""
    for source in store.sources:
        source.packed.packs_at_hand()
        covered = source.packed.covered
        if covered is not None:
            layers = covered.covers.current.layers[::-1]
            if layers:
                packs = source.packed.by_path
                yield layers[-1].path, partial(open_layers_bitmap, layers, store.format, packs)
    for source in store.sources:
        for pack in with_bitmaps(source):
            yield pack.path + BITMAP_SUFFIX, partial(open_pack_bitmap, pack)


def with_bitmaps(source: ObjectDirectory) -> list[PackFile]:
    """The packs of `source` that have a bitmap beside them, the newest first."""
    found = [pack for pack in source.packed.packs_at_hand() if has(pack.path, BITMAP_SUFFIX)]
    return found if len(found) < 2 else sorted(found, key=lambda pack: (-time_of(pack), pack.path))


def time_of(pack: PackFile) -> int:
    """When the file of `pack` changed last; 0 where it is gone."""
    found = status(pack.path + PACK_SUFFIX)
    return 0 if found is None else found.st_mtime_ns
