"""Events for whoever follows what commands do: where they go, and that they have git's fields."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path
from typing import Any

import pytest

from tests.support.command import PYGITOBJ, git

VARIABLE = "GIT_TRACE2_EVENT"


@pytest.fixture
def repo(tmp_path: Path) -> Path:
    """A repository with one commit."""
    git(tmp_path, "init", "-q", "--template=", "r")
    (tmp_path / "r" / "file").write_text("a file\n")
    git(tmp_path / "r", "add", ".")
    git(tmp_path / "r", "commit", "-qm", "step")
    return tmp_path / "r"


Done = subprocess.CompletedProcess[bytes]


def run(repo: Path, words: list[str], environment: dict[str, str], stdin: bytes = b"") -> Done:
    """Run one of our commands."""
    return subprocess.run(
        [*PYGITOBJ, *words], cwd=repo, input=stdin, capture_output=True, check=False, env={**os.environ, **environment}
    )


def events_in(text: str) -> list[dict[str, Any]]:
    """The events in the lines of `text`."""
    return [json.loads(line) for line in text.splitlines()]


def test_what_is_told(repo: Path, tmp_path: Path) -> None:
    trace = tmp_path / "trace"
    head = git(repo, "rev-parse", "HEAD^{tree}", "HEAD")
    done = run(repo, ["pack-objects", "-q", "--stdout"], {VARIABLE: str(trace)}, head)
    assert done.returncode == 0
    found = events_in(trace.read_text())
    assert [one["event"] for one in found[:3]] == ["version", "start", "cmd_name"]
    assert [one["event"] for one in found[-2:]] == ["exit", "atexit"]
    assert found[1]["argv"] == ["pygitobj", "pack-objects", "-q", "--stdout"]
    assert found[2]["name"] == "pack-objects"
    assert found[-1]["code"] == 0
    assert {one["key"]: one["value"] for one in found if one["event"] == "data"} == {
        "write_pack_file/wrote": "2", "written": "2", "written/delta": "0", "reused": "0", "reused/delta": "0",
    }  # fmt: skip
    assert len({one["sid"] for one in found}) == 1
    assert all({"sid", "thread", "time", "file", "line"} <= one.keys() for one in found)


def test_a_progress_line_is_a_region(repo: Path, tmp_path: Path) -> None:
    pack = run(repo, ["pack-objects", "-q", "--stdout"], {}, git(repo, "rev-parse", "HEAD")).stdout
    trace = tmp_path / "trace"
    assert run(repo, ["index-pack", "-v", "--stdin"], {VARIABLE: str(trace)}, pack).returncode == 0
    regions = [(one["event"], one["label"]) for one in events_in(trace.read_text()) if "region" in one["event"]]
    assert ("region_enter", "Indexing objects") in regions or ("region_enter", "Receiving objects") in regions
    assert [label for event, label in regions if event == "region_enter"] == [
        label for event, label in regions if event == "region_leave"
    ]


@pytest.mark.parametrize("wanted", ["1", "true", "TRUE", "2"])
def test_to_standard_error(repo: Path, wanted: str) -> None:
    done = run(repo, ["cat-file", "-t", "HEAD"], {VARIABLE: wanted})
    assert done.stdout == b"commit\n"
    assert events_in(done.stderr.decode())[-1]["event"] == "atexit"


@pytest.mark.parametrize("wanted", ["", "0", "false", "False"])
def test_nobody_wants_them(repo: Path, wanted: str) -> None:
    done = run(repo, ["cat-file", "-t", "HEAD"], {VARIABLE: wanted})
    assert (done.stdout, done.stderr) == (b"commit\n", b"")


def test_a_word_that_says_nothing(repo: Path) -> None:
    done = run(repo, ["cat-file", "-t", "HEAD"], {VARIABLE: "nowhere"})
    assert done.stdout == b"commit\n"
    assert done.stderr == b"warning: trace2: unknown value for 'GIT_TRACE2_EVENT': 'nowhere'\n"


def test_a_file_for_each_session(repo: Path, tmp_path: Path) -> None:
    (tmp_path / "traces").mkdir()
    for _ in range(2):
        run(repo, ["cat-file", "-t", "HEAD"], {VARIABLE: str(tmp_path / "traces"), "GIT_TRACE2_PARENT_SID": "above"})
    names = sorted(path.name for path in (tmp_path / "traces").iterdir())
    assert len(names) == 2
    for name in names:
        assert {one["sid"] for one in events_in((tmp_path / "traces" / name).read_text())} == {f"above/{name}"}


def test_a_place_that_is_not_there_stops_nobody(repo: Path, tmp_path: Path) -> None:
    done = run(repo, ["cat-file", "-t", "HEAD"], {VARIABLE: str(tmp_path / "no" / "such" / "place")})
    assert (done.stdout, done.stderr) == (b"commit\n", b"")


def test_the_exit_code_of_a_failure(repo: Path, tmp_path: Path) -> None:
    trace = tmp_path / "trace"
    assert run(repo, ["-c", "a.b=c", "cat-file", "-t", "nothing"], {VARIABLE: str(trace)}).returncode == 128
    found = events_in(trace.read_text())
    assert found[-1]["code"] == 128
    assert [one["name"] for one in found if one["event"] == "cmd_name"] == ["cat-file"]
