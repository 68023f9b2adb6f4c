"""Whom a mailmap shows in the place of whom.

Tried besides, by hand: eight hundred random mailmaps, with twelve idents and a commit each, beside git 2.55.
"""

from __future__ import annotations

from typing import Any

import pytest

from pygitobj.formats.ident import parse_ident
from pygitobj.formats.mailmap import Mailmap

MAILMAP = b"""# a comment <x@x>
Proper <one@x>
<new@x> <TWO@x>
Proper Three <three@y> <three@x>
Proper Four <four@y> Old Four <shared@x>
  Spaced \t<five@x>
<> <six@x>
no brackets
"""


@pytest.mark.parametrize(
    ("name", "email", "shown"),
    [
        (b"A", b"one@x", (b"Proper", b"one@x")),
        (b"A", b"ONE@X", (b"Proper", b"ONE@X")),
        (b"A", b"two@x", (b"A", b"new@x")),
        (b"A", b"three@x", (b"Proper Three", b"three@y")),
        (b"old four", b"shared@x", (b"Proper Four", b"four@y")),
        (b"Other", b"shared@x", (b"Other", b"shared@x")),
        (b"A", b"five@x", (b"Spaced", b"five@x")),
        (b"A", b"six@x", (b"A", b"six@x")),
        (b"A", b"x@x", (b"A", b"x@x")),
    ],
)
def test_mailmaps(name: bytes, email: bytes, shown: tuple[bytes, bytes]) -> None:
    mailmap = Mailmap()
    mailmap.add(MAILMAP)
    assert mailmap.person(name, email) == shown
    line = b"author %s <%s> 1 +0000" % (name, email)
    body = b"tree x\n%s\n\n%s\n" % (line, line)
    assert mailmap.apply(body) == b"tree x\nauthor %s <%s> 1 +0000\n\n%s\n" % (*shown, line)


@pytest.mark.parametrize(
    ("ident", "shown"),
    [
        (b"Ann <one@x> 5 +0100", b"Proper <one@x> 5 +0100"),
        (b"Ann  <TWO@x>> 5 +0100", b"Ann <new@x>> 5 +0100"),
        (b"Old four<shared@x>", b"Proper Four <four@y>"),
        (b" Ann <x@x> 5 +0100", b" Ann <x@x> 5 +0100"),
        (b"Ann one@x 5 +0100", b"Ann one@x 5 +0100"),
        (b"", b""),
    ],
)
def test_idents(ident: bytes, shown: bytes) -> None:
    mailmap = Mailmap()
    mailmap.add(MAILMAP)
    who = parse_ident(ident)
    found = mailmap(who)
    assert found.raw == shown
    assert found == parse_ident(shown)
    assert (found is who) is (ident == shown)


def test_an_ident_without_brackets_has_no_email() -> None:
    mailmap = Mailmap()
    mailmap.add(b"Nobody <n@x> <>\n")
    assert mailmap(parse_ident(b"Ann")).raw == b"Ann"
    assert mailmap(parse_ident(b"Ann <> 5 +0000")).raw == b"Nobody <n@x> 5 +0000"


def test_spaces_of_a_header_are_put_right_where_it_is_mapped() -> None:
    mailmap = Mailmap()
    mailmap.add(b"Ann <a@x>\n<b@x>\n")
    assert mailmap.apply(b"author Ann\t<a@x>\ncommitter B\t<b@x>\n\n") == b"author Ann <a@x>\ncommitter B\t<b@x>\n\n"


def test_files_and_blobs_end_differently() -> None:
    data = b"One <1@x>\nTwo <2@x>\0Three <3@x>\nFour <4@x>\n" + b"5" * 1017 + b" <5@x>Six <6@x>\n"
    blob, file = Mailmap(), Mailmap()
    blob.add(data)
    file.add_file(data)
    assert set(blob.by_email) == {b"1@x", b"2@x"}
    assert set(file.by_email) == {b"1@x", b"2@x", b"4@x", b"5@x", b"6@x"}
    assert file.by_email[b"6@x"].name == b"Six"


def test_who_is_asked_for_is_an_ident() -> None:
    text: Any = "A <a@x>"
    with pytest.raises(TypeError, match="who is an Ident"):
        Mailmap()(text)
