"""Patterns for messages of each kind: which lines they find."""

from __future__ import annotations

import pytest

from pygitobj.formats.message_pattern import compile_pattern


@pytest.mark.parametrize(
    ("pattern", "kind", "found", "not_found"),
    [
        ("a+b", "basic", "x\na+b", "aab"),
        ("a+b", "extended", "x\naab", "a+b"),
        ("a+b", "fixed", "x\na+b", "aab"),
        (r"[a]\.^$*", "fixed", r"x[a]\.^$*x", "a"),
        ("a+b", "perl", "x\naab", "a+b"),
        (r"^\d+$", "perl", "x\n12", "1x"),
        (r"[[:alpha:]_]+\z", "perl", "1 a_b", "a_1"),
        (r"[^[:space:]]$", "perl", "b \na", "a "),
        (r"\Qa+b\E+", "perl", "a+bb", "aab"),
        (r"\Q[", "perl", "[", "("),
        (r"a\hb", "perl", "a\tb", "a\nb"),
        (r"(?<=x)a(?!b)", "perl", "xac", "xab"),
        (r"\\[:x:]", "perl", r"\x", "[:"),
    ],
)
def test_kinds(pattern: str, kind: str, found: str, not_found: str) -> None:
    search = compile_pattern(pattern, kind)
    assert search(found)
    assert not search(not_found)


@pytest.mark.parametrize("kind", ["basic", "extended", "fixed", "perl"])
def test_case(kind: str) -> None:
    assert compile_pattern("É", kind, ignore_case=True)("xé")
    assert not compile_pattern("É", kind)("é")
    # Where characters are bytes only those of ASCII have a case.
    narrow = compile_pattern("É".encode().decode("latin-1"), kind, ignore_case=True, wide=False)
    assert not narrow("é".encode().decode("latin-1"))
    assert compile_pattern("A", kind, ignore_case=True, wide=False)("a")


@pytest.mark.parametrize(("pattern", "kind"), [("(", "extended"), ("a\\{1", "basic"), ("(", "perl"), ("*", "perl")])
def test_what_is_none(pattern: str, kind: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        compile_pattern(pattern, kind)
