"""`rev-parse --parseopt` beside git: what options of scripts come to, in random orders too, and their help."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from tests.support.command import Answer, pygitobj, run
from tests.support.git_version import NEWEST, git_version, needs_newest_git

SPEC = b"""\
some-command [options] <args>...

some-command does foo and bar!
--
h,help!   show the help

foo       some nifty option --foo
bar=      some cool option --bar with an argument
b,baz     a short and long option
no-neg    what is taken back by its name without no-
no-pos!   what is not

 An option group Header
C?        option C with an optional argument
d,data?   short and long option with an optional argument
e,fuz=with-space  short and long option required argument
long?data long option optional argument
pair=key=value  with an equals sign in the hint
alt=(a|b)\twith a hint that is shown as it is
only*     hidden
q
x-very-long-option-of-a-script=that-has-a-value  on two lines
"""
WORDS = [
    "--foo", "--no-foo", "--bar=x", "--bar", "--no-bar", "-b", "--baz", "--no-neg", "--neg", "--no-no-neg", "--no-pos",
    "--pos", "-C", "-Cx", "-d", "-dx", "--data", "--data=", "--data=x'!y", "-e", "-ex y", "--fuz", "--long", "--long=x",
    "--no-long", "--pair", "--only", "--on", "--d", "--fo", "--n", "--no", "--no-f", "--nope", "-z", "-bC", "-bz",
    "-foo", "--foo=x", "--no-foo=x", "arg", "", "-", "--", "--end-of-options", "-h", "--help", "--help-all", "-no-foo",
    "-bar", "\u00e4 '", "-\u00e4", "--alt", "--q", "-hb", "-bh",
]  # fmt: skip
# What older git knows, too.
KNOWN = WORDS if git_version() >= NEWEST else [word for word in WORDS if word != "--end-of-options"]


def both(place: Path, words: list[str], spec: bytes) -> tuple[Answer, Answer]:
    words = ["rev-parse", "--parseopt", *words]
    return pygitobj(place, *words, stdin=spec), run(["git", *words], place, spec)


def is_help(answer: Answer) -> bool:
    return b"usage: " in answer.out + answer.err


@pytest.mark.parametrize("seed", range(6))
def test_random_words(tmp_path: Path, seed: int) -> None:
    """Six thousand of these were tried beside git 2.55, with its help and its messages."""
    chosen = random.Random(seed)
    for _ in range(25):
        options = chosen.choices(["--keep-dashdash", "--stop-at-non-option", "--stuck-long"], k=chosen.randrange(3))
        words = [*options, "--", *chosen.choices(KNOWN, k=chosen.choice([0, 1, 1, 2, 3, 4]))]
        ours, theirs = both(tmp_path, words, SPEC)
        assert ours.code == theirs.code, words
        if not is_help(theirs):
            assert ours == theirs, words


@needs_newest_git
@pytest.mark.parametrize("word", WORDS)
def test_help_and_messages(tmp_path: Path, word: str) -> None:
    for words in (["--", word], ["--", "-b", word]):
        ours, theirs = both(tmp_path, words, SPEC)
        assert ours == theirs, words


@pytest.mark.parametrize(
    ("spec", "words", "code"),
    [
        (b"", ["--"], 128),
        (b"--\n", ["--"], 128),
        (b"x\n", ["--"], 128),
        (b"x\n--\n=, x\n", ["--"], 128),
        (b"x\n--\n* x\n", ["--"], 128),
        (b"x\n--\n", ["--", "a", "-b"], 129),
        (b"x\n--\nb\n", ["--", "a", "-b"], 129),
        (b"x\r\n--\r\nb \r\n\r\nc, x\nd,e,f y\n", ["--", "-b"], 0),
        (b"x\n--\nb text\n", [], 129),
        (b"x\n--\nb text\n", ["-b"], 129),
        (b"x\n--\nb text\n", ["a", "--"], 129),
        (b"x\n--\nb text\0more\n", ["--", "-b"], 0),
        (b"x\n--\n?!=* y\n", ["--"], 128),
        (b"x\n--\nb?=hint? y\n", ["--", "-b", "x"], 0),
    ],
)
def test_what_a_script_says(tmp_path: Path, spec: bytes, words: list[str], code: int) -> None:
    ours, theirs = both(tmp_path, words, spec)
    assert (ours.out, ours.code, theirs.code) == (theirs.out, code, code)
    if not is_help(theirs):
        assert ours.err == theirs.err
