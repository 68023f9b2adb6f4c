"""Taking a pack out of a pack directory, so that no reader is told of what is not there any more.

multi-pack-index    first, where it tells of the pack: what it says would not be true any more
.idx                without it the pack is not part of the store
.pack, .rev, .bitmap, .promisor, .mtimes
"""

from __future__ import annotations

import os

SUFFIXES = (".idx", ".pack", ".rev", ".bitmap", ".promisor", ".mtimes")
MULTI = "multi-pack-index"


def remove_pack(stem: str) -> None:
    """Take away the files of the pack `stem`, a path without suffix; those that are gone already are no error.

    Raises OSError.
    """
    directory, name = os.path.split(stem)
    if tells_of(f"{directory}/{MULTI}", name):
        remove_multi(directory)
    for suffix in SUFFIXES:
        unlink(stem + suffix)


def tells_of(path: str, name: str) -> bool:
    """Whether the multi-pack-index at `path` names the pack `name`; so it may where it cannot be read."""
    try:
        with open(path, "rb") as file:
            return os.fsencode(f"{name}.idx\0") in file.read()
    except FileNotFoundError:
        return False
    except OSError:
        return True


def remove_multi(directory: str) -> None:
    """Take away the multi-pack-index of the pack directory `directory`, and what belongs to it."""
    unlink(f"{directory}/{MULTI}")
    for name in os.listdir(directory):
        if name.startswith(f"{MULTI}-"):
            unlink(f"{directory}/{name}")


def unlink(path: str) -> None:
    """Take away the file `path`, if it is there."""
    try:
        os.unlink(path)
    except FileNotFoundError:
        pass
