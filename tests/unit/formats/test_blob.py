"""A blob is its bytes, and true."""

from __future__ import annotations

from pygitobj import Blob


def test_blobs() -> None:
    assert len(Blob(b"abc")) == 3
    assert Blob(b"")
