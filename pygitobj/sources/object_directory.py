"""One object directory: its packs, which are asked first, and its loose objects."""

from __future__ import annotations

from typing import NamedTuple

from pygitobj.sources.loose import LooseSource
from pygitobj.sources.packed import PackedSource


class ObjectDirectory(NamedTuple):
    """The objects in the directory `path`."""

    path: str
    packed: PackedSource
    loose: LooseSource
