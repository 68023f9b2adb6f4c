"""Lines that are looked for: those that each line by itself says, whatever is looked for in the whole file first."""

from __future__ import annotations

import random

import pytest

from pygitobj.changes.search.expression import AND, CLOSE, NOT, OPEN, PATTERN, Token, accepts, column, parse
from pygitobj.changes.search.lines import LineSearch, lines_from
from pygitobj.changes.search.pattern import LinePattern, has_longer_line
from pygitobj.changes.search.text import Text

PATTERNS = [
    "", "^", "$", "^$", "a", "ab", "é", "É", "[A-C][A-C]*", "[a-c]+", "a|é", "(ab|é)+", "a.*b", ".", "^.b", "[^a]b",
    "\\<a", "b\\>", "\\Bb", "k", "s", "(a)\\1", "\u017f", "a{2}", "x?", "aé", "[é]b", "\\w+$",
    "a b", "ab|b|c|é|k|s|x|y",
]  # fmt: skip
PIECES = [b"a", b"b", b"ab", b"AB", b"\n", b"\n", b" ", b"\r\n", "é".encode(), "É".encode(), b"\xc3", b"\xff", b"\0",
          "\u212a".encode(), "\u017f".encode(), b"k", b"S", b"c", b"aa"]  # fmt: skip


def token(text: str, kind: str = "extended", *, ignore_case: bool = False, by_word: bool = False) -> Token:
    pattern = LinePattern(text.encode(), kind, ignore_case=ignore_case, by_word=by_word)
    return Token(PATTERN, text, pattern)


def test_no_line_is_left_out() -> None:
    rng = random.Random(4)
    for _ in range(600):
        pieces = PIECES if rng.random() < 0.7 else [piece for piece in PIECES if piece.isascii()]
        data = b"".join(rng.choices(pieces, k=rng.randrange(40)))
        tokens = [
            token(rng.choice(PATTERNS), ignore_case=rng.random() < 0.4, by_word=rng.random() < 0.2)
            for _ in range(rng.choice((1, 1, 2)))
        ]
        between = rng.choice([[], [Token(AND, AND)], [Token(AND, AND), Token(NOT, NOT)]]) if len(tokens) > 1 else []
        node = parse([tokens[0], *between, *tokens[1:]])
        for invert in (False, True):
            expected = [line for line in lines_from(data) if accepts(node, data[line[1] : line[2]]) is not invert]
            found = list(LineSearch(node, invert=invert).hits(data))
            assert found == expected, ([one.shown for one in tokens], between, invert, data)


def test_lines_that_are_long_for_a_pattern() -> None:
    line = b"x" * 20_000
    data = b"y\n" + line + b"ab\n" + line + b"ay" + line + b"\nxb"
    search = LineSearch(parse([token("x*y")]))
    assert [number for number, _, _ in search.hits(data)] == [1, 3]
    pattern = LinePattern(b"x*(ay|b)", "extended")
    assert pattern.next_span(Text(line + b"ab" + line + b"ay", wide=True), 0) == (20_001, 20_002)
    assert pattern.next_span(Text(line + b"ab" + line + b"ay", wide=True), 20_002) == (20_002, 40_004)
    assert has_longer_line(b"ab\nabc\na", 2)
    assert not has_longer_line(b"ab\nabc\na", 3)


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ("--and a", "--and not preceded by pattern expression"),
        ("a --and", "--and not followed by pattern expression"),
        ("a --and )", "--and not followed by pattern expression"),
        ("--not", "--not not followed by pattern expression"),
        ("--not )", "--not followed by non pattern expression"),
        ("( a", r"unmatched \( for expression group"),
        ("a )", r"incomplete pattern expression group: \)"),
        ("a --not a --and --and b", "--and not preceded by pattern expression"),
        ("a --and b --and", "--and not followed by pattern expression"),
        ("( ) a", "incomplete pattern expression group: a"),
    ],
)
def test_no_expression(words: str, message: str) -> None:
    with pytest.raises(ValueError, match=f"^{message}$"):
        parse([signs_or(word) for word in words.split()])


def signs_or(word: str) -> Token:
    return Token(word, word) if word in (AND, NOT, OPEN, CLOSE) else token(word)


def test_the_first_byte_of_what_is_said() -> None:
    node = parse([signs_or(word) for word in ("(", "b", "é", ")", AND, NOT, "a")])
    assert column(node, Text("éb".encode(), wide=True)) == (True, 0, -1)
    assert column(node, Text("ca é".encode(), wide=True)) == (False, 3, 1)
    assert column(node, Text(b"c", wide=True)) == (False, -1, -1)


def test_words() -> None:
    def spans(pattern: str, line: str) -> list[tuple[int, int]]:
        return list(LinePattern(pattern.encode(), "extended", by_word=True).each_span(line.encode()))

    assert spans("foo", "foo_ foofoo éfooé foo") == [(14, 17), (20, 23)]
    assert spans("a|ab", "ab a") == [(0, 2), (3, 4)]
    assert spans("a*", "aa b aa") == [(0, 2), (5, 7)]


def test_a_dot_is_any_character_but_nul() -> None:
    for pattern, matches in (("a.b", False), ("a[^x]b", True), ("a.*b", False)):
        assert LinePattern(pattern.encode(), "extended").matches(b"a\0b") is matches
        assert list(LineSearch(parse([token(pattern)])).hits(b"a\0b\n")) == [(1, 0, 3)] * matches


def test_files_that_have_all() -> None:
    search = LineSearch(
        parse([token("a"), token("b"), Token(OPEN, OPEN), token("c"), Token(CLOSE, CLOSE)]), all_match=True
    )
    assert search.counts(b"a\nb\nc")
    assert not search.counts(b"a\nb")
