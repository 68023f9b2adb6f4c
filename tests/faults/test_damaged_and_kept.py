"""A repack trusts nothing unread that stands in for what it removes: kept packs, larger ones, alternates."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from pygitobj import GitObjectError, ObjectStore
from tests.support.command import git, pygitobj


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """A repository of a few commits, in one pack, and the same objects in another pack."""
    path = tmp_path / "r"
    git(tmp_path, "init", "-q", "-b", "main", str(path))
    for step in range(5):
        (path / "file").write_text("".join(f"{line} {step * (line == 7)}\n" for line in range(300)))
        git(path, "add", ".")
        git(path, "commit", "-q", "-m", str(step))
    git(path, "repack", "-adq")
    git(tmp_path, "clone", "-q", "--no-local", "--bare", str(path), str(tmp_path / "other"))
    git(tmp_path / "other", "repack", "-adfq", "--window=2", "--depth=1")
    return path


def damage(pack: Path) -> None:
    pack.chmod(0o644)
    data = bytearray(pack.read_bytes())
    data[len(data) // 3 : len(data) // 3 + 20] = b"X" * 20
    pack.write_bytes(data)


def everything_is_there(path: Path, ids: list[bytes]) -> bool:
    with ObjectStore(path / ".git/objects") as store:
        try:
            return all(store.read(oid) for oid in ids)
        except GitObjectError:
            return False


def ids_of(path: Path) -> list[bytes]:
    with ObjectStore(path / ".git/objects") as store:
        return list(store)


def copy_packs(source: Path, target: Path) -> None:
    for file in source.iterdir():
        shutil.copy(file, target)


KINDS = ("-a -d", "-A -d", "-a -d -f", "-a -d -k", "-d --geometric=2")


@pytest.mark.parametrize("words", [kind.split() for kind in KINDS], ids=KINDS)
@pytest.mark.parametrize("kept", ["keep", "named"])
def test_a_kept_pack_that_is_damaged(repository: Path, words: list[str], kept: str) -> None:
    ids, directory = ids_of(repository), repository / ".git/objects/pack"
    [pack] = directory.glob("*.pack")
    copy_packs(repository.parent / "other/objects/pack", directory)
    more = []
    if kept == "keep":
        pack.with_suffix(".keep").touch()
    else:
        more = [f"--keep-pack={pack.name}"]
    damage(pack)
    assert everything_is_there(repository, ids)
    answer = pygitobj(repository, "repack", *words, *more, "-q")
    assert everything_is_there(repository, ids), answer
    assert len(list(directory.glob("*.pack"))) >= 2


def test_a_larger_pack_that_is_damaged(repository: Path) -> None:
    """Small packs that are rolled up, of which the large one, which is damaged, has the objects too."""
    ids, directory = ids_of(repository), repository / ".git/objects/pack"
    [large] = directory.glob("*.pack")
    for start in range(0, len(ids), 4):
        names = "".join(f"{oid.hex()}\n" for oid in ids[start : start + 4]).encode()
        git(repository, "pack-objects", "-q", str(directory / "pack"), stdin=names)
    damage(large)
    assert everything_is_there(repository, ids)
    answer = pygitobj(repository, "repack", "-d", "--geometric=2", "-q")
    assert everything_is_there(repository, ids), answer


@pytest.mark.parametrize("words", [["-a", "-d", "-l"], ["-A", "-d", "-l"]], ids=" ".join)
def test_an_alternate_that_is_damaged(repository: Path, words: list[str]) -> None:
    ids, other = ids_of(repository), repository.parent / "other/objects"
    (repository / ".git/objects/info/alternates").write_text(f"{other}\n")
    [pack] = (other / "pack").glob("*.pack")
    damage(pack)
    answer = pygitobj(repository, "repack", *words, "-q")
    assert everything_is_there(repository, ids), answer


def test_what_is_sound_elsewhere_lets_the_pack_go(repository: Path) -> None:
    ids, directory = ids_of(repository), repository / ".git/objects/pack"
    [pack] = directory.glob("*.pack")
    copy_packs(repository.parent / "other/objects/pack", directory)
    pack.with_suffix(".keep").touch()
    assert pygitobj(repository, "repack", "-a", "-d", "-q").code == 0
    assert list(directory.glob("*.pack")) == [pack]
    assert everything_is_there(repository, ids)
