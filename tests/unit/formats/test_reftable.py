"""Tables as git writes them, read and written again; what else the format allows; and what is damaged.

Tried besides: tables of 500,000 references with an index of three levels (the same bytes as git's), and tables in which
one byte, two bytes or a run of bytes was changed, some ten thousand of each.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from pygitobj.errors import CorruptError, GitObjectError
from pygitobj.formats.reftable import Reftable
from pygitobj.formats.reftable_block import INDEX
from pygitobj.formats.reftable_options import TableOptions
from pygitobj.formats.reftable_records import LogChange, LogRecord, RefRecord, index_in
from pygitobj.formats.reftable_writer import TooLargeError, encoded_varint, shared_length, written_table
from pygitobj.oid import SHA1, SHA256, ObjectFormat
from tests.support.command import git
from tests.support.reftable import logs_of, refs_of, require_reftable, written_again

OPTIONS = TableOptions()


def oid(number: int, size: int = 20) -> bytes:
    return number.to_bytes(4, "big") * (size // 4)


def some_refs(count: int, size: int = 20) -> list[RefRecord]:
    """References of all kinds, in order of their names."""
    refs = []
    for number in range(count):
        name = b"refs/heads/%02d/topic-%05d" % (number * 100 // count, number)
        kinds = (
            RefRecord(name, 5 + number % 3, oid(number // 2, size)),
            RefRecord(name, 5, oid(number, size), oid(number + 1, size)),
            RefRecord(name, 7, target=b"refs/heads/main"),
            RefRecord(name, 6),
        )
        refs.append(kinds[number % 7 if number % 7 < 4 else 0])
    return refs


def some_logs(count: int, size: int = 20) -> list[LogRecord]:
    """Entries of logs in order of their keys, one of them deleted."""
    change = LogChange(oid(1, size), oid(2, size), b"A U Thor", b"a@example.com", 1_700_000_000, 530, b"why\n")
    logs = [
        LogRecord(b"refs/heads/%04d" % (number // 9), 9 - number % 9, change._replace(zone=-1145, timestamp=number))
        for number in range(count)
    ]
    return [*logs[:-1], LogRecord(logs[-1].name, logs[-1].update_index)] if logs else []


SHAPES = [
    (refs, logs, size, interval)
    for refs, logs in ((1, 0), (0, 1), (0, 400), (3, 1), (40, 40), (700, 900), (3000, 0))
    for size, interval in ((4096, 16), (512, 1), (512, 64), (65536, 16), (1 << 24 - 1, 7))
]


@pytest.mark.parametrize("object_format", [SHA1, SHA256])
@pytest.mark.parametrize("shape", SHAPES)
def test_what_is_written_is_read(shape: tuple[int, int, int, int], object_format: ObjectFormat) -> None:
    size = object_format.hash_size
    refs, logs = some_refs(shape[0], size), some_logs(shape[1], size)
    data = written_table((5, 9), refs, logs, object_format, TableOptions(*shape[2:]))
    table = Reftable(data)
    assert (table.header.first_index, table.header.last_index, table.format) == (5, 9, object_format)
    assert list(refs_of(table)) == refs
    assert list(logs_of(table)) == logs
    for ref in refs[:: max(1, len(refs) // 50)]:
        assert table.find(ref.name) == ref
        assert table.find(ref.name + b"x") is None
        assert table.find(ref.name[:-1]) is None
        below = [found for run in table.refs(ref.name) for found in run]
        assert below == [found for found in refs if found.name >= ref.name]
    assert table.find(b"A") is table.find(b"zzz") is None
    for log in logs[:: max(1, len(logs) // 20)]:
        found = [entry for run in table.logs(log.name) for entry in run if entry.name == log.name]
        assert found == [entry for entry in logs if entry.name == log.name]
    if table.footer.objects:
        known = {found.prefix for run in table.objects() for found in run}
        assert known == {ref.value[: table.footer.id_length] for ref in refs if ref.value} | {
            ref.peeled[: table.footer.id_length] for ref in refs if ref.peeled
        }


def test_no_records() -> None:
    assert written_table((1, 1), [], [], SHA1, OPTIONS) == b""
    header = b"REFT\1\0\x10\0" + bytes(7) + b"\1" + bytes(7) + b"\1"
    footer = header + bytes(40)
    table = Reftable(header + footer + zlib.crc32(footer).to_bytes(4, "big"))
    assert not [*table.refs(), *table.logs(), *table.objects()]
    assert table.find(b"HEAD") is None


def test_too_large() -> None:
    with pytest.raises(TooLargeError):
        written_table((1, 1), [RefRecord(b"n" * 5000, 1)], [], SHA1, OPTIONS)
    table = Reftable(written_table((1, 1), [RefRecord(b"n" * 5000, 1)], [], SHA1, TableOptions(8192)))
    assert table.find(b"n" * 5000) is not None


def test_logs_that_do_not_get_shorter() -> None:
    """A deflated block is never longer than a block: git reads no more of it."""
    noise = b"".join(zlib.compress(bytes([a, b])) for a in range(255) for b in range(7))
    change = LogChange(oid(1), oid(2), b"A", b"a", 1, 0, b"")
    logs = [LogRecord(b"HEAD", 99 - n, change._replace(message=noise[n * 150 : n * 150 + 900])) for n in range(90)]
    data = written_table((1, 99), [], logs, SHA1, OPTIONS)
    assert list(logs_of(Reftable(data))) == logs


NUMBERS = {0: "00", 1: "01", 127: "7f", 128: "8000", 255: "807f", 16511: "ff7f", 16512: "808000"}


@pytest.mark.parametrize("number", NUMBERS)
def test_numbers(number: int) -> None:
    assert encoded_varint(number).hex() == NUMBERS[number]


@pytest.mark.parametrize(
    ("one", "other", "size"),
    [(b"", b"a", 0), (b"a", b"a", 1), (b"abc", b"abd", 2), (b"abc", b"ab", 2), (b"b", b"ab", 0)],
)
def test_what_is_shared(one: bytes, other: bytes, size: int) -> None:
    assert shared_length(one, other) == shared_length(other, one) == size


@pytest.mark.parametrize("object_format", ["sha1", "sha256"])
def test_same_bytes_as_a_newer_git(vectors: Path, object_format: str) -> None:
    tables = list((vectors / f"reftable-{object_format}.git/reftable").glob("*.ref"))
    assert tables
    for path in tables:
        assert written_again(path.read_bytes(), OPTIONS) == path.read_bytes()


@pytest.mark.parametrize("object_format", ["sha1", "sha256"])
@pytest.mark.parametrize(
    "options",
    [OPTIONS, TableOptions(512), TableOptions(1024, 3), TableOptions(256, 1, False), TableOptions(65536, 64, False)],
)
def test_same_bytes_as_git(tmp_path: Path, object_format: str, options: TableOptions) -> None:
    require_reftable(tmp_path)
    git(tmp_path, "init", "-q", "-b", "main", "--ref-format=reftable", f"--object-format={object_format}", "r")
    place = tmp_path / "r"
    for name, value in zip(("blockSize", "restartInterval", "indexObjects"), options, strict=True):
        git(place, "config", f"reftable.{name}", str(value).lower())
    ids = [
        git(place, "commit-tree", "-m", str(n), git(place, "mktree").decode().strip()).decode().strip()
        for n in range(9)
    ]
    git(place, "tag", "-a", "-m", "m", "v1", ids[0])
    lines = [f"create refs/heads/{n % 7}/topic-{n} {ids[n % 9]}\n" for n in range(500)]
    git(place, "update-ref", "-m", "many", "--stdin", stdin="".join(lines).encode())
    git(place, "symbolic-ref", "refs/remotes/o/HEAD", "refs/remotes/o/main")
    for number in range(30):
        git(place, "update-ref", "-m", f"turn {number}", "refs/heads/main", ids[number % 9])
    paths = sorted((place / ".git/reftable").glob("*.ref"))
    git(place, "pack-refs")
    for path in [path for path in paths if path.exists()] + list((place / ".git/reftable").glob("*.ref")):
        data = path.read_bytes()
        assert written_again(data, options) == data, path


# What a byte does to the footer, whose checksum is made right again, and what is said of it.
def with_footer(data: bytes, at: int, new: bytes) -> bytes:
    """`data` with `new` at `at` of its footer."""
    footer = bytearray(data[-68:-4])
    footer[at : at + len(new)] = new
    return data[:-68] + bytes(footer) + zlib.crc32(footer).to_bytes(4, "big")


FOOTERS = {
    "the index of references beyond the end": (24, b"\xff" * 8),
    "the index of references is no index": (24, (4096).to_bytes(8, "big")),
    "no index of references, so that these end in one": (24, bytes(8)),
    "logs beyond the end": (48, b"\x7f" + bytes(7)),
    "logs elsewhere": (48, (4096).to_bytes(8, "big")),
    "no logs, so that objects end in them": (48, bytes(8)),
    "objects elsewhere": (32, (4096 << 5 | 2).to_bytes(8, "big")),
}


@pytest.mark.parametrize("what", FOOTERS)
def test_footers_that_lie(what: str) -> None:
    data = written_table((5, 9), some_refs(700), some_logs(60), SHA1, OPTIONS)
    with pytest.raises(CorruptError):
        everything(with_footer(data, *FOOTERS[what]))


HEADS = {
    b"": "signature", b"REF": "signature", b"XEFT" + bytes(100): "signature", b"REFT": "version",
    b"REFT\3" + bytes(100): "version", b"REFT\1" + bytes(10): "too short", b"REFT\1" + bytes(60): "too short",
    b"REFT\2" + bytes(100): "hash",
}  # fmt: skip


@pytest.mark.parametrize("data", HEADS)
def test_what_is_no_table(data: bytes) -> None:
    with pytest.raises(CorruptError, match=HEADS[data]):
        Reftable(data)


def everything(data: bytes) -> object:
    """All that the table in `data` says."""
    table = Reftable(data)
    found = (list(refs_of(table)), list(logs_of(table)), [record for run in table.objects() for record in run])
    for ref in found[0]:
        table.find(ref.name)
    return found


def test_a_section_that_is_cut_off_is_no_shorter_one() -> None:
    """Whatever type a block in the middle has by one byte, the references after it are not left out in silence."""
    data = written_table((5, 9), some_refs(700), some_logs(400), SHA1, TableOptions(1024))
    right = everything(data)
    for at in range(1024, Reftable(data).footer.ref_index, 1024):
        for kind in b"roig\0\xff":
            changed = data[:at] + bytes((kind,)) + data[at + 1 :]
            if changed == data:
                assert everything(changed) == right
            else:
                with pytest.raises(CorruptError):
                    everything(changed)


def damaged() -> Iterator[bytes]:
    """Tables with each byte flipped, and cut short at each place."""
    tables = (
        written_table((5, 9), some_refs(12), some_logs(12), SHA1, TableOptions(256, 3)),
        written_table((5, 9), [], some_logs(30), SHA256, TableOptions(512)),
    )
    for data in tables:
        for at in range(len(data)):
            yield data[:at]
            for mask in (0x01, 0x80, 0xFF):
                yield data[:at] + bytes((data[at] ^ mask,)) + data[at + 1 :]


def test_every_byte() -> None:
    """An answer or our error, whatever is damaged: no other exception, and no end of memory or of time."""
    errors = 0
    for data in damaged():
        try:
            everything(data)
        except GitObjectError as error:
            errors += bool(str(error))
    assert errors > 1000


def levels_below(table: Reftable, root: int) -> int:
    """How many levels the index has whose highest block is at `root`."""
    block = table.index_block(root)
    below = index_in(block, block.first, block.end)[0].at
    return 1 + (levels_below(table, below) if table.block(below).kind == INDEX else 0)


def large(object_format: ObjectFormat) -> list[bytes]:
    """Tables whose indexes have two levels: of references, with objects, and of logs."""
    size, options = object_format.hash_size, TableOptions(200, 3)
    refs = written_table((5, 9), some_refs(150, size), [], object_format, options)
    logs = written_table((5, 9), [], some_logs(280, size), object_format, TableOptions(256))
    footer = Reftable(refs).footer
    assert footer.objects
    assert levels_below(Reftable(refs), footer.ref_index) > 1
    assert levels_below(Reftable(logs), Reftable(logs).footer.log_index) > 1
    return [refs, logs]


@pytest.mark.slow
@pytest.mark.parametrize("object_format", [SHA1, SHA256])
@pytest.mark.parametrize("which", [0, 1])
def test_every_byte_below_an_index(which: int, object_format: ObjectFormat, request: pytest.FixtureRequest) -> None:
    """Our error, or as many references and log entries as there are: no bit leaves one out, by name neither."""
    data = large(object_format)[which]
    table = Reftable(data)
    count = len(list(refs_of(table))), len(list(logs_of(table)))
    names = {ref.name for ref in refs_of(table)}
    errors = 0
    is_long = bool(request.config.getoption("seconds"))
    index = range(table.footer.ref_index - 1600, table.footer.ref_index + 200) if names else range(0)
    for at in sorted({*range(0, len(data), 1 if is_long else 151), *index[:: 1 if is_long else 13]}):
        changed = data[:at] + bytes((data[at] ^ 1 << at % 8,)) + data[at + 1 :]
        try:
            read = Reftable(changed)
            found = list(refs_of(read)), list(logs_of(read))
        except GitObjectError:
            errors += 1
            continue
        assert (len(found[0]), len(found[1])) == count, at
        for name in names.intersection(ref.name for ref in found[0]):
            with suppress(GitObjectError):
                assert read.find(name) is not None, at
    assert errors
