"""Commits of every odd shape, and what git and ours show of them."""

from __future__ import annotations

import subprocess
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from pygitobj.cli.pretty.commit_format import CommitFormat
from pygitobj.cli.pretty.commit_frame import Frame
from pygitobj.cli.pretty.commit_shown import CommitSettings, ShownCommit
from pygitobj.cli.pretty.world import World
from pygitobj.oid import ObjectId
from pygitobj.repository.repository import Repository

TREE = b"tree 4b825dc642cb6eb9a060e54bf8d69288fbee4904\n"
AUTHOR = b"author A U Thor <author@example.org> 1700000000 +0100\n"
COMMITTER = b"committer C O Mitter <committer@example.org> 1700000100 -0330\n"
PEOPLE = AUTHOR + COMMITTER
MESSAGES = (
    b"subject\n",
    b"subject",
    b"subject\n\nbody\n",
    b"two\nlines\n\nbody\n\nmore\n\n\n",
    b"",
    b"\n",
    b" \t\n \n",
    b"   s  \n",
    b"\n\n  spaced subject  \n\n\nbody\n\n\n",
    b"tab\tin\tsubject\n\n\ttab\tbody\nx\ty\n",
    b"crlf\r\n\r\nbody\r\nmore\r\n",
    b"one\r\ntwo\r\n\r\nthree",
    b"before\0after\n\nbody\n",
    b"bad \xff\xfe utf-8 \xc3\n\n\xe9\ttab\n",
    "wide \u65e5\u672c\u8a9e \U0001f600 end\n\n\u65e5\u672c\tx\n".encode(),
    "combi\u0301ning a\u0300\u0301\n\n\u0301x\n".encode(),
    b"From here\n\nFrom there\n>From quoted\nFrom \n>>From x\n",
    b"..sub..ject...\n",
    b"a/b c:d\n",
    b"-x-\n",
    b"x" * 300 + b"\n",
    b"words " * 60 + b"\n\n" + b"and more " * 50 + b"\n",
    b"ctrl \x01\x02 \x1b[31mred\x1b[m \x7f\n\nb\x01\tx\n",
    b"s\n\nbody\n\nSigned-off-by: A <a@x>\nReviewed-by: B\n  and others\nFixes: #1\nreviewed-by: C\n",
    b"s\n\nKey: value\nno trailer\n# comment\nSigned-off-by: x\n",
    b"s\n\nA:  b  \nC :d\n",
    b"s\n\nx\n---\nA: b\n",
    b"=?x?= _ ?\n",
)
AUTHORS = (
    b"author  <> 1700000000 +0100\n",
    b"author A <a@x>\n",
    b"author A <a@x> 1700000000\n",
    b"author A\n",
    b"author \n",
    b"author A <a@x> 00012 +0000\n",
    b"author A <a@x> 99999999999999999999999 +0000\n",
    b"author A <a@x> -12 +0000\n",
    b"author A <a@x> 1700000000 +51800\n",
    b"author A <a@x> 1700000000 -0000\n",
    b"author A <a@x> x 1700000000 +0000\n",
    b"author A <a> b> 1700000000 +0000\n",
    b"author A <a<b@c>>> 5 +1\n",
    b"author  A  B  < a@x > 1700000000 +9999999999\n",
    b"author \xff\xe9 <\xe9@x> 1700000000 +0000\n",
    b'author A. "B" C <a@x> 1700000000 +0000\n',
    AUTHOR + b"author Second <s@x> 5 +0000\n",
    b"author " + b"very long name " * 12 + b"<a@x> 1700000000 +0000\n",
    b"author <a@x> 1700000000 +0000\n",
    b"",
    "author J\u00f6rg M\u00fcller <j@x> 1700000000 +0000\n".encode(),
    b"author A <a@x> 67767976233532799 +0000\n",
    b"author A <a@x> 4102444800 +2400\n",
    b"author A\t<a@x>\t1700000000\t+0200\n",
    b"author A <a@x> 1700000000 +\n",
)
ENCODED = (
    b"encoding ISO-8859-1\n\ncaf\xe9\n\nb\xf6dy\n",
    b"encoding UTF-8\n\nlies caf\xe9\n",
    b"encoding x-unknown\n\ncaf\xe9\n",
    b"encoding EUC-JP\n\n\306\374\313\334\n",
    b"encoding utf8\n\nplain\n",
    b"encoding \n\ncaf\xe9\n",
    b"encoding latin-1\n\ncaf\xe9\n",
    b"encoding ISO-8859-1\nencoding UTF-8\n\ncaf\xe9\n",
    b"encoding ASCII\n\ncaf\xe9\n",
    b"encoding ISO-8859-1\nx y\n z\n\n\xe9\n",
)


def odd_commits() -> Iterable[bytes]:
    """Bodies of commits of every odd shape."""
    for message in MESSAGES:
        yield TREE + PEOPLE + b"\n" + message
    for author in AUTHORS:
        yield TREE + author + COMMITTER + b"\nsubject\n\nbody\n"
    for rest in ENCODED:
        yield TREE + PEOPLE + rest
    parent = b"parent 0123456789012345678901234567890123456789\n"
    yield TREE + 3 * parent + PEOPLE + b"\nmerge\n"
    yield TREE + parent + PEOPLE + b"gpgsig x\n author y\n \n z\n\nsigned\n"
    yield TREE + b"committer C <c@x> 5 +0000\nauthor A <a@x> 6 +0000\n\nthe other way round\n"
    yield TREE + PEOPLE + b"author late <l@x> 7 +0000\nx\n\nlate\n"


def write_commits(path: Path, bodies: Iterable[bytes]) -> list[ObjectId]:
    """A new repository with the commits `bodies`; gives their ids."""
    subprocess.run(["git", "init", "-q", str(path)], check=True)
    store = Repository.open(path).objects
    store.write("tree", b"")
    return [store.write("commit", body) for body in bodies]


def shown_by_git(
    path: Path, ids: Sequence[ObjectId], word: str, *options: str, config: Sequence[str] = ()
) -> list[bytes]:
    """What `rev-list` shows of each of the commits `ids` in the format `word`."""
    settings = [part for setting in config for part in ("-c", setting)]
    arguments = ["git", *settings, "rev-list", "--no-walk=unsorted", "--stdin", f"--pretty={word}", *options]
    text = "".join(f"{oid}\n" for oid in ids)
    said = subprocess.run(arguments, cwd=path, input=text.encode(), capture_output=True, check=True).stdout
    parts: list[bytes] = []
    for number, oid in enumerate(ids):
        assert said.startswith(b"commit %b\n" % str(oid).encode())
        end = said.find(b"commit %b\n" % str(ids[number + 1]).encode(), 1) if number + 1 < len(ids) else len(said)
        parts.append(said[:end])
        said = said[end:]
    return parts


def shown_by_us(path: Path, ids: Sequence[ObjectId], word: str, **options: Any) -> list[bytes]:
    """What ours shows of each of the commits `ids` in the format `word`."""
    with Repository.open(path) as repository:
        settings = CommitSettings(World(repository), expand_tabs=0)._replace(**options)
        frame = Frame(lambda oid: oid.hex().encode(), CommitFormat.parse(word, settings), is_named=True)
        return [frame.show(ShownCommit(oid, repository.reader.read(oid).data)) for oid in ids]
