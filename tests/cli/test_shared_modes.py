"""The modes of files and directories that are made: core.sharedRepository's, as git makes them.

What marks a pack has a mode of its own that is not shared: 0600 from index-pack, 0444 less the umask from repack.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.support.command import PYGITOBJ, git, run
from tests.support.packs import build_pack, whole

SHARED = ["umask", "group", "all", "0600", "0640", "0660", "0666", "0604"]


def modes(objects: Path) -> dict[str, str]:
    """The modes below `objects`, by names without hashes."""
    return {
        str(path.relative_to(objects)).replace(path.stem, "X"): oct(path.stat().st_mode)
        for path in objects.rglob("*")
        if path != objects / "info"
    }


@pytest.mark.parametrize("mask", [0o022, 0o077, 0o002])
@pytest.mark.parametrize("shared", SHARED)
def test_as_git(tmp_path: Path, shared: str, mask: int) -> None:
    data, _ = build_pack([whole(3, b"one"), whole(3, b"two")])
    before, found = os.umask(mask), []
    try:
        for name, command in (("theirs", ("git",)), ("ours", PYGITOBJ)):
            repository = tmp_path / name
            git(tmp_path, "init", "-q", "--bare", name)
            git(repository, "config", "core.sharedRepository", shared)
            (repository / "objects/pack").rmdir()
            words = ["index-pack", "--stdin", "--rev-index", "--keep=x", "--promisor=y"]
            assert run([*command, *words], repository, data).code == 0
            assert run([*command, "unpack-objects", "-q"], repository, build_pack([whole(3, b"three")])[0]).code == 0
            found.append(modes(repository / "objects"))
    finally:
        os.umask(before)
    assert found[0] == found[1]
    assert sum("pack" in name for name in found[0]) > 3


@pytest.mark.parametrize("mask", [0o022, 0o077])
@pytest.mark.parametrize("shared", ["umask", "group", "0660"])
def test_what_repack_promises(tmp_path: Path, shared: str, mask: int) -> None:
    git(tmp_path, "init", "-q", "--bare", "r")
    repository = tmp_path / "r"
    git(repository, "config", "core.sharedRepository", shared)
    for body in (b"one", b"two"):
        git(repository, "index-pack", "--stdin", "--promisor", stdin=build_pack([whole(3, body)])[0])
    git(repository, "config", "remote.o.promisor", "true")
    before = os.umask(mask)
    try:
        assert run([*PYGITOBJ, "repack", "-adq"], repository).code == 0
    finally:
        os.umask(before)
    (mark,) = (repository / "objects/pack").glob("*.promisor")
    assert mark.stat().st_mode & 0o7777 == 0o444 & ~mask
