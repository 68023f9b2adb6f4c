"""Hunks in one go: the same from both kernels, and what `text_hunks` gives one by one, which is held to git's."""

from __future__ import annotations

import importlib
import random
from itertools import product
from types import ModuleType
from typing import Any

import pytest

from pygitobj.changes.headings import Driver, pattern_heading
from pygitobj.changes.hunks import COME, GONE, KEPT, plain_hunks, text_hunks
from pygitobj.changes.lines import LineOptions, changed_lines, line_pattern, ways

SIGNS = KEPT + GONE + COME
LINES = (
    b"def f%d\n", b"  a%d\n", b"\n", b" \t\n", b"$v%d\r\n", b"_%d" + b"long " * 20 + b"\n",
    b"N\xc3\xa4me%d\n", b"bad\xff%d\n", b"none\xef\xbf\xbf%d\n", b"c" * 79 + b"\xe2\x82\xac%d\n", b"+%d\n",
)  # fmt: skip
Pair = tuple[bytes, bytes]


def a_pair(chosen: random.Random) -> Pair:
    """Two texts, the second made of the first; the last line of each may have no end."""
    texts = (line % chosen.randrange(3) if b"%" in line else line for line in chosen.choices(LINES, k=60))
    old = list(texts)[: chosen.randrange(61)]
    new = list(old)
    for _ in range(chosen.randrange(5)):
        at = chosen.randrange(len(new) + 1)
        new[at : at + chosen.randrange(3)] = chosen.choice(([], [b"new\n"], [b"two\n", b"three\n"]))
    sides = (b"".join(side).removesuffix(chosen.choice((b"", b"\n"))) for side in (old, new))
    return next(sides), next(sides)


def one_by_one(old: bytes, new: bytes, options: LineOptions, around: tuple[int, int], driver: Driver) -> bytes:
    """The hunks as `text_hunks` gives them, each line behind a bar and its sign."""
    changed = changed_lines(old, new, options)
    shown = []
    for hunk in text_hunks(old, new, changed, context=around[0], between=around[1], driver=driver):
        numbers = ((hunk.old_start, hunk.old_count), (hunk.new_start, hunk.new_count))
        sides = [b"%d" % start if count == 1 else b"%d,%d" % (start, count) for start, count in numbers]
        shown.append(b"|@@ -%s +%s @@%s%s\n" % (*sides, b" " if hunk.heading else b"", hunk.heading))
        for sign, line in hunk.lines:
            end = b"" if line.endswith(b"\n") else b"\n|\\ No newline at end of file\n"
            shown.append(b"|" + sign + line + end)
    return b"".join(shown)


@pytest.mark.parametrize("driver", [Driver(), Driver(pattern_heading("!^def\n^[a-z+](.*)"))], ids=["usual", "pattern"])
def test_hunks_are_those_that_come_one_by_one(kernels: ModuleType, driver: Driver) -> None:
    module: Any = importlib.import_module(f"{kernels.__name__}.hunk_text")
    chosen = random.Random(5)
    spaces = product(("myers", "histogram"), ("", "all", "cr_at_eol"))
    options = [LineOptions(algorithm, white_space=space) for algorithm, space in spaces]
    heading = None if driver == Driver() else driver.heading
    for _ in range(300):
        old, new = a_pair(chosen)
        some = chosen.choice(options)
        around = chosen.choice((0, 1, 3, 9, 2**40)), chosen.choice((0, 1, 5))
        found = module.hunk_text(old, new, ways(some), around, SIGNS, b"|", heading)
        assert found == one_by_one(old, new, some, around, driver), (old, new, some, around)


def test_a_tail_may_be_cut_where_there_is_no_context(kernels: ModuleType) -> None:
    module: Any = importlib.import_module(f"{kernels.__name__}.hunk_text")
    tail = b"line\n" * 1000
    options = LineOptions(cuts_tail=True)
    found = module.hunk_text(b"old\n" + tail, b"line\n" + tail, ways(options), (0, 0), SIGNS, b"|", None)
    assert found == one_by_one(b"old\n" + tail, b"line\n" + tail, options, (0, 0), Driver())
    with pytest.raises(ValueError, match="no such way"):
        module.hunk_text(b"", b"", ways(options), (1, 0), SIGNS, b"", None)


@pytest.mark.parametrize(
    "wrong", [((0, 0), b"+-", 0), ((-1, 0), SIGNS, 0), ((0, -1), SIGNS, 0), ((3, 0), SIGNS, 4)], ids=str
)
def test_what_there_is_not_is_refused(kernels: ModuleType, wrong: tuple[tuple[int, int], bytes, int]) -> None:
    module: Any = importlib.import_module(f"{kernels.__name__}.hunk_text")
    around, signs, algorithm = wrong
    with pytest.raises(ValueError, match="no such way"):
        module.hunk_text(b"a", b"b", (algorithm, 0, True, False), around, signs, b"", None)


def test_what_fails_in_a_heading_is_told(kernels: ModuleType) -> None:
    module: Any = importlib.import_module(f"{kernels.__name__}.hunk_text")

    def heading(line: bytes) -> bytes | None:
        raise RuntimeError(line)

    with pytest.raises(RuntimeError, match="a"):
        module.hunk_text(b"a\nb\n", b"a\nc\n", (0, 0, True, False), (0, 0), SIGNS, b"", heading)


def test_ignored_groups_are_not_for_it() -> None:
    with pytest.raises(ValueError, match="ignored"):
        plain_hunks(b"a", b"b", LineOptions(ignore_lines=(line_pattern("x"),)))
