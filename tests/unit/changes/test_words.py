"""Words that differ: as git's --word-diff writes them, by white space, by patterns, and in the languages it knows.

Tried besides, by hand: eight thousand random groups of lines with every driver and nine patterns, in the locales C and
C.UTF-8, plain and as porcelain, all with git 2.55's bytes.
"""

from __future__ import annotations

import os
import random
import subprocess
from pathlib import Path

import pytest

from pygitobj.changes.hunks import COME, GONE, KEPT, text_hunks
from pygitobj.changes.languages import builtin_driver
from pygitobj.changes.lines import changed_lines
from pygitobj.changes.words import RESET, STYLES, Piece, Words, written
from tests.support.git_version import needs_newest_git

Pair = tuple[bytes, bytes]
SIGNS = "a bc x1 0x1F 1.5e3 += === -> << && ( ) { é 日本 $x @y ... -- \\foo # |b| 'q / -e def"
TOKENS = [*SIGNS.split(), "\t", "\r"]
# What each is given to git as.
PATTERNS = {
    None: [],
    "[a-z]+|[^[:space:]]": ["--word-diff-regex=[a-z]+|[^[:space:]]"],
    "a|ab|[a-z]*": ["--word-diff-regex=a|ab|[a-z]*"],
    "^x|[0-9]+": ["--word-diff-regex=^x|[0-9]+"],
    ".": ["--word-diff-regex=."],
    "a*": ["--word-diff-regex=a*"],
    "[^ ]*": ["--word-diff-regex=[^ ]*"],
}


def some_line(chosen: random.Random) -> bytes:
    words = (chosen.choice(TOKENS) + chosen.choice(("", " ", "  ")) for _ in range(chosen.randrange(9)))
    return "".join(words).encode() + b"\n"


def a_pair(chosen: random.Random) -> Pair:
    """Two texts, the second with lines of the first that were changed."""
    old = [some_line(chosen) for _ in range(chosen.randrange(1, 9))]
    new = []
    for line in old:
        at = chosen.randrange(len(line))
        edited = line[:at] + chosen.choice(TOKENS).encode() + line[at:]
        new += chosen.choice(([line], [edited], [some_line(chosen), line], []))
    return b"".join(old).removesuffix(b"\n"), b"".join(new)


@pytest.fixture(scope="module")
def pairs(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[Pair]]:
    place = tmp_path_factory.mktemp("words")
    chosen = random.Random(11)
    made = [pair for pair in (a_pair(chosen) for _ in range(40)) if pair[0] != pair[1]]
    for side in (0, 1):
        (place / str(side)).mkdir()
        for number, pair in enumerate(made):
            (place / str(side) / str(number)).write_bytes(pair[side])
    return place, made


def shown(pair: Pair, words: Words, style: str) -> bytes:
    """A patch of words, without what heads hunks."""
    found = b""
    for hunk in text_hunks(*pair, changed_lines(*pair)):
        gone: list[bytes] = []
        come: list[bytes] = []
        # A line that stays ends what was gathered before it, and so does the end.
        for sign, line in (*hunk.lines, (KEPT, b"")):
            if sign == KEPT:
                found += written(list(words.pieces(gone, come)), STYLES[style])
                gone, come = [], []
                kept = line.removesuffix(b"\n")
                if line:
                    found += b" " + kept + b"\n~\n" if style == "porcelain" else kept + b"\n"
            else:
                (gone if sign == GONE else come).append(line)
    return found


def git_words(place: Path, style: str, wide: bool, words: list[str]) -> dict[int, bytes]:
    """The same from git, by number."""
    command = ["git", *words[:-1], "diff", "--no-index", "--text", f"--word-diff={style}", *words[-1:], "0", "1"]
    environ = os.environ | {"LC_ALL": "C.UTF-8" if wide else "C"}
    said = subprocess.run(command, cwd=place, env=environ, capture_output=True, check=False, timeout=60).stdout
    found = {}
    for part in said.split(b"diff --git a/0/")[1:]:
        lines = part.split(b"\n@@ ", 1)[1].split(b"\n")[1:]
        kept = [line for line in lines if not line.startswith((b"@@ ", b"\\ No newline"))]
        found[int(part.split()[0])] = b"\n".join(kept)
    return found


@pytest.mark.parametrize("pattern", PATTERNS)
@pytest.mark.parametrize("style", ["plain", "porcelain"])
@pytest.mark.parametrize("wide", [False, True])
def test_as_git_writes_them(pairs: tuple[Path, list[Pair]], pattern: str | None, style: str, wide: bool) -> None:
    place, texts = pairs
    wanted = git_words(place, style, wide, PATTERNS[pattern])
    for number, pair in enumerate(texts):
        assert shown(pair, Words(pattern, wide=wide), style) == wanted[number], pair


@needs_newest_git
@pytest.mark.parametrize("kind", ["ada", "bash", "cpp", "css", "java", "perl", "python", "ruby", "tex"])
@pytest.mark.parametrize("wide", [False, True])
def test_words_of_languages(pairs: tuple[Path, list[Pair]], tmp_path: Path, kind: str, wide: bool) -> None:
    place, texts = pairs
    driver = builtin_driver(kind, wide=wide)
    assert driver is not None
    (tmp_path / "attributes").write_text(f"* diff={kind}\n")
    wanted = git_words(place, "plain", wide, ["-c", f"core.attributesFile={tmp_path / 'attributes'}", "--no-color"])
    for number, pair in enumerate(texts):
        assert shown(pair, Words(driver.words, wide=wide), "plain") == wanted[number], pair


def test_pieces() -> None:
    pieces = list(Words().pieces([b"a b\n", b"c"], [b"a x\n", b"c d\n"]))
    assert pieces == [
        Piece(KEPT, b"a ", True),
        Piece(GONE, b"b", False),
        Piece(COME, b"x", False),
        Piece(KEPT, b"\nc ", False),
        Piece(COME, b"d", False),
        Piece(KEPT, b"\n", False),
    ]


def test_lines_that_only_one_side_has() -> None:
    assert list(Words().pieces([b"a b"], [])) == [Piece(GONE, b"a b\n", True)]
    assert list(Words().pieces([], [])) == []
    assert list(Words().pieces([], [b"a\n"])) == [Piece(COME, b"a", True), Piece(KEPT, b"\n", False)]


def test_colors_and_what_begins_each_line() -> None:
    pieces = list(Words().pieces([b"a b\n"], [b"a c\n", b"d\n"]))
    text = written(pieces, STYLES["color"], colors={GONE: b"<", COME: b">"}, prefix=b"| ")
    assert text == b"| a <b" + RESET + b">c" + RESET + b"\n| >d" + RESET + b"\n"


def test_patterns_that_are_none() -> None:
    with pytest.raises(ValueError, match=r"invalid regular expression: \(a"):
        Words("(a")


@pytest.mark.parametrize("pattern", [None, "[a-z]+|[^[:space:]]", "(a|b)+|c", "^a|b"])
def test_long_lines(pattern: str | None) -> None:
    line = b"ab " * 6000
    pieces = list(Words(pattern).pieces([line], [line + b"c\n"]))
    assert b"".join(piece.text for piece in pieces if piece.sign != GONE) == line + b"c\n"
