"""Whether git gc is at work, as its lock file says."""

from __future__ import annotations

import os
import socket
from pathlib import Path

import pytest

from pygitobj.repository.gc_lock import OLDEST, gc_runs

HERE = socket.gethostname()
# Larger than any process number that Linux gives.
NOBODY = 1 << 22


@pytest.mark.parametrize(
    ("content", "runs"),
    [
        (f"{os.getpid()} {HERE}", True),
        (f"{NOBODY + 1} {HERE}", False),
        (f"{NOBODY + 1} elsewhere", True),
        (f"{1 << 80} {HERE}", False),
        (f"1 {HERE}", True),
        # Half written, or not by git: it cannot be told.
        ("", True),
        ("nonsense", True),
        (f"x {HERE}", True),
    ],
    ids=["us", "nobody", "elsewhere", "too large", "another's", "empty", "no number", "no number here"],
)
def test_what_it_holds(tmp_path: Path, content: str, runs: bool) -> None:
    (tmp_path / "gc.pid").write_text(content)
    assert gc_runs(str(tmp_path)) is runs


def test_not_there_or_left_over(tmp_path: Path) -> None:
    assert not gc_runs(str(tmp_path))
    path = tmp_path / "gc.pid"
    path.write_text(f"{os.getpid()} {HERE}")
    then = path.stat().st_mtime - OLDEST - 10
    os.utime(path, (then, then))
    assert not gc_runs(str(tmp_path))


def test_cannot_be_told(tmp_path: Path) -> None:
    (tmp_path / "gc.pid").symlink_to("gc.pid")
    with pytest.raises(OSError, match="symbolic links"):
        gc_runs(str(tmp_path))
