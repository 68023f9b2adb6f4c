"""What a reference may be called, and whose it is."""

from __future__ import annotations

import pytest

from pygitobj.formats.refname import is_per_worktree, is_valid_refname


@pytest.mark.parametrize(
    ("name", "is_valid", "alone"),
    [
        ("refs/heads/main", True, True),
        ("HEAD", False, True),
        ("a/b", True, True),
        ("", False, False),
        ("@", False, False),
        ("a/@", True, True),
        ("a//b", False, False),
        ("/a", False, False),
        ("a/", False, False),
        ("a/.b", False, False),
        ("a/b.lock", False, False),
        ("a.lock/b", False, False),
        ("a/b.", False, False),
        ("a/b..c", False, False),
        ("a/b@{c", False, False),
        *((f"a/b{letter}c", False, False) for letter in " ~^:?*[\\\x7f\x01"),
        ("a/ä", True, True),
    ],
)
def test_names_of_references(name: str, is_valid: bool, alone: bool) -> None:
    assert is_valid_refname(name) is is_valid
    assert is_valid_refname(name, one_level=True) is alone


@pytest.mark.parametrize(
    ("name", "own"),
    [("HEAD", True), ("ORIG_HEAD", True), ("refs/bisect/bad", True), ("refs/heads/a", False), ("head", False)],
)
def test_whose_a_reference_is(name: str, own: bool) -> None:
    assert is_per_worktree(name) is own
