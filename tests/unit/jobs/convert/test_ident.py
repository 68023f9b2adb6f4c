"""Keywords in and out, with git's answers written down."""

from __future__ import annotations

import pytest

from pygitobj.jobs.convert import ident

OID = b"1" * 40
LONG = b"$Id: " + OID + b" $"


@pytest.mark.parametrize(
    ("blob", "file"),
    [
        (b"$Id$", LONG),
        (b"$Id: left by somebody$", b"$Id: left by somebody$"),
        (b"$Id: word $", LONG),
        (b"$Id:word$", LONG),
        (b"$Id:$", LONG),
        (b"$Id: a b $Id$", b"$Id: a b " + LONG),
        (b"$Id$Id$", LONG + b"Id$"),
        (b"$Id: never\n$Id$", b"$Id: never\n" + LONG),
        (b"$Idx$ $I$ $ $Id", b"$Idx$ $I$ $ $Id"),
        (b"$$Id$$", b"$" + LONG + b"$"),
    ],
)
def test_out_of_a_blob(blob: bytes, file: bytes) -> None:
    assert ident.out_of_blob(blob, OID) == file


@pytest.mark.parametrize(
    ("file", "blob"),
    [
        (LONG, b"$Id$"),
        (b"$Id: of another system $", b"$Id$"),
        (b"$Id:$ $Id$", b"$Id$ $Id$"),
        (b"$Id$Id: x$", b"$Id$Id$"),
        (b"$Id: x\n$", b"$Id: x\n$"),
        (b"$Id: x", b"$Id: x"),
    ],
)
def test_into_a_blob(file: bytes, blob: bytes) -> None:
    assert ident.into_blob(file) == blob
