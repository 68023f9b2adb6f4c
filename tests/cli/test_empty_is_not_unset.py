"""What is set and empty is not taken for unset: another repository, or another person, would be used by mistake.

Each answer is git 2.55's. Those that git takes for unset are here too.
"""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from pygitobj.repository.config import Config
from pygitobj.repository.identity import load_ident
from tests.support.command import pygitobj

NO_PATH = "fatal: The empty string is not a valid path"
NOT_FOUND = "fatal: not a git repository (or any of the parent directories): .git"
NO_TEXT = "fatal: not a git repository: ''"


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path))
    subprocess.run(["git", "init", "-q", "-b", "main", tmp_path / "r"], check=True)
    return tmp_path / "r"


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("GIT_DIR", NO_TEXT),
        ("GIT_WORK_TREE", NO_PATH),
        ("GIT_COMMON_DIR", NOT_FOUND),
        ("GIT_OBJECT_DIRECTORY", NOT_FOUND),
        ("GIT_REFERENCE_BACKEND", None),
        ("GIT_ALTERNATE_OBJECT_DIRECTORIES", ""),
        ("GIT_CONFIG_COUNT", ""),
        ("GIT_CONFIG_PARAMETERS", ""),
        ("GIT_CONFIG_SYSTEM", ""),
        ("GIT_CONFIG_GLOBAL", ""),
        ("GIT_CONFIG_NOSYSTEM", ""),
        ("GIT_DISCOVERY_ACROSS_FILESYSTEM", ""),
        ("GIT_SHALLOW_FILE", ""),
        ("GIT_GRAFT_FILE", ""),
        ("GIT_INDEX_FILE", ""),
        ("HOME", ""),
        ("XDG_CONFIG_HOME", ""),
    ],
)
def test_environment(repository: Path, name: str, message: str | None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(name, "")
    answer = pygitobj(repository, "hash-object", "-w", "--stdin", stdin=b"a\n")
    if message == "":
        assert answer == (b"78981922613b2afb6025042ff6bd878ac1994e85\n", b"", 0)
    else:
        assert answer.code == 128
        assert message is None or answer.err.decode() == f"{message}\n"


@pytest.mark.parametrize(
    ("words", "code", "message"),
    [
        (["--git-dir=", "cat-file", "-t", "HEAD"], 128, NO_TEXT),
        (["--git-dir", "", "cat-file", "-t", "HEAD"], 128, NO_TEXT),
        (["--work-tree=", "cat-file", "-t", "HEAD"], 128, NO_PATH),
        (["hash-object", "-t", "", "--stdin"], 128, 'fatal: invalid object type ""'),
        (["index-pack", "-o", "", "x.pack"], 128, "fatal: packfile name '' does not end with '.idx'"),
        (["index-pack", "--object-format=", "x.pack"], 128, "fatal: unknown hash algorithm ''"),
        (["pack-objects", "--window=", "--stdout"], 129, "error: option `window' expects a numerical value"),
        (["pack-objects", "--max-pack-size=", "x"], 129, "error: option `max-pack-size' expects a numerical value"),
        (["verify-pack", "--object-format=", "x"], 1, "fatal: unknown hash algorithm ''"),
        (["-c", "", "cat-file", "-t", "HEAD"], 128, "error: empty config key"),
        (["-c", "=x", "cat-file", "-t", "HEAD"], 128, "error: empty config key"),
    ],
)
def test_options(repository: Path, words: list[str], code: int, message: str) -> None:
    answer = pygitobj(repository, *words)
    assert (answer.code, answer.err.decode().split("\n")[0]) == (code, message)


def ident(settings: dict[str, str], environment: dict[str, str]) -> bytes:
    """The author that is made of these, without the date."""
    from pygitobj.repository.config import load_config

    config: Config = load_config(None, None, overrides=list(settings.items()), environ={"GIT_CONFIG_NOSYSTEM": "1"})
    return bytes(load_ident("author", config, environment)).rpartition(b">")[0] + b">"


@pytest.mark.parametrize(
    ("settings", "environment", "expected"),
    [
        ({}, {"GIT_AUTHOR_EMAIL": ""}, b"A <>"),
        ({"user.email": "u@x"}, {"GIT_AUTHOR_EMAIL": ""}, b"A <>"),
        ({"user.email": ""}, {}, b"A <>"),
        ({"user.email": "u@x", "author.email": ""}, {}, b"A <u@x>"),
        ({"user.email": ""}, {"EMAIL": "e@x"}, b"A <>"),
        ({}, {"EMAIL": "e@x"}, b"A <e@x>"),
        ({"author.email": "a@x"}, {"EMAIL": "e@x"}, b"A <a@x>"),
        ({}, {"GIT_AUTHOR_EMAIL": " "}, b"A <>"),
    ],
)
def test_email(settings: dict[str, str], environment: dict[str, str], expected: bytes) -> None:
    assert ident(settings, {"GIT_AUTHOR_NAME": "A", **environment}) == expected


def test_a_dot_is_no_crud() -> None:
    # Older versions of git took dots away from the ends of a name.
    assert ident({"user.email": "a@b"}, {"GIT_AUTHOR_NAME": ".A."}) == b".A. <a@b>"


def test_alternates_of_the_environment_are_seen_from_the_top(repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    other = repository / "other.git"
    subprocess.run(["git", "init", "-q", "--bare", other], check=True)
    words = ["git", "--git-dir", str(other), "hash-object", "-w", "--stdin"]
    oid = subprocess.run(words, input=b"x\n", capture_output=True, check=True).stdout.decode().strip()
    below = repository / "a" / "b"
    below.mkdir(parents=True)
    for text in ("other.git/objects", '"other.git/obj\\145cts"', f"nowhere:{other}/objects", '"odd:other.git/objects'):
        monkeypatch.setenv("GIT_ALTERNATE_OBJECT_DIRECTORIES", text)
        answer = pygitobj(below, "cat-file", "-t", oid)
        assert answer.out == b"blob\n", text
    monkeypatch.setenv("GIT_ALTERNATE_OBJECT_DIRECTORIES", os.path.relpath(other / "objects", below))
    assert pygitobj(below, "cat-file", "-t", oid).code == 128
