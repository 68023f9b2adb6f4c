"""What log shows of usual commits, and raw lines, in both kernels."""

from __future__ import annotations

import importlib
from types import ModuleType

import pytest

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


@pytest.mark.parametrize(
    ("moment", "date"),
    [
        (b"1 +0000", b"Thu Jan 1 00:00:01 1970 +0000"),
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
    digits = {b"1": b"aaa", b"2": b"bbb", b"0": b"000"}
    pairs = [
        (b"a b", 0o100644, b"1", 0o100755, b"2"),
        (b'q"', 0, b"0", 0o120000, b"2"),
        (b"\xc3", 0o100644, b"1", 0, b"0"),
        (b"t", 0o100644, b"1", 0o160000, b"2"),
    ]
    assert lines(pairs, digits, lambda path: b"<" + path + b">") == (
        b":100644 100755 aaa bbb M\ta b\n"
        b':000000 120000 000 bbb A\t<q">\n'
        b":100644 000000 aaa 000 D\t<\xc3>\n"
        b":100644 160000 aaa bbb T\tt\n"
    )
    assert lines([], digits, bytes) == b""
    with pytest.raises(KeyError):
        lines([(b"x", 1, b"?", 1, b"1")], digits, bytes)
