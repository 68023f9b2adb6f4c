"""POSIX's regular expressions by Python's: as grep has them."""

from __future__ import annotations

from pathlib import Path

import pytest

from pygitobj.formats.posix_regex import compile_posix
from tests.support.command import run

PATTERNS = [
    "", "a", "^a", "a$", "^$", "a|b", "(a|b)c", "a*", "a+", "a?b", "a{2}", "a{2,}", "a{1,2}b", "a{,2}b", "[abc]",
    "[^abc]", "[]a]", "[^]a]", "[a-c]", "[a-]", "[[:alpha:]]+", "[[:digit:][:space:]]", "[^[:alnum:]]", r"[\]", r"\.",
    r"\*", r"a\|b", r"\bab\b", r"\<ab\>", r"\w", ".", "a.c", "(ab)+", "a**", "a+*", "(a+)?b", "[[:punct:]]", "[.]",
    "x{", "a{x", r"\$", "^(a|^b)", "!a", r"(a)\1", r"(a|b)\1c", "[[.a.]]", "[[=b=]-]", "[^[.].]]",
]  # fmt: skip
TEXTS = [
    "", "a", "b", "ab", "aab", "abc", "a.c", "a|b", "]", "-", "\\", "x{", "a{x", "1 2", "a$", "!a", "A", "ba",
    "x y-ab z", "^",
]  # fmt: skip


@pytest.mark.parametrize("pattern", PATTERNS)
def test_matches_what_grep_matches(tmp_path: Path, pattern: str) -> None:
    texts = "".join(f"{text}\n" for text in TEXTS).encode()
    found = run(["env", "LC_ALL=C", "grep", "-E", "-n", "-e", pattern], tmp_path, texts)
    assert found.code < 2, found
    wanted = [int(line.partition(b":")[0]) - 1 for line in found.out.splitlines()]
    compiled = compile_posix(pattern)
    assert [number for number, text in enumerate(TEXTS) if compiled.search(text)] == wanted


@pytest.mark.parametrize(
    "pattern",
    [
        "[",
        "[a",
        "(",
        "a{2,1}",
        "[[:nope:]]",
        "\\",
        "(?i)a",
        "[z-a]",
        "a{99999999999}",
        r"\1",
        r"a(b)\2",
        "[[.ab.]]",
        "[[=a",
        "[[.a]",
    ],
)
def test_what_is_none(pattern: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - whatever it says
        compile_posix(pattern)


def test_an_end_of_line_is_no_end_of_text() -> None:
    assert not compile_posix("a$").search("a\n")
    assert compile_posix("a.b").search("a\nb")
