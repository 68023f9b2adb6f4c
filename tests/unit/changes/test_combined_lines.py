"""What merges changed against all parents: as git's -c and --cc print it.

Tried besides, by hand: all merges of dulwich, 1,500 of libgit2 and 3,000 of git itself, and some hundred random ones.
"""

from __future__ import annotations

import random
import re
import subprocess
from collections.abc import Sequence
from pathlib import Path

import pytest

from pygitobj.changes.combined_lines import MOST_PAIRS, CombinedHunk, combined_hunks
from pygitobj.changes.lines import LineOptions

Merge = tuple[list[bytes], bytes]
LETTERS = b"abcdefghijklmnopqrstuvwxyz "


def changed(chosen: random.Random, lines: Sequence[bytes], words: Sequence[bytes]) -> list[bytes]:
    """Some lines with a few changes."""
    made = list(lines)
    for _ in range(chosen.randrange(5)):
        at = chosen.randrange(len(made) + 1)
        made[at : at + chosen.randrange(4)] = chosen.choices(words, k=chosen.randrange(4))
    return made


def a_merge(chosen: random.Random, count: int) -> Merge:
    """The texts of so many parents, and of their merge."""
    words = [chosen.choice((b"", b" ", b"x")) + b"%d " % at + LETTERS * chosen.randrange(3) for at in range(9)]
    base = chosen.choices(words, k=chosen.randrange(30))
    sides = [changed(chosen, base, words) for _ in range(count)]
    if chosen.random() < 0.2:
        sides[1] = sides[0]
    made = changed(chosen, chosen.choice((base, *sides)), words)
    ends = [b"".join(line + b"\n" for line in lines) for lines in (*sides, made)]
    return ends[:-1], ends[-1].removesuffix(b"\n" * chosen.randrange(2))


def fast_import(place: Path, merges: Sequence[Merge]) -> None:
    """A repository with merges, each of a file named by its number."""
    stream = []
    for number, (parents, merged) in enumerate(merges):
        marks = range(number * 10 + 1, number * 10 + 1 + len(parents))
        texts = [*zip(marks, parents, strict=True), (number * 10 + 9, merged)]
        for mark, text in texts:
            date = 1 if mark in marks else 2
            stream.append(b"commit refs/heads/%d\nmark :%d\ncommitter a <a> %d +0000\ndata 0\n" % (mark, mark, date))
            if mark not in marks:
                stream.append(b"from :%d\n" % marks[0] + b"".join(b"merge :%d\n" % mark for mark in marks[1:]))
            stream.append(b"M 644 inline %d\ndata %d\n%s\n" % (number, len(text), text))
    subprocess.run(["git", "init", "-q", "--bare", "."], cwd=place, check=True)
    subprocess.run(["git", "fast-import", "--quiet"], cwd=place, input=b"".join(stream), check=True)


def printed(hunks: Sequence[CombinedHunk]) -> bytes:
    """Hunks as git prints them."""
    found = b""
    for hunk in hunks:
        marks = b"@" * (len(hunk.parents) + 1)
        found += marks + b"".join(b" -%d,%d" % place for place in hunk.parents)
        found += (
            b" +%d,%d " % (hunk.new_start, hunk.new_count)
            + marks
            + (b" " + hunk.heading if hunk.heading else b"")
            + b"\n"
        )
        found += b"".join(signs + line + b"\n" for signs, line in hunk.lines)
    return found


@pytest.fixture(scope="module")
def merges(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[Merge]]:
    chosen = random.Random(5)
    made = [a_merge(chosen, chosen.choice((2, 2, 3, 4))) for _ in range(150)]
    place = tmp_path_factory.mktemp("merges")
    fast_import(place, made)
    return place, made


@pytest.mark.parametrize("mode", ["-c", "--cc"])
@pytest.mark.parametrize(
    ("words", "context", "options"),
    [
        ([], 3, LineOptions()),
        (["-U1"], 1, LineOptions()),
        (["-U12"], 12, LineOptions()),
        (["--patience"], 3, LineOptions(algorithm="patience")),
        (["--no-indent-heuristic"], 3, LineOptions(indent_heuristic=False)),
        (["--ignore-space-at-eol"], 3, LineOptions(white_space="at_eol")),
        (["--ignore-blank-lines"], 3, LineOptions(ignore_blank_lines=True)),
    ],
)
def test_as_git_prints_them(
    merges: tuple[Path, list[Merge]], mode: str, words: list[str], context: int, options: LineOptions
) -> None:
    place, made = merges
    command = ["git", "log", "--all", "--merges", mode, "-p", "--no-renames", "--format=tformat:", "--no-color", *words]
    said = subprocess.run(command, cwd=place, check=True, capture_output=True).stdout
    wanted = {}
    for part in re.split(rb"^diff --(?:cc|combined) ", said, flags=re.MULTILINE)[1:]:
        head, start, hunks = part.partition(b"\n@@@")
        wanted[int(head.split(b"\n")[0])] = (start + hunks)[1:].rstrip(b"\n")
    assert len(wanted) > 100
    for number, (parents, merged) in enumerate(made):
        # A merge that is one of its parents is none for git.
        if merged not in parents:
            hunks = combined_hunks(merged, parents, dense=mode == "--cc", context=context, options=options)
            assert printed(hunks).rstrip(b"\n") == wanted.get(number, b""), number


def test_without_context_lost_lines_at_the_end() -> None:
    # git counts a line behind the last one here, and prints 2^64 - 1.
    (hunk,) = combined_hunks(b"a\n", [b"a\nb\n", b"a\nc\n"], dense=False, context=0)
    assert (hunk.parents, hunk.new_start, hunk.new_count) == ([(2, 1), (2, 1)], 2, 0)
    assert hunk.lines == [(b"- ", b"b"), (b" -", b"c")]


@pytest.mark.parametrize(("space", "one", "other"), [("all", b"\ta", b" a"), ("amount", b"\t\ta", b" a")])
def test_lost_lines_that_are_the_same_but_for_blanks(space: str, one: bytes, other: bytes) -> None:
    options = LineOptions(white_space=space)
    (hunk,) = combined_hunks(b"", [one + b"\n", other + b"\n"], dense=True, options=options)
    assert hunk.lines == [(b"--", one)]


def test_bytes_that_git_leaves_out() -> None:
    (hunk,) = combined_hunks(b"x\0y\n", [b"a\0b\n", b"a\0b\n"], dense=True)
    assert hunk.lines == [(b"--", b"a\0b"), (b"++", b"x\0y")]


def test_more_lost_lines_than_are_compared_in_pairs() -> None:
    count = int(MOST_PAIRS**0.5) + 9
    lines = [b"%d\n" % at for at in range(count)]
    parents = [b"".join(lines), b"".join(lines[::2]), b"".join([*lines, b"more\n"])]
    (hunk,) = combined_hunks(b"", parents, dense=True)
    assert [signs for signs, _ in hunk.lines] == [b"---" if at % 2 == 0 else b"- -" for at in range(count)] + [b"  -"]


def test_no_difference() -> None:
    assert combined_hunks(b"a\n", [b"a\n", b"a\n"], dense=False) == []
    assert combined_hunks(b"", [b"", b""], dense=True) == []
