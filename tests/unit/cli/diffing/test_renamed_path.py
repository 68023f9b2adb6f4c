"""Two paths as one, with braces around what differs."""

from __future__ import annotations

import pytest

from pygitobj.cli.diffing.renamed_path import renamed_path


@pytest.mark.parametrize(
    ("old", "new", "shown"),
    [
        (b"a", b"b", b"a => b"),
        (b"a/b", b"a/c", b"a/{b => c}"),
        (b"a/x", b"b/x", b"{a => b}/x"),
        (b"a/b/x", b"a/c/x", b"a/{b => c}/x"),
        (b"a/x", b"a/b/x", b"a/{ => b}/x"),
        (b"a/b/x", b"a/x", b"a/{b => }/x"),
        (b"a/x", b"x", b"a/x => x"),
        (b"a/b/c", b"a/b/c/b/c", b"a/b/{ => c/b}/c"),
    ],
)
def test_paths(old: bytes, new: bytes, shown: bytes) -> None:
    assert renamed_path(old, new) == shown
