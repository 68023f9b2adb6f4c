"""Whether a repository may be trusted: by its owner, or because safe.directory names it.

Tried besides: several values and an empty one between, patterns, links, sudo, and bare repositories that were found.
"""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest

from pygitobj import RepositoryError
from pygitobj.formats.config import ConfigEntry
from pygitobj.repository.config import Config, ConfigValue, load_config
from pygitobj.repository.ownership import is_ours, is_safe, quote_shell, require_bare_allowed, require_ownership
from tests.support.command import git, run

OTHER = {"GIT_TEST_ASSUME_DIFFERENT_OWNER": "1"}


def config_of(home: Path, *values: str, name: str = "directory") -> Config:
    """What the user's configuration says."""
    lines = "".join(f'\t{name} = "{value}"\n' for value in values)
    (home / ".gitconfig").write_text(f"[safe]\n{lines}")
    return load_config(None, None, environ={"HOME": str(home), "GIT_CONFIG_NOSYSTEM": "1"})


def theirs(home: Path, place: Path) -> bool:
    environ = {"HOME": str(home), "GIT_CONFIG_GLOBAL": str(home / ".gitconfig"), **OTHER}
    return run(["env", *(f"{name}={value}" for name, value in environ.items()), "git", "rev-parse"], place).code == 0


@pytest.mark.parametrize(
    "values",
    [
        [],
        ["*"],
        ["{p}/r"],
        ["{p}"],
        ["{p}/other"],
        ["*", ""],
        ["", "*"],
        ["{p}/r", "", "{p}/other"],
        ["{p}/r", "{p}/other"],
        ["~/r"],
        ["r"],
    ],
)
def test_as_git_trusts(tmp_path: Path, values: list[str]) -> None:
    git(tmp_path, "init", "-q", "r")
    config = config_of(tmp_path, *(value.format(p=tmp_path) for value in values))
    place = tmp_path / "r"
    expected = theirs(tmp_path, place)
    assert is_safe(str(place), config, {"HOME": str(tmp_path)}) is expected
    if expected:
        require_ownership(None, str(place), f"{place}/.git", lambda: config, {"HOME": str(tmp_path), **OTHER})
    else:
        with pytest.raises(RepositoryError) as caught:
            require_ownership(None, str(place), f"{place}/.git", lambda: config, {"HOME": str(tmp_path), **OTHER})
        assert str(caught.value) == (
            f"detected dubious ownership in repository at '{place}'\n"
            "To add an exception for this directory, call:\n\n"
            f"\tgit config --global --add safe.directory {place}"
        )


@pytest.mark.parametrize(
    ("value", "expected"),
    [("{p}/r/", True), ("{p}/*", True), ("{p}/r/*", False), ("{p}/link", True), ("{p}/link/*", False), ("{q}/*", True)],
)
def test_what_only_newer_versions_of_git_take(tmp_path: Path, value: str, expected: bool) -> None:
    """Patterns for all that is below a directory, and paths that lead there through a link."""
    (tmp_path / "r").mkdir()
    (tmp_path / "link").symlink_to("r")
    (tmp_path / "up").symlink_to(".")
    config = config_of(tmp_path, value.format(p=tmp_path, q=tmp_path / "up"))
    assert is_safe(f"{tmp_path}/r", config, {}) is expected


def test_a_relative_path_names_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It would be whatever directory of that name we happen to be above; `.` is the one that we are in."""
    (tmp_path / "r").mkdir()
    monkeypatch.chdir(tmp_path)
    for value in ("r", "./r", "r/*", "*/r", "~/r"):
        assert not is_safe(f"{tmp_path}/r", config_of(tmp_path, value), {})
    assert is_safe(str(tmp_path), config_of(tmp_path, "."), {})


def test_the_configuration_is_asked_only_where_it_matters(tmp_path: Path) -> None:
    def asked() -> Config:
        raise AssertionError

    require_ownership(None, str(tmp_path), str(tmp_path), asked, {})


def test_only_the_protected_scopes_count(tmp_path: Path) -> None:
    (own,) = config_of(tmp_path, "*").values
    for scope in ("system", "global", "command", "local", "worktree"):
        value = ConfigValue(ConfigEntry("safe.directory", "*", 1), own.origin._replace(scope=scope))
        assert is_safe("/r", Config([value]), {}) is (scope in ("system", "global", "command"))


def test_whose_file_it_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").write_bytes(b"")
    (tmp_path / "link").symlink_to("nothing")
    path = str(tmp_path / "file")
    owner = os.stat(path).st_uid
    assert is_ours(path, {})
    assert is_ours(str(tmp_path / "link"), {})  # the link itself
    assert not is_ours(str(tmp_path / "nothing"), {})
    monkeypatch.setattr(os, "geteuid", lambda: owner + 5)
    assert not is_ours(path, {})
    assert not is_ours(path, {"SUDO_UID": str(owner)})  # only root may act for somebody


@pytest.mark.parametrize(
    ("sudo", "expected"),
    [("1000", True), ("1001", False), ("", False), ("1000x", False), ("x", False), ("9" * 30, False)],
)
def test_root_acts_for_who_called_sudo(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, sudo: str, expected: bool
) -> None:
    real = os.stat(tmp_path)
    fields = list(real)
    fields[4] = 1000
    monkeypatch.setattr(os, "stat", lambda *_, **__: os.stat_result(fields))
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    assert is_ours(str(tmp_path), {"SUDO_UID": sudo}) is expected
    assert not is_ours(str(tmp_path), {})


@pytest.mark.parametrize("number", [errno.EACCES, errno.EIO])
def test_what_cannot_be_told_is_an_error(monkeypatch: pytest.MonkeyPatch, number: int) -> None:
    def refuse(path: object, *_: object, **__: object) -> None:
        raise OSError(number, os.strerror(number), path)

    monkeypatch.setattr(os, "stat", refuse)
    with pytest.raises(RepositoryError, match=f"^unable to access '/r': {os.strerror(number)}$"):
        is_ours("/r", {})


@pytest.mark.parametrize(
    ("values", "path", "allowed"),
    [
        ([], "/r.git", True),
        (["all"], "/r.git", True),
        (["explicit"], "/r.git", False),
        (["explicit", "all"], "/r.git", True),
        (["all", "explicit"], "/r.git", False),
        (["explicit"], "/r/.git", True),
        (["explicit"], "/r/.git/worktrees/w", True),
        (["explicit"], "/r/.git/modules/m", True),
        (["explicit"], "/r/x.git", False),
    ],
)
def test_bare_repositories_that_were_found(tmp_path: Path, values: list[str], path: str, allowed: bool) -> None:
    config = config_of(tmp_path, *values, name="bareRepository")
    if allowed:
        require_bare_allowed(path, config)
    else:
        words = rf"^cannot use bare repository '{path}' \(safe\.bareRepository is 'explicit'\)$"
        with pytest.raises(RepositoryError, match=words):
            require_bare_allowed(path, config)
    with pytest.raises(RepositoryError, match=r"^unable to parse 'safe\.barerepository'"):
        require_bare_allowed(path, config_of(tmp_path, *values, "sometimes", name="bareRepository"))


@pytest.mark.parametrize(
    ("text", "quoted"),
    [
        ("/a/b-c_d.e:f=g@h+1", "/a/b-c_d.e:f=g@h+1"),
        ("", "''"),
        ("a b", "'a b'"),
        ("it's", "'it'\\''s'"),
        ("so!", "'so'\\!''"),
        ("é", "'é'"),
    ],
)
def test_a_word_for_a_shell(text: str, quoted: str) -> None:
    assert quote_shell(text) == quoted
