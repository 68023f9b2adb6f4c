"""Multi-pack-indexes of the packs that are in a directory, alone or as a chain, without asking git."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from pygitobj.files.idx import open_index
from pygitobj.formats.chain import build_chain
from pygitobj.formats.multi_pack_index import MultiPackIndex
from pygitobj.formats.multi_pack_index_writer import IndexedPack, build_multi_pack_index
from pygitobj.oid import SHA1, ObjectFormat

ALONE = "multi-pack-index"
CHAIN = "chain"
# The git on the machine may not know the other.
VERSION = 1


def indexed_packs(packs: Path, object_format: ObjectFormat = SHA1) -> list[IndexedPack]:
    """The packs in the directory `packs`, by name, as they go into a multi-pack-index."""
    found = []
    for path in sorted(packs.glob("*.idx")):
        index = open_index(str(path), object_format)
        time = int(path.with_suffix(".pack").stat().st_mtime)
        found.append(IndexedPack(path.name.encode(), index.oid_column(0, index.count), index.offsets(), time))
    return found


def write_alone(
    packs: Path,
    chosen: Sequence[IndexedPack] | None = None,
    preferred: int | None = None,
    object_format: ObjectFormat = SHA1,
) -> Path:
    """Write a multi-pack-index of all packs in the directory `packs`, or of those `chosen`."""
    path = packs / "multi-pack-index"
    chosen = indexed_packs(packs, object_format) if chosen is None else chosen
    data = build_multi_pack_index(object_format, chosen, version=VERSION, preferred=preferred)
    (packs / "tmp_multi").write_bytes(data)
    return (packs / "tmp_multi").rename(path)


def write_chain(
    packs: Path, chosen: Sequence[Sequence[IndexedPack]] | None = None, object_format: ObjectFormat = SHA1
) -> list[Path]:
    """Write a chain with a layer for each pack in the directory `packs`, or for each of the groups `chosen`."""
    folder = packs / "multi-pack-index.d"
    folder.mkdir(exist_ok=True)
    below: list[MultiPackIndex] = []
    paths = []
    for group in chosen or [[pack] for pack in indexed_packs(packs, object_format)]:
        data = build_multi_pack_index(object_format, group, version=VERSION, base=below)
        below.append(MultiPackIndex(data, object_format))
        paths.append(folder / f"multi-pack-index-{below[-1].own_hash.hex()}.midx")
        paths[-1].write_bytes(data)
    (folder / "tmp").write_bytes(build_chain([layer.own_hash.hex() for layer in below]))
    (folder / "tmp").rename(folder / "multi-pack-index-chain")
    return paths


def write_multi(packs: Path, kind: str | None) -> None:
    """Write a multi-pack-index of this `kind` over the packs in the directory `packs`; nothing for None."""
    if kind == ALONE:
        write_alone(packs)
    elif kind == CHAIN:
        write_chain(packs)
