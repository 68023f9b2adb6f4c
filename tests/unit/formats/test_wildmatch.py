"""Patterns for paths: git 2.55's answers, asked one by one with `test-tool wildmatch`, which takes no text like "/"."""

from __future__ import annotations

import pytest

from pygitobj.formats.wildmatch import wildmatch

YES = [
    ("foo", "foo"), ("???", "foo"), ("*", "foo"), ("*f", "f"), (r"\*", "*"), ("*/bar", "foo/bar"), ("**/bar", "bar"),
    ("**/bar", "a/b/bar"), ("a/**/b", "a/b"), ("a/**/b", "a/x/y/b"), ("a/**", "a/b/c"), ("[a-c]x", "bx"),
    ("[!a]b", "xb"),
    ("[^a]b", "xb"), ("[]a]", "]"), ("[[:alpha:]][[:digit:]]", "a1"), (r"[\]]", "]"), ("[a-]", "-"), ("**", "a/b"),
    ("a**b", "axxb"), ("[[:a]", ":"), ("", ""),
]  # fmt: skip
NO = [
    ("bar", "foo"), ("??", "foo"), ("*", "a/b"), ("?", "/"), ("a/*", "a/b/c"), ("[/]", "/"), ("[!a]", "/"),
    ("a[", "a["), ("**/a/**/b", "xa/b"), ("a/**/b", "a/xb"),
    ("\\", "\\"), ("[z-a]", "m"), ("[[:no:]]", "n"), ("foo**bar", "foo/x/bar"), ("a", ""), ("", "a"), ("[a", "a"),
    ("**/foo", "xfoo"), ("[\u017f]", "s"), ("[[:digit:]]", "٣"),
]  # fmt: skip


@pytest.mark.parametrize(("pattern", "text"), YES)
def test_what_matches(pattern: str, text: str) -> None:
    assert wildmatch(pattern.encode(), text.encode())


@pytest.mark.parametrize(("pattern", "text"), NO)
def test_what_does_not(pattern: str, text: str) -> None:
    assert not wildmatch(pattern.encode(), text.encode())


def test_case() -> None:
    assert wildmatch(b"Foo/[A-C]/B", b"fOO/b/b", ignore_case=True)
    # What is quoted stands for itself alone, and so do single letters of a set.
    assert not wildmatch(rb"\B", b"b", ignore_case=True)
    assert not wildmatch(b"[B]", b"b", ignore_case=True)
    assert not wildmatch("\u212a".encode(), b"k", ignore_case=True)
    assert not wildmatch(b"Foo", b"foo")


def test_many_stars_take_no_longer_than_they_must() -> None:
    assert not wildmatch(b"**/" * 40 + b"*a*a*a*a*a*b", b"a/" * 300 + b"a" * 200)
