"""What was once found to break, a small file each, replayed for ever: an answer or one of our errors, nothing else."""

from __future__ import annotations

import importlib
import random
from array import array
from pathlib import Path

import pytest

from pygitobj import Commit, CorruptObject, GitObjectError, Repository
from pygitobj.formats.config import parse_config
from pygitobj.kernels import pure
from pygitobj.kernels.pure.scan import scan_entries
from tests.support.both_kernels import SIZE, decoded, indexed
from tests.support.command import git
from tests.support.hostile import FIRST, HostilePack

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
    """Packs of a whole object and a damaged entry, of which both kernels say the same, wherever they are asked."""
    if request.config.getoption("no_native"):
        pytest.skip("--no-native: there is nothing to compare with")
    native = importlib.import_module("pygitobj.kernels.native")
    data = path.read_bytes()
    end = len(data) - SIZE
    after = scan_entries(data, FIRST, end, 1, SIZE, 1 << 20, FIRST)[0]
    pack = HostilePack(data, array("Q", [FIRST, after]), end, {})
    said = []
    for kernels in (native, pure):
        decoder = kernels.PackDecoder(data, FIRST, end, SIZE, lambda _: None, kernels.BaseCache(0), 0)
        with pytest.raises(GitObjectError):
            decoder.read(after)
        everywhere = decoded(decoder, array("Q", range(FIRST, end + 1)), bytearray(1 << 16))
        said.append((everywhere, indexed(kernels, pack, random.Random(1))))
    assert said[0] == said[1]


@pytest.mark.parametrize("path", files("revision"), ids=lambda path: path.name)
def test_revision(tmp_path: Path, path: Path) -> None:
    git(tmp_path, "init", "-q", ".")
    git(tmp_path, "commit", "-q", "--allow-empty", "-m", "x")
    with Repository.open(tmp_path) as repository, pytest.raises(GitObjectError):
        repository.resolve(path.read_text())
