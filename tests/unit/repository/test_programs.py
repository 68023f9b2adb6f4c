"""Programs that are run to their end."""

from __future__ import annotations

import tracemalloc
from pathlib import Path

import pygitobj
from pygitobj.repository.programs import run_program

PIECE = 1 << 20


def test_little_that_is_said_takes_little_room(tmp_path: Path) -> None:
    script = tmp_path / "said"
    script.write_text("#!/bin/sh\necho said >&2\ncat\nexit 3\n")
    script.chmod(0o755)
    repository = pygitobj.Repository.init(tmp_path / "repository", bare=True)
    tracemalloc.start()
    try:
        ran = run_program(str(script), repository, [], b"given")
        most = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert (ran.code, ran.output, ran.errors) == (3, b"given", b"said\n")
    assert most < 4 * PIECE
