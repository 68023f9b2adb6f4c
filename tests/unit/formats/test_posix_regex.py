"""POSIX's regular expressions beside the C library's: the same matches, however they are found, the same messages.

Tried besides, by hand: seventy thousand random patterns, each on eight texts, in the locales C and C.UTF-8. What then
differed is a caret in the middle of a basic pattern, which glibc has match after a line end where none is asked for,
and a backslash before a small letter where case does not count, which matches nothing there.
"""

from __future__ import annotations

import locale
import random
from collections.abc import Iterator

import pytest

from pygitobj.formats.posix_automaton import Automaton, TooLargeError
from pygitobj.formats.posix_regex import compile_posix
from pygitobj.formats.posix_sets import Dialect
from pygitobj.formats.posix_syntax import parse_posix
from tests.support.regcomp import BY_LINE, EXTENDED, IGNORE_CASE, compile_as_c

PATTERNS = [
    "", "a", "^a", "a$", "^$", "a|b", "(a|b)c", "a*", "a+", "a?b", "a{2}", "a{2,}", "a{1,2}b", "a{,2}b", "[abc]",
    "[^abc]", "[]a]", "[^]a]", "[a-c]", "[a-]", "[[:alpha:]]+", "[[:digit:][:space:]]", "[^[:alnum:]]", r"[\]", r"\.",
    r"\*", r"a\|b", r"\bab\b", r"\<ab\>", r"\w", ".", "a.c", "(ab)+", "a**", "a+*", "(a+)?b", "[[:punct:]]", "[.]",
    "x{", "a{x", r"\$", "^(a|^b)", "!a", r"(a)\1", r"(a|b)\1c", "[[.a.]]", "[[=b=]-]", "[^[.].]]", "(a*)*b", "(a|ab)*c",
    "a{0}b", "()", "a||b", "(|a)b", "x}", "a)", r"\(a\)\1", r"\(a\|b\)*", r"a\+b\?", r"a\{1,2\}", "*a", r"\(*a\)", "^*",
    "a^b", "a$b", r"\(^a\)", r"a\|^b", r"\`a", r"b\'", r"\Bb", r"\S\s\W", "[--a]", "[a--]", "[z-]", r"\(a*\)*b",
    "[[:upper:]][[:lower:]]", "[Z-a]", "[_-a]", "é", "[^é]", "..", "É",
]  # fmt: skip
REFUSED = [
    "[", "[a", "[^", "(", r"\(", r"\)", "a{2,1}", "[[:nope:]]", "\\", "(?i)a", "[z-a]", "a{99999999999}", r"\1",
    r"a(b)\2", "[[.ab.]]", "[[=a", "[[.a]", "*a", "a|*b", "(*a)", "^*", "{1}", "a{", "a{x", "a{}", "a{,x}", "a{1,2,3}",
    "a{40000}", "[a-c-e]", "[[:alpha:]-z]", "[a-[:alpha:]]", r"\{1\}", r"a\{1", r"a\{1\}\{2\}", r"a\{x\}", "(a", "[a-",
    "[[:alpha",
]  # fmt: skip
TEXTS = [
    "", "a", "b", "ab", "aab", "abc", "a.c", "a|b", "]", "-", "\\", "x{", "a{x", "1 2", "a$", "!a", "A", "ba",
    "x y-ab z", "^", "x}", "a)", "*a", "^*", "a^b", "a$b", "aaa", "abab", "é", "É", "Bb", "_", "Aa", "a b",
]  # fmt: skip
PIECES = [*PATTERNS, *REFUSED, *TEXTS]


@pytest.fixture(params=[False, True], ids=["C", "C.UTF-8"])
def wide(request: pytest.FixtureRequest) -> Iterator[bool]:
    """Whether characters are those of UTF-8, in a locale of which that is so."""
    before = locale.setlocale(locale.LC_CTYPE)
    try:
        locale.setlocale(locale.LC_CTYPE, "C.UTF-8" if request.param else "C")
    except locale.Error:
        pytest.skip("there is no such locale")
    yield request.param
    locale.setlocale(locale.LC_CTYPE, before)


def both_agree(pattern: str, flags: int, wide: bool, texts: list[str]) -> None:
    """Holds what is made of `pattern` against what the C library makes of it."""
    theirs = compile_as_c(pattern.encode(), flags)
    dialect = Dialect(bool(flags & EXTENDED), bool(flags & IGNORE_CASE), wide, bool(flags & BY_LINE))
    own = pattern if wide else pattern.encode().decode("latin-1")
    if theirs.said is not None:
        with pytest.raises(ValueError, match=r"^") as raised:
            compile_posix(own, dialect)
        assert str(raised.value) == theirs.said, (pattern, dialect)
        return
    ours = compile_posix(own, dialect)
    for text in texts:
        lines = text.encode().split(b"\n") if dialect.by_line else [text.encode()]
        wanted = any(theirs.search(line) for line in lines)
        shown = text if wide else text.encode().decode("latin-1")
        assert ours.search(shown) is wanted, (pattern, dialect, text)
        assert (ours.expression.search(shown) is not None) is wanted, (pattern, dialect, text)
        if not ours.named:
            assert ours.automaton is not None
            assert ours.automaton.search(shown) is wanted, (pattern, dialect, text)


@pytest.mark.parametrize("flags", range(8))
@pytest.mark.parametrize("pattern", PATTERNS + REFUSED)
def test_as_the_c_library_has_it(pattern: str, flags: int, wide: bool) -> None:
    texts = TEXTS + (["\n".join(TEXTS), "ab\nb"] if flags & BY_LINE else [])
    both_agree(pattern, flags, wide, texts)


def test_random_patterns(wide: bool) -> None:
    chosen = random.Random(5)
    for _ in range(800):
        pattern = "".join(chosen.choices(PIECES, k=chosen.choice([2, 2, 3])))
        flags = chosen.choice([EXTENDED, 0]) | chosen.choice([BY_LINE, 0])
        if "^" in pattern[1:] and not flags & EXTENDED:
            continue
        both_agree(pattern, flags, wide, [a + b for a, b in zip(chosen.choices(TEXTS, k=6), TEXTS, strict=False)])


def test_an_end_of_line_is_no_end_of_text() -> None:
    assert not compile_posix("a$").search("a\n")
    assert compile_posix("a.b").search("a\nb")
    assert compile_posix("^b").search("a\nb") is False
    assert compile_posix("^b", Dialect(by_line=True)).search("a\nb")
    assert not compile_posix("a[^c]b", Dialect(by_line=True)).search("a\nb")
    assert not compile_posix(r"a\Wb|a[[:space:]]b", Dialect(by_line=True)).search("a\nb")


def test_a_range_of_other_letters() -> None:
    # What glibc says of it depends on what its locale knows of order.
    assert compile_posix("[à-ü]").search("é")
    assert not compile_posix("[à-ü]").search("e")


def test_bytes_that_are_no_character() -> None:
    assert not compile_posix("^a.$").search("a\udce9")
    assert not compile_posix("^a[^b]$").search("a\udce9")
    assert compile_posix("^a\udce9$").search("a\udce9")


@pytest.mark.parametrize(
    ("pattern", "text"),
    [
        ("(a*)*b", "a" * 5000),
        ("(a|aa)+$", "a" * 5000 + "c"),
        ("(x+x+)+y", "x" * 5000),
        ("a.*b.*c.*d.*e", "abcd" * 5000),
        ("^(([a-z])+.)+[A-Z]([a-z])+$", "a" * 5000),
        (r"(\w*,)*\.", "a," * 5000),
        ("(a{1,9}){1,9}b", "a" * 3000),
    ],
)
def test_what_would_never_end(pattern: str, text: str) -> None:
    assert not compile_posix(pattern).search(text)
    assert not compile_posix(pattern, Dialect(by_line=True)).search(f"{text}\n{text}")


def test_little_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pygitobj.formats.posix_automaton.MOST_KEPT", 40)
    automaton = Automaton(parse_posix("(a|b)*a(a|b){6}c", Dialect()), Dialect())
    chosen = random.Random(1)
    for _ in range(20):
        text = "".join(chosen.choices("ab", k=200))
        assert not automaton.search(text)
        assert automaton.search(f"{text}a{text[:6]}c")
    assert automaton.kept < 100


def test_a_pattern_of_too_many_places() -> None:
    with pytest.raises(TooLargeError):
        Automaton(parse_posix("((a{200}){200}){200}", Dialect()), Dialect())
    assert compile_posix("((a{200}){200}){20}b").search("a" * 100) is False


@pytest.mark.parametrize("pattern", ["(" * 100_000, "(" * 5000 + ")" * 5000, "a|" * 3000 + "[b-", "a" + "*" * 20_000])
def test_patterns_without_measure(pattern: str) -> None:
    # That it is one and that it is too large are both answers.
    assert what_is_wrong(pattern) != ""


def what_is_wrong(pattern: str) -> str | None:
    """Why the pattern is refused, None where it is not."""
    try:
        compile_posix(pattern)
    except ValueError as error:
        return str(error)
    return None


@pytest.mark.parametrize(
    ("pattern", "text", "place"),
    [
        ("a|ab|abc", "xabcd", (1, 4)),
        ("x(a|ab)y?", "xab", (1, 3)),
        ("(a)?b", "b", (0, 1)),
        ("(a)|b", "b", (0, 1)),
        ("(b|ab)*c", "-ababc", (3, 5)),
        ("^a", "ba", None),
        ("a$|a", "aab", (0, 1)),
        ("a|([a-c]|c+)", "-accc", (1, 2)),
        ("b|([a-c]|c+)", "-ccc", (1, 4)),
        ("c?(ca)?", "ca", (0, 2)),
    ],
)
def test_where_it_matches(pattern: str, text: str, place: tuple[int, int] | None) -> None:
    assert compile_posix(pattern, keeps_group=True).span(text) == place


def test_where_it_matches_as_a_whole_and_later_on() -> None:
    pattern = compile_posix("x(a|ab)y?")
    assert pattern.span("xabxa") == (0, 3)
    assert pattern.span("xabxa", 1) == (3, 5)
    assert pattern.span("xabxa", 4) is None
    assert compile_posix("b|([a-c]|c+)").span("-ccc") == (1, 4)
    assert compile_posix("c?(ca)?").span("ca") == (0, 2)
