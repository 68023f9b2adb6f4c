"""packed-refs written again: by its pieces where it is as usual, which is what record by record comes out.

Tried besides: a hundred thousand files of up to forty records with up to ten changes.
"""

from __future__ import annotations

import random

import pytest

from pygitobj.errors import CorruptError
from pygitobj.formats.packed_refs import HEADER_LINE, PackedRef, PackedRefs, record_of
from pygitobj.oid import SHA1, SHA256, ObjectFormat, ObjectId
from pygitobj.refs.files_packed import merged


def some_id(chance: random.Random, object_format: ObjectFormat) -> ObjectId:
    return ObjectId(chance.randbytes(object_format.hash_size))


def some_records(chance: random.Random, object_format: ObjectFormat, count: int) -> dict[bytes, PackedRef]:
    """So many records or fewer, some of tags, in order of their names."""
    names = sorted({b"refs/%s/%d" % (chance.choice([b"heads", b"tags"]), chance.randrange(60)) for _ in range(count)})
    return {
        name: PackedRef(
            name, some_id(chance, object_format), some_id(chance, object_format) if chance.random() < 0.3 else None
        )
        for name in names
    }


@pytest.mark.parametrize("object_format", [SHA1, SHA256])
@pytest.mark.parametrize("header", [HEADER_LINE, b"# pack-refs with: sorted \n", b""])
@pytest.mark.parametrize("seed", range(20))
def test_by_pieces_as_record_by_record(object_format: ObjectFormat, header: bytes, seed: int) -> None:
    chance = random.Random(seed)
    for count in (0, 1, 5, 40):
        before = some_records(chance, object_format, count)
        packed = PackedRefs(header + b"".join(map(record_of, before.values())), object_format)
        values: dict[bytes, PackedRef | None] = dict(some_records(chance, object_format, chance.randrange(8)))
        for name in chance.sample(sorted(before), min(len(before), chance.randrange(4))):
            values[name] = None
        changed = [(name, b"" if ref is None else record_of(ref)) for name, ref in sorted(values.items())]
        pieces = packed.with_records(changed)
        assert pieces is not None
        assert b"".join(pieces) == b"".join(map(record_of, merged(packed, values)))


ONE, TWO = "1" * 40, "2" * 40
DAMAGE = {
    "short id": f"{ONE[1:]} refs/heads/b\n", "no id": f"x{ONE[1:]} refs/heads/b\n",
    "NUL": f"{ONE} refs/heads/b\0\n", "lone peeled": f"{ONE} refs/heads/b\n^{ONE}\n^{ONE}\n",
    "short peeled": f"{ONE} refs/heads/b\n^{ONE[1:]}\n", "empty": "\n",
}  # fmt: skip


@pytest.mark.parametrize("line", DAMAGE.values(), ids=list(DAMAGE))
def test_damage_is_not_written_again(line: str) -> None:
    """Not as it is, nor without the line that is damaged: it is found where each is looked at."""
    text = f"{HEADER_LINE.decode()}{ONE} refs/heads/a\n{line}{TWO} refs/heads/c\n"
    packed = PackedRefs(text.encode(), SHA1)
    assert packed.with_records([(b"refs/heads/a", b"")]) is None
    with pytest.raises(CorruptError):
        list(merged(packed, {b"refs/heads/a": None}))


@pytest.mark.parametrize(
    "lines",
    [f"{ONE} refs/heads/b\n{TWO} refs/heads/a\n", f"{ONE} refs/heads/a\n{TWO} refs/heads/a\n", f"{ONE} refs/a..b\n"],
    ids=["out of order", "twice", "malformed name"],
)
def test_what_is_odd_is_looked_at_record_by_record(lines: str) -> None:
    packed = PackedRefs(HEADER_LINE + lines.encode(), SHA1)
    assert packed.with_records([(b"refs/heads/a", b"")]) is None
