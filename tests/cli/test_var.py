"""var beside git: what is used for names of its own.

Tried besides: each variable with each of the variables and settings that it may come from.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.command import git, pygitobj, run

NAMES = ["GIT_COMMITTER_IDENT", "GIT_AUTHOR_IDENT", "GIT_DEFAULT_BRANCH"]
# These came with git 2.41 and newer, or are what whoever built git chose.
NEWER = {"GIT_SHELL_PATH": b"/bin/sh\n", "GIT_EDITOR": b"vi\n", "GIT_PAGER": b"less\n",
         "GIT_CONFIG_GLOBAL": b"%s/.config/git/config\n%s/.gitconfig\n",
         "GIT_ATTR_GLOBAL": b"%s/.config/git/attributes\n", "GIT_CONFIG_SYSTEM": b"/nowhere/system\n"}  # fmt: skip


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in ("EDITOR", "VISUAL", "PAGER", "GIT_EDITOR", "GIT_PAGER", "XDG_CONFIG_HOME", "GIT_CONFIG_GLOBAL"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("GIT_CONFIG_SYSTEM", "/nowhere/system")
    monkeypatch.delenv("GIT_CONFIG_NOSYSTEM", raising=False)
    for role in ("AUTHOR", "COMMITTER"):
        monkeypatch.setenv(f"GIT_{role}_NAME", role.lower())
        monkeypatch.setenv(f"GIT_{role}_EMAIL", f"{role}@x")
        monkeypatch.setenv(f"GIT_{role}_DATE", "1234567890 +0130")
    git(tmp_path, "init", "-q", "-b", "main", "r")
    return tmp_path / "r"


@pytest.mark.parametrize("name", [*NAMES, "FOO"])
def test_as_git(place: Path, name: str) -> None:
    assert pygitobj(place, "var", name) == run(["git", "var", name], place)
    assert pygitobj(place.parent, "var", name) == run(["git", "var", name], place.parent)


@pytest.mark.parametrize("name", NEWER)
def test_newer_ones(place: Path, name: str) -> None:
    """Recorded from git 2.55."""
    home = str(place.parent).encode()
    wanted = NEWER[name]
    assert pygitobj(place, "var", name).out == wanted.replace(b"%s", home)


@pytest.mark.parametrize(
    ("variable", "value", "name"),
    [
        ("EDITOR", "e", "GIT_EDITOR"), ("VISUAL", "v", "GIT_EDITOR"),
        ("GIT_EDITOR", "", "GIT_EDITOR"),
        ("PAGER", "p", "GIT_PAGER"), ("PAGER", "", "GIT_PAGER"), ("GIT_PAGER", "", "GIT_PAGER"),
        ("GIT_COMMITTER_DATE", "foo", "GIT_COMMITTER_IDENT"), ("GIT_AUTHOR_NAME", "", "GIT_AUTHOR_IDENT"),
    ],
)  # fmt: skip
def test_of_the_environment(place: Path, monkeypatch: pytest.MonkeyPatch, variable: str, value: str, name: str) -> None:
    monkeypatch.setenv(variable, value)
    ours, theirs = pygitobj(place, "var", name), run(["git", "var", name], place)
    assert (ours.out, ours.code) == (theirs.out, theirs.code)
    assert ours.err.splitlines()[-1:] == theirs.err.splitlines()[-1:]


@pytest.mark.parametrize(
    ("setting", "name"),
    [("core.editor=ed", "GIT_EDITOR"), ("core.pager=p", "GIT_PAGER"), ("core.pager=", "GIT_PAGER"),
     ("init.defaultBranch=q", "GIT_DEFAULT_BRANCH"), ("init.defaultBranch=a..b", "GIT_DEFAULT_BRANCH")],
)  # fmt: skip
def test_of_the_configuration(place: Path, setting: str, name: str) -> None:
    assert pygitobj(place, "-c", setting, "var", name) == run(["git", "-c", setting, "var", name], place)


def test_all(place: Path) -> None:
    lines = pygitobj(place, "var", "-l").out.decode().splitlines()
    assert "core.bare=false" in lines
    assert "GIT_AUTHOR_IDENT=author <AUTHOR@x> 1234567890 +0130" in lines
    assert f"GIT_CONFIG_GLOBAL={place.parent}/.gitconfig" in lines
    assert "core.bare=false" not in pygitobj(place.parent, "var", "-l").out.decode().splitlines()
