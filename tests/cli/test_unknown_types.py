"""Loose objects of a type that is none, with a header that does not end, or in a stream that needs a dictionary.

At the first git ends, whatever was asked, with nothing done; at the others it says what is wrong and goes on. The
answers are those of git 2.55, also to what came before in the same batch. Tried besides: sizes that are no numbers,
headers without a space, empty files.
"""

from __future__ import annotations

import hashlib
import zlib
from pathlib import Path

import pytest

from pygitobj import CorruptLoose, RawObject, Repository
from tests.support.command import git, pygitobj

UNKNOWN = b"bogus 5\0hello"
NO_TYPE = b" 5\0hello"
TOO_LONG = b"bogus-and-much-longer-than-a-buffer 5\0hello"
NO_END = b"blob"
DICTIONARY = b"blob 5\0dicts"
FATAL = b"fatal: invalid object type\n"


def put(repository: Path, raw: bytes, dictionary: bytes = b"") -> str:
    """Write `raw` as the loose object that it would be; gives its id."""
    oid = hashlib.sha1(raw).hexdigest()
    path = repository / ".git/objects" / oid[:2] / oid[2:]
    path.parent.mkdir(exist_ok=True)
    stream = zlib.compressobj(zdict=dictionary) if dictionary else zlib.compressobj()
    path.write_bytes(stream.compress(raw) + stream.flush())
    return oid


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """A repository with a blob, whose id comes before that of UNKNOWN."""
    git(tmp_path, "init", "-q", ".")
    git(tmp_path, "hash-object", "-w", "--stdin", stdin=b"x\n")
    return tmp_path


@pytest.mark.parametrize("raw", [UNKNOWN, NO_TYPE], ids=["unknown", "empty"])
@pytest.mark.parametrize(
    "words",
    [
        ["cat-file", "-t", "ID"], ["cat-file", "-s", "ID"], ["cat-file", "-p", "ID"], ["cat-file", "blob", "ID"],
        ["cat-file", "--batch"], ["cat-file", "--batch-check"], ["cat-file", "--batch", "--buffer"],
        ["unpack-file", "ID"],
        ["cat-file", "--batch-check=%(objecttype)x%(rest)", "--buffer"], ["pack-objects", "--stdout"],
        ["cat-file", "--batch-all-objects", "--batch", "--unordered"], ["prune"], ["prune", "-n"],
        ["prune", "--expire=1.day.ago"], ["commit-tree", "-m", "x", "ID"],
    ],
)  # fmt: skip
def test_an_unknown_type_ends_it(repository: Path, raw: bytes, words: list[str]) -> None:
    oid = put(repository, raw)
    before = sorted((repository / ".git/objects").rglob("*"))
    given = [oid if word == "ID" else word for word in words]
    answer = pygitobj(repository, *given, stdin=oid.encode() + b"\n")
    assert (answer.err, answer.code) == (FATAL, 128)
    assert sorted((repository / ".git/objects").rglob("*")) == before


def test_it_is_there(repository: Path) -> None:
    """Nobody asks for its type."""
    oid = put(repository, UNKNOWN)
    assert pygitobj(repository, "cat-file", "-e", oid) == (b"", b"", 0)
    assert pygitobj(repository, "prune", "--expire=never") == (b"", b"", 0)
    assert b"count: 2\n" in pygitobj(repository, "count-objects", "-v").out


@pytest.mark.parametrize(
    ("words", "answers"),
    [
        (["--batch-check"], b"%b blob 2\nfoo missing\n"),
        (["--batch-check", "--buffer"], b"%b blob 2\nfoo missing\n"),
        (["--batch"], b"%b blob 2\nx\n\nfoo missing\n"),
        (["--batch", "--buffer"], b"%b blob 2\nx\n\nfoo missing\n"),
        (["--batch-all-objects", "--batch-check"], b"%b blob 2\n"),
        (["--batch-all-objects", "--batch"], b"%b blob 2\nx\n\n"),
        (["--batch-all-objects", "--batch-check=%(objectname) %(objecttype) %(objectsize)%(rest)"], b"%b blob 2\n"),
    ],
)
def test_what_came_before_is_answered(repository: Path, words: list[str], answers: bytes) -> None:
    good = git(repository, "hash-object", "--stdin", stdin=b"x\n").strip()
    bad = put(repository, UNKNOWN).encode()
    stdin = b"\n".join([good, b"foo", bad, good]) + b"\n"
    assert pygitobj(repository, "cat-file", *words, stdin=stdin) == (answers % good, FATAL, 128)


@pytest.mark.parametrize("raw", [TOO_LONG, NO_END])
def test_a_header_that_does_not_end(repository: Path, raw: bytes) -> None:
    oid = put(repository, raw)
    line = f"error: header for {oid} too long, exceeds 32 bytes\n".encode()
    for letter in "ts":
        answer = pygitobj(repository, "cat-file", f"-{letter}", oid)
        assert answer == (b"", line + b"fatal: git cat-file: could not get object info\n", 128)
    answer = pygitobj(repository, "cat-file", "-p", oid)
    assert answer == (b"", line + f"fatal: Not a valid object name {oid}\n".encode(), 128)
    answer = pygitobj(repository, "cat-file", "--batch-check", stdin=oid.encode())
    assert answer == (f"{oid} missing\n".encode(), line, 0)


def test_a_stream_that_needs_a_dictionary(repository: Path) -> None:
    oid = put(repository, DICTIONARY, b"a dictionary of dicts")
    lines = f"error: inflate: needs dictionary (no message)\nerror: unable to unpack {oid} header\n".encode()
    answer = pygitobj(repository, "cat-file", "-s", oid)
    assert answer == (b"", lines + b"fatal: git cat-file: could not get object info\n", 128)
    answer = pygitobj(repository, "cat-file", "--batch", stdin=oid.encode())
    assert answer == (f"{oid} missing\n".encode(), lines, 0)


def test_the_library_goes_past_it(repository: Path) -> None:
    """It is a damaged copy like others: told by its path, and no reason to end a scan."""
    oid, good = put(repository, UNKNOWN), git(repository, "hash-object", "--stdin", stdin=b"x\n").decode().strip()
    with Repository.open(repository) as opened:
        with pytest.raises(CorruptLoose, match="unknown object type"):
            opened.objects.read(bytes.fromhex(oid))
        found = {str(name): value for name, value in opened.objects.scan()}
        assert isinstance(found[oid], CorruptLoose)
        assert isinstance(found[good], RawObject)
        both = [bytes.fromhex(good), bytes.fromhex(oid)]
        assert [isinstance(told, CorruptLoose) for _, told in opened.objects.header_many(both)] == [False, True]


def test_a_good_copy_elsewhere_is_served(repository: Path) -> None:
    """Where the id is that of another object, which a pack has."""
    good = git(repository, "hash-object", "-w", "--stdin", stdin=b"good\n").decode().strip()
    git(repository, "pack-objects", "-q", ".git/objects/pack/pack", stdin=good.encode())
    path = repository / ".git/objects" / good[:2] / good[2:]
    path.chmod(0o644)
    path.write_bytes(zlib.compress(UNKNOWN))
    assert pygitobj(repository, "cat-file", "-p", good) == (b"good\n", b"", 0)
