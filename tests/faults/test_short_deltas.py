"""Deltas of fewer than four bytes, which git takes for none: refused wherever one is applied, with git's exit codes.

Tried besides the two that make nothing: a copy that could be told in three bytes, and four bytes, which are enough.
What a short delta says of its object's size is told all the same, as git tells it.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from pygitobj import CorruptDelta, ObjectStore
from tests.support.command import git, pygitobj, run
from tests.support.packs import build_idx, build_pack, object_id, ofs_delta, ref_delta, whole

BASE = b"ab"
SHORT = {"two": b"\2\0", "three": b"\x82\0\0", "three of a copy": b"\2\1\x90"}
ENOUGH = {"four of nothing": b"\x82\0\x80\0", "four of a copy": b"\2\1\x90\1"}
ALL = SHORT | ENOUGH


def entries(change: bytes, kind: str) -> list[bytes]:
    """A base, and `change` on it."""
    base = whole(3, BASE)
    return [base, ref_delta(object_id("blob", BASE), change) if kind == "ref" else ofs_delta(len(base), change)]


@pytest.mark.parametrize("kind", ["ofs", "ref"])
@pytest.mark.parametrize("name", ALL)
@pytest.mark.parametrize("command", ["index-pack --stdin", "unpack-objects -q"])
def test_packs_that_come_in(tmp_path: Path, name: str, kind: str, command: str) -> None:
    data, _ = build_pack(entries(ALL[name], kind))
    git(tmp_path, "init", "-q", "theirs")
    git(tmp_path, "init", "-q", "ours")
    theirs = run(["git", *command.split()], tmp_path / "theirs", data)
    ours = pygitobj(tmp_path / "ours", *command.split(), stdin=data)
    assert ours.code == theirs.code == (128 if name in SHORT else 0)
    assert ours.err.count(b"\n") == (name in SHORT)
    if name in SHORT:
        assert list((tmp_path / "ours/.git/objects").glob("??/*")) == []
        assert list((tmp_path / "ours/.git/objects/pack").iterdir()) == []


def store_of(folder: Path, change: bytes, kind: str, result: bytes) -> bytes:
    """A repository whose pack has `change`, said to make `result`; gives its raw id."""
    git(folder, "init", "-q", ".")
    packed, offsets = build_pack(entries(change, kind))
    ids = [object_id("blob", BASE), object_id("blob", result)]
    stem = folder / ".git/objects/pack" / f"pack-{packed[-20:].hex()}"
    stem.with_suffix(".pack").write_bytes(packed)
    stem.with_suffix(".idx").write_bytes(build_idx(list(zip(ids, offsets, strict=True)), packed))
    return ids[1]


@pytest.mark.parametrize("kind", ["ofs", "ref"])
@pytest.mark.parametrize("name", ALL)
def test_packs_that_are_there(tmp_path: Path, name: str, kind: str) -> None:
    oid = store_of(tmp_path, ALL[name], kind, b"a" if "copy" in name else b"")
    with ObjectStore(str(tmp_path / ".git/objects"), verify=False) as store:
        assert store.info(oid).size == ("copy" in name)
        bodies = [raw for _, raw in store.read_many([oid])]
        if name in SHORT:
            assert [type(body) for body in bodies] == [CorruptDelta]
            with pytest.raises(CorruptDelta, match="at least 4 bytes"):
                store.read(oid)
            with pytest.raises(CorruptDelta, match="at least 4 bytes"), store.open(oid) as file:
                file.read()
        else:
            assert bodies == [store.read(oid)]
    (pack,) = (tmp_path / ".git/objects/pack").glob("*.idx")
    theirs, ours = run(["git", "verify-pack", str(pack)], tmp_path), pygitobj(tmp_path, "verify-pack", str(pack))
    assert ours.code == (name in SHORT)
    # git takes a size of 0 for an error when it looks whether the object is there already.
    assert theirs.code == ours.code or name == "four of nothing"
    ours = pygitobj(tmp_path, "cat-file", "-t", oid.hex())
    assert (ours.code, ours.out) == (0, git(tmp_path, "cat-file", "-t", oid.hex()))
