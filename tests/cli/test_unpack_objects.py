"""unpack-objects beside git: the same loose objects, and of a damaged pack what is good."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.command import git, pygitobj, run
from tests.support.deltas import copy, delta, insert
from tests.support.packs import build_pack, object_id, ofs_delta, ref_delta, whole

BODY = b"the base of them all\n" * 20
DELTA = delta(len(BODY), len(BODY) + 1, copy(0, len(BODY)) + insert(b"x"))
GROWN = BODY + b"x"
BLOB = object_id("blob", BODY)


@pytest.fixture
def pair(tmp_path: Path) -> tuple[Path, Path]:
    """Two new repositories, ours and git's."""
    for name in ("ours", "theirs"):
        git(tmp_path, "init", "-q", "-b", "main", name)
    return tmp_path / "ours", tmp_path / "theirs"


def objects(repository: Path) -> dict[str, bytes]:
    """What is in the object directory, by path; temporary files too."""
    folder = repository / ".git/objects"
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.mark.parametrize(
    "entries",
    [
        [],
        [whole(3, BODY), ref_delta(BLOB, DELTA), whole(3, b"")],
        [ref_delta(BLOB, DELTA), whole(3, BODY)],
        [whole(3, BODY), ofs_delta(len(whole(3, BODY)), DELTA)],
        [whole(2, b""), whole(4, b"odd"), whole(3, b"twice"), whole(3, b"twice")],
        [whole(3, bytes(20 << 20))],
    ],
    ids=["nothing", "by id", "base after", "by offset", "odd", "large"],
)
@pytest.mark.parametrize("words", [["-q"], ["-q", "-n"]])
def test_as_git(pair: tuple[Path, Path], entries: list[bytes], words: list[str]) -> None:
    data, _ = build_pack(entries)
    answer = pygitobj(pair[0], "unpack-objects", *words, stdin=data)
    assert answer == run(["git", "unpack-objects", *words], pair[1], data)
    assert objects(pair[0]) == objects(pair[1])


def test_a_base_in_the_store(pair: tuple[Path, Path]) -> None:
    data, _ = build_pack([ref_delta(BLOB, DELTA)])
    for repository, command in zip(pair, ("pygitobj", "git"), strict=True):
        git(repository, "hash-object", "-w", "--stdin", stdin=BODY)
        answer = pygitobj(repository, "unpack-objects", "-q", stdin=data) if command == "pygitobj" else None
        assert answer is None or answer.code == 0
    git(pair[1], "unpack-objects", "-q", stdin=data)
    assert objects(pair[0]) == objects(pair[1])


@pytest.mark.parametrize(
    "data",
    [
        build_pack([whole(3, BODY)])[0][:-1] + b"?",
        build_pack([whole(3, BODY)])[0][:-25],
        build_pack([ref_delta(b"\1" * 20, DELTA)])[0],
        build_pack([whole(3, BODY), ref_delta(BLOB, DELTA[1:])])[0],
        b"",
        b"junk" * 10,
    ],
    ids=["trailer", "cut", "no base", "bad delta", "empty", "junk"],
)
def test_damage_writes_nothing(pair: tuple[Path, Path], data: bytes) -> None:
    answer = pygitobj(pair[0], "unpack-objects", "-q", stdin=data)
    assert answer.code == 128
    assert answer.err.startswith(b"fatal: ")
    assert answer.err.count(b"\n") == 1
    assert objects(pair[0]) == {}
    assert run(["git", "unpack-objects", "-q"], pair[1], data).code != 0


def test_what_can_be_recovered(pair: tuple[Path, Path]) -> None:
    """Of a pack that is cut, of one with a wrong trailer, of one with a bad delta: all that is good."""
    entries = [whole(3, BODY), ref_delta(BLOB, DELTA), ref_delta(BLOB, DELTA[1:]), whole(3, b"last")]
    data, offsets = build_pack(entries)
    for size, expected in ((offsets[3] + 3, 2), (len(data) - 3, 3), (len(data), 3)):
        answer = pygitobj(pair[0], "unpack-objects", "-q", "-r", stdin=data[:size])
        assert answer.code == 1
        assert b"error: " in answer.err
        found = objects(pair[0])
        assert len(found) == expected
        assert git(pair[0], "cat-file", "blob", object_id("blob", GROWN).hex()) == GROWN
        for path in found:
            (pair[0] / ".git/objects" / path).unlink()


def test_strict(pair: tuple[Path, Path]) -> None:
    data, _ = build_pack([whole(2, b"100644 a\0" + b"\1" * 20)])
    answer = pygitobj(pair[0], "unpack-objects", "-q", "--strict", stdin=data)
    assert answer.code == run(["git", "unpack-objects", "-q", "--strict"], pair[1], data).code == 128
    assert objects(pair[0]) == {}
    assert pygitobj(pair[0], "unpack-objects", "-q", stdin=data).code == 0


@pytest.mark.parametrize("words", [["--foo"], ["a"], ["--max-input-size=100"]])
def test_wrong_words(pair: tuple[Path, Path], words: list[str]) -> None:
    data, _ = build_pack([whole(3, BODY), whole(3, bytes(range(256)))])
    expected = run(["git", "unpack-objects", *words], pair[1], data)
    assert pygitobj(pair[0], "unpack-objects", *words, stdin=data).code == expected.code
    assert objects(pair[0]) == {}
