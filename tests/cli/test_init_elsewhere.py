"""`init` with references in a directory of their own: what is made there and here, and what is refused.

Tried besides against git 2.55: both, bare and with a work tree, read and changed by the one what the other made. Made
again, a repository with reftables elsewhere stays one; git 2.55 takes it for one with files there.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.command import Answer, git, pygitobj

STUB = b"repository uses alternate refs storage\n"
FORMATS = ("files", "reftable")


def init_away(place: Path, storage: str, *words: str) -> Answer:
    """Make a repository whose references are to be stored so."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("GIT_REFERENCE_BACKEND", storage)
        return pygitobj(place, "init", *words)


def made(tmp_path: Path, storage: str, *words: str) -> Path:
    """A new repository whose references are stored so; gives its git directory."""
    answer = init_away(tmp_path, storage, "-q", "-b", "main", *words, "r")
    assert answer == (b"", b"", 0)
    return tmp_path / "r" if "--bare" in words else tmp_path / "r/.git"


def files_below(place: Path) -> dict[str, bytes]:
    return {str(path.relative_to(place)): path.read_bytes() for path in place.rglob("*") if path.is_file()}


@pytest.mark.parametrize("ref_format", FORMATS)
@pytest.mark.parametrize("words", [["--bare"], [], ["--object-format=sha256"]])
@pytest.mark.parametrize("is_relative", [False, True])
def test_what_is_made(tmp_path: Path, ref_format: str, words: list[str], is_relative: bool) -> None:
    away = tmp_path / "away"
    away.mkdir()
    up = "../away" if "--bare" in words else "../../away"
    storage = f"{ref_format}://{up if is_relative else away}"
    place = made(tmp_path, storage, *words)
    config = (place / "config").read_text()
    assert f"\trefstorage = {storage}\n" in config
    assert "\trepositoryformatversion = 1\n" in config
    assert ((place / "HEAD").read_bytes(), (place / "refs/heads").read_bytes()) == (b"ref: refs/heads/.invalid\n", STUB)
    assert not (place / "reftable").exists()
    if ref_format == "files":
        assert files_below(away) == {"HEAD": b"ref: refs/heads/main\n"}
        assert (away / "refs/heads").is_dir()
        assert (away / "refs/tags").is_dir()
    else:
        (table,) = (away / "reftable/tables.list").read_text().split()
        assert set(files_below(away)) == {"reftable/tables.list", f"reftable/{table}"}
    assert pygitobj(place, "symbolic-ref", "HEAD") == (b"refs/heads/main\n", b"", 0)


@pytest.mark.parametrize("ref_format", FORMATS)
def test_it_is_used_and_made_again(tmp_path: Path, ref_format: str) -> None:
    away = tmp_path / "away"
    away.mkdir()
    place = made(tmp_path, f"{ref_format}://{away}")
    tree = pygitobj(place, "mktree").out.decode().strip()
    assert pygitobj(place, "update-ref", "refs/tags/t", tree) == (b"", b"", 0)
    before, there = files_below(place), files_below(away)
    assert pygitobj(tmp_path, "init", "-q", "r") == (b"", b"", 0)
    assert pygitobj(tmp_path, "init", "-q", f"--ref-format={ref_format}", "r") == (b"", b"", 0)
    assert (files_below(place), files_below(away)) == (before, there)
    assert pygitobj(place, "show-ref").out.decode() == f"{tree} refs/tags/t\n"


@pytest.mark.parametrize(
    ("there", "storage", "said"),
    [
        ("", "db://x", "unknown ref storage format: 'db'"),
        ("", "files:x", "unknown ref storage format: 'files:x'"),
        ("", "files://", "references cannot be stored at 'files://': '' is no directory"),
        ("", "reftable://{here}/none", "references cannot be stored at 'reftable://{here}/none': "
                                       "'{here}/none' is no directory"),
        *((name, "files://{here}/away", "references cannot be stored at 'files://{here}/away': '{here}/away/"
          + name + "' is there already") for name in ("HEAD", "refs", "packed-refs", "logs", "reftable", "worktrees")),
    ],
)  # fmt: skip
def test_what_is_refused_makes_nothing(tmp_path: Path, there: str, storage: str, said: str) -> None:
    (tmp_path / "away").mkdir()
    if there:
        (tmp_path / "away" / there).write_bytes(b"of another")
    before = files_below(tmp_path)
    storage = storage.format(here=tmp_path)
    answer = init_away(tmp_path, storage, "--bare", "r")
    assert answer == (b"", f"fatal: {said.format(here=tmp_path)}\n".encode(), 128)
    assert files_below(tmp_path) == before


@pytest.mark.parametrize("ref_format", FORMATS)
def test_a_repository_that_is_there_keeps_its_references(tmp_path: Path, ref_format: str) -> None:
    git(tmp_path, "init", "-q", "--bare", "r")
    (tmp_path / "away").mkdir()
    before = files_below(tmp_path)
    storage = f"{ref_format}://{tmp_path}/away"
    answer = init_away(tmp_path, storage, "--bare", "r")
    said = b"fatal: the references of a repository that is there cannot be put elsewhere\n"
    assert answer == (b"", said, 128)
    assert files_below(tmp_path) == before
