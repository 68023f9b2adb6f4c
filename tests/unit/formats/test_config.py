"""Configuration files, entry by entry as git 2.55 lists them, and the lines that it calls bad.

Files, scopes and includes: tests/unit/repository/test_config.py.
"""

from __future__ import annotations

import pytest

from pygitobj.errors import RepositoryError
from pygitobj.formats.config import BadConfigLineError, ConfigEntry, parse_config

# A file, and what `git config --list -z` prints of it.
LISTED = [
    (b"", []),
    (b" \n\t\r\n# [a]\n; [b]\n", []),
    (b"k=v\n", [("k", "v")]),
    (b"\xef\xbb\xbf[a]k=1", [("a.k", "1")]),
    (b"[A.b \"C\\\"d\\x\"]\n\tKey-1 = a\\\n b \\t\"x ; y\" # no\n", [('a.b.C"dx.key-1', "a b \tx ; y")]),
    (b"[a]\n\tnaked\n\tempty =\n", [("a.naked", None), ("a.empty", "")]),
    (b"[s]k=v\r\n\tq=\"a b  \"  c  \n", [("s.k", "v"), ("s.q", "a b    c")]),
    (b"[a]k=\\", [("a.k", "")]),
    (b"[a]k=x\\\r\n y\n", [("a.k", "x y")]),
    (b"[a]k = x\\n\\b\\\\\\\"", [("a.k", 'x\n\b\\"')]),
    (b"[a]k=\"\"", [("a.k", "")]),
    (b"[a]k=  \"  x\"   ", [("a.k", "  x")]),
    (b"[a]k=\xff", [("a.k", "\udcff")]),
    (b"[a]k=1\n[A]K=2\n", [("a.k", "1"), ("a.k", "2")]),
]  # fmt: skip
# A file, and the line that git says is bad.
BAD = [
    (b"[a\n", 1),
    (b"[a]\n\n1x=2\n", 3),
    (b"[a]k v\n", 1),
    (b'[a]k="x\n', 1),
    (b"[a]k=\\x\n", 1),
    (b'[a "b\nc"]\n', 1),
    (b'[a "b"x]\n', 1),
    (b'[a "b]', 1),
    (b"[a b]\n", 1),
    (b"[a_b]\n", 1),
    (b"[ a]k=1", 1),
    (b"[a] b]\n", 1),
    (b"[a]k_=1\n", 1),
    (b'[a]k=a\\\n"', 2),
    (b"\xff", 1),
]


@pytest.mark.parametrize(("data", "entries"), LISTED)
def test_entries_are_those_that_git_lists(data: bytes, entries: list[tuple[str, str | None]]) -> None:
    assert [(name, value) for name, value, _ in parse_config(data)] == entries


@pytest.mark.parametrize(("data", "line"), BAD)
def test_a_bad_line_is_told_by_its_number(data: bytes, line: int) -> None:
    with pytest.raises(BadConfigLineError, match=f"^bad config line {line}$") as caught:
        list(parse_config(data))
    assert caught.value.line == line
    assert isinstance(caught.value, RepositoryError)


def test_what_stands_before_a_bad_line_is_given() -> None:
    entries = parse_config(b"[a]\nk=1\n[b")
    assert next(entries) == ConfigEntry("a.k", "1", 2)
    with pytest.raises(BadConfigLineError):
        next(entries)


def test_an_entry_has_the_number_of_its_last_line() -> None:
    data = b"[a]\n\tone = 1\n\ttwo = a\\\n\t\tb\n\n\tthree\n\tfour = 4"
    assert [entry.line for entry in parse_config(data)] == [2, 4, 6, 7]


def test_names_and_values_end_at_a_nul() -> None:
    assert [*parse_config(b'[a "b\0c"]k=v\n[d]k=v\0w\n')] == [ConfigEntry("a.b", "v", 1), ConfigEntry("d.k", "v", 2)]
