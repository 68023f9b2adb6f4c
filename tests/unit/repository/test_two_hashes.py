"""A repository whose objects have names in two hashes: what these are called is read from its files."""

from __future__ import annotations

from pathlib import Path

import pytest

from pygitobj import SHA1, SHA256, ObjectId, Repository
from pygitobj.errors import CorruptError
from pygitobj.formats.loose_object_idx import build_loose_object_idx
from pygitobj.formats.object_map import MappedName, build_object_map
from tests.support.unchecked import unchecked

BODIES = [b"", b"one\n", b"two\n", b"three\n"]
NAMES = [MappedName(SHA256.hash_object("blob", body), SHA1.hash_object("blob", body)) for body in BODIES]


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """A repository of sha256 with names of sha1 in a text, and in a map of a directory that it borrows from."""
    (tmp_path / "refs").mkdir()
    (tmp_path / "HEAD").write_text("ref: refs/heads/main\n")
    (tmp_path / "config").write_text(
        "[core]\nrepositoryformatversion = 1\nbare = true\n"
        "[extensions]\nobjectFormat = sha256\ncompatObjectFormat = sha1\n"
    )
    (tmp_path / "objects/info").mkdir(parents=True)
    (tmp_path / "objects/info/alternates").write_text(f"{tmp_path}/other\n")
    (tmp_path / "objects/loose-object-idx").write_bytes(build_loose_object_idx(NAMES[1:2]))
    (tmp_path / "other/object-map").mkdir(parents=True)
    (tmp_path / "other/object-map/map-00.map").write_bytes(build_object_map(NAMES[2:3], SHA256, SHA1))
    return tmp_path


def test_translated_both_ways(place: Path) -> None:
    with Repository.open(place) as repository:
        assert repository.other_format is SHA1
        for entry in NAMES[:3]:
            assert repository.translate(entry.main) == entry.other
            assert repository.translate(entry.other) == entry.main
        assert repository.translate(NAMES[3].main) is None
        assert repository.translate(SHA256.null_id) == SHA1.null_id
        assert repository.translate(SHA1.empty_tree) == SHA256.empty_tree


def test_what_is_wrong_is_told(place: Path) -> None:
    with Repository.open(place) as repository:
        path = place / "objects/loose-object-idx"
        path.write_bytes(path.read_bytes() + b"nothing\n")
        with pytest.raises(CorruptError, match="loose-object-idx, offset 125") as caught:
            repository.translate(NAMES[3].main)
        assert caught.value.path == str(path)
        for wrong in ("ab", b"ab", None, ObjectId(bytes(20)).hex()):
            with pytest.raises((TypeError, ValueError)):
                repository.translate(unchecked(wrong))
    (place / "config").write_text("[core]\nbare = true\n")
    with Repository.open(place) as repository:
        assert repository.other_format is None
        with pytest.raises(ValueError, match="one hash"):
            repository.translate(NAMES[1].other)
