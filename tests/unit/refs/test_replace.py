"""Replace refs act above the store, and a bad one spoils only the objects that it is about.

Tried besides what stands here, against git 2.55: all of it with packed references too; names in either case of digits and
with something after the digits; GIT_REPLACE_REF_BASE without its last slash, which git 2.55 takes for a bug of its own.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple
from unittest import mock

import pytest

from corpus.recipes import git, hash_object, start
from pygitobj import NotFoundError, ObjectId, ObjectStore, RawObject, Repository, RepositoryError
from pygitobj.oid import ObjectType
from pygitobj.refs.replace import MAX_DEPTH, Reader
from tests.support.stores import unless_bad

NAMES = "abcdefgh"


class Made(NamedTuple):
    """A repository with a blob for each of NAMES, and their ids."""

    path: Path
    ids: dict[str, ObjectId]

    def say(self, name: str, value: str) -> None:
        """Let the reference `name` below refs/replace hold `value`."""
        path = self.path / ".git/refs/replace" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"{value}\n")

    def replace(self, one: str, other: str) -> None:
        """Let the blob `other` be read for the blob `one`."""
        self.say(str(self.ids[one]), str(self.ids[other]))


@pytest.fixture(params=["sha1", "sha256"])
def made(request: pytest.FixtureRequest, tmp_path: Path) -> Made:
    path = start(tmp_path / "repository", f"--object-format={request.param}")
    return Made(path, {name: ObjectId(hash_object(path, "blob", name.encode())) for name in NAMES})


@pytest.fixture
def told() -> list[str]:
    """What the repository warned of."""
    return []


@pytest.fixture
def opened(made: Made, told: list[str]) -> Iterator[Callable[[], Repository]]:
    """Opens the repository as it is by then."""
    repositories: list[Repository] = []

    def open_it() -> Repository:
        repositories.append(Repository.open(made.path, warn=told.append, log=False))
        return repositories[-1]

    yield open_it
    for repository in repositories:
        repository.close()


def readings(reader: Reader, oid: ObjectId) -> list[bytes]:
    """The body of `oid` as each method of `reader` says it."""
    raw = reader.read(oid)
    assert reader.header(oid) == (raw.type, len(raw.data))
    assert reader.info(oid)[:2] == (raw.type, len(raw.data))
    with reader.open(oid) as body:
        return [raw.data, body.read()]


def test_the_store_gives_what_was_asked_for(made: Made, opened: Callable[[], Repository]) -> None:
    made.replace("a", "b")
    repository = opened()
    store, oid = repository.objects, made.ids["a"]
    raw = RawObject(ObjectType.BLOB, b"a")
    assert store.read(oid) == raw
    assert store.open(oid).read() == b"a"
    assert list(store.read_many([oid])) == [(oid, raw)]
    assert dict(store.scan())[oid] == dict(store.scan(ordered=True))[oid] == raw
    assert (oid, store.header(oid)) == next(store.header_many([oid]))
    assert (oid, store.info(oid)) == next(store.info_many([oid]))
    assert readings(repository.reader, oid) == [b"b", b"b"]
    found = repository[oid]
    assert (found.data, found.id) == (b"b", oid)


def test_a_copy_has_what_was_copied(made: Made, opened: Callable[[], Repository], tmp_path: Path) -> None:
    made.replace("a", "b")
    (tmp_path / "copy").mkdir()
    source = opened().objects
    with ObjectStore(tmp_path / "copy", source.format) as copy:
        with copy.pack_writer() as pack:
            for raw in unless_bad(source.read_many(source)):
                assert raw is not None
                pack.add(raw.type, raw.data)
        assert list(copy) == list(source)


def test_switched_off(made: Made) -> None:
    made.replace("a", "b")
    with Repository.open(made.path, replace=False) as repository:
        assert repository[made.ids["a"]].data == b"a"
        assert repository.reader.replaced == {}


def test_chains(made: Made, opened: Callable[[], Repository]) -> None:
    for one, other in pairwise(NAMES):
        made.replace(one, other)
    repository = opened()
    # Of a chain of seven, those can be read that are at most four steps from its end.
    for name in NAMES[-MAX_DEPTH:]:
        assert repository[made.ids[name]].data == b"h"
    for name in NAMES[:-MAX_DEPTH]:
        with pytest.raises(RepositoryError, match=f"^replace depth too high for object {made.ids[name]}$"):
            repository[made.ids[name]]


@pytest.mark.parametrize("circle", ["a", "ab", "abcde", "abcdefg"])
def test_circles_spoil_what_is_in_them(made: Made, opened: Callable[[], Repository], circle: str) -> None:
    for one, other in zip(circle, circle[1:] + circle[:1], strict=True):
        made.replace(one, other)
    repository = opened()
    reader = repository.reader
    for name in NAMES:
        oid = made.ids[name]
        assert repository.objects.read(oid).data == name.encode()
        if name not in circle:
            assert readings(reader, oid) == [name.encode()] * 2
            continue
        for call in (reader.read, reader.header, reader.info, reader.open, repository.__getitem__):
            with pytest.raises(RepositoryError, match=f"^replace depth too high for object {oid}$"):
                call(oid)


def test_what_is_read_instead_is_missing(made: Made, opened: Callable[[], Repository]) -> None:
    oid, absent = made.ids["a"], made.ids["a"].hex().translate(str.maketrans("0123456789abcdef", "123456789abcdef0"))
    made.say(str(oid), absent)
    reader = opened().reader
    for call in (reader.read, reader.open):
        with pytest.raises(RepositoryError, match=f"^replacement {absent} not found for {oid}$"):
            call(oid)
    for question in (reader.header, reader.info):
        with pytest.raises(NotFoundError):
            question(oid)


@pytest.mark.parametrize("value", ["junk", "", "ref: refs/heads/nowhere", "ref: refs/replace/../x", "0" * 64])
def test_a_broken_ref_hides_the_object(made: Made, opened: Callable[[], Repository], value: str) -> None:
    made.say(str(made.ids["a"]), value)
    repository = opened()
    for call in (repository.reader.read, repository.reader.header, repository.__getitem__):
        with pytest.raises(NotFoundError):
            call(made.ids["a"])
    assert repository[made.ids["b"]].data == b"b"
    assert repository.objects.read(made.ids["a"]).data == b"a"


def test_symbolic_refs_are_followed(made: Made, opened: Callable[[], Repository]) -> None:
    made.say("elsewhere/here", str(made.ids["b"]))
    made.say(str(made.ids["a"]), "ref: refs/replace/elsewhere/here")
    assert opened()[made.ids["a"]].data == b"b"


@pytest.mark.parametrize("name", ["{}", "folder/{}", "a/b/c/{}", "{}more", "{upper}"])
@pytest.mark.parametrize("packed", [False, True])
def test_names_that_count(made: Made, opened: Callable[[], Repository], name: str, packed: bool) -> None:
    digits = str(made.ids["a"])
    made.say(name.format(digits, upper=digits.upper()), str(made.ids["b"]))
    if packed:
        git(made.path, "pack-refs", "--all")
        assert not any(path.is_file() for path in (made.path / ".git/refs").rglob("*"))
    assert opened()[made.ids["a"]].data == b"b"


@pytest.mark.parametrize("name", ["abc", "folder/junk", "{}/x", "g{}", "{short}"])
def test_names_that_do_not(made: Made, opened: Callable[[], Repository], told: list[str], name: str) -> None:
    digits = str(made.ids["a"])
    name = name.format(digits, short=digits[:-1])
    made.say(name, str(made.ids["b"]))
    assert opened()[made.ids["a"]].data == b"a"
    assert told == [f"warning: bad replace ref name: {name}"]


def test_two_about_one_object(made: Made, opened: Callable[[], Repository]) -> None:
    made.replace("a", "b")
    made.say(f"folder/{made.ids['a']}", str(made.ids["c"]))
    repository = opened()
    with pytest.raises(RepositoryError, match=f"^duplicate replace ref: (folder/)?{made.ids['a']}$"):
        repository[made.ids["h"]]
    assert repository.objects.read(made.ids["a"]).data == b"a"


@pytest.mark.parametrize(
    ("base", "data"), [("refs/mine/", b"b"), ("refs/mine", b"b"), ("refs/", b"b"), ("", b"b"), ("objects/", b"a")]
)
def test_another_base(made: Made, base: str, data: bytes) -> None:
    path = made.path / ".git/refs/mine" / str(made.ids["a"])
    path.parent.mkdir()
    path.write_text(f"{made.ids['b']}\n")
    environ = {**os.environ, "GIT_REPLACE_REF_BASE": base}
    with Repository.open(made.path, environ=environ, log=False) as repository:
        assert repository[made.ids["a"]].data == data


def test_the_empty_tree_is_what_it_is(made: Made, opened: Callable[[], Repository]) -> None:
    empty = opened().format.empty_tree
    made.say(str(made.ids["b"]), str(empty))
    assert opened().reader.read(made.ids["b"]) == (ObjectType.TREE, b"")
    made.say(str(empty), str(made.ids["a"]))
    assert opened().reader.read(empty) == (ObjectType.TREE, b"")


def test_refs_that_cannot_be_listed(made: Made, opened: Callable[[], Repository]) -> None:
    """It is not told that there are none: the object might be another one."""
    made.replace("a", "b")
    listing = os.scandir

    def scandir(path: str) -> object:
        if path.endswith("refs/replace"):
            raise PermissionError(13, "Permission denied", path)
        return listing(path)

    repository = opened()
    with mock.patch("os.scandir", scandir):
        for _ in range(2):
            with pytest.raises(RepositoryError, match=r"unable to open directory .*refs/replace': Permission denied"):
                repository[made.ids["c"]]
        assert repository.objects.read(made.ids["a"]).data == b"a"
    assert repository[made.ids["a"]].data == b"b"


def test_damage_of_what_is_read_instead(made: Made, opened: Callable[[], Repository]) -> None:
    made.replace("a", "b")
    digits = str(made.ids["b"])
    path = made.path / ".git/objects" / digits[:2] / digits[2:]
    path.chmod(0o644)
    path.write_bytes(b"no zlib stream")
    repository = opened()
    with pytest.raises(Exception, match=digits[2:]) as caught:
        repository[made.ids["a"]]
    assert not isinstance(caught.value, NotFoundError)
    assert repository.objects.read(made.ids["a"]).data == b"a"
