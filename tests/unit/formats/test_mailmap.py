"""Whom a mailmap shows in the place of whom."""

from __future__ import annotations

import pytest

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
