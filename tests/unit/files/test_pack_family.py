"""A pack and the files beside it: which are seen, which are whole, what goes with them and what stays."""

from __future__ import annotations

import errno
from pathlib import Path

import pytest

from pygitobj.files.pack_family import (
    SUFFIXES,
    Packs,
    has,
    is_named_by_hash,
    is_passing,
    look_for_packs,
    multi_files,
    packs_in,
    remove_multi,
    remove_rest,
    sync_pack,
    tells_of,
)
from tests.support.refusing import refusing


def touch(directory: Path, *names: str) -> None:
    for name in names:
        (directory / name).parent.mkdir(exist_ok=True)
        (directory / name).touch()


def names(directory: Path) -> list[str]:
    return sorted(path.name for path in directory.iterdir())


def test_a_pack_is_whole_with_its_index(tmp_path: Path) -> None:
    touch(tmp_path, "b.pack", "b.idx", "a.pack", "a.idx", "c.pack", "d.idx", "e.rev", "f.pack.x", "pack")
    found = look_for_packs(f"{tmp_path}")
    assert found == Packs([f"{tmp_path}/a", f"{tmp_path}/b"], [f"{tmp_path}/c"], multi=False)
    assert packs_in(f"{tmp_path}") == found.whole


@pytest.mark.parametrize("name", ["multi-pack-index", "multi-pack-index.d/x"])
def test_there_may_be_a_multi_pack_index(tmp_path: Path, name: str) -> None:
    touch(tmp_path, "multi-pack-index.x")
    assert not look_for_packs(f"{tmp_path}").multi
    touch(tmp_path, name)
    assert look_for_packs(f"{tmp_path}").multi


def test_no_directory_has_no_packs_and_one_that_cannot_be_listed_is_an_error(tmp_path: Path) -> None:
    assert look_for_packs(f"{tmp_path}/none") == Packs([], [])
    with refusing(tmp_path, 1, errno.EACCES), pytest.raises(PermissionError):
        look_for_packs(f"{tmp_path}")


def test_a_link_that_leads_nowhere_is_beside_a_pack_too(tmp_path: Path) -> None:
    (tmp_path / "a.keep").symlink_to("nowhere")
    assert has(f"{tmp_path}/a", ".keep")
    assert not has(f"{tmp_path}/a", ".pack")
    with refusing(tmp_path, 1, errno.EIO), pytest.raises(OSError, match="error"):
        has(f"{tmp_path}/a", ".pack")


@pytest.mark.parametrize(
    ("stem", "named"),
    [
        ("/x/pack-" + "0a" * 20, True),
        ("pack-" + "0a" * 20, True),
        ("/x/pack-" + "0A" * 20, False),
        ("/x/pack-" + "0a" * 19, False),
        ("/x/pack-" + "0a" * 21, False),
        ("/x/" + "0a" * 20, False),
        ("/x/.tmp-1-pack-" + "0a" * 20, False),
        ("/x/pack-" + "0g" * 20, False),
        ("/pack-" + "0a" * 20 + "/mine", False),
    ],
)
def test_names_that_are_hashes(stem: str, named: bool) -> None:
    assert is_named_by_hash(stem, 40) is named
    assert not is_named_by_hash(stem, 64)


def test_packs_that_a_repack_is_still_at() -> None:
    assert is_passing("/x/.tmp-1-pack-12")
    assert not is_passing("/.tmp-1/pack-12")


def test_the_rest_goes_once_the_pack_is_gone(tmp_path: Path) -> None:
    touch(tmp_path, *(f"a{suffix}" for suffix in SUFFIXES), "ab.rev")
    stem = f"{tmp_path}/a"
    # Another pack has the name: everything is that one's.
    before = names(tmp_path)
    remove_rest(stem)
    assert names(tmp_path) == before
    (tmp_path / "a.pack").unlink()
    remove_rest(stem)
    # What keeps a pack is not ours, and the index is of whoever comes.
    assert names(tmp_path) == ["a.idx", "a.keep", "ab.rev"]
    remove_rest(stem)


def test_what_cannot_be_removed_is_told(tmp_path: Path) -> None:
    (tmp_path / "a.rev").mkdir()
    with pytest.raises(OSError, match=r"a\.rev"):
        remove_rest(f"{tmp_path}/a")


def test_a_pack_is_flushed_with_what_is_beside_it(tmp_path: Path) -> None:
    touch(tmp_path, "a.pack", "a.rev")
    with pytest.raises(FileNotFoundError, match=r"a\.idx"):
        sync_pack(f"{tmp_path}/a")
    touch(tmp_path, "a.idx")
    # Only what is a file can have anything to flush.
    (tmp_path / "a.bitmap").symlink_to("nowhere")
    sync_pack(f"{tmp_path}/a")


def multi(directory: Path, name: str, *packs: str) -> None:
    (directory / name).parent.mkdir(exist_ok=True)
    (directory / name).write_bytes(b"MIDX" + b"".join(b"%b.idx\0" % pack.encode() for pack in packs))


def test_a_multi_pack_index_goes_with_a_pack_that_it_tells_of(tmp_path: Path) -> None:
    multi(tmp_path, "multi-pack-index", "pack-1", "pack-2")
    touch(tmp_path, "multi-pack-index-12.rev", "pack-1.pack")
    assert not remove_multi(f"{tmp_path}", ["pack-3", "pack", "ack-1x"])
    assert len(names(tmp_path)) == 3
    assert remove_multi(f"{tmp_path}", ["pack-3", "pack-2"])
    assert names(tmp_path) == ["pack-1.pack"]
    assert not remove_multi(f"{tmp_path}", ["pack-2"])


def test_a_chain_goes_before_its_layers(tmp_path: Path) -> None:
    multi(tmp_path, "multi-pack-index.d/multi-pack-index-aa.midx", "pack-1")
    multi(tmp_path, "multi-pack-index.d/multi-pack-index-bb.midx", "pack-2")
    touch(tmp_path, "multi-pack-index.d/multi-pack-index-chain", "multi-pack-index.d/multi-pack-index-aa.bitmap")
    files = [path.removeprefix(f"{tmp_path}/") for path in multi_files(f"{tmp_path}")]
    assert files[0] == "multi-pack-index.d/multi-pack-index-chain"
    assert len(files) == 4
    assert remove_multi(f"{tmp_path}", ["pack-1"])
    assert names(tmp_path / "multi-pack-index.d") == []


def test_one_that_cannot_be_read_may_tell_of_any_pack(tmp_path: Path) -> None:
    multi(tmp_path, "multi-pack-index", "pack-1")
    path = f"{tmp_path}/multi-pack-index"
    assert tells_of(path, ["pack-1"])
    assert not tells_of(path, ["pack-2"])
    assert not tells_of(f"{path}/x", ["pack-1"])
    assert not tells_of(f"{path}x", ["pack-1"])
    for number in (errno.EACCES, errno.EIO, errno.EMFILE):
        with refusing(tmp_path, 1, number):
            assert tells_of(path, ["pack-2"])
