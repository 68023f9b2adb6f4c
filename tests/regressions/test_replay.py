"""What was once found to break, a small file each, replayed for ever: an answer or one of our errors, nothing else."""

from __future__ import annotations

import importlib
from array import array
from pathlib import Path

import pytest

from pygitobj import Commit, CorruptObject, GitObjectError, Repository
from pygitobj.formats.config import parse_config
from pygitobj.kernels import pure
from pygitobj.kernels.pure.scan import scan_entries
from tests.support.command import git

HERE = Path(__file__).parent


def files(kind: str) -> list[Path]:
    return sorted((HERE / kind).iterdir())


@pytest.mark.parametrize("path", files("config"), ids=lambda path: path.name)
def test_config(path: Path) -> None:
    theirs = git(HERE, "config", "--list", "-z", "-f", str(path)).split(b"\0")[:-1]
    ours = [f"{entry.name}\n{entry.value}".encode() for entry in parse_config(path.read_bytes())]
    assert ours == theirs


@pytest.mark.parametrize("path", files("commit"), ids=lambda path: path.name)
def test_commit(path: Path) -> None:
    commit = Commit(path.read_bytes())
    for part in ("author", "committer"):
        try:
            ident = getattr(commit, part)
        except CorruptObject:
            continue
        assert (ident.time, ident.offset) in ((1, 0), (0, 0))


@pytest.mark.parametrize("path", files("pack"), ids=lambda path: path.name)
def test_pack(path: Path, request: pytest.FixtureRequest) -> None:
    """Packs of a whole object and a damaged entry, which both kernels describe in the same way."""
    if request.config.getoption("no_native"):
        pytest.skip("--no-native: there is nothing to compare with")
    native = importlib.import_module("pygitobj.kernels.native")
    data = path.read_bytes()
    end = len(data) - 20
    after = scan_entries(data, 12, end, 1, 20, 1 << 20, 12)[0]
    said = []
    for kernels in (native, pure):
        decoder = kernels.PackDecoder(data, 12, end, 20, lambda _: None, kernels.BaseCache(0), 0)
        said.append((decoder.info_many(array("Q", [12, after]), 1), decoder.info(after)))
        with pytest.raises(GitObjectError):
            decoder.read(after)
    assert said[0] == said[1]


@pytest.mark.parametrize("path", files("revision"), ids=lambda path: path.name)
def test_revision(tmp_path: Path, path: Path) -> None:
    git(tmp_path, "init", "-q", ".")
    git(tmp_path, "commit", "-q", "--allow-empty", "-m", "x")
    with Repository.open(tmp_path) as repository, pytest.raises(GitObjectError):
        repository.resolve(path.read_text())
