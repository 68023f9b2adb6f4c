"""What is wrong with a tree, entry by entry: messages, their order, names that file systems mistake.

Which bytes have which problem: test_fsck.py.
"""

from __future__ import annotations

import pytest

from pygitobj.formats.fsck_tree import (
    TREE_MESSAGES,
    Finding,
    MalformedTreeError,
    RawEntry,
    check_tree,
    is_dotgit,
    raw_entries,
    specials_called,
)
from pygitobj.oid import SHA1, SHA256

ID = b"A" * 20


def entry(text: bytes, oid: bytes = ID) -> bytes:
    return text + b"\0" + oid


def test_entries_as_they_stand() -> None:
    body = entry(b"0 a") + entry(b"777777777 .git/x")
    assert [*raw_entries(body, 20)] == [RawEntry(b"0", b"a", ID), RawEntry(b"777777777", b".git/x", ID)]
    assert [*raw_entries(b"", 20)] == []
    assert [*raw_entries(entry(b"1 a", b"B" * 32), 32)] == [RawEntry(b"1", b"a", b"B" * 32)]


@pytest.mark.parametrize(
    ("body", "message"),
    [
        (b"1 a\0short", "too-short tree object"),
        (entry(b"1 a")[:-1], "too-short tree object"),
        (entry(b"1 a") + b"x", "too-short tree object"),
        (entry(b"8 a"), "malformed mode in tree entry"),
        (entry(b" a"), "malformed mode in tree entry"),
        (entry(b"100644a"), "malformed mode in tree entry"),
        (entry(b"1 "), "empty filename in tree entry"),
        (b"1 a\0" + b"\0" + ID + b"\0" + ID[1:], "too-short tree object"),
        (b"11\0" + ID, "malformed mode in tree entry"),
    ],
)
def test_entries_that_cannot_be_read(body: bytes, message: str) -> None:
    with pytest.raises(MalformedTreeError) as caught:
        list(raw_entries(body, 20))
    assert str(caught.value) == message


def test_everything_at_once_is_told_in_the_order_of_git() -> None:
    body = b"".join([
        entry(b"100644 b", bytes(20)), entry(b"0100644 a/b"), entry(b"100664 a/b"), entry(b"40000 ."),
        entry(b"40000 .."), entry(b"40000 .git"), entry(b"100644 " + b"x" * 20),
    ])  # fmt: skip
    found = [*check_tree(body, SHA1, longest=19)]
    assert [one.id for one in found] == [problem for problem in TREE_MESSAGES if problem != "emptyName"]
    assert all(one == Finding(one.id, TREE_MESSAGES[one.id], goes_on=True) for one in found)


def test_what_was_read_before_the_end_counts_too() -> None:
    found = [*check_tree(entry(b"100644 .git") + entry(b"8 a"), SHA1)]
    assert found == [
        Finding("badTree", "cannot be parsed as a tree", "malformed mode in tree entry", goes_on=True),
        Finding("hasDotgit", "contains '.git'", goes_on=True),
    ]


def test_the_longest_name() -> None:
    for size, problems in ((4096, []), (4097, ["largePathname"])):
        assert [one.id for one in check_tree(entry(b"100644 " + b"x" * size), SHA1)] == problems


def test_a_null_id_of_each_format() -> None:
    for object_format in (SHA1, SHA256):
        body = entry(b"100644 a", bytes(object_format.hash_size))
        assert [one.id for one in check_tree(body, object_format)] == ["nullSha1"]


def test_files_that_git_acts_on_are_told_with_their_ids() -> None:
    told: list[tuple[str, bytes]] = []
    body = b"".join(
        entry(b"100644 " + name, bytes([at]) * 20)
        for at, name in enumerate([b".gitattributes", b".gitignore", b".gitmodules", b"GITMOD~1"], start=1)
    )
    assert [*check_tree(body, SHA1, lambda name, oid: told.append((name, oid)))] == []
    assert told == [(".gitattributes", b"\1" * 20), (".gitmodules", b"\3" * 20), (".gitmodules", b"\4" * 20)]


@pytest.mark.parametrize(
    ("name", "mistaken"),
    [
        (b".git", True), (b".GiT", True), (b"GIT~1", True), (b".git...", True), (b".git  ", True), (b".git:a", True),
        (b"a\\.git", True), (b".git/a", True), ("\u200d.git".encode(), True), ("\ufeff.g\u206ait".encode(), True),
        (b"git~2", False), (b".gitx", False), (b" .git", False), (b"git", False), (b".git.x", False),
        ("\u2010.git".encode(), False), ("\u2027.git".encode(), False),
    ],
)  # fmt: skip
def test_what_is_mistaken_for_the_git_directory(name: bytes, mistaken: bool) -> None:
    assert is_dotgit(name) is mistaken


@pytest.mark.parametrize(
    ("name", "called"),
    [
        (b".gitmodules", ["gitmodules"]), (b"gitmod~4", ["gitmodules"]), (b"gitmod~5", []),
        (b"GI7EBA~1", ["gitmodules"]), (b"gi7eb~10", ["gitmodules"]), (b"gi7e~100", ["gitmodules"]),
        (b"gi7eb~01", []), (b"gi7eba~x", []),
        (b"gi7d29~9", ["gitattributes"]), (b"gi250a~1", ["gitignore"]), (b"maba30~1", ["mailmap"]),
        (b"mailma~1", ["mailmap"]), (b"~1234567", ["gitmodules", "gitattributes", "gitignore", "mailmap"]),
        (b"a\\.gitmodules", ["gitmodules"]), (b"a\\.gitignore", []),
    ],
)  # fmt: skip
def test_what_is_mistaken_for_a_file_that_git_acts_on(name: bytes, called: list[str]) -> None:
    assert [special.name for special in specials_called(name)] == called
