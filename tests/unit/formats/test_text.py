"""Text in its encoding, and its subject."""

from __future__ import annotations

import pytest

from pygitobj.formats.text import decode_text, first_paragraph


@pytest.mark.parametrize(
    ("data", "encoding", "text"),
    [
        (b"\xc3\xa4", None, "ä"),
        (b"\xe4", "latin-1", "ä"),
        (b"\xe4", None, "\ufffd"),
        (b"\xc3\xa4", "no-such-encoding", "ä"),
        (b"\xc3\xa4", "a\0b", "ä"),
        (b"a\\u0041", "unicode_escape", "a\\u0041"),
        (b"a\\u0041", "Raw Unicode-Escape", "a\\u0041"),
        (b"a", "base64", "a"),
    ],
)
def test_text(data: bytes, encoding: str | None, text: str) -> None:
    assert decode_text(data, encoding) == text


@pytest.mark.parametrize(
    ("text", "subject"),
    [
        ("", ""),
        ("one\n", "one"),
        ("\n \t\none  \ntwo\n\nthree", "one two"),
        ("one\n  \ntwo", "one"),
        ("one\0two", "one"),
        (" one\n two\n", " one  two"),
    ],
)
def test_subjects(text: str, subject: str) -> None:
    assert first_paragraph(text) == subject
