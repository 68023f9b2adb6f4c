"""Lines that differ: no more than need be, and the groups that git makes of them.

Tried besides, by hand: 3,600 random pairs beside git 2.55, all with the same groups.
"""

from __future__ import annotations

import random
import re
from itertools import accumulate
from pathlib import Path

import pytest

from pygitobj.changes.lines import Hunk, LineOptions, changed_lines
from tests.support.command import run

PLAIN = LineOptions(indent_heuristic=False)


def changed(old: list[bytes], new: list[bytes]) -> list[Hunk]:
    """Where two texts differ."""
    return changed_lines(b"".join(old), b"".join(new), PLAIN)


def common(old: list[bytes], new: list[bytes]) -> int:
    """How many lines two texts have in common at the most, in their order."""
    row = [0] * (len(new) + 1)
    for line in old:
        found = [row[at] + 1 if line == other else row[at + 1] for at, other in enumerate(new)]
        row = [0, *accumulate(found, max)]
    return row[-1]


def patched(old: list[bytes], new: list[bytes], hunks: list[Hunk]) -> list[bytes]:
    """The old text with the hunks of the new one."""
    made: list[bytes] = []
    at = 0
    for hunk in hunks:
        made += [*old[at : hunk.old_start], *new[hunk.new_start : hunk.new_end]]
        at = hunk.old_end
    return [*made, *old[at:]]


def a_pair(chosen: random.Random) -> tuple[list[bytes], list[bytes]]:
    """Two texts of few different lines, the second mostly made of the first."""
    words = [b"%d\n" % number for number in range(chosen.choice([2, 3, 8, 30]))]
    old = chosen.choices(words, k=chosen.randrange(40))
    new = list(old) if chosen.random() < 0.7 else chosen.choices(words, k=chosen.randrange(40))
    for _ in range(chosen.randrange(5)):
        at = chosen.randrange(len(new) + 1)
        new[at : at + chosen.randrange(4)] = chosen.choices(words, k=chosen.randrange(4))
    return old, new


@pytest.mark.parametrize("seed", range(300))
def test_as_few_as_possible(seed: int) -> None:
    old, new = a_pair(random.Random(seed))
    hunks = changed(old, new)
    assert patched(old, new, hunks) == new
    assert sum(hunk.old_end - hunk.old_start for hunk in hunks) == len(old) - common(old, new)


def git_hunks(place: Path, old: list[bytes], new: list[bytes]) -> list[Hunk]:
    """What git says that differs."""
    for name, lines in (("old", old), ("new", new)):
        (place / name).write_bytes(b"".join(lines))
    command = ["git", "diff", "--no-index", "--no-indent-heuristic", "-U0", "old", "new"]
    found = []
    for match in re.finditer(rb"^@@ -(\d+)(?:,(\d+))? \+(\d+)(?:,(\d+))? @@", run(command, place).out, re.MULTILINE):
        first, many, second, more = (1 if text is None else int(text) for text in match.groups())
        # Where there are no lines, the line before is named.
        start, start_new = first - (many > 0), second - (more > 0)
        found.append(Hunk(start, start + many, start_new, start_new + more))
    return found


@pytest.mark.parametrize("seed", range(60))
def test_groups_as_git_makes_them(seed: int, tmp_path: Path) -> None:
    old, new = a_pair(random.Random(seed))
    assert changed(old, new) == git_hunks(tmp_path, old, new)


def test_texts_without_much_in_common() -> None:
    chosen = random.Random(1)
    words = [b"%d\n" % number for number in range(50)]
    old, new = chosen.choices(words, k=20_000), chosen.choices(words, k=20_000)
    assert patched(old, new, changed(old, new)) == new
