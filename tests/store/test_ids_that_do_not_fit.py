"""What is no id of a store is refused by every call alike: never True, never another object, never a shifted answer.

Tried besides what stands here: memoryviews of wider items and arrays (their len() is not that of their bytes), values
that are no buffer, ids of either format in a store of the other.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterator
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any

import pytest

from pygitobj import NotFoundError, ObjectId, ObjectStore, Repository, RepositoryError
from pygitobj.kernels import IndexTable, pure
from pygitobj.oid import FORMATS, RAW_SIZES, SHA1, SHA256, ObjectFormat
from tests.support.command import git
from tests.support.unchecked import unchecked

FORMAT_NAMES = sorted(FORMATS)


@pytest.fixture(params=[(name, layout) for name in FORMAT_NAMES for layout in ("loose", "packed")], ids="-".join)
def repository(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Repository]:
    name, layout = request.param
    git(tmp_path, "init", "-q", f"--object-format={name}", ".")
    (tmp_path / "file").write_bytes(b"x")
    git(tmp_path, "add", "file")
    git(tmp_path, "commit", "-q", "-m", "x")
    if layout == "packed":
        git(tmp_path, "repack", "-a", "-d", "-q")
    with Repository.open(tmp_path) as opened:
        yield opened


def misfits(object_format: ObjectFormat, good: bytes) -> dict[str, tuple[Any, type[Exception]]]:
    """What could be taken for the id `good` or for another, and the error that it is."""
    size = object_format.hash_size
    raw = bytes(good)
    other = SHA256 if object_format is SHA1 else SHA1
    return {
        "nothing": (b"", ValueError),
        "one byte": (raw[:1], ValueError),
        "too short": (raw[:-1], ValueError),
        "too long": (raw + b"y", ValueError),
        "twice": (raw * 2, ValueError),
        "the other length": ((raw * 2)[: other.hash_size], ValueError),
        "an id of the other format": (ObjectId((raw * 2)[: other.hash_size]), ValueError),
        "hex digits as bytes": (raw.hex().encode(), TypeError),
        "hex digits": (raw.hex(), TypeError),
        "text as long as an id": ("x" * size, TypeError),
        "a number": (5, TypeError),
        "None": (None, TypeError),
        "a bytearray": (bytearray(raw), TypeError),
        "a memoryview": (memoryview(raw), TypeError),
        "as many wide items": (memoryview(raw * 4).cast("I"), TypeError),
        "an array": (array("I", range(size)), TypeError),
        "a list of bytes": (list(raw), TypeError),
    }


def single_calls(repository: Repository) -> list[Callable[[Any], object]]:
    """Every call that takes one id."""
    store = repository.objects
    return [
        store.read,
        store.header,
        store.info,
        store.open,
        lambda oid: list(store.locate(oid)),
        lambda oid: store.first_good(oid, lambda copy: copy),
    ]


def many_calls(store: ObjectStore) -> list[Callable[[Any], Iterator[object]]]:
    """Every call that takes many."""
    return [
        store.read_many,
        store.header_many,
        store.info_many,
        store.sizes,
        # Without any it is about all.
        lambda oids: store.verify(unchecked(5 if oids is None else oids)),
        lambda oids: store.read_many(oids, window=1, large=0),
    ]


def test_one_id(repository: Repository) -> None:
    good = next(iter(repository.objects))
    for what, (value, error) in misfits(repository.format, good).items():
        for call in single_calls(repository):
            with pytest.raises(error) as caught:
                call(value)
            assert not isinstance(caught.value, NotFoundError), what
            assert "ObjectId" in str(caught.value) or f"expected {repository.format.hash_size}" in str(caught.value)


def test_what_is_asked_for_with_in(repository: Repository) -> None:
    """As every other call, except that the digits of a whole id are an id here: who asks only asks."""
    store = repository.objects
    good = next(iter(store))
    for what, (value, error) in misfits(repository.format, good).items():
        if what != "hex digits":
            with pytest.raises(error):
                assert value not in store
    assert str(good) in store
    assert str(good).upper() in store
    assert str(repository.format.empty_tree) in store
    for absent in ("1" * len(str(good)), "0" * len(str(good))):
        assert absent not in store
    for other in (str(good)[:-1], str(good) + "0", "\u0661" * len(str(good)), "", "HEAD"):
        with pytest.raises(TypeError, match="an object id is expected"):
            assert other not in store


def test_a_revision_is_text_or_an_id(repository: Repository) -> None:
    good = next(iter(repository.objects))
    calls: list[Callable[[Any], object]] = [
        repository.__getitem__,
        repository.resolve,
        repository.lookup,
        repository.__contains__,
    ]
    for value in (b"HEAD", bytes(good), 5, None, good.hex().encode()):
        for call in calls:
            with pytest.raises(TypeError, match="a revision is expected"):
                call(value)
    with pytest.raises(ValueError, match="expected"):
        repository[ObjectId((bytes(good) * 2)[: 52 - len(good)])]
    assert good in repository
    assert "HEAD" in repository
    assert "nope" not in repository
    assert repository[good].id == good


def test_prefixes_are_digits(repository: Repository) -> None:
    good = next(iter(repository.objects))
    store = repository.objects
    calls: list[Callable[[Any], object]] = [store.find_prefix, store.expand]
    for call in calls:
        for value in (good, bytes(good), good.hex().encode(), None, 5):
            with pytest.raises(TypeError, match="hex digits"):
                call(value)
        for text in ("", "123", "xyzw", good.hex() + "0", "1" * 10_000):
            with pytest.raises(ValueError, match="not an abbreviated object id") as caught:
                call(text)
            assert len(str(caught.value)) < 300


@pytest.mark.parametrize("before", [0, 2, 1023, 1024, 1025])
def test_a_bad_one_in_the_middle(repository: Repository, before: int) -> None:
    """Requests are looked at in columns, the first of 1,024."""
    store = repository.objects
    ids = list(store)
    asked = [ids[at % len(ids)] for at in range(before)]
    bad = list(misfits(repository.format, ids[0]).items())
    for call in many_calls(store)[: 4 if before < 10 else 3]:
        expected = list(call(asked))
        for what, (value, error) in bad if before < 10 else bad[2:4]:
            answers = call([*asked, value, *ids])
            assert list(islice(answers, before)) == expected, what
            with pytest.raises(error):
                next(answers)
            assert list(answers) == []


def test_two_that_make_up_for_each_other(repository: Repository) -> None:
    first, second = list(repository.objects)[:2]
    moved = [bytes(first) + bytes(second[:1]), bytes(second[1:])]
    for call in many_calls(repository.objects):
        with pytest.raises(ValueError, match="bytes, expected"):
            list(call(moved))


def test_one_id_is_not_many(repository: Repository) -> None:
    good = next(iter(repository.objects))
    for value in (good, bytes(good), good.hex(), 5, None):
        for call in many_calls(repository.objects):
            with pytest.raises(TypeError, match="many ids"):
                call(value)


def test_an_error_of_the_iterable_comes_after_the_answers_before_it(repository: Repository) -> None:
    ids = list(repository.objects)[:2]

    def broken() -> Iterator[ObjectId]:
        yield from ids
        raise LookupError("no more")

    for call in many_calls(repository.objects):
        answers = call(broken())
        assert list(islice(answers, 2)) == list(call(ids))
        with pytest.raises(LookupError, match="no more"):
            next(answers)


def test_bounds_that_bound_nothing(repository: Repository) -> None:
    store = repository.objects
    calls: list[Callable[..., object]] = [partial(store.read_many, []), store.scan]
    for call in calls:
        for bound in ("window", "large"):
            with pytest.raises(ValueError, match="number of bytes"):
                call(**{bound: -1})


def test_a_replace_ref_of_the_other_length(repository: Repository) -> None:
    """One that is too short is told; of one that is too long the start counts, as in git."""
    first, second = list(repository.objects)[:2]
    digits = (bytes(first) * 2)[: 52 - len(first)].hex()
    path = Path(repository.location.git_dir) / "refs" / "replace" / digits
    path.parent.mkdir()
    path.write_text(f"{second}\n")
    told: list[str] = []
    with Repository.open(repository.location.git_dir, warn=told.append) as again:
        short = len(first) == RAW_SIZES[-1]
        assert again.reader.read(first) == repository.objects.read(first if short else second)
    assert told == [f"warning: bad replace ref name: {digits}"] * short


def test_a_shallow_line_of_the_other_length(repository: Repository) -> None:
    """As git has it, a line starts with an id, and what follows does not count; too few digits are none."""
    digits = "1" * (104 - repository.format.hex_size)
    (Path(repository.location.git_dir) / "shallow").write_text(f"{digits}\n")
    with Repository.open(repository.location.git_dir) as again:
        if len(digits) < repository.format.hex_size:
            with pytest.raises(RepositoryError, match="bad shallow line"):
                assert again.shallow
        else:
            assert again.shallow == {bytes.fromhex(digits[: repository.format.hex_size])}


@pytest.mark.parametrize("table", [IndexTable, pure.IndexTable])
@pytest.mark.parametrize("size", [20, 32])
def test_an_index_answers_for_no_misfit(table: type[pure.IndexTable], size: int) -> None:
    oid = bytes(range(size))
    fanout = [1] * 256
    index = table(oid + b"\0\0\0\x0c", fanout, size, 0, size, size, 4, size + 4, 0, True)
    assert index.find(oid) == 0
    assert list(index.find_offsets(oid * 2)) == [12, 12]
    assert list(index.find_offsets(b"")) == []
    for bad in (b"", oid[:1], oid[:-1], oid + b"y", oid * 2, (oid * 2)[: 52 - size]):
        assert index.find(bad) == -1
    for column in (oid[:1], oid[:-1], oid + b"y", oid + oid[:-1]):
        with pytest.raises(ValueError, match="not a column of ids"):
            index.find_offsets(column)


def test_what_makes_an_id() -> None:
    raw = bytes(range(20))
    for value in (raw, bytearray(raw), memoryview(raw), raw.hex(), raw.hex().upper(), raw.hex().encode()):
        assert ObjectId(value) == raw
    assert len(ObjectId(bytes(32))) == 32
    for text in (
        "",
        "HEAD",
        b"",
        raw[:-1],
        raw + b"x",
        "g" * 40,
        b"\xff" * 40,
        "\N{FULLWIDTH DIGIT ONE}" * 40,
        b"1" * 10_000,
    ):
        with pytest.raises(ValueError, match="not an object id") as caught:
            ObjectId(text)
        assert len(str(caught.value)) < 400
    for value in (memoryview(raw * 4).cast("I"), memoryview(raw * 2)[::2][:5]):
        with pytest.raises(ValueError, match="not an object id"):
            ObjectId(value)
    for other in (5, None, list(raw), array("I", range(20)), range(20)):
        with pytest.raises(TypeError, match="made of hex digits or raw bytes"):
            ObjectId(unchecked(other))
