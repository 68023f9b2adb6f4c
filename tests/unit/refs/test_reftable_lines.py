"""Lists of references in reftables, all at once and one by one: the same, damaged ones too.

Tried besides: stacks of up to six tables of random records with prefixes taken by chance, a hundred thousand times.
"""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from pygitobj.errors import GitObjectError
from pygitobj.formats.reftable_options import TableOptions
from pygitobj.formats.reftable_records import RefRecord
from pygitobj.formats.reftable_writer import written_table
from pygitobj.oid import SHA1
from pygitobj.refs.plain_lines import plain_lines, plain_names
from pygitobj.refs.refs import Refs
from pygitobj.refs.reftable_store import ReftableStore

ONE, TWO = bytes([1]) * 20, bytes([2]) * 20


def add(directory: Path, number: int, records: list[RefRecord], block_size: int = 256, interval: int = 3) -> Path:
    """A further table in the list."""
    in_order = sorted({record.name: record for record in records}.values(), key=lambda record: record.name)
    data = written_table((number, number), in_order, [], SHA1, TableOptions(block_size, interval))
    path = directory / f"0x{number:012x}-0x{number:012x}-{number:08x}.ref"
    directory.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    with (directory / "tables.list").open("a") as listed:
        listed.write(f"{path.name}\n")
    return path


def ref(name: str, number: int, value: bytes | None = ONE, peeled: bytes | None = None, target: str = "") -> RefRecord:
    return RefRecord(name.encode(), number, None if target else value, peeled, target.encode() or None)


def refs_in(git_dir: Path, common_dir: Path | None = None) -> Refs:
    return Refs(ReftableStore(str(git_dir), str(common_dir or git_dir), SHA1))


def one_by_one(refs: Refs, prefix: str = "") -> bytes | str:
    """The lines that the ordinary way gives; "broken" where one cannot be shown, or "error"."""
    try:
        listed = list(refs.listed(prefix))
    except GitObjectError:
        return "error"
    if any(one.id is None or one.has_bad_name for one in listed):
        return "broken"
    return b"".join(f"{one.id} {one.name}\n".encode("utf-8", "surrogateescape") for one in listed)


def at_once(refs: Refs, prefix: str = "") -> bytes | None:
    """The same by the quick way, None where that does not go."""
    found = plain_lines(refs, prefix)
    return None if found is None else found.text


def names(count: int) -> list[str]:
    return [f"refs/heads/{number % 7}/branch-{number:03d}" for number in range(count)]


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """The git directory of a stack of three tables, the first of several blocks."""
    stack = tmp_path / "reftable"
    first = [ref(name, 1) for name in names(120)]
    first += [ref(f"refs/tags/v{number}", 1, ONE, TWO) for number in range(30)]
    add(stack, 1, [*first, ref("HEAD", 1, target="refs/heads/main"), ref("refs/bisect/bad", 1)])
    add(stack, 2, [ref(name, 2, TWO) for name in names(20)] + [ref(name, 2, None) for name in names(120)[100:]])
    add(stack, 3, [ref("refs/heads/0/a", 3), ref("refs/remotes/o/HEAD", 3, target=names(20)[3]),
                   ref("refs/remotes/o/none", 3, target="refs/heads/none"), ref("refs/zzz/z", 3)])  # fmt: skip
    return tmp_path


PREFIXES = ("", "refs/", "refs/heads/", "refs/heads/3/", "refs/heads/3/branch-003", "refs/tags/", "refs/tags/v1",
            "refs/remotes/", "refs/a", "refs/zzz", "refs/zzzz", "refs/bisect/", "HEAD", "re")  # fmt: skip


@pytest.mark.parametrize("prefix", PREFIXES)
def test_at_once_as_one_by_one(place: Path, prefix: str) -> None:
    expected = one_by_one(refs_in(place), prefix)
    assert at_once(refs_in(place), prefix) == expected
    assert expected or prefix in ("refs/a", "refs/zzzz", "HEAD")


@pytest.mark.parametrize("prefix", PREFIXES)
def test_another_worktree(place: Path, prefix: str) -> None:
    """It has its own references in place of the main worktree's, and others besides its own are not known to it."""
    git_dir = place / "worktrees/w"
    add(git_dir / "reftable", 1, [ref("HEAD", 1), ref("refs/bisect/good", 1), ref("refs/worktree/x", 1, TWO)])
    expected = one_by_one(refs_in(git_dir, place), prefix)
    assert at_once(refs_in(git_dir, place), prefix) == expected
    assert isinstance(expected, bytes)
    assert b"refs/bisect/bad" not in expected


@pytest.mark.parametrize("odd", ["refs/heads/a..b", "refs/heads/a b", "refs/heads/a\nb", "refs/heads/.a"])
def test_what_is_not_usual_is_looked_at_one_by_one(place: Path, odd: str) -> None:
    add(place / "reftable", 4, [ref(odd, 4)])
    assert at_once(refs_in(place)) is None
    assert at_once(refs_in(place), "refs/tags/") == one_by_one(refs_in(place), "refs/tags/")


def test_null_ids_and_circles_are_looked_at_one_by_one(place: Path) -> None:
    add(place / "reftable", 4, [ref("refs/heads/circle", 4, target="refs/heads/circle")])
    assert at_once(refs_in(place)) == one_by_one(refs_in(place)) != b""
    add(place / "reftable", 5, [ref("refs/heads/null", 5, bytes(20))])
    assert at_once(refs_in(place)) is None
    assert one_by_one(refs_in(place)) == "broken"


def test_no_tables(tmp_path: Path) -> None:
    (tmp_path / "reftable").mkdir()
    assert at_once(refs_in(tmp_path)) == b""


@pytest.mark.parametrize("prefix", ["", "refs/heads/3/"])
@pytest.mark.parametrize("interval", [1, 16])
def test_each_byte_changed(tmp_path: Path, interval: int, prefix: str) -> None:
    """Nothing comes out at once that does not come out one by one."""
    path = add(tmp_path / "reftable", 1, [ref(name, 1) for name in names(60)], 256, interval)
    data = path.read_bytes()
    right = at_once(refs_in(tmp_path), prefix)
    chance = random.Random(interval)
    closely = 0
    for at in range(len(data)):
        changed = data[at] ^ chance.choice([1, 2, 4, 8, 16, 32, 64, 128, 255])
        path.write_bytes(data[:at] + bytes((changed,)) + data[at + 1 :])
        found = at_once(refs_in(tmp_path), prefix)
        assert found in (None, one_by_one(refs_in(tmp_path), prefix)), at
        closely += found is None
    assert right
    assert len(data) > closely > len(data) // 10


def test_names_at_once_as_one_by_one(place: Path) -> None:
    """What leads nowhere has a name too."""
    for prefix in PREFIXES[:-2]:
        refs = refs_in(place)
        found = plain_names(refs, prefix)
        assert found is not None
        assert [line[41:].decode() for line in found.text.splitlines()] == [
            stored.name for stored in refs.backend.stored(prefix, strict=False)
        ]
    (place / "reftable/tables.list").write_text("none\n")
    assert plain_names(refs_in(place), "") is None
