"""The links of commits: the same from both kernels, whatever the bytes."""

from __future__ import annotations

import importlib
import random
from types import ModuleType
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pygitobj.kernels.pure import commits

TREE, ONE, TWO = "11" * 20, "2f" * 20, "AB" * 20
GOOD = f"tree {TREE}\nparent {ONE}\nparent {TWO}\nauthor A <a@b> 5 +0000\ncommitter C > D <c@d> 1234567890 +0100\n\nx\n"


def parse(kernels: ModuleType, body: bytes | None, size: int = 20) -> Any:
    """What one implementation says of one body."""
    (found,) = importlib.import_module(f"{kernels.__name__}.commits").parse_commits([body], size)
    return found


def test_links(kernels: ModuleType) -> None:
    found = parse(kernels, GOOD.encode())
    assert found == (bytes.fromhex(TREE), (bytes.fromhex(ONE), bytes.fromhex(TWO)), 1234567890)
    assert found.parents[1].hex() == TWO.lower()
    assert parse(kernels, None) is None
    assert parse(kernels, f"tree {'3' * 64}\n".encode(), 32) == (bytes.fromhex("3" * 64), (), 0)


LAST = (1 << 64) - 1
# What stands behind the tree, and the date that git's walks (2.55) take the commit to have: rev-list --timestamp.
DATES = [
    (b"author A <a> 1 +0000\ncommitter A <a@b> 12 +0000\n\nx", 12),
    (b"author A <a> 1 +0000\ncommitter A <a@b> 12 +0000\n", 12),
    (b"author A <a> 1 +0000\ncommitter A <a@b> 12 +0000", 0),
    (b"author\ncommitter>12\n", 12),
    (b"authority\ncommitters A> 12\n", 12),
    (b"author A <a> 1 +0000\ncommitter A <a@b>  \t\r 12\n", 12),
    (b"author A <a> 1 +0000\ncommitter A <a@b> \v12\n", 0),
    (b"author A <a> 1 +0000\ncommitter A <a@b> 12x34 +0000\n", 12),
    (b"author A <a> 1 +0000\ncommitter A <a@b> 0012+0100\n", 12),
    (b"author A <a> 1 +0000\ncommitter A <a@b> +12 +0000\n", 0),
    (b"author A <a> 1 +0000\ncommitter A <a@b> -12 +0000\n", LAST - 11),
    (b"author A <a> 1 +0000\ncommitter A <a@b> --12 +0000\n", 0),
    (b"author A <a> 1 +0000\ncommitter A <a@b> -\n", 0),
    (b"author A <a> 1 +0000\ncommitter A <a@b> - 12\n", 0),
    (b"author A <a> 1 +0000\ncommitter A <a@b> " + b"9" * 19 + b" +0000\n", 10**19 - 1),
    (b"author A <a> 1 +0000\ncommitter A <a@b> 18446744073709551615 +0000\n", LAST),
    (b"author A <a> 1 +0000\ncommitter A <a@b> 18446744073709551616 +0000\n", LAST),
    (b"author A <a> 1 +0000\ncommitter A <a@b> -18446744073709551616 +0000\n", LAST),
    (b"author A <a> 1 +0000\ncommitter A <a@b> " + b"9" * 5000 + b"\n", LAST),
    (b"author A <a> 1 +0000\ncommitter A <a@b> " + b"0" * 5000 + b"7\n", 7),
    (b"author A <a> 1 +0000\ncommitter A <a@b> 5> 12 +0000\n", 12),
    (b"author A <a> 1 +0000\ncommitter A <a@b>\n", 0),
    (b"author A <a> 1 +0000\ncommitter A <a@b> x\n\n> 7\n", 0),
    (b"author A <a> 1 +0000\ncommitter 77\n\n> 7\n", 0),
    (b"committer A <a@b> 12 +0000\n\n", 0),
    (b"committer A <a@b> 12 +0000\nauthor A <a> 1 +0000\n\n", 0),
    (b"author A <a> 1 +0000\nencoding x\ncommitter A <a@b> 12 +0000\n\n", 0),
    (b"author A <a> 1 +0000\nauthor A <a> 2 +0000\ncommitter A <a@b> 12 +0000\n\n", 0),
    (b"author A <a> 1 +0000\n\ncommitter A <a@b> 12 +0000\n", 0),
    (b"encoding x\nauthor A <a> 1 +0000\ncommitter A <a@b> 12 +0000\n\n", 0),
    (b"\ncommitter A <a@b> 12 +0000\n", 0),
    (b"author A <a> 1 +0000\ncommitter", 0),
    (b"author A <a> 1 +0000\n", 0),
    (b"author", 0),
]


@pytest.mark.parametrize(("rest", "date"), DATES)
def test_dates(kernels: ModuleType, rest: bytes, date: int) -> None:
    assert parse(kernels, f"tree {TREE}\n".encode() + rest).date == date


@pytest.mark.parametrize(
    "body",
    ["", "tree", f"tree {TREE}", f"tree {TREE[1:]}\n", f"tree {TREE[:-1]}g\n", f"tree  {TREE}\n", f"parent {ONE}\n",
     f"tree {TREE}\nparent {ONE[:-2]}\n", f"tree {TREE}\nparent {ONE}", f"tree {TREE}\nparent {ONE[:-1]}x\n",
     f"tree {TREE[:-2]} 1\n"],
)  # fmt: skip
def test_malformed(kernels: ModuleType, body: str) -> None:
    assert parse(kernels, body.encode()) is None


@given(st.integers(0, len(GOOD)), st.binary(max_size=4), st.integers(0, 4))
def test_same_in_both_kernels(at: int, put: bytes, out: int) -> None:
    native = pytest.importorskip("pygitobj.kernels.native.commits", reason="no compiled kernels")
    body = GOOD.encode()
    body = body[:at] + put + body[at + out :]
    assert native.parse_commits([body], 20) == commits.parse_commits([body], 20)


def test_cut_anywhere(kernels: ModuleType) -> None:
    for at in range(len(GOOD)):
        body = GOOD.encode()[:at] + random.Random(at).randbytes(at % 3)
        assert parse(kernels, body) == commits.parse_commit(body, 20)
