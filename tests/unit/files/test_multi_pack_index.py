"""The multi-pack-index of a directory as files: which is taken, what is told, and when it is looked at again."""

from __future__ import annotations

import contextlib
import os
import random
from pathlib import Path

import pytest

from pygitobj.errors import GitObjectError
from pygitobj.files.mapped import READ_BELOW
from pygitobj.files.multi_pack_index import CoveredPacks, IndexOfPacks
from pygitobj.files.pool import OpenFiles
from pygitobj.formats.chain import build_chain
from pygitobj.formats.multi_pack_index import MultiPackIndex
from pygitobj.formats.multi_pack_index_writer import IndexedPack, build_multi_pack_index
from pygitobj.oid import SHA1, ObjectFormat

# One more than a small file has room for.
MANY = READ_BELOW // 28 + 1


class Covering:
    """A pack directory with packs of its own, by number, and what is told of it."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.told: list[str] = []
        self.packs: list[IndexedPack] = []
        chance = random.Random(1)
        for number in range(4):
            ids = [chance.randbytes(20) for _ in range(5)]
            ids += [self.packs[0].ids[:20]] if number == 3 else []
            self.packs.append(IndexedPack(b"pack-%d.idx" % number, b"".join(ids), range(12, 12 + len(ids))))
        self.open_files = OpenFiles(8)
        self.covered = CoveredPacks(str(path), SHA1, self.open_files, self.tell)

    def tell(self, problem: GitObjectError, path: str) -> None:
        assert path.startswith(str(self.path))
        self.told.append(f"{problem}")

    def alone(self, *numbers: int) -> Path:
        """Write a multi-pack-index of the packs of these numbers, as git does: by a rename."""
        data = build_multi_pack_index(SHA1, [self.packs[number] for number in numbers])
        (self.path / "tmp").write_bytes(data)
        return (self.path / "tmp").rename(self.path / "multi-pack-index")

    def chain(self, *groups: tuple[int, ...]) -> list[Path]:
        """Write a chain of layers, the oldest first."""
        folder = self.path / "multi-pack-index.d"
        folder.mkdir(exist_ok=True)
        below: list[MultiPackIndex] = []
        paths = []
        for group in groups:
            below.append(
                MultiPackIndex(build_multi_pack_index(SHA1, [self.packs[number] for number in group], base=below), SHA1)
            )
            paths.append(folder / f"multi-pack-index-{below[-1].own_hash.hex()}.midx")
            paths[-1].write_bytes(bytes(below[-1].data[:]))
        (folder / "tmp").write_bytes(build_chain([layer.own_hash.hex() for layer in below]))
        (folder / "tmp").rename(folder / "multi-pack-index-chain")
        return paths

    def numbers(self) -> set[int]:
        """The packs that are covered."""
        return {int(stem[-1]) for stem in self.covered.stems}

    def found(self) -> list[int | None]:
        """From which pack the first object of each pack is to be taken."""
        places = [self.covered.locate(pack.ids[:20]) for pack in self.packs]
        return [None if place is None else int(place[0][-1]) for place in places]


@pytest.fixture
def here(tmp_path: Path) -> Covering:
    return Covering(tmp_path)


def test_nothing_is_there(here: Covering) -> None:
    assert here.found() == [None] * 4
    assert here.covered.locate_many(here.packs[0].ids) == []
    assert here.covered.between(bytes(20), b"\xff" * 20) == set()
    assert not list(here.covered.oids())
    assert not here.told


def test_alone_and_beside_a_chain(here: Covering) -> None:
    here.chain((0,), (1, 2))
    assert here.numbers() == {0, 1, 2}
    here.alone(2, 3)
    assert here.numbers() == {0, 1, 2}
    assert here.covered.refresh(directory_changed=True)
    assert here.numbers() == {2, 3}
    assert not here.covered.refresh(directory_changed=True)
    (here.path / "multi-pack-index").unlink()
    assert here.covered.refresh(directory_changed=True)
    assert here.found() == [0, 1, 2, None]
    assert not here.told


def test_many_over_layers(here: Covering) -> None:
    here.chain((0, 1), (2,), (3,))
    column = here.packs[3].ids + bytes(20) + here.packs[1].ids + here.packs[2].ids
    found = here.covered.locate_many(column)
    by_position = {
        position: (part.stem, offset)
        for part in found
        for position, offset in zip(part.positions, part.offsets, strict=True)
    }
    assert [by_position.get(at) for at in range(len(column) // 20)] == [
        here.covered.locate(column[at : at + 20]) for at in range(0, len(column), 20)
    ]
    # The last object of pack 3 is in the layer below, and taken from there.
    assert by_position[5][0] == str(here.path / "pack-0")
    assert set(here.covered.oids()) == {pack.ids[at : at + 20] for pack in here.packs for at in range(0, 100, 20)}


@pytest.mark.parametrize("at", [0, 1, 2])
def test_a_chain_ends_at_the_first_layer_that_cannot_be_used(here: Covering, at: int) -> None:
    paths = here.chain((0,), (1,), (2, 3))
    paths[at].write_bytes(paths[at].read_bytes()[:40])
    assert here.numbers() == set(range(at))
    assert any("unable to find all multi-pack index files" in line for line in here.told)
    told = list(here.told)
    assert here.found() == [number if number < at else None for number in range(4)]
    assert here.told == told


@pytest.mark.parametrize("at", [0, 1, 2])
def test_a_layer_that_is_gone(here: Covering, at: int) -> None:
    here.chain((0,), (1,), (2, 3))[at].unlink()
    assert here.numbers() == set(range(at))
    assert len(here.told) == 1


@pytest.mark.parametrize("at", [0, 1])
@pytest.mark.parametrize("then", ["chain", "alone", "nothing"])
def test_a_chain_that_is_replaced_while_it_is_opened(
    here: Covering, monkeypatch: pytest.MonkeyPatch, at: int, then: str
) -> None:
    """Its layers are gone by the time that they are opened: what took its place counts, and nothing is wrong."""
    paths = here.chain((0,), (1,))
    real = IndexOfPacks.__init__
    waiting = [1]

    def slowly(self: IndexOfPacks, path: str, object_format: ObjectFormat) -> None:
        if path == str(paths[at]) and waiting:
            waiting.clear()
            for gone in [*paths, paths[0].with_name("multi-pack-index-chain")]:
                gone.unlink()
            if then == "chain":
                here.chain((2,), (3,))
            elif then == "alone":
                here.alone(2, 3)
        real(self, path, object_format)

    monkeypatch.setattr(IndexOfPacks, "__init__", slowly)
    assert here.numbers() == (set() if then == "nothing" else {2, 3})
    assert not here.told
    assert not here.covered.refresh(directory_changed=True) or here.numbers() == (
        set() if then == "nothing" else {2, 3}
    )


def test_a_chain_whose_layers_always_vanish(here: Covering, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is not read for ever, and it is told of once."""
    paths = here.chain((0,), (1,))
    folder = paths[0].parent
    real = IndexOfPacks.__init__
    opened: list[str] = []

    def vanishing(self: IndexOfPacks, path: str, object_format: ObjectFormat) -> None:
        if path.endswith(".midx"):
            opened.append(path)
            for layer in folder.glob("*.midx"):
                layer.unlink()
            here.chain((len(opened) % 4,))
            with contextlib.suppress(FileNotFoundError):
                Path(path).unlink()
        real(self, path, object_format)

    monkeypatch.setattr(IndexOfPacks, "__init__", vanishing)
    assert here.numbers() == set()
    assert 1 < len(opened) < 20
    assert len(here.told) == 1


def test_what_changes_without_the_directory(here: Covering) -> None:
    """A chain is looked at all the same; one alone comes and goes with a name in the directory."""
    here.chain((0,), (1,))
    assert here.numbers() == {0, 1}
    assert not here.covered.refresh(directory_changed=False)
    here.chain((2,), (3,))
    assert here.covered.refresh(directory_changed=False)
    assert here.numbers() == {2, 3}
    here.alone(0, 1)
    assert here.covered.refresh(directory_changed=False)
    assert here.numbers() == {0, 1}
    here.chain((1,))
    assert not here.covered.refresh(directory_changed=False)
    assert here.numbers() == {0, 1}


def test_a_chain_file_that_is_none(here: Covering) -> None:
    here.chain((0,), (1,))
    path = here.path / "multi-pack-index.d/multi-pack-index-chain"
    lines = path.read_bytes()
    path.write_bytes(lines[:41] + b"nothing\n" + lines[41:])
    assert here.numbers() == {0}
    assert here.told == [f"{path}, offset 41: invalid multi-pack-index chain: line 'nothing' not a hash"]


def test_damage_is_told_once_and_mended_once_it_changes(here: Covering) -> None:
    path = here.alone(0, 1)
    path.write_bytes(b"MIDX\3" + path.read_bytes()[5:])
    for _ in range(3):
        assert here.found() == [None] * 4
        here.covered.refresh(directory_changed=True)
    assert here.told == [f"{path}: multi-pack-index version 3 not recognized"]
    here.alone(0, 1)
    assert here.covered.refresh(directory_changed=True)
    assert here.found() == [0, 1, None, None]


def test_a_row_that_leads_nowhere_ends_its_use(here: Covering) -> None:
    """Nothing else in it is believed then: all is found by the packs' own indexes."""
    path = here.alone(0, 1)
    data = bytearray(path.read_bytes())
    index = MultiPackIndex(bytes(data), SHA1)
    row = index.find(here.packs[1].ids[:20])
    data[index.offset_start + 8 * row : index.offset_start + 8 * row + 4] = b"\0\0\0\2"
    path.write_bytes(data)
    assert here.numbers() == {0, 1}
    assert here.covered.locate(here.packs[0].ids[:20]) is not None
    assert here.covered.locate(here.packs[1].ids[:20]) is None
    assert here.numbers() == set()
    assert here.covered.locate_many(here.packs[0].ids) == []
    assert len(here.told) == 1
    assert "bad pack-int-id: 2 (2 total packs)" in here.told[0]
    assert here.told[0].startswith(f"{path}, offset {index.offset_start + 8 * row}: ")


def test_what_the_system_does_not_let_us_open(here: Covering) -> None:
    (here.path / "multi-pack-index").symlink_to("multi-pack-index")
    here.chain((1, 2))
    assert here.numbers() == {1, 2}
    assert len(here.told) == 1
    assert here.told[0].startswith(f"unable to open {here.path}/multi-pack-index: ")


def test_a_pipe_in_its_place(here: Covering) -> None:
    os.mkfifo(here.path / "multi-pack-index")
    (here.path / "multi-pack-index.d").mkdir()
    os.mkfifo(here.path / "multi-pack-index.d/multi-pack-index-chain")
    assert here.numbers() == set()
    assert len(here.told) == 2


def test_let_go_of_and_opened_again(here: Covering) -> None:
    """Large ones are mapped, and count among the files that a store has open."""
    chance = random.Random(2)
    ids = b"".join(chance.randbytes(20) for _ in range(MANY))
    here.packs.append(IndexedPack(b"pack-4.idx", ids, range(12, 12 + MANY)))
    here.alone(4)
    assert here.covered.locate(ids[:20]) == (str(here.path / "pack-4"), 12)
    assert here.open_files.count == 1
    here.open_files.release_all()
    assert here.covered.opened is None
    assert here.covered.locate(ids[-20:]) == (str(here.path / "pack-4"), 12 + MANY - 1)
    here.covered.release()
    assert here.open_files.count == 0


def test_cut_short_while_mapped(here: Covering) -> None:
    """What was found before stays; what cannot be read any more ends its use."""
    chance = random.Random(2)
    ids = b"".join(chance.randbytes(20) for _ in range(40 * MANY))
    here.packs.append(IndexedPack(b"pack-4.idx", ids, range(12, 12 + 40 * MANY)))
    path = here.alone(4)
    assert here.covered.locate(ids[:20]) is not None
    with path.open("r+b") as file:
        file.truncate(READ_BELOW)
    for at in range(0, 400, 20):
        found = here.covered.locate(ids[at : at + 20])
        assert found in (None, (str(here.path / "pack-4"), 12 + at // 20))
    assert here.numbers() == set()
    assert len(here.told) == 1
