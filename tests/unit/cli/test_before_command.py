"""The usual options before a command are read as click reads them, and what is unusual is left to it."""

from __future__ import annotations

from pathlib import Path

import pytest

from pygitobj.cli import root
from pygitobj.cli.before_command import Before, session_after, usual_options
from pygitobj.cli.commands import COMMANDS
from pygitobj.cli.session import Session


class Seen(Exception):
    """What click made of words."""

    def __init__(self, before: Before) -> None:
        self.before = before


def by_click(words: list[str], monkeypatch: pytest.MonkeyPatch) -> Before:
    """What click makes of `words`."""

    def seen(before: Before) -> Session:
        raise Seen(before)

    monkeypatch.setattr(root, "session_after", seen)
    with pytest.raises(Seen) as caught:
        root.commands.main(words, prog_name="pygitobj", standalone_mode=False)
    return caught.value.before


USUAL = [
    "-C a rev-parse", "-C a -C b cat-file -t HEAD", "-c a.b=c rev-list --all", "-c a.b -c c.d= rev-parse -C x",
    "--git-dir=x rev-parse", "--git-dir x --work-tree=y=z rev-parse", "--git-dir= rev-parse", "--bare rev-parse",
    "--git-dir=a --git-dir=b rev-parse", "--no-replace-objects -C rev-parse rev-parse", "-C --bare rev-parse",
    "--work-tree --bare --bare rev-list",
]  # fmt: skip


@pytest.mark.parametrize("line", USUAL)
def test_usual_options_are_as_click_reads_them(line: str, monkeypatch: pytest.MonkeyPatch) -> None:
    words = line.split(" ")
    found = usual_options(words)
    assert found is not None
    before, at = found
    assert words[at] in COMMANDS
    clicks = by_click(words, monkeypatch)
    assert [list(value) if isinstance(value, tuple) else value for value in clicks] == list(
        before._replace(from_environment=[], pathspecs=[])
    )


@pytest.mark.parametrize(
    "line",
    ["", "-C", "-C a", "-Ca rev-parse", "-c=a rev-parse", "--bare=x rev-parse", "--git-di=x rev-parse", "nonsense",
     "--literal-pathspecs rev-parse", "-v", "--help", "-- rev-parse", "--config-env=a=b rev-parse", "-C a nonsense"],
)  # fmt: skip
def test_others_are_left_to_click(line: str) -> None:
    assert usual_options(line.split(" ") if line else []) is None


def test_directories_are_changed_one_after_another(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a/b").mkdir(parents=True)
    monkeypatch.chdir(tmp_path)
    session_after(Before(directories=["a", "b"]))
    assert Path.cwd() == tmp_path / "a/b"
