"""The files that name the layers of a chain, both ways."""

from __future__ import annotations

import pytest

from pygitobj.formats.chain import build_chain, parse_chain
from pygitobj.oid import SHA1

ONE, TWO = "0123456789abcdef" * 2 + "01234567", "f" * 40


@pytest.mark.parametrize(
    ("data", "layers", "words"),
    [
        (b"", [], None),
        (f"{ONE}\n".encode(), [ONE], None),
        (f"{ONE}\n{TWO}\n".encode(), [ONE, TWO], None),
        (f"{ONE.upper()} and more\n{TWO}\n".encode(), [ONE, TWO], None),
        (b"0123", [], "multi-pack-index chain file too small"),
        (f"{ONE}\nnothing\n{TWO}\n".encode(), [ONE], "line 'nothing' not a hash"),
        (f"{ONE}\n\n\n".encode(), [ONE], None),
        (f"\n{ONE}\n".encode(), [], "line '' not a hash"),
        (f"{ONE}\n\n{TWO}\n".encode(), [ONE], "line '' not a hash"),
        (f"{ONE}\n{TWO[:-1]}\u0661\n".encode(), [ONE], "not a hash"),
        (f"{ONE}\n{TWO}".encode(), [ONE], None),
        (f"{ONE}\n{TWO} ".encode(), [ONE, TWO], None),
        (ONE.encode(), [], None),
        (b"x" * 41, [], "not a hash"),
        (f"{ONE}\n{TWO}\n{ONE}\n".encode(), [ONE, TWO], "comes twice"),
    ],
)
def test_chains(data: bytes, layers: list[str], words: str | None) -> None:
    chain = parse_chain(data, SHA1, "multi-pack-index")
    assert chain.layers == layers
    assert words is None if chain.problem is None else words is not None and words in str(chain.problem)
    if words is None and data.endswith(b"\n") and b" " not in data:
        assert build_chain(layers) == data.rstrip(b"\n") + b"\n"
