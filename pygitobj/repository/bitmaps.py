"""The bitmaps that may answer for a repository: where nothing changes its history, which objects alone make then.

Follows git's Documentation/git-rev-list, "--use-bitmap-index".
"""

from __future__ import annotations

from pygitobj.files.bitmap import Bitmaps
from pygitobj.repository.repository import Repository
from pygitobj.store.bitmaps import open_bitmaps


def bitmaps_of(repository: Repository) -> Bitmaps | None:
    """The bitmaps of `repository`; None where there are none that fit, or replace refs, grafts or shallow lines."""
    if repository.shallow or repository.grafts or repository.reader.replaced:
        return None
    return open_bitmaps(repository.objects)
