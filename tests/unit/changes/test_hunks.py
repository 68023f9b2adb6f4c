"""Hunks as patches show them: as git's, with any context, with whole functions, and with groups that are ignored.

Tried besides, by hand: all 41,792 changes of files of dulwich and all 78,500 of libgit2, by several algorithms, and
thousands of git itself, with `-W`, `-U`, `--inter-hunk-context`, `--ignore-blank-lines` and white space aside.
"""

from __future__ import annotations

import random
import re
import subprocess
from collections.abc import Sequence
from itertools import product
from pathlib import Path

import pytest

from pygitobj.changes.counts import line_counts
from pygitobj.changes.headings import Driver, pattern_heading
from pygitobj.changes.hunks import TextHunk, text_hunks
from pygitobj.changes.lines import Hunk, LineOptions, changed_lines, line_pattern
from tests.support.git_version import needs_newest_git

Pair = tuple[bytes, bytes]
PLACES = list(product((0, 1, 3, 9), (0, 2, 7), (False, True)))


def some_lines(chosen: random.Random, count: int) -> list[bytes]:
    """Lines as programs have them."""
    starts = (b"def f%d\n", b"  a%d\n", b"    b%d\n", b"\n", b"\n", b"# x%d\n", b"$v%d\n", b" \t\n")
    found = (chosen.choice(starts) for _ in range(count))
    return [start % chosen.randrange(3) if b"%" in start else start for start in found]


def a_pair(chosen: random.Random) -> Pair:
    """Two programs, the second made of the first; some changes are of blank lines alone."""
    old = some_lines(chosen, chosen.randrange(60))
    new = list(old)
    for _ in range(chosen.randrange(1, 7)):
        at = chosen.randrange(len(new) + 1)
        new[at : at + chosen.randrange(3)] = chosen.choice(([b"\n"], [], some_lines(chosen, 3), [b"\n", b"\n"]))
    return b"".join(old).removesuffix(chosen.choice((b"", b"\n"))), b"".join(new).removesuffix(
        chosen.choice((b"", b"\n"))
    )


@pytest.fixture(scope="module")
def pairs(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[Pair]]:
    place = tmp_path_factory.mktemp("hunks")
    chosen = random.Random(2)
    made = [pair for pair in (a_pair(chosen) for _ in range(120)) if pair[0] != pair[1]]
    for side in (0, 1):
        (place / str(side)).mkdir()
        for number, pair in enumerate(made):
            (place / str(side) / str(number)).write_bytes(pair[side])
    return place, made


def git_patches(place: Path, words: Sequence[str]) -> dict[int, bytes]:
    """The hunks that git shows, by number."""
    command = ["git", "diff", "--no-index", "--text", *words, "0", "1"]
    said = subprocess.run(command, cwd=place, capture_output=True, check=False, timeout=60).stdout
    found = {}
    for part in said.split(b"diff --git a/0/")[1:]:
        head, start, hunks = part.partition(b"\n@@ ")
        found[int(head.split()[0])] = (start + hunks)[1:]
    return found


def numbers(start: int, count: int) -> bytes:
    return b"%d" % start if count == 1 else b"%d,%d" % (start, count)


def printed(hunks: Sequence[TextHunk]) -> bytes:
    """Hunks as git prints them."""
    found = b""
    for hunk in hunks:
        old, new = numbers(hunk.old_start, hunk.old_count), numbers(hunk.new_start, hunk.new_count)
        found += b"@@ -%s +%s @@" % (old, new) + (b" " + hunk.heading if hunk.heading else b"") + b"\n"
        for sign, line in hunk.lines:
            found += sign + line + (b"" if line.endswith(b"\n") else b"\n\\ No newline at end of file\n")
    return found


@pytest.mark.parametrize(("context", "between", "whole"), PLACES)
@pytest.mark.parametrize("blank", [False, True])
@pytest.mark.parametrize("space", ["", "all"])
def test_as_git_shows_them(
    pairs: tuple[Path, list[Pair]], context: int, between: int, whole: bool, blank: bool, space: str
) -> None:
    place, texts = pairs
    words = [f"-U{context}", f"--inter-hunk-context={between}"]
    words += ["-W"] * whole + ["--ignore-blank-lines"] * blank + ["-w"] * bool(space)
    wanted = git_patches(place, words)
    options = LineOptions(white_space=space, ignore_blank_lines=blank, cuts_tail=not context and not whole)
    for number, pair in enumerate(texts):
        changed = changed_lines(*pair, options)
        hunks = list(text_hunks(*pair, changed, context=context, between=between, whole_functions=whole))
        assert printed(hunks) == wanted.get(number, b""), (number, pair)


@pytest.mark.parametrize("pattern", ["^$", "^[[:space:]]*$", "[bx]0", "^ .*1$|^#", "f."])
def test_lines_that_a_pattern_matches(pairs: tuple[Path, list[Pair]], pattern: str) -> None:
    place, texts = pairs
    wanted = git_patches(place, ["-I", pattern])
    options = LineOptions(ignore_lines=(line_pattern(pattern),))
    for number, pair in enumerate(texts):
        assert printed(list(text_hunks(*pair, changed_lines(*pair, options)))) == wanted.get(number, b""), pair


@pytest.mark.parametrize("blank", [False, True])
@pytest.mark.parametrize("context", [0, 3])
def test_counts(pairs: tuple[Path, list[Pair]], blank: bool, context: int) -> None:
    place, texts = pairs
    command = ["git", "diff", "--no-index", "--numstat", f"-U{context}", *["--ignore-blank-lines"] * blank, "0", "1"]
    said = subprocess.run(command, cwd=place, capture_output=True, check=False, timeout=60).stdout
    rows = re.findall(rb"^(\d+)\t(\d+)\t.*?(\d+)\}?$", said, re.MULTILINE)
    wanted = {int(number): (int(added), int(deleted)) for added, deleted, number in rows}
    options = LineOptions(ignore_blank_lines=blank, cuts_tail=not context)
    for number, pair in enumerate(texts):
        assert line_counts(*pair, options, context=context) == wanted.get(number, (0, 0)), pair


@needs_newest_git
def test_functions_of_a_driver(pairs: tuple[Path, list[Pair]], tmp_path: Path) -> None:
    place, texts = pairs
    (tmp_path / "attributes").write_text("* diff=own\n")
    command = ["git", "-c", f"core.attributesFile={tmp_path / 'attributes'}", "-c", "diff.own.xfuncname=^ +(a.*|b1)"]
    said = subprocess.run(
        [*command, "diff", "--no-index", "--text", "-W", "-U1", "0", "1"], cwd=place, capture_output=True, check=False
    ).stdout
    parts = said.split(b"diff --git a/0/")[1:]
    wanted = {int(part.split()[0]): b"@@ " + part.partition(b"\n@@ ")[2] for part in parts}
    driver = Driver(pattern_heading("^ +(a.*|b1)"))
    for number, pair in enumerate(texts):
        hunks = text_hunks(*pair, changed_lines(*pair), context=1, whole_functions=True, driver=driver)
        assert printed(list(hunks)) == wanted.get(number, b""), pair


def test_headings_that_are_no_characters() -> None:
    below = b" a\n" * 9
    for line, heading in [
        (b"caf\xe9 au lait", b"caf"),
        ("ж".join("abcdefgh" * 9).encode(), "ж".join("abcdefgh" * 9).encode()[:80].decode(errors="ignore").encode()),
        (b"a \xef\xbf\xbf b", b"a "),
    ]:
        old = line + b"\n" + below
        (hunk,) = text_hunks(old, old + b"b\n", changed_lines(old, old + b"b\n"))
        assert hunk.heading == heading


def test_lines_on_either_side_alone() -> None:
    (hunk,) = text_hunks(b"", b"a\nb", changed_lines(b"", b"a\nb"))
    assert hunk == TextHunk(0, 0, 1, 2, b"", [(b"+", b"a\n"), (b"+", b"b")])
    (hunk,) = text_hunks(b"a", b"", [Hunk(0, 1, 0, 0)])
    assert hunk == TextHunk(1, 1, 0, 0, b"", [(b"-", b"a")])
    assert list(text_hunks(b"a", b"a", [])) == []


@pytest.mark.parametrize("options", [LineOptions(algorithm="other"), LineOptions(white_space="some")])
def test_ways_that_there_are_not(options: LineOptions) -> None:
    with pytest.raises(ValueError, match="no such way to compare lines"):
        changed_lines(b"a", b"b", options)


def test_patterns_that_are_none() -> None:
    with pytest.raises(ValueError, match="Unmatched"):
        line_pattern("(a")
