"""What starting loads: a command that answers one question spends most of its time there."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

# Each costs milliseconds, or needs one that does; type checkers alone need `typing`.
LEFT_OUT = {"typing", "re", "dataclasses", "inspect", "pathlib", "subprocess", "logging", "json", "click"}
ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("call", ["cat-file -t {}", "cat-file --batch-check", "hash-object --stdin"])
def test_what_one_question_does_not_load(call: str, tmp_path: Path) -> None:
    subprocess.run(["git", "init", "-q", str(tmp_path)], check=True)
    subprocess.run(
        ["git", "-C", str(tmp_path), "hash-object", "-w", "--stdin"], check=True, input=b"", capture_output=True
    )
    words = call.format("e69de29bb2d1d6434b8b29ae775ad8c2e48c5391").split()
    program = f"""
import sys
sys.path.insert(0, {str(ROOT)!r})
before = set(sys.modules)
from pygitobj.cli.main import main
code = main({words!r})
print(*(set(sys.modules) - before), file=sys.stderr)
sys.exit(code)
"""
    # Without site-packages, whose own hooks load much.
    done = subprocess.run(
        [sys.executable, "-S", "-c", program], cwd=tmp_path, input=b"", capture_output=True, check=False
    )
    assert done.returncode == 0, done.stderr
    loaded = set(done.stderr.decode().split())
    assert "pygitobj.cli.main" in loaded, done.stderr
    assert not loaded & LEFT_OUT
