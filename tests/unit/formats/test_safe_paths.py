"""Which names are written as files, and which links lead out."""

from __future__ import annotations

import pytest

from pygitobj.formats.safe_paths import MOST_LINKS, leads_out, why_refused

FILE, LINK = 0o100644, 0o120000
REFUSED = (
    b"", b".", b"..", b"a/b", b"/a", b".git", b".GIT", b".Git", b".git ", b".git.", b".git. .", b"git~1", b"GIT~1",
    b".git::$INDEX_ALLOCATION", b".git:x", b".g\xe2\x80\x8cit", b"\xef\xbb\xbf.git", b".git\xe2\x80\x8d", b"a\\.git",
    b".git\\config", b"a\\git~1\\x", b"..\\x", b"a\\..\\..\\x",
)  # fmt: skip
TAKEN = (
    b"a", b"...", b".gitignore", b".gitmodules", b".github", b"git", b"git~2", b"x.git", b"a\\b", b"~", b"C:x", b" ",
    b"\xe2\x80\x8c", b"\xff\xfe", b"a\nb", b"..a", b"a..",
)  # fmt: skip


def test_names() -> None:
    assert [name for name in REFUSED if why_refused(name, FILE) is None] == []
    assert [name for name in TAKEN if why_refused(name, FILE) is not None] == []
    assert why_refused(b".gitmodules", LINK)
    assert why_refused(b"GITMOD~1", LINK)
    assert why_refused(b".gitattributes", LINK) is None


@pytest.mark.parametrize(
    ("path", "target", "out"),
    [
        (b"l", b"a/b", False), (b"l", b"..", True), (b"a/l", b"..", False), (b"a/l", b"../..", True),
        (b"l", b"/etc/passwd", True), (b"a/l", b".././b/..//c", False), (b"l", b"a/../../x", True), (b"l", b".", False),
        (b"a/b/l", b"../../up", False), (b"l", b"up/x", False),
        # By way of others: up leads to x/y/z, deep to the top, whatever their own paths look like.
        (b"l", b"up/../../../b", False), (b"l", b"up/../../../..", True), (b"l", b"x/y/z/deep/..", True),
        (b"l", b"x/y/z/deep/x/..", False), (b"l", b"abs", True), (b"l", b"circle", True),
        (b"l", b"a/" * 5000, True),
    ],
)  # fmt: skip
def test_links(path: bytes, target: bytes, out: bool) -> None:
    others = {b"up": b"x/y/z", b"x/y/z/deep": b"../../..", b"abs": b"/x", b"circle": b"circle"}
    assert leads_out(path, {**others, path: target}) is out


def test_links_in_a_row() -> None:
    links = {b"l%d" % number: b"l%d" % (number + 1) for number in range(MOST_LINKS + 2)}
    assert leads_out(b"l0", links)
    assert not leads_out(b"l2", links)
