"""The normal form of URLs: the answers are those of git 2.55's urlmatch."""

from __future__ import annotations

import pytest

from pygitobj.formats.url import BadUrlError, decode_url, normal_url

NORMAL = [
    ("HTTP://H.Example/A/./b/../c", "http://h.example/A/c"),
    ("http://h", "http://h/"),
    ("http://h?q", "http://h/?q"),
    ("http://h:080/", "http://h/"),
    ("https://h:443", "https://h/"),
    ("https://h:80", "https://h:80/"),
    ("http://h:/", "http://h/"),
    ("http://u%3a:p%41@h/", "http://u%3A:pA@h/"),
    ("http://h/%7euser/%2f/%C3%a4", "http://h/~user/%2F/%C3%A4"),
    ("http://h/a b\x7f", "http://h/a%20b%7F"),
    ("http://h/%2e/%2E%2e/a", None),
    ("http://h/x/%2E%2e/a", "http://h/a"),
    ("http://h//..", "http://h/"),
    ("http://h/a/..", "http://h/"),
    ("http://h/a/.", "http://h/a"),
    ("http://h/a/../", "http://h/"),
    ("file:///x", "file:///x"),
    ("file://:1/x", None),
    ("http://", None),
    ("http://:1/", None),
    ("1http://h/", None),
    ("http:/h", None),
    ("http://h:65536/", None),
    ("http://h:65535/", "http://h:65535/"),
    ("http://h/%", None),
    ("http://h/%4", None),
    ("http://h_a/[x]", "http://h_a/[x]"),
    ("http://h{a/", None),
]


@pytest.mark.parametrize(("url", "expected"), NORMAL)
def test_normal_form(url: str, expected: str | None) -> None:
    if expected is None:
        with pytest.raises(BadUrlError):
            normal_url(url)
    else:
        assert normal_url(url) == expected


@pytest.mark.parametrize(
    ("url", "expected"),
    [("a%41:%41%0a%00%zz%4", "a%41:A\n%00%zz%4"), ("%41%2f", "A/"), ("", ""), ("%", "%"), (":%41", ":A")],
)
def test_decoding(url: str, expected: str) -> None:
    assert decode_url(url) == expected
