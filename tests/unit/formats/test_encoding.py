"""Names of encodings, what git's iconv makes of them, and what Python cannot do as it does."""

from __future__ import annotations

from codecs import lookup

import pytest

from pygitobj.errors import UnsupportedError
from pygitobj.formats.encoding import (
    CODECS,
    codec_of,
    into_utf_8,
    is_utf_8,
    mark_problem,
    must_come_back,
    out_of_utf_8,
)


def test_names() -> None:
    assert all(lookup(name).name == name for name in CODECS)
    assert [name for name in ("UTF-8", "utf8", "Utf-8", "utf-16", "U8") if is_utf_8(name)] == ["UTF-8", "utf8", "Utf-8"]
    names = {
        "utf16be": "utf-16-be",
        "UTF-16LE": "utf-16-le",
        "Utf32": "utf-32",
        "latin-1": "iso8859-1",
        "ISO88591": "iso8859-1",
        "8859_2": "iso8859-2",
        "ISO-8859-15": "iso8859-15",
        "SJIS": "shift_jis",
        "CP1252": "cp1252",
        "MS-ANSI": "cp1252",
        "garbage": None,
        "": None,
        "caf\xe9": None,
        "a\0b": None,
        "UTF-16LE//TRANSLIT": None,
    }
    assert {name: codec_of(name) for name in names} == names


@pytest.mark.parametrize("name", ["CP932", "Big5", "GB18030", "johab", "tis-620", "UTF-7"])
def test_what_python_reads_in_another_way_is_refused(name: str) -> None:
    with pytest.raises(UnsupportedError, match="not supported"):
        codec_of(name)


# Tried besides: all aliases of Python's, with underscores, hyphens and spaces, beside those that iconv lists.
@pytest.mark.parametrize(
    "name",
    [
        "UTF", "UTF-", "u8", "utf_16", "UTF-16-LE", "UTF-16LE-BOMX", "idna", "rot13", "utf-8-sig", "unicode_escape",
        "latin_1", "iso8859_1", "shift jis", "euc_jp", "korean", "646", "us_ascii",
    ],
)  # fmt: skip
def test_a_name_that_python_alone_has_is_no_encoding(name: str) -> None:
    assert codec_of(name) is None
    assert into_utf_8(b"a", name) is None
    assert out_of_utf_8(b"a", name) is None


def test_a_big_endian_file_with_its_mark_is_written_and_not_read() -> None:
    assert out_of_utf_8(b"a", "UTF-16BE-BOM") == b"\xfe\xff\0a"
    assert into_utf_8(b"\xfe\xff\0a", "UTF-16BE-BOM") is None


@pytest.mark.parametrize(
    ("name", "data", "problem"),
    [
        ("UTF-16", b"a\0", "required"),
        ("UTF-16", b"\xff\xfea\0", None),
        ("utf16", b"\xfe\xff\0a", None),
        ("UTF-32", b"\xff\xfea\0", "required"),
        ("UTF-16LE", b"\xff\xfea\0", "prohibited"),
        ("utf-16be", b"\xff\xfea\0", "prohibited"),
        ("UTF-32LE", b"\xff\xfe\0\0", "prohibited"),
        ("UTF-32LE", b"\xff\xfea\0", None),
        ("UTF-16LE-BOM", b"a\0", None),
        ("latin-1", b"\xff\xfe", None),
    ],
)
def test_byte_order_marks(name: str, data: bytes, problem: str | None) -> None:
    assert mark_problem(name, data) == problem


@pytest.mark.parametrize(
    ("name", "file", "blob"),
    [
        ("UTF-16LE-BOM", b"\xff\xfea\0", b"a"),
        ("UTF-16BE", b"\0\xe9\xd8\x3d\xde\0", "é\N{GRINNING FACE}".encode()),
        ("latin-1", b"\xe9", "é".encode()),
        ("ISO-2022-JP", b'\x1b$B$"', "あ".encode()),
    ],
)
def test_both_ways(name: str, file: bytes, blob: bytes) -> None:
    assert into_utf_8(file, name) == blob
    assert out_of_utf_8(blob, name) == file


@pytest.mark.parametrize(
    ("name", "file"),
    [
        ("UTF-16", b"\xff\xfea"),
        ("UTF-16LE", b"\0\xd8"),
        ("EUC-JP", b"\x8f\xa2\xb7"),
        ("cp1252", b"\x81"),
        ("none", b"a"),
    ],
)
def test_what_is_not_in_the_encoding(name: str, file: bytes) -> None:
    assert into_utf_8(file, name) is None


def test_what_the_encoding_has_not() -> None:
    assert out_of_utf_8("あ".encode(), "latin-1") is None
    assert out_of_utf_8(b"\xff", "UTF-16") is None
    assert out_of_utf_8("뢔".encode(), "EUC-KR") is None
    # A backslash of Shift JIS is a yen sign, which comes back as that byte.
    assert into_utf_8(b"\\~", "SHIFT-JIS") == "¥‾".encode()
    assert out_of_utf_8("¥‾".encode(), "SHIFT-JIS") == b"\\~"


@pytest.mark.parametrize(
    ("name", "listed", "expected"),
    [
        ("shift-jis", "SHIFT-JIS", True),
        ("UTF-16", "UTF-16LE", False),
        ("UTF-16", "UTF-16LE UTF-16", False),  # as for git, where it stands first decides
        ("latin-1", "UTF-16, latin-1", True),
        ("latin-1", "UTF-16,latin-1,x", True),
        ("latin-1", "xlatin-1", False),
    ],
)
def test_what_must_come_back(name: str, listed: str, expected: bool) -> None:
    assert must_come_back(name, listed) is expected
