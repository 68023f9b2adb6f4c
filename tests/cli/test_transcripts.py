"""What a recent git answered, byte for byte, newer than the git that may be on the machine."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.command import pygitobj

# Each is (the repository, then the words), what was on standard input, and what came of it.
NUMBERS = [f"{number:03d}" for number in range(1, 28)]


@pytest.mark.parametrize("number", NUMBERS)
def test_transcript(vectors: Path, number: str) -> None:
    base = vectors / "transcripts" / number
    repository, *words = base.with_suffix(".args").read_text().splitlines()
    answer = pygitobj(vectors / repository, *words, stdin=base.with_suffix(".in").read_bytes())
    assert answer.out == base.with_suffix(".out").read_bytes()
    assert answer.err == base.with_suffix(".err").read_bytes()
    assert answer.code == int(base.with_suffix(".code").read_text())


def test_every_transcript_is_here(vectors: Path) -> None:
    assert sorted(path.stem for path in (vectors / "transcripts").glob("*.args")) == NUMBERS
