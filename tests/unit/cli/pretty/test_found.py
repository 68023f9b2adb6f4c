"""What was looked for, in colours, in lines of messages and in people."""

from __future__ import annotations

import pytest

from pygitobj.cli.pretty.found import Found

BODY = {"grep": ["a+", "ab"], "author": ["n"], "committer": []}


def found(kind: str = "extended", *, selected: bytes = b"", ignore_case: bool = False, wide: bool = True) -> Found:
    """What colours matches with a star."""
    return Found(BODY, kind, ignore_case=ignore_case, wide=wide, match=b"*", selected=selected)


@pytest.mark.parametrize(
    ("line", "shown"),
    [
        (b"", b""),
        (b"nothing", b"nothing"),
        (b"xaay", b"x*aa\x1b[my"),
        # Of those that begin there the longest.
        (b"abc", b"*ab\x1b[mc"),
        (b"a a", b"*a\x1b[m *a\x1b[m"),
        ("é a".encode(), "é *a\x1b[m".encode()),
        (b"\xff a", b"\xff *a\x1b[m"),
    ],
)
def test_messages(line: bytes, shown: bytes) -> None:
    assert found().in_message(line) == shown


def test_people() -> None:
    assert found().in_person(b"Author", b"Ann") == b"A*n\x1b[m*n\x1b[m"
    assert found().in_person(b"Commit", b"Ann") == b"Ann"


def test_the_rest_of_a_line_has_a_colour_where_something_is_found() -> None:
    assert found(selected=b"+").in_message(b"xay") == b"+x\x1b[m*a\x1b[m+y\x1b[m"
    assert found(selected=b"+").in_message(b"xy") == b"xy"


def test_case_and_kind() -> None:
    assert found(ignore_case=True).in_message(b"A") == b"*A\x1b[m"
    assert found("fixed").in_message(b"aa a+") == b"aa *a+\x1b[m"
