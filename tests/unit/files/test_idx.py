"""An index on disk, and the order of its entries in the pack."""

from __future__ import annotations

from pathlib import Path

import pytest

from pygitobj.errors import CorruptIndex, UnsupportedError
from pygitobj.files.idx import OffsetOrder, open_index
from pygitobj.oid import SHA1, SHA256
from tests.support.packs import build_idx

ROWS = [(bytes([first]) * 20, offset) for first, offset in ((1, 90), (2, 12), (3, 40))]
DATA = build_idx(ROWS, bytes(200))


def test_a_file_is_opened_and_errors_name_it(tmp_path: Path) -> None:
    path = tmp_path / "a.idx"
    with pytest.raises(FileNotFoundError):
        open_index(f"{path}", SHA1)
    path.write_bytes(DATA)
    assert [*open_index(f"{path}", SHA1).oids()] == [oid for oid, _ in ROWS]
    with pytest.raises(CorruptIndex, match=f"^wrong index v2 file size in {path}"):
        open_index(f"{path}", SHA256)
    path.write_bytes(b"")
    with pytest.raises(CorruptIndex, match=f"^index file {path} is too small"):
        open_index(f"{path}", SHA1)
    path.write_bytes(DATA[:7] + b"\3" + DATA[8:])
    with pytest.raises(UnsupportedError, match="version 3"):
        open_index(f"{path}", SHA1)


def test_which_entry_is_where_and_comes_next(tmp_path: Path) -> None:
    (tmp_path / "a.idx").write_bytes(DATA)
    order = OffsetOrder(open_index(f"{tmp_path}/a.idx", SHA1))
    assert [order.row_at(offset) for offset in (12, 40, 90)] == [1, 2, 0]
    assert [order.row_at(offset) for offset in (0, 13, 89, 91, 1 << 62)] == [None] * 5
    assert [order.end_of(offset, 180) for offset in (12, 40, 90)] == [40, 90, 180]
