"""Lines of attributes: what they say, and what is said of those that say nothing.

Beside git in tests/unit/repository/test_attributes.py. Tried besides, by hand: a file of a hundred million zeros.
"""

from __future__ import annotations

import pytest

from pygitobj.formats.attributes import (
    LINE_END,
    SET,
    UNSET,
    UNSPECIFIED,
    AttributeState,
    Rule,
    Text,
    rules_in_blob,
    rules_in_file,
)
from pygitobj.formats.path_pattern import parse_path_pattern


def read(data: bytes, *, macros: bool = True, blob: bool = False) -> tuple[list[Rule], list[str]]:
    told: list[str] = []
    return (rules_in_blob if blob else rules_in_file)(data, Text("f", macros, told.append)), told


def rule(pattern: bytes, *states: tuple[str, AttributeState | str]) -> Rule:
    return Rule(parse_path_pattern(pattern), "", states)


A = ("a", SET)


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        (b"x a", rule(b"x", A)),
        (b" \t x\ta  -b !c d=e\r", rule(b"x", A, ("b", UNSET), ("c", UNSPECIFIED), ("d", "e"))),
        (b"x a= b==c -d=e", rule(b"x", ("a", ""), ("b", "=c"), ("d", UNSET))),
        (b"x", rule(b"x")),
        (b'"x y" a', rule(b"x y", A)),
        (b'"x\\ty"a', rule(b"x\ty", A)),
        (b'"x a', rule(b'"x', A)),
        (b'"\\q" a', rule(b'"\\q"', A)),
        (b'"x\\000y" a', rule(b"x", A)),
        (b'"" a', rule(b"", A)),
        (b"\\!x a", rule(b"\\!x", A)),
        (b"[attr] a", rule(b"[attr]", A)),
        (b"[attr]m a", Rule(None, "m", (A,))),
        (b'"[attr] \\tm n" a', Rule(None, "m", (A,))),
        (b"[attr]m", Rule(None, "m", ())),
        (b"x a\0b", rule(b"x", A)),
        (b"x a=\xff", rule(b"x", ("a", "\udcff"))),
        (b"x builtin=1", rule(b"x", ("builtin", "1"))),
        (b"x .a 0 _", rule(b"x", (".a", SET), ("0", SET), ("_", SET))),
        (b"x\va", rule(b"x\va")),
    ],
)
def test_line(line: bytes, expected: Rule) -> None:
    assert read(line) == ([expected], [])


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (b"x a -", " is not a valid attribute name: f:1"),
        (b"x --a", "-a is not a valid attribute name: f:1"),
        (b"x a,b c", "a,b is not a valid attribute name: f:1"),
        (b"x =a", " is not a valid attribute name: f:1"),
        (b"x {a}", "{a} is not a valid attribute name: f:1"),
        (b"x builtin_x=1", "builtin_x is not a valid attribute name: f:1"),
        (b"x \xc3\xa4", "ä is not a valid attribute name: f:1"),
        (b"[attr]m{ a", "m{ is not a valid attribute name: f:1"),
        (b"[attr]builtin_x a", "builtin_x is not a valid attribute name: f:1"),
        (b'"[attr] " a', " is not a valid attribute name: f:1"),
        (b"!x a,b", "a,b is not a valid attribute name: f:1"),
        (
            b"!x a",
            "warning: Negative patterns are ignored in git attributes\nUse '\\!' for literal leading exclamation.",
        ),
        (b"x " + b"a" * (LINE_END - 2), "warning: ignoring overly long attributes line 1"),
    ],
)
def test_line_is_passed_over(line: bytes, said: str) -> None:
    assert read(line + b"\ny a") == ([rule(b"y", A)], [said])


def test_macros_only_where_they_are_allowed() -> None:
    assert read(b"# x\n\n[attr]m a -b\n", macros=False) == ([], ["[attr]m a -b not allowed: f:3"])
    assert read(b'"[attr]m o" a', macros=False) == ([], ["[attr]m o not allowed: f:1"])


@pytest.mark.parametrize("line", [b"", b" ", b"# x", b"\t# x", b"\0x a", b" \0 x a", b"#" + b"x" * 5000, b"\r"])
def test_line_that_says_nothing(line: bytes) -> None:
    assert read(line) == ([], [])


def test_longest_line() -> None:
    line = b"x " + b"a" * (LINE_END - 3)
    assert read(line + b"\r\n") == ([rule(b"x", ("a" * (LINE_END - 3), SET))], [])
    assert read(line + b"\r\n", blob=True) == ([], ["warning: ignoring overly long attributes line 1"])
    assert read(line + b"\r") == ([], ["warning: ignoring overly long attributes line 1"])
    assert len(read(line + b"\0" + line)[0]) == 1


def test_blob_is_read_otherwise_than_a_file() -> None:
    assert read(b"\xef\xbb\xbfx a") == ([rule(b"x", A)], [])
    assert read(b"\xef\xbb\xbfx a", blob=True) == ([rule(b"\xef\xbb\xbfx", A)], [])
    assert read(b"x a\0\ny a") == ([rule(b"x", A), rule(b"y", A)], [])
    assert read(b"x a\0\ny a", blob=True) == ([rule(b"x", A)], [])


def test_lines_are_counted() -> None:
    assert read(b"# 1\n\nx a\n  \n\0\ny ,\n")[1] == [", is not a valid attribute name: f:6"]


def test_states_as_text() -> None:
    assert [str(state) for state in AttributeState] == ["set", "unset", "unspecified"]
