"""Abbreviated ids: one object, or all that could be meant, in git's order and words.

Objects are made until one of each type shares its first digits with the others.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from pygitobj import ObjectId, ObjectStore, Repository
from pygitobj.oid import SHA1
from pygitobj.refs.replace import Reader
from pygitobj.revisions.ambiguity import choose, complain, day, describe, fits
from tests.support.command import git

DIGITS = 4
WHO = b"A <a@b> 86400 +0000"


def starting_with(digits: str, kind: str, made: str) -> bytes:
    """A body of an object of type `kind`, with `made` in it, whose id starts with `digits`."""
    for number in range(1 << 22):
        body = (made % number).encode()
        if SHA1.hash_object(kind, body).hex().startswith(digits):
            return body
    raise AssertionError(kind)


class Store:
    """A store with a blob, a tree's worth of nothing, a commit and two tags that share their first digits."""

    def __init__(self, path: Path) -> None:
        git(path, "init", "-q", ".")
        self.path = path
        self.store = ObjectStore(path / ".git/objects")
        tree = self.store.write("tree", b"")
        self.digits = self.store.write("blob", b"a").hex()[:DIGITS]
        self.blob = self.store.write("blob", b"a")
        commit = f"tree {tree}\nauthor {WHO.decode()}\ncommitter {WHO.decode()}\n\nsubject %d\n"
        self.commit = self.store.write("commit", starting_with(self.digits, "commit", commit))
        tag = "object {}\ntype {}\ntag t\ntagger " + WHO.decode() + "\n\nm %d\n"
        on_commit = tag.format(self.commit, "commit")
        self.tag = self.store.write("tag", starting_with(self.digits, "tag", on_commit))
        self.reader = Reader(self.store)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    store = Store(tmp_path_factory.mktemp("ambiguous"))
    yield store
    store.store.close()


def test_choosing(made: Store) -> None:
    every = sorted([made.blob, made.commit, made.tag])
    assert choose(made.reader, made.digits, None) == (None, every)
    assert choose(made.reader, made.digits, "blob") == (made.blob, [])
    assert choose(made.reader, made.digits, "commit") == (made.commit, [])
    assert choose(made.reader, made.digits, "committish") == (None, sorted([made.commit, made.tag]))
    assert choose(made.reader, made.digits, "treeish") == (None, sorted([made.commit, made.tag]))
    assert choose(made.reader, made.digits, "tree") == (None, every)
    for oid in every:
        assert choose(made.reader, oid.hex(), None) == (oid, [])
    assert choose(made.reader, ("1" if made.digits[0] == "0" else "0") * 12, None) == (None, [])


def test_what_fits(made: Store) -> None:
    assert [fits(made.reader, oid, "commit") for oid in (made.commit, made.tag, made.blob)] == [True, False, False]
    assert [fits(made.reader, oid, "committish") for oid in (made.commit, made.tag, made.blob)] == [True, True, False]
    absent = ObjectId("e" * 40)
    lost = made.store.write("tag", f"object {absent}\ntype commit\ntag t\n\n".encode())
    for oid in (absent, lost):
        assert not fits(made.reader, oid, "committish")


def test_git_says_the_same(made: Store) -> None:
    told: list[str] = []
    complain(made.reader, made.digits, choose(made.reader, made.digits, None).candidates, told.append, bytes.hex)
    assert told[0] == f"error: short object ID {made.digits} is ambiguous"
    assert told[1] == "hint: The candidates are:"
    kinds = [line.split()[2] for line in told[2:]]
    assert kinds == ["tag", "commit", "blob"]
    assert told[2].endswith("tag 1970-01-02 - t")
    assert " 1970-01-02 - subject " in told[3]
    listed = git(made.path, "rev-parse", f"--disambiguate={made.digits}").decode().split()
    assert listed == [str(oid) for oid in choose(made.reader, made.digits, None).candidates]


def test_one_candidate_in_a_line(made: Store) -> None:
    absent = ObjectId("e" * 40)
    assert describe(made.reader, absent) == "[bad object]"
    malformed = made.store.write("commit", b"nothing\n\nsubject")
    assert describe(made.reader, malformed).endswith("commit  - subject")
    no_name = made.store.write("tag", b"object x\n\n")
    assert describe(made.reader, no_name).endswith("[bad tag, could not parse it]")


@pytest.mark.parametrize("abbrev", ["auto", "9", "13", "no"])
def test_candidates_are_abbreviated_as_ids_are(made: Store, abbrev: str) -> None:
    """By core.abbrev, and where nothing is said by the number of objects."""
    told: list[str] = []
    with Repository.open(made.path, overrides=[("core.abbrev", abbrev)], warn=told.append) as repository:
        repository.lookup(made.digits)
    shown = [line.split()[1] for line in told[2:]]
    words = ["-c", f"core.abbrev={abbrev}", "rev-parse", "--short"]
    assert shown == [git(made.path, *words, oid).decode().strip() for oid in shown]


def test_days_that_cannot_be() -> None:
    assert day(86400) == "1970-01-02"
    assert day(1 << 70) == "1970-01-01"
