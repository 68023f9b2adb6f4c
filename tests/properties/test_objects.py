"""Objects of any content: what is parsed and built again is the same bytes, and git agrees on the id."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pygitobj import SHA1, Commit, CorruptObject, Ident, ObjectId, Tag, Tree, TreeEntry
from pygitobj.errors import GitObjectError
from pygitobj.formats.commit import build_commit
from pygitobj.formats.headers import build_headers, parse_headers
from pygitobj.formats.ident import build_ident, parse_ident
from pygitobj.formats.mailmap import Mailmap
from pygitobj.formats.packed_refs import PackedRefs
from pygitobj.formats.quote import quote_c, unquote_c
from pygitobj.formats.tree import build_tree
from tests.support.command import git

pytestmark = pytest.mark.property

KEYS = st.binary(min_size=1, max_size=8).filter(lambda key: not set(key) & set(b" \n\0"))
VALUES = st.binary(max_size=30).filter(lambda value: b"\0" not in value)
NAMES = st.binary(min_size=1, max_size=10).filter(
    lambda name: not set(name) & set(b"/\0") and name not in (b".", b"..", b".git")
)
IDS = st.binary(min_size=20, max_size=20).filter(any).map(ObjectId)


@given(st.lists(st.tuples(KEYS, VALUES), max_size=6), st.binary(max_size=40))
def test_headers_there_and_back(headers: list[tuple[bytes, bytes]], message: bytes) -> None:
    data = build_headers(headers) + message
    assert parse_headers(data) == (headers, len(data) - len(message))


@given(st.binary(max_size=80))
def test_any_commit_or_tag_is_an_object_or_our_error(data: bytes) -> None:
    commit, tag = Commit(data, SHA1.null_id), Tag(data, SHA1.null_id)
    assert bytes(commit) == data
    for part in ("tree", "parents", "author", "committer", "encoding", "message", "text", "subject", "headers"):
        try:
            getattr(commit, part)
        except CorruptObject:
            pass
    for part in ("object", "object_type", "name", "tagger", "message", "text"):
        try:
            getattr(tag, part)
        except CorruptObject:
            pass


@given(NAMES, NAMES, st.integers(0, 1 << 40), st.integers(-1439, 1439))
def test_idents_there_and_back(name: bytes, email: bytes, time: int, offset: int) -> None:
    name, email = name.translate(None, b"<>\n").strip(), email.translate(None, b"<>\n")
    ident = build_ident(name, email, time, offset)
    parsed = parse_ident(bytes(ident))
    assert (parsed.name, parsed.email, parsed.time, parsed.offset) == (name, email, time, offset)
    assert bytes(parsed) == bytes(ident)


@given(st.binary(max_size=60) | st.just(b"A <a> 1 +" + b"9" * 5000) | st.just(b"A <a> " + b"9" * 5000))
def test_any_ident(raw: bytes) -> None:
    ident = parse_ident(raw)
    assert isinstance(ident, Ident)
    assert bytes(ident) == raw
    assert abs(ident.offset) < 1 << 80


@given(
    st.dictionaries(
        NAMES, st.tuples(st.sampled_from([0o100644, 0o100755, 0o120000, 0o40000, 0o160000]), IDS), max_size=8
    )
)
def test_trees_are_what_git_makes_of_them(
    tmp_path_factory: pytest.TempPathFactory, entries: dict[bytes, tuple[int, ObjectId]]
) -> None:
    directory = tmp_path_factory.getbasetemp() / "mktree"
    if not directory.exists():
        directory.mkdir()
        git(directory, "init", "-q", ".")
    tree = build_tree(TreeEntry(name, mode, oid) for name, (mode, oid) in entries.items())
    lines = b"".join(
        b"%06o %s %s\t%s\0" % (mode, TreeEntry(name, mode, oid).type.encode(), str(oid).encode(), name)
        for name, (mode, oid) in entries.items()
    )
    assert git(directory, "mktree", "-z", "--missing", stdin=lines).decode().strip() == str(tree.id)
    assert {entry.name: (entry.mode, entry.id) for entry in Tree(tree.data)} == entries


def test_a_commit_there_and_back() -> None:
    headers = [(b"tree", b"1" * 40), (b"author", b"A <a@b> 1 +0000"), (b"gpgsig", b"one\n\nthree")]
    commit = build_commit(headers, b"message")
    assert Commit(commit.data).headers == headers
    assert commit.message == b"message"
    assert str(commit.tree) == "1" * 40


@given(st.binary(max_size=40))
def test_quoting_there_and_back(text: bytes) -> None:
    for fully in (True, False):
        quoted = quote_c(text, fully=fully)
        assert (unquote_c(quoted) if quoted.startswith(b'"') else quoted) == text


@given(st.binary(max_size=80))
def test_any_mailmap(data: bytes) -> None:
    mailmap = Mailmap()
    mailmap.add(data)
    mailmap.apply(b"author A <a@b> 1 +0000\n\nmessage")


@given(st.dictionaries(st.text("abc/", min_size=1, max_size=12), IDS, max_size=20), st.booleans())
def test_packed_refs(refs: dict[str, ObjectId], peeled: bool) -> None:
    lines = b"# pack-refs with: peeled fully-peeled sorted \n"
    for name in sorted(refs, key=str.encode):
        lines += f"{refs[name]} {name}\n".encode() + (b"^" + b"1" * 40 + b"\n" if peeled else b"")
    for data in (lines, lines.partition(b"\n")[2]):
        packed = PackedRefs(data, SHA1)
        for name, oid in refs.items():
            found = packed.find(name.encode())
            assert found is not None
            assert (found.id, found.peeled is not None) == (oid, peeled)
        assert packed.find(b"zzz") is None
        assert [ref.name.decode() for ref in packed.starting_with(b"a")] == [
            n for n in sorted(refs, key=str.encode) if n[0] == "a"
        ]


@given(st.binary(max_size=120))
def test_any_packed_refs(data: bytes) -> None:
    for text in (data, b"# pack-refs with: sorted\n" + data):
        for ask in (
            lambda packed: packed.find(b"refs/heads/main"),
            list,
            lambda packed: list(packed.starting_with(b"r")),
        ):
            try:
                ask(PackedRefs(text, SHA1))
            except GitObjectError:
                pass
