"""packed-refs: what a search finds and what a list has; what prune makes of odd ones is in tests/support/odd."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from pygitobj import GitObjectError, Repository
from pygitobj.errors import CorruptError
from pygitobj.formats.packed_refs import PackedRefs
from pygitobj.formats.searched import Searched
from pygitobj.oid import SHA1, SHA256, ObjectFormat
from tests.support.command import git, run

HEADER = b"# pack-refs with: peeled fully-peeled sorted \n"
# At most so many names stand in a file, some of them more than once.
NAMES = [f"refs/heads/{letter}{number}" for letter in "abc" for number in (1, 22, 333)]
ODD = [b"# a comment\n", b"\n", b"short\n", b"^" + b"1" * 40 + b"\n", b"^\n", b"x" * 60 + b"\n", b"1" * 40 + b"\n"]


def odd_file(chance: random.Random, ids: list[bytes]) -> bytes:
    """A file of some good lines and some that are not, in order or not, with a header or not."""
    lines = [b"%s %s\n" % (chance.choice(ids), chance.choice(NAMES).encode()) for _ in range(chance.randrange(12))]
    if chance.random() < 0.6:
        lines.sort(key=lambda line: line[41:])
    for _ in range(chance.choice((0, 0, 1, 3))):
        lines.insert(chance.randrange(len(lines) + 1), chance.choice(ODD))
    return chance.choice((HEADER, HEADER, b"", b"# pack-refs with: peeled \n")) + b"".join(lines)


@pytest.mark.parametrize("seed", range(40))
def test_names_are_found_as_by_git(tmp_path: Path, seed: int) -> None:
    git(tmp_path, "init", "-q", "-b", "main", ".")
    ids = [git(tmp_path, "hash-object", "-w", "--stdin", stdin=text).strip() for text in (b"1", b"2", b"3")]
    chance = random.Random(seed)
    for _ in range(5):
        (tmp_path / ".git/packed-refs").write_bytes(odd_file(chance, ids))
        for name in NAMES:
            theirs = run(["git", "rev-parse", "--verify", "-q", name], tmp_path)
            with Repository.open(tmp_path) as repository:
                try:
                    found = repository.ref_store.get(name)
                except GitObjectError:
                    assert theirs.code == 128
                else:
                    assert theirs.out.decode().strip() == ("" if found is None else str(found))
                    assert theirs.code == (1 if found is None else 0)


def answer(data: bytes | Searched, name: str) -> object:
    """What a search says of `name`, or where the error is that it comes upon."""
    try:
        packed = PackedRefs(data, SHA1)
        found = packed.find(name.encode())
        return found, packed.search(name.encode())[1], packed.is_in_place
    except CorruptError as error:
        return str(error)


@pytest.mark.parametrize("seed", range(20))
def test_names_are_found_in_a_file_as_in_memory(seed: int) -> None:
    """Lines of which some are longer than what is looked at at once, odd ones too, and a file cut anywhere."""
    chance = random.Random(seed)
    for _ in range(30):
        data = odd_file(chance, [b"1" * 40, b"2" * 40]).replace(b"333", b"x" * chance.choice([3, 255, 300, 70_000]))
        data = data[: chance.choice([len(data), chance.randrange(len(data) + 1)])]
        for name in [*NAMES, "refs/heads/a" + "x" * 300, "", "z"]:
            assert answer(Searched(data), name) == answer(data, name), (data, name)
        try:
            assert list(PackedRefs(Searched(data), SHA1)) == list(PackedRefs(data, SHA1))
        except CorruptError:
            with pytest.raises(CorruptError):
                list(PackedRefs(Searched(data), SHA1))


@pytest.mark.parametrize("object_format", [SHA1, SHA256])
@pytest.mark.parametrize("count", range(1, 8))
@pytest.mark.parametrize("header", [b"", HEADER])
def test_every_line_of_a_name_is_listed(object_format: ObjectFormat, count: int, header: bytes) -> None:
    ids = [f"{number}" * object_format.hex_size for number in range(1, count + 1)]
    lines = "".join(f"{oid} refs/heads/x\n" for oid in ids)
    packed = PackedRefs(header + lines.encode(), object_format)
    assert [str(ref.id) for ref in packed] == ids
    found = packed.find(b"refs/heads/x")
    assert found is not None
    assert str(found.id) in ids


@pytest.mark.parametrize(
    ("data", "offset"),
    [
        (b"# something else\n", 0),
        (b"# pack-refs with: sorted", 0),
        (HEADER + b"1" * 40 + b" refs/heads/a\nrefs/heads/b", 100),
        (b"1" * 40 + b" refs/heads/a\nbad\n" + b"2" * 40 + b" refs/heads/b\n", 54),
    ],
)
def test_what_is_wrong_with_the_whole(data: bytes, offset: int) -> None:
    with pytest.raises(CorruptError) as caught:
        PackedRefs(data, SHA1)
    assert caught.value.offset == offset


def test_where_a_line_is_wrong() -> None:
    data = HEADER + b"1" * 40 + b" refs/heads/a\n" + b"2" * 40 + b"_refs/heads/b\n"
    packed = PackedRefs(data, SHA1)
    found = packed.find(b"refs/heads/b")
    assert found is not None
    with pytest.raises(CorruptError) as caught:
        list(packed)
    assert caught.value.offset == 100
    # Put in order, a line is where it was no more.
    with pytest.raises(CorruptError) as caught:
        list(PackedRefs(b"2" * 40 + b"_refs/heads/b\n" + b"1" * 40 + b" refs/heads/a\n", SHA1))
    assert caught.value.offset is None
