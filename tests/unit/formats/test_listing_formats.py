"""Parts of what lists of references show: versions, messages, trailers, colours, columns, quoted values.

The values are what git 2.55 printed, or those of git's own tests.
"""

from __future__ import annotations

from functools import cmp_to_key

import pytest

from pygitobj.formats.color import color_codes
from pygitobj.formats.display_width import aligned, width_of
from pygitobj.formats.message import first_lines, message_of, on_one_line, sanitized
from pygitobj.formats.percent import hex_byte
from pygitobj.formats.script_quote import quote_perl, quote_python, quote_shell, quote_tcl, shell_word
from pygitobj.formats.trailers import TrailerOptions, trailers_of
from pygitobj.formats.versions import compare_versions

TAGS = (
    "v1.0 v1.10 v1.2 v1.0-rc1 v1.0-rc10 v1.0-rc2 v1.0-alpha v1.0-beta v1.0.1 v1.0-rc v01.0 V1.3 1.0 v1.0.0 "
    "v1.0-beta-rc1 v1.0foo v1.10-rc1 va v v1.0_1"
)


@pytest.mark.parametrize(
    ("suffixes", "expected"),
    [
        (
            [],
            "1.0 V1.3 v v01.0 v1.0 v1.0-alpha v1.0-beta v1.0-beta-rc1 v1.0-rc v1.0-rc1 v1.0-rc2 v1.0-rc10 v1.0.0 "
            "v1.0.1 v1.0_1 v1.0foo v1.2 v1.10 v1.10-rc1 va",
        ),
        (
            [b"-rc", b"-beta", b"-alpha"],
            "1.0 V1.3 v v01.0 v1.0-rc v1.0-rc1 v1.0-rc2 v1.0-rc10 v1.0-beta v1.0-beta-rc1 v1.0-alpha v1.0 v1.0.0 "
            "v1.0.1 v1.0_1 v1.0foo v1.2 v1.10-rc1 v1.10 va",
        ),
        (
            [b"-alpha", b"-beta", b"", b"-rc", b"foo"],
            "1.0 V1.3 v v01.0 v1.0-alpha v1.0-beta v1.0-beta-rc1 v1.0 v1.0.0 v1.0.1 v1.0_1 v1.0-rc v1.0-rc1 v1.0-rc2 "
            "v1.0-rc10 v1.0foo v1.2 v1.10 v1.10-rc1 va",
        ),
    ],
)
def test_versions(suffixes: list[bytes], expected: str) -> None:
    def compare(one: str, other: str) -> int:
        return compare_versions(one.encode(), other.encode(), suffixes)

    assert " ".join(sorted(TAGS.split(), key=cmp_to_key(compare))) == expected


@pytest.mark.parametrize(
    "ascending", ["a0001 a00 a01 a010 a09 a0 a1 a9 a10 a11", "0 1 9 10 a", "x1.001 x1.01 x1.010 x1.09 x1.1 x1.12"]
)
def test_zeros(ascending: str) -> None:
    # As glibc's strverscmp has them: a number that starts with a zero is a fraction.
    names = [name.encode() for name in ascending.split()]
    assert sorted(names, key=cmp_to_key(compare_versions)) == names
    assert compare_versions(b"a", b"a") == 0


def test_messages() -> None:
    found = message_of(b"tree x\nauthor y\n\n\nsubject\nmore\n\n\nbody\n-----BEGIN PGP SIGNATURE-----\nx\n")
    assert on_one_line(found.subject) == b"subject more"
    assert found.unsigned_body == b"body\n"
    assert found.body == b"body\n-----BEGIN PGP SIGNATURE-----\nx\n"
    assert found.signature == b"-----BEGIN PGP SIGNATURE-----\nx\n"
    assert found.unsigned == b"subject\nmore\n\n\nbody\n"
    assert message_of(b"tree x\n\n")[:3] == (b"", b"", b"")
    assert message_of(b"tree x")[:3] == (b"", b"", b"")
    assert message_of(b"tree x\n\na\0b").whole == b"a"
    windows = message_of(b"x\n\nsubject\r\nmore\r\n\r\nbody\r\n")
    assert (on_one_line(windows.subject), windows.body) == (b"subject more", b"body\r\n")
    signed = message_of(b"x\n\n-----BEGIN SSH SIGNATURE-----\n")
    assert (signed.subject, signed.unsigned_body) == (b"", b"")


@pytest.mark.parametrize(
    ("subject", "name"),
    [
        (b"Fix.. it! (really)... ", b"Fix.-it-really"),
        (b"", b""),
        (b"...", b""),
        (b" a  b ", b"a-b"),
        (b"caf\xc3\xa9s", b"caf-s"),
        (b"a_b.c", b"a_b.c"),
        (b"a...b", b"a.b"),
    ],
)
def test_sanitized(subject: bytes, name: bytes) -> None:
    assert sanitized(subject) == name


def test_first_lines() -> None:
    assert first_lines(b"a\nb\nc\n", 2) == b"a\n    b"
    assert first_lines(b"a\n", 9) == b"a"
    assert first_lines(b"a", 9) == b"a"
    assert first_lines(b"", 9) == b""
    assert first_lines(b"a\nb", 0) == b""


BODY = b"subject\n\nbody\n\nSigned-off-by: A <a@x>\nAcked-by: B\n  folded\n"


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        (TrailerOptions(), b"Signed-off-by: A <a@x>\nAcked-by: B\n  folded\n"),
        (TrailerOptions(only=True), b"Signed-off-by: A <a@x>\nAcked-by: B\n  folded\n"),
        (TrailerOptions(unfold=True), b"Signed-off-by: A <a@x>\nAcked-by: B folded\n"),
        (TrailerOptions(keys=(b"acked-by",), only=True, values_alone=True, unfold=True), b"B folded\n"),
        (TrailerOptions(keys_alone=True), b"Signed-off-by\nAcked-by\n"),
        (TrailerOptions(separator=b", ", keys_alone=True), b"Signed-off-by, Acked-by"),
        (TrailerOptions(key_separator=b"=", keys=(b"signed-off-by",)), b"Signed-off-by=A <a@x>\n"),
    ],
)
def test_trailers(options: TrailerOptions, expected: bytes) -> None:
    assert trailers_of(BODY, options) == expected


@pytest.mark.parametrize(
    ("message", "expected"),
    [
        (b"", b""),
        (b"\n", b""),
        (b"a: b\n", b""),  # the first paragraph is the subject
        (b"s\n\na: b\nno trailer\n", b""),
        (b"s\n\nSigned-off-by: x\nno trailer\n", b"Signed-off-by: x\nno trailer\n"),
        (b"s\n\nSigned-off-by: x\nno\nno\nno\nno\n", b""),
        (b"s\n\na: b\n\n\n", b"a: b\n"),
        (b"s\n\na: b\n# comment\n", b"a: b\n"),
        (b"s\n\nbody\na: b\n\nConflicts:\n\tfile\n", b""),
        (b"s\n\na: b\n\nConflicts:\n\tfile\n", b"a: b\n"),
        (b"s\n\na b: c\n", b""),
        (b"s\n\na : c\n", b"a : c\n"),
    ],
)
def test_what_are_trailers(message: bytes, expected: bytes) -> None:
    found = trailers_of(message, TrailerOptions())
    assert found == expected
    assert trailers_of(message, TrailerOptions(only=True)).count(b"\n") <= found.count(b"\n")


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("red", b"\x1b[31m"),
        ("bold", b"\x1b[1m"),
        ("red bold", b"\x1b[1;31m"),
        ("bold red blue", b"\x1b[1;31;44m"),
        ("normal", b""),
        ("", b""),
        ("reset", b"\x1b[m"),
        ("reset bold", b"\x1b[;1m"),
        ("default", b"\x1b[39m"),
        ("brightred", b"\x1b[91m"),
        ("normal brightblue", b"\x1b[104m"),
        ("12", b"\x1b[94m"),
        ("200 7", b"\x1b[38;5;200;47m"),
        ("#ff00aa", b"\x1b[38;2;255;0;170m"),
        ("#abc", b"\x1b[38;2;170;187;204m"),
        ("nobold no-ul", b"\x1b[22;24m"),
        ("-1 2", b"\x1b[42m"),
        ("RED", b"\x1b[31m"),
        ("nope", None),
        ("256", None),
        ("#12345", None),
        ("red blue green", None),
    ],
)
def test_colors(text: str, codes: bytes | None) -> None:
    assert color_codes(text) == codes


def test_columns() -> None:
    assert aligned(b"ab", 6, "left") == b"ab    "
    assert aligned(b"ab", 7, "middle") == b"  ab   "
    assert aligned(b"ab", 6, "right") == b"    ab"
    assert aligned(b"abcdef", 3, "left") == b"abcdef"
    assert width_of("caf\u00e9".encode()) == 4
    assert width_of("e\u0301".encode()) == 1
    assert width_of("\u6f22\u5b57".encode()) == 4
    assert width_of(b"\xff\xfe") == 2
    assert aligned("\u6f22".encode(), 4, "left") == "\u6f22  ".encode()


def test_quoted() -> None:
    text = b'it\'s\\ a "$x" [b]\n!'
    assert quote_shell(text) == b"'it'\\''s\\ a \"$x\" [b]\n'\\!''"
    assert quote_perl(text) == b"'it\\'s\\\\ a \"$x\" [b]\n!'"
    assert quote_python(text) == b"'it\\'s\\\\ a \"$x\" [b]\\n!'"
    assert quote_tcl(text) == b'"it\'s\\\\ a \\"\\$x\\" \\[b\\]\\n!"'
    assert quote_perl(b"a\0b") == b"'a\0b'"
    assert quote_shell(b"a\0b") == b"'a'"
    assert shell_word("a'\udcff") == "'a'\\''\udcff'"


def test_hex_bytes() -> None:
    assert hex_byte(b"%41", 1) == b"A"
    assert hex_byte(b"%fF", 1) == b"\xff"
    assert hex_byte(b"%4", 1) is None
    assert hex_byte(b"%4g", 1) is None
    assert hex_byte(b"% 4", 1) is None
