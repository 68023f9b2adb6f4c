"""The user's editor: when it is told that it is waited for."""

from __future__ import annotations

import io
import sys
from pathlib import Path

import pytest

from pygitobj import Repository
from pygitobj.repository.editor import CLEAR_LINE, WAITING, edit
from tests.support.command import git


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(
    ("environ", "config", "told"),
    [
        ({"TERM": "xterm"}, [], f"{WAITING} {CLEAR_LINE}"),
        ({"TERM": "dumb"}, [], f"{WAITING}\n"),
        ({"TERM": "xterm"}, [("advice.waitingForEditor", "false")], ""),
        ({"TERM": "xterm", "GIT_ADVICE": "0"}, [], ""),
        ({"TERM": "xterm", "GIT_ADVICE": "1"}, [("advice.waitingForEditor", "no")], ""),
    ],
)
def test_what_the_user_is_told(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    environ: dict[str, str],
    config: list[tuple[str, str]],
    told: str,
) -> None:
    git(tmp_path, "init", "-q")
    (tmp_path / "text").write_text("one\n")
    monkeypatch.delenv("GIT_ADVICE", raising=False)
    for name, value in {"GIT_EDITOR": "sed -i s/one/two/", **environ}.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(sys, "stderr", terminal := Terminal())
    with Repository.open(tmp_path / ".git", search=False, overrides=config) as repository:
        edit(repository, str(tmp_path / "text"))
    assert terminal.getvalue() == told
    assert (tmp_path / "text").read_text() == "two\n"
