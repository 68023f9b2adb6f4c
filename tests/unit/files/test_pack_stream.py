"""A pack on its way to a stream is the one that a builder makes in a file, and goes out once, in order."""

from __future__ import annotations

import io
from array import array

import pytest

from pygitobj.files.pack_stream import BUFFER, PackStream
from pygitobj.oid import SHA1, SHA256, ObjectFormat
from tests.support.packs import build_pack, whole


def test_it_is_the_pack_of_its_entries() -> None:
    entries = [whole(3, b"a"), whole(3, b"b" * 100), whole(2, b"")]
    file = io.BytesIO()
    stream = PackStream(file, SHA1, 3)
    starts = []
    for entry in entries[:2]:
        starts.append(stream.start(b"x" * 20))
        stream.add(entry[:3])
        stream.add(entry[3:])
        stream.end()
    starts.append(stream.size)
    stream.add_whole(entries[2], b"x" * 20, array("I", [0]), array("Q", [stream.size]))
    assert len(stream) == 3
    # Nothing goes out before enough has come together, or the end.
    assert file.getvalue() == b""
    stream.finish()
    data, offsets = build_pack(entries)
    assert file.getvalue() == data
    assert starts == offsets
    assert stream.size == len(data) - 20


@pytest.mark.parametrize("object_format", [SHA1, SHA256])
def test_a_large_one_goes_out_meanwhile(object_format: ObjectFormat) -> None:
    file = io.BytesIO()
    stream = PackStream(file, object_format, 1)
    stream.start(b"")
    stream.add(bytes(BUFFER - 13))
    assert file.tell() == 0
    stream.add(b"x")
    assert file.tell() == BUFFER
    stream.finish()
    data = file.getvalue()
    assert data[BUFFER:] == object_format.new_hash(data[:BUFFER]).digest()


def test_nothing_is_taken_back() -> None:
    with pytest.raises(ValueError, match="takes nothing back"):
        PackStream(io.BytesIO(), SHA1, 1).forget()
