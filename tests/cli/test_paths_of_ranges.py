"""What changed paths between the ends of a range where a merge took back what one end had, beside git."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.command import git, pygitobj


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A repository where `top` merges `one` with what came before it, and has the older content."""
    place = tmp_path_factory.mktemp("ranges")
    git(place, "init", "-q", "--bare", "-b", "main", ".")
    lines = []
    for mark, (text, parents) in enumerate([("a", ()), ("a", (1,)), ("b", (2,)), ("c", (3,)), ("a", (4, 1))], 1):
        lines.append(f"commit refs/heads/main\nmark :{mark}\ncommitter A <a@x> {1_700_000_000 + mark} +0000\n")
        lines.append("data 0\n" + "".join(f"{'merge' if nth else 'from'} :{one}\n" for nth, one in enumerate(parents)))
        lines.append(f"M 644 inline f\ndata 1\n{text}\n\n")
    git(place, "fast-import", "--quiet", stdin="".join(lines).encode())
    return place


@pytest.mark.parametrize(
    "words", ["main^...main", "main...main^", "main^..main", "main ^main^", "--full-history main^...main"]
)
def test_a_merge_with_what_is_hidden(place: Path, words: str) -> None:
    asked = ["rev-list", "--parents", *words.split(), "--", "f"]
    ours = pygitobj(place, *asked)
    assert ours.out == git(place, *asked)
    # What was looked at to find where the ends parted is known to be hidden, so that the merge does not follow it.
    assert bool(ours.out) == ("..." in words)
