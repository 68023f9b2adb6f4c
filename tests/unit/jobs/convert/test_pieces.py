"""Content that comes in pieces becomes what it would as a whole, wherever it is cut; counts too."""

from __future__ import annotations

import random
from io import BytesIO

import pytest

from pygitobj.errors import UnsupportedError
from pygitobj.jobs.convert import end_of_line, ident, pieces
from pygitobj.jobs.convert.driver import Plan
from pygitobj.jobs.convert.end_of_line import Counter, Rule, counts_of
from pygitobj.jobs.convert.pieces import ConvertedFile, GrowLines, Keywords, ShrinkLines, through

OID = b"0123456789abcdef0123456789abcdef01234567"
PARTS = [
    *(b"\r\n", b"\n", b"\r", b"$", b"$I", b"$Id", b"$Id$", b"$Id:", b"$Id: x $", b"$Id: x y $", b"$Id:$", b"Id: $"),
    *(b"a", b" ", b"\0", b"\x1a", b"text of some length"),
]


def cut(chosen: random.Random, data: bytes) -> list[bytes]:
    """`data` in pieces, some of them empty."""
    places = sorted(chosen.choices(range(len(data) + 1), k=chosen.randrange(9)))
    return [data[start:end] for start, end in zip([0, *places], [*places, len(data)], strict=True)]


@pytest.mark.parametrize("seed", range(20))
def test_wherever_it_is_cut(seed: int) -> None:
    chosen = random.Random(seed)
    for _ in range(400):
        data = b"".join(chosen.choices(PARTS, k=chosen.randrange(12)))
        parts = cut(chosen, data)
        counter = Counter()
        for part in parts:
            counter.add(part)
        assert counter.end() == counts_of(data)
        assert b"".join(through(parts, [ShrinkLines()])) == end_of_line.to_lf(data)
        assert b"".join(through(parts, [GrowLines()])) == end_of_line.out_of_blob(data, Rule(False, True))
        inwards: list[pieces.Step] = [ShrinkLines(), Keywords(ident.part_into_blob)]
        assert b"".join(through(parts, inwards)) == ident.into_blob(end_of_line.to_lf(data))
        for guesses in (True, False):
            plan = Plan(Rule(guesses, True), ident=True)
            steps = pieces.out_of_blob_steps(plan, OID, lambda: parts)  # noqa: B023 - called at once
            whole = end_of_line.out_of_blob(ident.out_of_blob(data, OID), Rule(guesses, True))
            assert b"".join(through(parts, steps)) == whole, data


def test_a_keyword_without_end_is_not_kept_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pieces, "LONGEST_KEYWORD", 1000)
    assert b"".join(through([b"$Id:", *[b"x" * 100] * 9], [Keywords(ident.part_into_blob)])) == b"$Id:" + b"x" * 900
    with pytest.raises(UnsupportedError, match="keyword"):
        list(through([b"$Id:", *[b"x" * 100] * 10], [Keywords(ident.part_into_blob)]))


def test_a_converted_file_is_read_as_others_are() -> None:
    file = ConvertedFile(iter([b"", b"abc", b"", b"de"]))
    assert [file.read(2) for _ in range(4)] == [b"ab", b"c", b"de", b""]
    assert list(pieces.pieces_from(BytesIO(b"0123"), 2)) == [b"23"]
