"""References as lines: the same from both kernels, whatever the bytes; what is not as usual is told apart."""

from __future__ import annotations

import importlib
import random
from types import ModuleType
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pygitobj.formats.refname import is_valid_refname
from pygitobj.kernels.pure import ref_lines

ONE, TWO, NULL = "1f" * 20, "2e" * 20, "00" * 20
GOOD = f"{ONE} refs/a\n{TWO} refs/heads/b@.c\n{ONE} refs/tags/t\n^{TWO}\n{TWO} refs/tags/\xff{{\n"


def lines(kernels: ModuleType) -> Any:
    return importlib.import_module(f"{kernels.__name__}.ref_lines")


def test_as_usual(kernels: ModuleType) -> None:
    text = GOOD.encode("latin-1")
    found = lines(kernels).plain_refs(text, 20)
    assert found.text == text.replace(f"^{TWO}\n".encode(), b"")
    assert (found.total, found.ids) == (4, [bytes.fromhex(ONE), bytes.fromhex(TWO)])
    assert lines(kernels).plain_refs(found.text, 20) == found
    assert lines(kernels).are_plain(b"# header\n" + text, 9, 20)
    assert lines(kernels).are_plain(b"# header\n", 9, 20)
    assert lines(kernels).plain_refs(b"", 20) == (b"", 0, [])
    of_sha256 = f"{'ab' * 32} refs/x\n".encode()
    assert lines(kernels).plain_refs(of_sha256, 32) == (of_sha256, 1, [b"\xab" * 32])


UNUSUAL = [
    f"{ONE} refs/a",
    f"{ONE} refs/\n",
    f"{ONE} ref/a\n",
    f"{ONE} HEAD\n",
    f"{ONE}  refs/a\n",
    f"{ONE}\trefs/a\n",
    f"{ONE[1:]} refs/a\n",
    f"{ONE}1 refs/a\n",
    f"{NULL} refs/a\n",
    f"{'g' + ONE[1:]} refs/a\n",
    f"{ONE.upper()} refs/a\n",
    f"^{TWO}\n",
    f"^{TWO}\n{ONE} refs/a\n",
    f"{ONE} refs/a\n^{TWO}\n^{TWO}\n",
    f"{ONE} refs/a\n^{TWO}",
    f"{ONE} refs/a\n^{TWO[1:]}\n",
    f"{ONE} refs/a\n^{TWO}0\n",
    f"{ONE} refs/a\n^{NULL}\n",
    f"{ONE} refs/a\n^{TWO.upper()}\n",
    f"{ONE} refs/a\n{ONE} refs/a\n",
    f"{ONE} refs/b\n{ONE} refs/a\n",
    f"{ONE} refs/ab\n{ONE} refs/a\n",
    f"{ONE} refs/a\n\n",
    "\n",
    "# pack-refs with: sorted\n",
    *(f"{ONE} refs/x{bad}y\n" for bad in (*" ~^:?[*\\\x7f\0\x01\r\t", "..", "@{", "//", "/.", ".lock/")),
    *(f"{ONE} refs/x{bad}\n" for bad in (".", ".lock", "/", "/.lock")),
]


@pytest.mark.parametrize("text", UNUSUAL)
def test_what_is_not_as_usual(kernels: ModuleType, text: str) -> None:
    data = text.encode("latin-1")
    assert lines(kernels).plain_refs(data, 20) is None
    assert not lines(kernels).are_plain(b"x" + data, 1, 20)


@given(st.text(st.sampled_from("a@{./.lock^ ~\x7f\xe9"), max_size=12))
def test_names_are_those_that_references_may_have(name: str) -> None:
    found = ref_lines.plain_refs(f"{ONE} refs/{name}\n".encode(), 20)
    assert (found is not None) == is_valid_refname(f"refs/{name}")


def native() -> Any:
    return pytest.importorskip("pygitobj.kernels.native.ref_lines", reason="no compiled kernels")


PARTS = [f"{ONE} refs/", f"{TWO} refs/heads/", f"^{TWO}\n", "\n", "a", "b", ".", "@", "{", "/", ".lock", " ", "0", "^"]


@given(st.lists(st.sampled_from(PARTS), max_size=12))
def test_same_of_pieces(pieces: list[str]) -> None:
    text = "".join(pieces).encode()
    assert native().plain_refs(text, 20) == ref_lines.plain_refs(text, 20)
    assert native().are_plain(text, 3, 20) == ref_lines.are_plain(text, 3, 20)


@given(st.integers(0, len(GOOD)), st.binary(max_size=4), st.integers(0, 4))
def test_same_in_both_kernels(at: int, put: bytes, out: int) -> None:
    text = GOOD.encode("latin-1")
    text = text[:at] + put + text[at + out :]
    assert native().plain_refs(text, 20) == ref_lines.plain_refs(text, 20)


def many(count: int) -> bytes:
    """So many lines, with ids of which many begin alike."""
    chance = random.Random(count)
    ids = [f"{chance.getrandbits(8):03x}{chance.getrandbits(148):037x}" for _ in range(max(count // 3, 1))]
    return b"".join(f"{chance.choice(ids)} refs/heads/{number:06d}\n".encode() for number in range(count))


def test_many(kernels: ModuleType) -> None:
    text = many(3000)
    found = lines(kernels).plain_refs(text, 20)
    assert found.text == text
    assert found.ids == list(dict.fromkeys(bytes.fromhex(line[:40].decode()) for line in text.splitlines()))


# As a format shows them


def test_shown(kernels: ModuleType) -> None:
    text = many(1000)
    shown = lines(kernels).shown_refs
    rows = [line.split(b" ") for line in text.splitlines()]
    assert shown(text, 20, {b"": b""}, {b"": b"\n"}) == b"".join(name + b"\n" for _, name in rows)
    starts = {oid: b"<" + oid[:9] * (oid[0] % 3) + b">" for oid, _ in rows}
    ends = {oid: oid[:4] * (oid[1] % 3) + b"\n" for oid, _ in rows}
    same, nothing = {b"": b"!\n"}, {b"": b""}
    assert shown(text, 20, starts, same) == b"".join(starts[oid] + name + b"!\n" for oid, name in rows)
    assert shown(text, 20, nothing, ends) == b"".join(name + ends[oid] for oid, name in rows)
    assert shown(text, 20, starts, ends) == b"".join(starts[oid] + name + ends[oid] for oid, name in rows)
    assert shown(b"", 20, starts, same) == b""


@pytest.mark.parametrize(
    ("text", "error"), [(f"{ONE} refs/a", ValueError), ("x\n", ValueError), (f"{TWO} refs/a\n", KeyError)]
)
def test_what_cannot_be_shown(kernels: ModuleType, text: str, error: type[Exception]) -> None:
    with pytest.raises(error):
        lines(kernels).shown_refs(text.encode(), 20, {ONE.encode(): b""}, {b"": b"\n"})
