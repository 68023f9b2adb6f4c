"""What log shows of usual commits, and raw lines, in both kernels."""

from __future__ import annotations

import importlib
from array import array
from types import ModuleType

import pytest

from pygitobj.kernels.columns import (
    COMMITTER,
    EMAIL,
    ISO_DATE,
    MAILBOX,
    MESSAGE,
    NAME,
    OFFSET,
    RAW_DATE,
    RFC_DATE,
    SECONDS,
    SHORT_DATE,
    STRICT_DATE,
    SUBJECT,
    TREE,
    USUAL_DATE,
    Changes,
)
from pygitobj.kernels.columns import (
    REST as BODY,
)

HEAD = b"tree " + b"a" * 40 + b"\nparent " + b"b" * 40 + b"\n"
AUTHOR = b"author A U <a@x> 1700000000 +0130\n"
REST = b"committer C <c@x> 1 +0000\n"


def shown(
    kernels: ModuleType, body: bytes, merge: bytes = b"", people: dict[bytes, bytes] | None = None
) -> bytes | None:
    result = importlib.import_module(f"{kernels.__name__}.medium_text").medium_text(body, merge, people)
    assert result is None or isinstance(result, bytes)
    return result


def test_a_usual_commit(kernels: ModuleType) -> None:
    body = HEAD + AUTHOR + REST + b"\n\n \nsubject  \n\n\ta\tb\nlast\xff\n\n\n"
    lines = b"    subject\n    \n            a       b\n    last\xff\n"
    text = b"Author: A U <a@x>\nDate:   Tue Nov 14 23:43:20 2023 +0130\n\n" + lines
    assert shown(kernels, body) == text
    assert shown(kernels, body, b"Merge: a b\n") == b"Merge: a b\n" + text
    people = {b"A U <a@x>": b"B <b@y>"}
    assert shown(kernels, body, people=people) == text.replace(b"A U <a@x>", b"B <b@y>")
    assert shown(kernels, body, people={}) is None


@pytest.mark.parametrize(
    "body",
    [
        b"",
        HEAD,
        HEAD + AUTHOR + REST,
        HEAD + AUTHOR + REST + b"\n",
        HEAD + AUTHOR + REST + b"\n \n\t\n",
        HEAD + AUTHOR + REST + b"encoding latin1\n\nx",
        HEAD + AUTHOR + AUTHOR + b"\nx",
        HEAD + AUTHOR + REST + b"\nx\0",
        HEAD + AUTHOR + REST + b"\n\xc3\xa9\tx\n",
        HEAD + b"author A <a@x> 0 +0000\n\nx",
        HEAD + b"author A <a@x> 10 -0100\n\nx",
        HEAD + b"author A <a@x> 12345678901 +0000\n\nx",
        HEAD + b"author A <a@x> 1 +1500\n\nx",
        HEAD + b"author A <a@x> 1 +0060\n\nx",
        HEAD + b"author  A <a@x> 1 +0000\n\nx",
        HEAD + b"author A  <a@x> 1 +0000\n\nx",
        HEAD + b"author <a@x> 1 +0000\n\nx",
        HEAD + b"author A <a x> 1 +0000\n\nx",
        b"author A <a@x> 1 +0000\n\nx",
    ],
)
def test_another_commit_is_left_to_others(kernels: ModuleType, body: bytes) -> None:
    assert shown(kernels, body) is None


def test_fields_of_a_usual_commit(kernels: ModuleType) -> None:
    fields = importlib.import_module(f"{kernels.__name__}.commit_fields").commit_fields
    body = HEAD + AUTHOR + REST + b"gpgsig x\n author \n\n \n  a subject \r\nof lines\n\t\n\n\n rest\n\n"
    message = body[body.index(b"\n\n") + 2 :]
    found = fields(body, bytes([TREE, SUBJECT, MESSAGE, BODY, NAME, COMMITTER + MAILBOX, COMMITTER + OFFSET]))
    assert found == (b"a" * 40, b"  a subject of lines", message, b" rest\n\n", b"A U", b"c", b"+0000")
    dates = bytes([SECONDS, USUAL_DATE, RFC_DATE, ISO_DATE, STRICT_DATE, SHORT_DATE, RAW_DATE, COMMITTER + STRICT_DATE])
    assert fields(body, dates) == (
        b"1700000000",
        b"Tue Nov 14 23:43:20 2023 +0130",
        b"Tue, 14 Nov 2023 23:43:20 +0130",
        b"2023-11-14 23:43:20 +0130",
        b"2023-11-14T23:43:20+01:30",
        b"2023-11-14",
        b"1700000000 +0130",
        b"1970-01-01T00:00:01Z",
    )
    assert fields(HEAD + AUTHOR + REST + b"\n", bytes([SUBJECT, BODY, MESSAGE, EMAIL])) == (b"", b"", b"", b"a@x")
    for other in (b"", HEAD + AUTHOR + b"\nx", HEAD + AUTHOR + REST + REST + b"\nx", HEAD + REST + AUTHOR + b"\nx"):
        assert fields(other, b"") is None
    for wrong in (RAW_DATE + 1, COMMITTER + RAW_DATE + 1, MESSAGE + 1):
        with pytest.raises(ValueError, match="no field"):
            fields(body, bytes([wrong]))


@pytest.mark.parametrize(
    ("moment", "date"),
    [
        (b"1 +0000", b"Thu Jan 1 00:00:01 1970 +0000"),
        (b"17 -0000", b"Thu Jan 1 00:00:17 1970 +0000"),
        (b"951782400 +0000", b"Tue Feb 29 00:00:00 2000 +0000"),
        (b"1709251199 +1400", b"Fri Mar 1 13:59:59 2024 +1400"),
        (b"1709251199 -0830", b"Thu Feb 29 15:29:59 2024 -0830"),
        (b"9999999999 +0000", b"Sat Nov 20 17:46:39 2286 +0000"),
    ],
)
def test_dates(kernels: ModuleType, moment: bytes, date: bytes) -> None:
    found = shown(kernels, HEAD + b"author A <a@x> " + moment + b"\n\nx")
    assert found == b"Author: A <a@x>\nDate:   " + date + b"\n\n    x\n"


def test_raw_lines(kernels: ModuleType) -> None:
    lines = importlib.import_module(f"{kernels.__name__}.raw_lines").raw_lines
    modes = array("I", [0o100644, 0o100755, 0, 0o120000, 0o100644, 0, 0o100644, 0o160000])
    changes = Changes(
        kinds=bytes([0, 3, 0]),
        ends=array("I", [1, 3, 4]),
        modes=modes,
        ids=b"\x12\x34\xab\xcd\0\0\xab\xcd\x12\x34\0\0\x12\x34\xab\xcd",
        paths=b'a bq"\xc3t',
        path_ends=array("I", [3, 5, 6, 7]),
    )
    found = lines(changes, bytes([3, 4, 1, 2, 3, 4, 0, 3]), lambda path: b"<" + path + b">")
    first = b":100644 100755 123 abcd M\ta b\n"
    second = b':000000 120000 0 ab A\t<q">\n:100644 000000 123 0000 D\t<\xc3>\n'
    third = b":100644 160000  abc T\tt\n"
    assert found == (first + second + third, array("Q", [len(first), len(first + second), len(first + second + third)]))
    empty = array("I")
    assert lines(Changes(b"", empty, empty, b"", b"", empty), b"", bytes) == (b"", array("Q"))
    for bad in (
        changes._replace(paths=b"a"),
        changes._replace(ends=array("I", [1, 3])),
        changes._replace(ends=array("I", [3, 1, 4])),
        changes._replace(modes=modes[1:]),
        changes._replace(modes=array("I", [1 << 18, *modes[1:]])),
        changes._replace(ids=changes.ids[1:]),
        changes._replace(path_ends=array("I", [3, 2, 6, 7])),
    ):
        with pytest.raises(ValueError, match=r"columns of changes|six digits"):
            lines(bad, bytes(8), bytes)
    with pytest.raises(ValueError, match="columns of changes"):
        lines(changes, bytes([5] * 8), bytes)
