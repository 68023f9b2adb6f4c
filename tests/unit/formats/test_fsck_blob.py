"""What is wrong with .gitmodules and .gitattributes: the answers are those of git 2.55.

Tried besides: names and URLs at random beside git's index-pack and unpack-objects, in packs of every order.
"""

from __future__ import annotations

import pytest

from pygitobj.formats.fsck_blob import MAX_ATTRIBUTES, check_special, is_bad_url
from pygitobj.formats.fsck_tree import GITATTRIBUTES, GITMODULES

MODULES = [
    (b"", []),
    (b"x = 1\n[other]\nurl = -x\n", []),
    (b'[submodule "x"]\n\turl = https://a/b\n\tpath = x\n\tupdate = checkout\n', []),
    (b'[submodule "../x"]\n\turl = a\n', ["gitmodulesName"]),
    (b"[submodule...]\nurl = x\n", ["gitmodulesName"]),
    (b"[submodule.x/../y]\nurl = x\n", ["gitmodulesParse"]),
    (b'[SubModule "..\\\\"]\nURL = x\n', ["gitmodulesName"]),
    (b'[submodule ""]\npath = x\n', ["gitmodulesName"]),
    # Once for each of its settings.
    (b'[submodule "a\\\\..\\\\b"]\nurl = x\npath = y\n', ["gitmodulesName"] * 2),
    (
        b'[submodule "a/..b"]\nurl = -x\npath = -y\nupdate = !cmd\n',
        ["gitmodulesUrl", "gitmodulesPath", "gitmodulesUpdate"],
    ),
    # Settings without a value, and a name that a NUL cuts short, so that there is no setting behind it.
    (b'[submodule "x"]\nurl\npath\nupdate\n', []),
    (b'[submodule "a\0b"]\nurl = -x\n', []),
    (b'[submodule "x"]\nurl = \\\n-x\n', ["gitmodulesUrl"]),
    (b"[broken\n", ["gitmodulesParse"]),
    (b'[submodule "../a"]\nurl = x\n[bro ken', ["gitmodulesName", "gitmodulesParse"]),
    (b'\xef\xbb\xbf[submodule "x"]\nurl = x\n', ["gitmodulesParse"]),
    (None, ["gitmodulesLarge"]),
]
ATTRIBUTES = [
    (b"", []),
    (b"a" * 2047 + b"\n" + b"b" * 2047, []),
    (b"a" * 2048, ["gitattributesLineLength"]),
    (b"ok\n" + b"a" * 2048 + b"\n" + b"b" * 4000 + b"\n", ["gitattributesLineLength"]),
    (b"ok\n\0" + b"b" * 3000, []),
    (bytes(MAX_ATTRIBUTES + 1), ["gitattributesLarge"]),
    (None, ["gitattributesLarge"]),
]
GOOD_URLS = [
    "a", "./a", "../a", "../../a", ".././a", "ssh://h/%0a", "git://h/a", "https://h/a%0ab/../c", "http://u@h:80/x?y#z",
    "https::https://[::1]:8080/x", "file:///x\ny", "h:x", "ftp://h", "https://h//..", "https://h:0443/",
]  # fmt: skip
BAD_URLS = [
    "-x", "../:x", "..//x", ".././/x", "..\\..\\:x", "../a%0ab", "./a\nb", "git://h/%0A", "https://h/%0a", "http://h/a\nb",
    "https://h/%zz", "https://h/%0", "https:///x", "http::x", "ftps::https://h/%0a", "http://h:99999/", "http://h:0/",
    "http://h:8a/", "http://h/..", "http://h/./../x", "https://u:%0a@h/", "http://h h/", "http://%41/", "https://h/?%0a",
]  # fmt: skip


@pytest.mark.parametrize(("data", "problems"), MODULES)
def test_modules(data: bytes | None, problems: list[str]) -> None:
    assert [finding.id for finding in check_special(GITMODULES, data)] == problems


@pytest.mark.parametrize(("data", "problems"), ATTRIBUTES, ids=range(len(ATTRIBUTES)))
def test_attributes(data: bytes | None, problems: list[str]) -> None:
    assert [finding.id for finding in check_special(GITATTRIBUTES, data)] == problems


@pytest.mark.parametrize("url", GOOD_URLS)
def test_urls_that_may_be_followed(url: str) -> None:
    assert not is_bad_url(url)


@pytest.mark.parametrize("url", BAD_URLS)
def test_urls_that_could_be_taken_for_others(url: str) -> None:
    assert is_bad_url(url)


@pytest.mark.parametrize("byte", range(256))
def test_every_byte_in_a_url(byte: int) -> None:
    """None ends it but in an answer; nothing but a line feed, or no host, makes it bad."""
    text = bytes([byte]).decode("utf-8", "surrogateescape")
    assert is_bad_url(f"https://h/{text}") == (byte in b"\n%"), byte
