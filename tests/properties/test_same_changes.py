"""Random changes on two sides, some of them the same, beside `git rev-list --cherry-mark` and its like.

Tried besides, by hand: 660 calls beside git 2.55 in both hashes, with attributes, modes, links and large files; the only
difference is that `--graph --count` draws no graph.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.support.command import git, pygitobj, run

Files = dict[str, list[str]]
Change = Callable[[Files], None]

pytestmark = pytest.mark.property

NAMES = ["f", "g h", "binary", "new"]
OPTIONS = [
    "--left-right", "--count", "--right-only", "--left-only", "--boundary", "--no-merges", "--topo-order", "--reverse",
    "-n2", "--parents", "--oneline", "--format=%m %s", "--graph",
]  # fmt: skip


def a_change(chosen: random.Random) -> Change:
    """Something that can be done on either side, wherever it is."""
    name, word = chosen.choice(NAMES), chosen.choice(["x", "y", "b", "x ", "\0"])
    kind, where = chosen.choice(["line", "line", "line", "space", "end", "gone", "nothing"]), chosen.random()

    def change(files: Files) -> None:
        lines = files.setdefault(name, []) if kind != "nothing" else []
        at = int(where * len(lines))
        if kind == "line":
            lines[at : at + 1] = [word, word]
        elif kind == "space" and lines:
            lines[at] += " \t"
        elif kind == "gone":
            del files[name]
        elif kind == "end":
            lines.append(word)

    return change


def side(chosen: random.Random, changes: list[Change], branch: str) -> Iterator[str]:
    """A branch for fast-import."""
    files = {"f": list("abcabcdeabc"), "g h": list("aabbaa"), "binary": ["\0", "a"]}
    steps: list[Change] = [lambda _files: None, *chosen.choices(changes, k=chosen.randrange(1, 6))]
    for nth, step in enumerate(steps):
        step(files)
        seconds = 1_700_000_000 if not nth else 1_700_000_000 + nth * 10 + chosen.randrange(10)
        yield f"commit refs/heads/{branch}\ncommitter C <c@x> {seconds} +0000\ndata 2\nm{nth}\n"
        yield "deleteall\n"
        for name, lines in files.items():
            text = "\n".join(lines) + "\n" * (len(lines) % 2)
            yield f'M 100644 inline "{name}"\ndata {len(text)}\n{text}\n'


@pytest.mark.parametrize("object_format", ["sha1", "sha256"])
@pytest.mark.parametrize("seed", range(12))
def test_as_git_marks_them(tmp_path: Path, seed: int, object_format: str) -> None:
    chosen = random.Random(seed)
    changes = [a_change(chosen) for _ in range(4)]
    git(tmp_path, "init", "-q", "--bare", f"--object-format={object_format}")
    stream = "".join([*side(chosen, changes, "left"), *side(chosen, changes, "right")])
    git(tmp_path, "fast-import", "--quiet", stdin=stream.encode())
    for _ in range(8):
        words = [chosen.choice(["--cherry", "--cherry-mark", "--cherry-pick"])]
        words += [option for option in OPTIONS if chosen.random() < 0.2]
        if "--graph" in words and {"--count", "--reverse"} & {*words}:
            words.remove("--graph")
        words.append("left...right")
        if chosen.random() < 0.3:
            words += ["--", chosen.choice(["f", "binary", ":!f"])]
        ours, theirs = pygitobj(tmp_path, "rev-list", *words), run(["git", "rev-list", *words], tmp_path)
        # An older git says it in other words that some exclude each other.
        assert (ours.out, ours.code) == (theirs.out, theirs.code), words


# Lines before and after a change, and around these in two files: how the lines differ depends on what is around.
AROUND = [
    ("zxy", "bc", "acbbaaa", "zxy", "zaycy", "xc"),
    ("yyy", "caccaca", "abc", "yzz", "byc", "ybyyc"),
    ("xxz", "bc", "accb", "zzz", "acy", "cczxzy"),
]


def test_lines_that_could_differ_in_several_ways(tmp_path: Path) -> None:
    """What differs is found from the old lines to the new ones, which is not the same as the other way round."""
    stream = []
    for branch in ("left", "right"):
        is_inside = branch == "right"
        for nth in range(-1, len(AROUND)):
            stream.append(f"commit refs/heads/{branch}\ncommitter C <c@x> {1_700_000_000 + nth} +0000\ndata 0\n")
            for number, (above, old, new, below, start, end) in enumerate(AROUND):
                lines = above + (new if number <= nth else old) + below
                lines = start + lines + end if is_inside else lines
                text = "".join(f"{line}\n" for line in lines)
                stream.append(f"M 100644 inline f{number}\ndata {len(text)}\n{text}")
    git(tmp_path, "init", "-q", "--bare")
    git(tmp_path, "fast-import", "--quiet", stdin="".join(stream).encode())
    words = ["rev-list", "--cherry-mark", "left...right"]
    ours, theirs = pygitobj(tmp_path, *words), run(["git", *words], tmp_path)
    assert (ours.code, ours.out) == (theirs.code, theirs.out)
