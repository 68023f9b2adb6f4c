"""Commits and tags as git reads them, over what a header and a message can have that nobody meant.

Every body is written with `git hash-object --literally`; git log says what it reads. Tried besides, and the same: each
single byte at each place of a short ident; messages of three lines of any of these; idents of up to six of the parts
below, by chance.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import product
from pathlib import Path

import pytest

from pygitobj import SHA1, Commit, CorruptObject, Ident, Tag
from pygitobj.formats.ident import parse_ident
from tests.support.command import git

TREE = b"4b825dc642cb6eb9a060e54bf8d69288fbee4904"
WHO = b"A <a@x> 1 +0000"
IDENTS = [
    b"foo <my>@email.com> 1 +0000",
    b"A <a@x> <b@x> 1 +0000",
    b"A <a@x>> 1 +0000",
    b"A <<a@x> 1 +0000",
    b"<a@x> 1 +0000",
    b" A  \t <a@x> 1 +0000",
    b"A\v<a@x> 1 +0000",
    b"A < a@x > 1 +0000",
    b"A <> 1 +0000",
    b"A 1 +0000",
    b"A <a@x 1 +0000",
    b"A >a@x< 1 +0000",
    b"A <a@x>",
    b"A <a@x> ",
    b"A <a@x> 1",
    b"A <a@x> 1 ",
    b"A <a@x> 1 0100",
    b"A <a@x> 1+0100",
    b"A <a@x>1 +0100",
    b"A <a@x> \t1\t+0100",
    b"A <a@x> \v1 +0100",
    b"A <a@x> 100000000 +0100 more",
    b"A <a@x> 100000000 +0100more",
    b"A <a@x> 100000000x +0100",
    b"A <a@x> 100000000 + 0100",
    b"A <a@x> 100000000 -",
    b"A <a@x> -5 +0000",
    b"A <a@x> +5 +0000",
    b"A <a@x> 007 +0000",
    b"A <a@x> 100000000 -0000",
    b"A <a@x> 100000000 +5",
    b"A <a@x> 100000000 +0060",
    b"A <a@x> 100000000 -1159",
    b"A <a@x> 100000000 +2359",
    b"A <a@x> 100000000 +99999999999999999999",
    b"A <a@x> 100000000 +2147483647",
    b"A <a@x> 253402300799 +0000",
    b"A <a@x> 9223372036854775807 +0000",
    b"A <a@x> 9223372036854775808 +0000",
    b"A <a@x> 67768036191676799 +0000",
    b"A <a@x> 67768036191676800 +0000",
    b"A <a@x> 18446744073709551615 +0000",
    b"A <a@x> 18446744073709551616 +0000",
    b"A \0<a@x> 1 +0000",
    b"A <a@x> 1\0 +0000",
    b"A\r <a@x> 1 +0000\r",
    "A\u00a0 <a@x> \u0661 +0000".encode(),
]
LINES = [b"", b" ", b"\t", b"\r", b"\v", b"\f", b"one", b"  two ", b"three\r", b"\x1c", "\u00a0".encode(), b"a\0b"]


def body(author: bytes = WHO, committer: bytes = WHO, more: bytes = b"", message: bytes = b"\nm\n") -> bytes:
    return b"tree %s\nauthor %s\ncommitter %s\n%s%s" % (TREE, author, committer, more, message)


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    git(tmp_path, "init", "-q", ".")
    git(tmp_path, "hash-object", "-t", "tree", "-w", "--stdin", stdin=b"")
    return tmp_path


def said(repository: Path, bodies: list[bytes], form: str) -> Iterator[bytes]:
    """What `git log` says of each of `bodies` in the format `form`."""
    files = []
    for number, data in enumerate(bodies):
        (repository / f"body-{number}").write_bytes(data)
        files.append(f"body-{number}")
    ids = git(repository, "hash-object", "-t", "commit", "-w", "--literally", *files)
    words = ("log", "--no-walk=unsorted", "--stdin", f"--format=%H{form}%x01")
    log = git(repository, *words, stdin=b"".join(dict.fromkeys(ids.splitlines(keepends=True))))
    known = {answer.strip(b"\n")[:40]: answer.strip(b"\n")[40:] for answer in log.split(b"\x01\n")}
    for oid in ids.split():
        yield known[oid]


def test_idents(repository: Path) -> None:
    bodies = [body(ident, WHO) for ident in IDENTS]
    for data, theirs in zip(bodies, said(repository, bodies, "%an|%ae|%at|%aI"), strict=True):
        author = Commit(data).author
        name, email, time, moment = theirs.split(b"|")
        assert (author.name, author.email) == (name, email), data
        assert author.time == int(time or 0) or (author.time == 0 and len(time) > 20), data
        when = author.when
        assert when.utcoffset() is not None
        if time and when.year < 9999:
            # Older ones write Z in full; minutes of an offset go beyond 60.
            moment = moment.replace(b"Z", b"+00:00").replace(b"+00:60", b"+01:00")
            assert when.isoformat().encode() == moment, data


def test_moments() -> None:
    def when(text: str) -> datetime:
        return parse_ident(b"A <a@x> " + text.encode()).when

    epoch = datetime(1970, 1, 1, tzinfo=UTC)
    assert when("1700000000 +0130").isoformat() == "2023-11-14T23:43:20+01:30"
    assert when("1700000000 +0060").utcoffset() == timedelta(hours=1)
    assert when("1700000000 -2359").utcoffset() == -timedelta(hours=23, minutes=59)
    for text in ("", "-5 +0000", "9223372036854775808 +0000", "67768036191676800 +0000", "9" * 500 + " +0000"):
        assert when(text) == epoch
    # Before the start of 1970 there, where git ends.
    assert when("1 -0100") == epoch
    # Python has no offset of a day and more, and no year after 9999.
    assert when("1700000000 +2400") == datetime.fromtimestamp(1700000000, UTC)
    assert when("1700000000 +99999999999") == datetime.fromtimestamp(1700000000, UTC)
    assert when("253402300799 +0000").year == 9999
    assert when("253402300799 -2359").year == 9999
    for text in ("253402300799 +0001", "253402300800 -0001", "67768036191676799 +0000"):
        assert when(text) == datetime.max.replace(tzinfo=UTC)
    assert Ident(b"", b"", -1 << 80, b"+0000", b"").when == epoch
    assert Ident(b"", b"", 1 << 80, b"odd", b"").when == epoch


def test_subjects(repository: Path) -> None:
    messages = [b"\n".join(lines) for count in (1, 2) for lines in product(LINES, repeat=count)]
    chance = random.Random(3)
    messages += [b"\n".join(chance.choices(LINES, k=chance.randrange(3, 8))) for _ in range(100)]
    messages += [message.replace(b"\n", b"\r\n") for message in messages[-30:]]
    bodies = [body(message=b"\n" + message) for message in messages]
    for data, theirs in zip(bodies, said(repository, bodies, "%s"), strict=True):
        assert Commit(data).subject.encode() == theirs, data


def test_where_the_message_begins(repository: Path) -> None:
    for data in (
        body(message=b""),
        body(message=b"\n"),
        body(message=b"no blank line\n"),
        body(message=b"\r\nno message\r\n"),
        body(message=b" \nno message\n\nmessage\n"),
        body(more=b"gpgsig x\n \n  \n\t\n y\n", message=b"\nm\n"),
        body(more=b"mergetag object 1\n type commit\n tagger T <t@x> 9 +0000\n \n merged\n", message=b"\nm\n"),
        body(more=b"encoding ISO-8859-1\n", message=b"\n\xe9 a\n\nb\n"),
        body(more=b"encoding no-such\n", message=b"\nplain\n"),
        body(more=b"encoding unicode_escape\n", message=b"\n\\x41 \\d\n"),
        body(more=b"encoding idna\n", message=b"\nxn--a.b\n"),
        body(more=b"encoding UTF-8\n more\n", message=b"\n\xc3\xa9\n"),
        body(more=b"author B <b@x> 2 +0000\n"),
        body(more=b"gpgsig x\nauthor B <b@x> 2 +0000\n y\ncommitter D <d@x> 3 +0000\n"),
        body(author=WHO + b"\n B <b@x> 2 +0000"),
    ):
        (theirs,) = said(repository, [data], "%an|%cn|%ct|%s")
        commit = Commit(data)
        ours = [commit.author.name.decode(), commit.committer.name.decode(), str(commit.committer.time), commit.subject]
        assert "|".join(ours).encode() == theirs, data


def test_parents(repository: Path) -> None:
    ids = [git(repository, "commit-tree", TREE.decode(), stdin=b"%d" % number).strip() for number in range(3)]
    one, two, three = (b"parent %s\n" % oid for oid in ids)
    who = b"author %s\ncommitter %s\n" % (WHO, WHO)
    start = b"tree %s\n" % TREE
    for data in (
        start + who + b"\nm\n",
        start + one + two + three + who + b"\nm\n",
        start + one + who + two + b"\nm\n",
        start + who + one + b"\nm\n",
        start + one + b" x\n" + two + who + b"\nm\n",
        start + b" x\n" + one + who + b"\nm\n",
        start + one + b"odd x\n" + two + who + b"\nm\n",
        start + one + b"\n" + two + who,
        start + one.upper().replace(b"PARENT", b"parent") + who + b"\nm\n",
    ):
        (theirs,) = said(repository, [data], " %P")
        assert " ".join(map(str, Commit(data).parents)).encode() == theirs.strip(), data


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\n",
        b"tree\n",
        b"tree %s x\n\n" % TREE,
        b"tree %s\r\n\r\nm\r\n" % TREE,
        b"author %s\ntree %s\n\n" % (WHO, TREE),
        b"tree %s\nparent %s x\n\n" % (TREE, TREE),
        b"tree %s\nparent %s\r\n\n" % (TREE, TREE),
    ],
)
def test_links_that_are_malformed(repository: Path, data: bytes) -> None:
    oid = git(repository, "hash-object", "-t", "commit", "-w", "--literally", "--stdin", stdin=data).decode().strip()
    with pytest.raises(AssertionError, match=r"bogus commit|bad tree|bad parents"):
        git(repository, "rev-list", "--parents", oid)
    commit = Commit(data)
    with pytest.raises(CorruptObject, match=f"object {commit.id}"):
        assert commit.parents is None


@pytest.mark.parametrize("end", [b"parent %s" % TREE, b"parent \n\n", b"parent x\n\nm\n"])
def test_a_parent_that_is_cut_short(end: bytes) -> None:
    """An error as for the walk over history; git does not look at what is shorter than such a line."""
    with pytest.raises(CorruptObject, match="malformed parent"):
        assert Commit(b"tree %s\n%s" % (TREE, end)).parents == ()


def test_the_headers_of_a_tag_in_another_place() -> None:
    lines = [b"object %s\n" % TREE, b"type tree\n", b"tag t\n", b"tagger T <t>@x> 5 +0100\n"]
    good = Tag(b"".join(lines) + b"\nm\n")
    assert (str(good.object).encode(), good.object_type, good.name) == (TREE, "tree", b"t")
    assert good.tagger == Ident(b"T", b"t", 5, b"+0100", b"T <t>@x> 5 +0100")
    odd = Tag(lines[1] + lines[0] + lines[3] + b"\ntag u\n")
    for part in ("object", "object_type", "name"):
        with pytest.raises(CorruptObject, match="a tag without a header"):
            getattr(odd, part)
    assert odd.message == b"tag u\n"
    goes_on = Tag(b"".join(line[:-1] + b"\n more\n" for line in lines) + b"\nm\n")
    assert (goes_on.object, goes_on.object_type, goes_on.name) == (good.object, good.object_type, b"t")
    assert goes_on.tagger == good.tagger
    assert Tag(b"".join(lines[:3])).tagger is None
    assert SHA1.hash_object("tag", good.data) == good.id
