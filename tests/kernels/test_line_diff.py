"""Lines that differ: the same from both kernels, and what git says, by each algorithm and whatever white space counts.

Tried besides, by hand: four thousand random pairs of up to six thousand lines beside git 2.55, each by all algorithms,
with all kinds of white space and with and without the indent heuristic, all with the same lines.
"""

from __future__ import annotations

import importlib
import random
import re
import subprocess
from itertools import pairwise
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pygitobj.kernels.pure import line_diff
from tests.support.git_version import git_version

ALGORITHMS = ("myers", "minimal", "patience", "histogram")
WHITE_SPACE = (None, "-w", "-b", "--ignore-space-at-eol", "--ignore-cr-at-eol")
WAYS = [(algorithm, space, heuristic) for algorithm in range(4) for space in range(5) for heuristic in (True, False)]
HEAD = re.compile(rb"@@ -(\d+)(?:,(\d+))? \+(\d+)(?:,(\d+))? @@")
Pair = tuple[bytes, bytes]
# Groups that slid are compared once more since then.
COMPARES_AGAIN = (2, 54)


def module(kernels: ModuleType) -> Any:
    return importlib.import_module(f"{kernels.__name__}.line_diff")


def some_lines(chosen: random.Random, count: int) -> list[bytes]:
    """A few lines, with white space that may count or not."""
    ends = (b"\n", b" \n", b"\r\n", b"\t x\n", b"\r\r\n")
    lines = [b"%s%d%s" % (b"\t " * chosen.randrange(3), at // 2, chosen.choice(ends)) for at in range(count)]
    return [*lines, b"\n", b" \n", b"}\n"]


def a_pair(chosen: random.Random, size: int) -> Pair:
    """Two texts, the second mostly made of the first."""
    lines = some_lines(chosen, chosen.choice((2, 8, max(1, size // 3))))
    old = chosen.choices(lines, k=size)
    new = list(old) if chosen.random() < 0.8 else chosen.choices(lines, k=chosen.randrange(size + 9))
    for _ in range(chosen.choice((1, 3, 1 + size // 20))):
        at, end = chosen.randrange(len(new) + 1), chosen.randrange(len(new) + 1)
        block = new[end : end + chosen.randrange(5)]
        fresh = [b"new %d\n" % chosen.randrange(99) for _ in range(chosen.randrange(30))]
        new[at : at + chosen.randrange(6)] = chosen.choice((block, fresh, chosen.choices(lines, k=2)))
    texts = b"".join(old), b"".join(new)
    return texts[0][: len(texts[0]) - chosen.choice((0, 0, 1))], texts[1][: len(texts[1]) - chosen.choice((0, 0, 1))]


def marks(groups: Any) -> list[tuple[bytes, int]]:
    """Which lines differ in groups."""
    found = []
    for start, end, new_start, new_end in zip(*[iter(groups)] * 4, strict=True):
        found += [(b"-", at) for at in range(start, end)] + [(b"+", at) for at in range(new_start, new_end)]
    return found


def marks_in(patch: bytes) -> dict[int, list[tuple[bytes, int]]]:
    """Which lines differ, by the number of the file, as a patch has it."""
    found: dict[int, list[tuple[bytes, int]]] = {}
    here: list[tuple[bytes, int]] = []
    old = new = left = right = 0
    for line in patch.split(b"\n"):
        sign = line[:1]
        if (left > 0 or right > 0) and sign in (b" ", b"-", b"+"):
            if sign != b" ":
                here.append((sign, old if sign == b"-" else new))
            old, left = (old, left) if sign == b"+" else (old + 1, left - 1)
            new, right = (new, right) if sign == b"-" else (new + 1, right - 1)
        elif line.startswith(b"diff --git"):
            here = found[int(line.rpartition(b"/")[2])] = []
        elif match := HEAD.match(line):
            first, left, second, right = (1 if number is None else int(number) for number in match.groups())
            old, new = first - (left > 0), second - (right > 0)
    return found


@pytest.fixture(scope="module")
def pairs(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[Pair]]:
    """Pairs of texts, in files."""
    place = tmp_path_factory.mktemp("pairs")
    chosen = random.Random(3)
    sizes = [*(chosen.randrange(14) for _ in range(60)), *(chosen.randrange(200) for _ in range(25)), 900]
    made = [pair for size in sizes for pair in [a_pair(chosen, size)] if pair[0] != pair[1]]
    for side in (0, 1):
        (place / str(side)).mkdir()
        for number, pair in enumerate(made):
            (place / str(side) / str(number)).write_bytes(pair[side])
    return place, made


@pytest.mark.parametrize(("algorithm", "space", "heuristic"), WAYS)
@pytest.mark.parametrize("context", [3, 0])
def test_the_lines_that_git_finds(
    kernels: ModuleType, pairs: tuple[Path, list[Pair]], algorithm: int, space: int, heuristic: bool, context: int
) -> None:
    if ALGORITHMS[algorithm] == "histogram" and git_version() < COMPARES_AGAIN:
        pytest.skip("older git does not compare groups again that slid")
    place, texts = pairs
    command = ["git", "diff", "--no-index", "--text", f"-U{context}", f"--diff-algorithm={ALGORITHMS[algorithm]}"]
    command.append("--indent-heuristic" if heuristic else "--no-indent-heuristic")
    given = [*command, *(word for word in [WHITE_SPACE[space]] if word), "0", "1"]
    wanted = marks_in(subprocess.run(given, cwd=place, capture_output=True, check=False, timeout=60).stdout)
    for number, (old, new) in enumerate(texts):
        found = module(kernels).line_groups(old, new, algorithm, space, heuristic, context == 0)
        assert marks(found) == wanted.get(number, []), (number, old, new)


TEXTS = st.lists(st.sampled_from([b"a\n", b"b\n", b" a\n", b"a \n", b"\n", b"a\r\n", b"\r", b"", b"c", b"\0\n"]))
SIDES = st.tuples(TEXTS, TEXTS).map(lambda pair: (b"".join(pair[0]), b"".join(pair[1])))


@given(SIDES | st.tuples(st.binary(max_size=40), st.binary(max_size=40)), st.sampled_from(WAYS), st.booleans())
def test_both_kernels_find_the_same(
    kernels: ModuleType, pair: Pair, ways: tuple[int, int, bool], cuts_tail: bool
) -> None:
    given = (*pair, *ways, cuts_tail)
    wanted = line_diff.line_groups(*given)
    assert module(kernels).line_groups(*given) == wanted
    signs = [sign for sign, _ in marks(wanted)]
    assert module(kernels).line_totals(*given) == (signs.count(b"+"), signs.count(b"-"))


@given(SIDES, st.sampled_from(WAYS))
def test_groups_make_the_new_text_of_the_old_one(pair: Pair, ways: tuple[int, int, bool]) -> None:
    old, new = map(line_diff.lines_of, pair)
    algorithm, space, heuristic = ways
    groups = line_diff.line_groups(*pair, algorithm, space, heuristic, False)
    key = line_diff.KEYS[space]
    made, at = [], 0
    for start, end, new_start, new_end in zip(*[iter(groups)] * 4, strict=True):
        made += [*map(key, old[at:start]), *map(key, new[new_start:new_end])]
        at = end
    assert [*made, *map(key, old[at:])] == list(map(key, new))


@pytest.mark.parametrize("ways", [(4, 0), (-1, 0), (0, 5), (0, -1)])
def test_ways_that_there_are_not(kernels: ModuleType, ways: tuple[int, int]) -> None:
    with pytest.raises(ValueError, match="no such way to compare lines"):
        module(kernels).line_groups(b"a", b"b", *ways, True, False)


def test_totals(kernels: ModuleType) -> None:
    find = module(kernels).line_totals
    assert find(b"a\nb\nc\n", b"a\nx\ny\nc\n", 0, 0, True, False) == (2, 1)
    assert find(b"", b"a", 3, 0, True, False) == (1, 0)
    assert find(b"a\n", b" a", 2, 1, True, False) == (0, 0)
    assert find(b"", b"", 0, 0, True, True) == (0, 0)


@pytest.mark.parametrize("text", [b"", b"\n", b"a", b"a\n", b"\n\nab\nc", b"a\nb\n\n", b"\0\r\n"])
def test_where_lines_start(kernels: ModuleType, text: bytes) -> None:
    starts = list(module(kernels).line_starts(text))
    assert [text[start:end] for start, end in pairwise(starts)] == line_diff.lines_of(text)
    assert (starts[0], starts[-1]) == (0, len(text))


HOSTILE = {
    "no newline": (b"x" * 100_000, b"x" * 100_001),
    "NULs": (b"\0\n" * 3000, b"\0" * 3000 + b"\n\0"),
    "CR and LF": (b"a\r\nb\r\n" * 900, b"a\nb\n" * 900),
    "one line often": (b"a\n" * 4000, b"a\n" * 3000 + b"b\n" + b"a\n" * 999),
    "blank lines": (b"\n" * 3000, b"\n" * 2000 + b" \n" + b"\n" * 1500),
    "wide indents": (b" " * 5000 + b"a\n" + b"\t\n" * 50, b" " * 5000 + b"b\n" + b"\t\n" * 53),
    "lines by turns": (b"a\nb\n" * 500, b"b\na\n" * 500),
}


@pytest.mark.parametrize("name", HOSTILE)
@pytest.mark.parametrize("algorithm", range(4))
def test_hostile_texts(kernels: ModuleType, name: str, algorithm: int) -> None:
    old, new = HOSTILE[name]
    totals = module(kernels).line_totals(old, new, algorithm, 0, True, False)
    assert totals[0] - totals[1] == len(line_diff.lines_of(new)) - len(line_diff.lines_of(old))
    assert module(kernels).line_totals(old, old, algorithm, 0, True, False) == (0, 0)


@pytest.mark.parametrize("algorithm", range(4))
@pytest.mark.parametrize("kernels", ["native"], indirect=True)
def test_large_texts(kernels: ModuleType, algorithm: int) -> None:
    native = module(kernels)
    old = b"".join(b"%d\n" % (at * 7 % 1000) for at in range(300_000))
    new = old[:700_000] + b"new\n" + old[700_004:] + b"end"
    added, deleted = native.line_totals(old, new, algorithm, 0, True, False)
    assert added - deleted == 1
    assert added < 10
    long = b"y" * 20_000_000
    assert native.line_totals(long, long + b"\n", algorithm, 0, True, False) == (1, 1)
