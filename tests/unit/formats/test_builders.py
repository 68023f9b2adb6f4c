"""What a builder takes is read again as the same value, or refused with ValueError: over values of any kind.

Tried besides, each through its builder: bytes of every single value in a name, a key and an email; headers in every
order of up to five; sizes and offsets around every power of two; columns of an index that lack or have one value more.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable
from itertools import permutations
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pygitobj import SHA1, SHA256, Commit, CorruptObject, Ident, ObjectFormat, ObjectId, Tree, TreeEntry
from pygitobj.errors import GitObjectError
from pygitobj.formats.commit import build_commit
from pygitobj.formats.fsck import check_object
from pygitobj.formats.headers import Header, build_headers, parse_headers
from pygitobj.formats.ident import build_ident, parse_ident
from pygitobj.formats.idx import PackIndex
from pygitobj.formats.idx_writer import build_index, order_by_id
from pygitobj.formats.loose import build_loose_header, parse_loose_header
from pygitobj.formats.pack import build_pack_header, parse_pack_header
from pygitobj.formats.quote import quote_c, unquote_c, unquote_path
from pygitobj.formats.rev import build_reverse_index
from pygitobj.formats.tree import build_tree, sort_key
from pygitobj.kernels import parse_entry_header
from pygitobj.kernels.entry_writer import build_distance, build_entry_header
from tests.support.unchecked import unchecked

ODD = st.sampled_from(
    [b"", b" ", b"\n", b"\0", b"a", b"/", b"<", b">", b"tree", b".git", b"..", b"a\n b", b"a\n", b" a"]
)
ANY = ODD | st.binary(max_size=12)
FORMATS = st.sampled_from([SHA1, SHA256])
DIGITS = st.sampled_from([b"1" * 40, b"F" * 40, b"2" * 64, b"3" * 39, b"g" * 40])
NUMBERS = st.integers(-(1 << 70), 1 << 70) | st.sampled_from(
    [around + step for around in (0, 1 << 31, 1 << 32, 1 << 63, 1 << 64, 8**11) for step in (-1, 0, 1)]
)


def built(build: Callable[..., Any], *words: Any) -> Any:
    """What `build` makes of `words`, None where it refuses them, in one line."""
    try:
        return build(*words)
    except ValueError as error:
        said = str(error)
    assert len(said) < 300
    assert "\n" not in said
    return None


@given(
    st.lists(
        st.tuples(ANY, NUMBERS | st.sampled_from([0o100644, 0o40000]), st.binary(min_size=19, max_size=33)), max_size=4
    ),
    FORMATS,
)
def test_trees(rows: list[tuple[bytes, int, bytes]], object_format: ObjectFormat) -> None:
    entries = [
        TreeEntry(name, mode, unchecked(ObjectId(raw) if len(raw) in (20, 32) else raw)) for name, mode, raw in rows
    ]
    tree = built(build_tree, entries, object_format)
    if tree is not None:
        assert Tree(tree.data, None, object_format).entries == tuple(sorted(entries, key=sort_key))


@pytest.mark.parametrize("object_format", [SHA1, SHA256])
def test_what_may_stand_in_a_tree(object_format: ObjectFormat) -> None:
    oid = object_format.null_id
    for byte in range(256):
        for name in (bytes((byte,)), b"a%ca" % byte):
            tree = built(build_tree, [TreeEntry(name, 0o100644, oid)], object_format)
            assert (tree is None) == (byte in b"\0/")
            assert tree is None or tree.entries == ((name, 0o100644, oid),)
    for name in (b".", b"..", b".git", b".GIT", b"a" * 5000):
        assert build_tree([TreeEntry(name, 0o100644, oid)], object_format).entries[0].name == name
    twice = build_tree([TreeEntry(b"a", 0o100644, oid), TreeEntry(b"a", 0o40000, oid)], object_format)
    assert len(twice) == 2
    for mode, good in ((-1, False), (0, True), (0o777777, True), (8**11 - 1, True), (8**11, False)):
        assert (built(build_tree, [TreeEntry(b"a", mode, oid)], object_format) is not None) == good
    for bad in (b"", oid[:-1], oid + b"x", bytes(52 - len(oid))):
        assert built(build_tree, [TreeEntry(b"a", 0o100644, unchecked(bad))], object_format) is None


@given(st.lists(st.tuples(ANY, ANY), max_size=4), ANY)
def test_headers(headers: list[Header], message: bytes) -> None:
    head = built(build_headers, headers)
    if head is not None:
        assert parse_headers(head + message) == (headers, len(head))


KEYS = st.sampled_from([b"tree", b"parent", b"author", b"committer", b"encoding", b"gpgsig"])
VALUES = DIGITS | ANY | st.sampled_from([b"A <a> 1 +0000", b"blob", b"latin-1"])


@given(st.lists(st.tuples(KEYS | ANY, VALUES), max_size=6), ANY, FORMATS)
def test_commits(headers: list[Header], message: bytes, object_format: ObjectFormat) -> None:
    made = built(build_commit, headers, message, object_format)
    if made is not None:
        again = Commit(made.data, None, object_format)
        assert (again.headers, again.message, again.id) == (headers, message, made.id)


@given(DIGITS, st.lists(DIGITS, max_size=3), ANY, ANY, ANY, ANY, FORMATS)
def test_the_parts_of_a_commit(
    tree: bytes,
    parents: list[bytes],
    author: bytes,
    committer: bytes,
    encoding: bytes,
    message: bytes,
    own: ObjectFormat,
) -> None:
    headers = [(b"tree", tree), *((b"parent", parent) for parent in parents)]
    headers += [(b"author", author), (b"committer", committer), (b"encoding", encoding)]
    commit = built(build_commit, headers, message, own)
    if commit is None:
        return
    assert commit.tree == ObjectId(tree)
    assert commit.parents == tuple(map(ObjectId, parents))
    assert (bytes(commit.author), bytes(commit.committer), commit.message) == (author, committer, message)


def test_headers_in_any_order() -> None:
    """Of a commit that is built, git sees the parents that its maker meant: all of them, and before the author."""
    who = b"A <a> 1 +0000"
    tree, parent = (b"tree", b"1" * 40), (b"parent", b"2" * 40)
    author, committer, other = (b"author", who), (b"committer", who), (b"gpgsig", b"x\ny")
    for count in range(6):
        for chosen in permutations([tree, parent, author, committer, other], count):
            good = (
                bool(chosen)
                and chosen[0] == tree
                and list(chosen) == sorted(chosen, key=[*(tree, parent, author, committer, other)].index)
            )
            assert (built(build_commit, list(chosen), b"m") is not None) == good
    full = [tree, parent, parent, author, committer, (b"encoding", b"x"), other, other]
    assert list(check_object("commit", build_commit(full, b"m").data, SHA1)) == []
    for bad in (
        [tree, tree],
        [tree, author, author],
        [tree, author, parent],
        [tree, other, author],
        [tree, (b"encoding", b"a\nb")],
    ):
        assert built(build_commit, bad, b"m") is None


@given(ANY, ANY, NUMBERS, st.integers(-10_000, 10_000) | NUMBERS)
def test_idents(name: bytes, email: bytes, time: int, offset: int) -> None:
    ident = built(build_ident, name, email, time, offset)
    if ident is not None:
        again = parse_ident(bytes(ident))
        assert again == ident
        assert (again.name, again.email, again.time, again.offset) == (name, email, time, offset)


def test_what_an_ident_may_have() -> None:
    for byte in range(256):
        text = b"a%ca" % byte
        for name, email in ((text, b"e"), (b"n", text)):
            assert (built(build_ident, name, email, 1, 0) is None) == (byte in b"<>\n\0")
    assert build_ident(b"", b"", 0, 0) == Ident(b"", b"", 0, b"+0000", b" <> 0 +0000")
    for time, offset, good in (
        (0, 0, True),
        (-1, 0, False),
        ((1 << 63) - 1, -5999, True),
        (1 << 63, 0, False),
        (1, 6000, False),
    ):
        assert (built(build_ident, b"n", b"e", time, offset) is not None) == good


@given(ANY, st.booleans())
def test_quoting(text: bytes, fully: bool) -> None:
    quoted = quote_c(text, fully=fully)
    if quoted.startswith(b'"'):
        assert unquote_c(quoted) == text
        assert unquote_path(quoted) == unquote_path(quoted + b"and more") == text.partition(b"\0")[0]
    else:
        assert quoted == text


@given(ANY)
def test_unquoting_anything(text: bytes) -> None:
    for quoted in (text, b'"' + text, b'"' + text + b'"'):
        for unquote in (unquote_c, unquote_path):
            built(unquote, quoted)


@given(st.sampled_from(["commit", "tree", "blob", "tag", "", "blop", "blob ", "blob\0", "\N{BULLET}"]), NUMBERS)
def test_loose_headers(kind: str, size: int) -> None:
    header = built(build_loose_header, kind, size)
    assert (header is None) == (kind not in ("commit", "tree", "blob", "tag") or not 0 <= size < 1 << 63)
    if header is not None:
        assert parse_loose_header(header + b"body") == (kind, size, len(header))


@given(NUMBERS)
def test_pack_headers(count: int) -> None:
    header = built(build_pack_header, count)
    assert (header is None) == (not 0 <= count < 1 << 32)
    if header is not None:
        assert parse_pack_header(header, 100, 20) == count


@given(st.integers(-2, 9), NUMBERS, FORMATS)
def test_entry_headers(kind: int, size: int, object_format: ObjectFormat) -> None:
    header = built(build_entry_header, kind, size)
    assert (header is None) == (kind not in (1, 2, 3, 4, 6, 7) or not 0 <= size < 1 << 63)
    if header is None:
        return
    base = {6: build_distance(5), 7: b"b" * object_format.hash_size}.get(kind, b"")
    data = bytes(20) + header + base
    found = parse_entry_header(data + b"x" * 50, 20, 12, len(data) + 50, object_format.hash_size)
    assert found == (kind, size, {6: 15, 7: base}.get(kind), len(data))


@given(NUMBERS)
def test_distances(distance: int) -> None:
    assert (built(build_distance, distance) is None) == (not 0 < distance < 1 << 63)


COLUMNS = st.integers(0, 4).flatmap(
    lambda count: st.tuples(
        st.lists(st.sampled_from([b"a" * 20, b"b" * 20, b"c" * 20, b"d" * 20]), min_size=count, max_size=count),
        st.lists(NUMBERS | st.integers(0, 1 << 33), min_size=count, max_size=count),
        st.lists(NUMBERS | st.integers(0, 1 << 31), min_size=count, max_size=count),
        st.lists(st.integers(-1, 4), min_size=count, max_size=count) | st.permutations(range(count)) | st.none(),
    )
)


@given(COLUMNS, st.sampled_from([1, 2, 3]), st.sampled_from([0, 13, 1 << 31, 1 << 40]), st.integers(19, 21))
def test_indexes(
    columns: tuple[list[bytes], list[int], list[int], list[int] | None], version: int, first_large: int, trailer: int
) -> None:
    ids, offsets, crcs, given_order = columns
    column = b"".join(ids)
    order = list(order_by_id(column, 20)) if given_order is None else given_order

    def build() -> bytes:
        return build_index(SHA1, column, offsets, crcs, order, b"t" * trailer, version=version, first_large=first_large)

    data = built(build)
    if data is None:
        return
    assert sorted(order) == list(range(len(ids)))
    index = PackIndex(data, SHA1)
    rows = [(ids[at], offsets[at], crcs[at] if index.version == 2 else None) for at in order]
    assert [(index.oid(row), index.offset(row), index.crc(row)) for row in range(index.count)] == rows
    assert [oid for oid, _, _ in rows] == sorted(ids)
    assert index.pack_hash == b"t" * 20


@given(st.lists(st.integers(-1, 5), max_size=5) | st.permutations(range(5)), st.integers(19, 21))
def test_reverse_indexes(order: list[int], trailer: int) -> None:
    data = built(build_reverse_index, SHA1, order, b"t" * trailer)
    assert (data is not None) == (sorted(order) == list(range(len(order))) and trailer == 20)
    if data is not None:
        rows = array("I", data[12 : 12 + 4 * len(order)])
        rows.byteswap()
        assert [order[row] for row in rows] == list(range(len(order)))


def test_columns_that_do_not_belong_together() -> None:
    ids, offsets, crcs, order = b"a" * 20 + b"b" * 20, [12, 13], [1, 2], [0, 1]
    good: list[Any] = [SHA1, ids, offsets, crcs, order, b"t" * 20]
    assert PackIndex(build_index(*good), SHA1).count == 2
    for place, bad in (
        (1, ids[:-1]),
        (1, ids + b"x"),
        (2, [12]),
        (3, [1, 2, 3]),
        (4, [0]),
        (4, [1, 0]),
        (4, [0, 0]),
        (5, b"t"),
        (2, [1 << 31, 1 << 32]),
    ):
        assert built(build_index, *good[:place], bad, *good[place + 1 :]) is None


def test_a_size_that_no_object_has() -> None:
    with pytest.raises(GitObjectError, match="at most 63 bits"):
        parse_loose_header(b"blob 9223372036854775808\0")
    with pytest.raises(CorruptObject):
        Tree(b"100644 \0" + bytes(20)).entries  # noqa: B018 - to parse is the test
