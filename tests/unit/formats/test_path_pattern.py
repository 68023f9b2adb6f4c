"""Patterns for paths: the ways in which they are looked up say what each of them says when it is tried by itself.

Tried besides, by hand: sixty thousand random patterns, each beside six paths, in both cases.
"""

from __future__ import annotations

import random

import pytest

from pygitobj.formats.path_pattern import PathPattern, PatternList, matches, parse_path_pattern
from pygitobj.formats.wildmatch import matcher, wildmatch

PIECES = [
    b"a", b"b", b"A", b"/", b"*", b"**", b"**/", b"/**", b"?", b"[ab]", b"[!a]", b"[A-Z]", b"\\a", b"\\",
    b"[[:upper:]]", b"[", b"]", b".", b"!", b"[/]", b"-", b"\\*", b"\xc3",
]  # fmt: skip
LETTERS = [b"a", b"b", b"A", b"/", b"B", b".", b"*", b"[", b"\\", b"!", b"\xc3"]


@pytest.mark.parametrize(
    ("text", "pattern"),
    [
        (b"a", PathPattern(b"a", False, False, True, True)),
        (b"a/", PathPattern(b"a", False, True, True, True)),
        (b"/a", PathPattern(b"a", False, False, False, True)),
        (b"a/b*", PathPattern(b"a/b*", False, False, False, False)),
        (b"!a", PathPattern(b"a", True, False, True, True)),
        (b"\\!a", PathPattern(b"\\!a", False, False, True, False)),
        (b"//a", PathPattern(b"/a", False, False, False, True)),
        (b"/", PathPattern(b"", False, True, True, True)),
        (b"", PathPattern(b"", False, False, True, True)),
    ],
)
def test_pattern_is_parsed(text: bytes, pattern: PathPattern) -> None:
    assert parse_path_pattern(text) == pattern


@pytest.mark.parametrize(
    ("text", "path", "is_match"),
    [
        (b"a", b"x/a", True),
        (b"/a", b"x/a", False),
        (b"a/", b"a", False),
        (b"a/", b"x/a/", True),
        (b"x/a/", b"x/a/", True),
        (b"*.c", b"x/y.c", True),
        (b"x/*", b"x/y/z", False),
        (b"x/**", b"x/y/z", True),
        (b"**/z", b"z", True),
        (b"a**f", b"a/f", False),
        (b"", b"", True),
        (b"**/", b"", False),
        (b"/**", b"", False),
    ],
)
def test_pattern_matches(text: bytes, path: bytes, is_match: bool) -> None:
    pattern = parse_path_pattern(text)
    assert matches(pattern, path) is is_match
    assert PatternList([pattern]).matching(path) == ((0,) if is_match else ())


@pytest.mark.parametrize("ignore_case", [False, True])
def test_many_patterns_are_looked_up_as_one_is_tried(ignore_case: bool) -> None:
    chosen = random.Random(7)
    texts = [b"".join(chosen.choices(PIECES, k=chosen.randrange(7))) for _ in range(1500)]
    patterns = [parse_path_pattern(text) for text in texts]
    some = [patterns[at : at + 30] for at in range(0, len(patterns), 30)]
    for few in some:
        looked_up = PatternList(few, ignore_case=ignore_case)
        for _ in range(20):
            path = b"".join(chosen.choices(LETTERS, k=chosen.randrange(6)))
            tried = [at for at, pattern in enumerate(few) if matches(pattern, path, ignore_case=ignore_case)]
            assert list(looked_up.matching(path)) == tried[::-1], (path, few)


@pytest.mark.parametrize("ignore_case", [False, True])
def test_matcher_says_what_wildmatch_says(ignore_case: bool) -> None:
    chosen = random.Random(8)
    found = 0
    for _ in range(3000):
        pattern = b"".join(chosen.choices(PIECES, k=chosen.randrange(7)))
        is_match = matcher(pattern, ignore_case=ignore_case)
        for text in (b"".join(chosen.choices(LETTERS, k=chosen.randrange(6))), pattern.replace(b"*", b"a")):
            assert is_match(text) is wildmatch(pattern, text, ignore_case=ignore_case), (pattern, text)
            found += is_match(text)
    assert found


def test_many_wildcards_end() -> None:
    # As a regular expression alone this would go on for longer than anybody waits.
    assert not matcher(b"*a" * 30 + b"b")(b"a" * 3000)
    assert matcher(b"*a" * 30 + b"*b")(b"a" * 3000 + b"b")
