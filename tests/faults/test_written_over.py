"""Packs and indexes that are written over in place while they are mapped and read, by threads and by commands.

For longer, and under AddressSanitizer: `nox -s sanitize -- <seconds>`. How it is done: tests/support/writing_over.py.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from tests.support.command import run

SECONDS = os.environ.get("PYGITOBJ_TRIAL_SECONDS", "4")


@pytest.mark.parametrize("seed", os.environ.get("PYGITOBJ_TRIAL_SEEDS", "1").split())
def test_readers_go_on(tmp_path: Path, seed: str) -> None:
    words = [sys.executable, "-m", "tests.support.writing_over", str(tmp_path / "objects"), SECONDS, seed]
    answer = run(words, Path(__file__).parents[2], timeout=60 + 10 * float(SECONDS))
    assert answer.code == 0, answer.err[-4000:].decode()
    assert int(answer.out.split()[0]) > 0
