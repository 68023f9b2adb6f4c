"""The format of a batch's answers: what its text is taken for, and what is filled in."""

from __future__ import annotations

import pytest

from pygitobj import SHA1, SHA256, ObjectHeader, ObjectInfo, ObjectType
from pygitobj.cli.batch.formats import DEFAULT, Answer, parse_format
from pygitobj.errors import RevisionError

OID, BASE = SHA1.hash_object("blob", b"x"), SHA1.hash_object("blob", b"y")
HEADER = ObjectHeader(ObjectType.BLOB, 12)
INFO = ObjectInfo(ObjectType.TREE, 7, 9, BASE)


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("", ()),
        ("text", (b"text",)),
        ("%(objectname)", ("objectname",)),
        ("%(objectname) %(rest)", ("objectname", b" ", "rest")),
        ("a%%(rest)", (b"a", b"%", b"(rest)")),
        ("100%", (b"100", b"%")),
        ("%x", (b"%", b"x")),
        ("%%", (b"%",)),
        ("%(objectsize:disk)%(deltabase)", ("objectsize:disk", "deltabase")),
        ("\udcff%(objectmode)", (b"\xff", "objectmode")),
    ],
)
def test_pieces(text: str, pieces: tuple[bytes | str, ...]) -> None:
    assert parse_format(text).pieces == pieces


@pytest.mark.parametrize(
    ("text", "is_default", "splits", "plain", "needs_info"),
    [
        (DEFAULT, True, False, True, False),
        (DEFAULT + " ", False, False, True, False),
        ("%(objecttype)", False, False, True, False),
        ("%(rest)", False, True, False, False),
        ("%(objectmode)", False, False, False, False),
        ("%(objectsize:disk)", False, False, False, True),
        ("%(deltabase)", False, False, False, True),
        ("rest", False, False, True, False),
    ],
)
def test_what_it_asks_for(text: str, is_default: bool, splits: bool, plain: bool, needs_info: bool) -> None:
    layout = parse_format(text)
    assert (layout.is_default, layout.splits_lines) == (is_default, splits)
    assert (layout.is_plain, layout.needs_info) == (plain, needs_info)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("%(objectname", "bad cat-file format: element '(objectname' does not end in ')'"),
        ("%(nothing)", "bad cat-file format: %(nothing)"),
        ("%()", "bad cat-file format: %()"),
        ("%(OBJECTNAME)", "bad cat-file format: %(OBJECTNAME)"),
    ],
)
def test_what_is_refused(text: str, message: str) -> None:
    with pytest.raises(RevisionError) as refused:
        parse_format(text)
    assert str(refused.value) == message


@pytest.mark.parametrize(
    ("text", "answer", "filled"),
    [
        ("%(objectname)", Answer(OID, None, None, None, b""), str(OID).encode()),
        ("%(objecttype) %(objectsize)", Answer(OID, HEADER, None, None, b""), b"blob 12"),
        ("%(objecttype) %(objectsize)", Answer(OID, None, INFO, None, b""), b"tree 7"),
        ("%(objecttype) %(objectsize)", Answer(OID, HEADER, INFO, None, b""), b"blob 12"),
        ("%(objecttype)%(objectsize)", Answer(OID, None, None, None, b""), b""),
        ("%(objectsize:disk)", Answer(OID, None, INFO, None, b""), b"9"),
        ("%(deltabase)", Answer(OID, None, INFO, None, b""), str(BASE).encode()),
        ("%(deltabase)", Answer(OID, None, INFO._replace(delta_base=None), None, b""), b"0" * 40),
        ("<%(rest)>", Answer(OID, None, None, None, b"a\xff b"), b"<a\xff b>"),
        ("%(objectmode)", Answer(OID, None, None, 0o40000, b""), b"040000"),
        ("%(objectmode)", Answer(OID, None, None, None, b""), b""),
    ],
)
def test_filling(text: str, answer: Answer, filled: bytes) -> None:
    assert parse_format(text).fill(answer, SHA1) == filled


def test_no_base_has_the_null_id_of_its_format() -> None:
    assert parse_format("%(deltabase)").fill(Answer(OID, None, None, None, b""), SHA256) == b"0" * 64
