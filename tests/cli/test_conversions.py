"""Contents, attributes and settings at random, through hash-object: git's ids, messages and exit codes."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from tests.support.command import git, pygitobj, run

ATTRIBUTES = """
text -text !text text=auto text=auto text=auto text=x eol=lf eol=crlf eol=crlf eol -eol crlf -crlf crlf=input
crlf=auto ident ident -ident ident=x binary filter=up filter=none filter -filter working-tree-encoding=UTF-16
working-tree-encoding=UTF-16LE working-tree-encoding=utf16be working-tree-encoding=UTF-16LE-BOM
working-tree-encoding=utf-32 working-tree-encoding=UTF-8 working-tree-encoding=latin-1
working-tree-encoding=SHIFT-JIS working-tree-encoding=ISO-2022-JP working-tree-encoding=no-such-encoding
-working-tree-encoding
""".split()  # noqa: SIM905 - names, not a sentence
PARTS = [
    *(b"\r\n", b"\r\n", b"\r\n", b"\n", b"\n", b"\n", b"\r", b"$Id$", b"$Id: abc $", b"$Id: a b c$", b"$Id", b"$Id:"),
    *(b"$", b"Id$", b"abc ", b" ", b"\0", b"\x01", b"\x1a", "é".encode(), "日本".encode(), b"x" * 130, b"\\~"),
]
ENCODINGS = ["utf-8", "utf-8", "utf-8", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "shift_jis", "iso2022_jp"]
SETTINGS = {
    "core.autocrlf": ["true", "input", "false"],
    "core.eol": ["lf", "crlf", "native", "x"],
    "core.safecrlf": ["warn", "false", "true"],
    "core.checkRoundtripEncoding": ["utf-16", "UTF-16LE, latin-1", "SHIFT-JIS"],
}
FILES = 12


def content(chosen: random.Random) -> bytes:
    """Some content, mostly text."""
    parts = PARTS[:12] if chosen.random() < 0.3 else PARTS
    data = b"".join(chosen.choices(parts, k=chosen.randrange(14)))
    return data.decode().encode(chosen.choice(ENCODINGS), "replace")


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("write", [True, False], ids=["write", "hash"])
def test_as_git(tmp_path: Path, seed: int, write: bool) -> None:
    chosen = random.Random(seed)
    git(tmp_path, "init", "-q", ".")
    git(tmp_path, "config", "filter.up.clean", "tr a-z A-Z")
    for name, values in SETTINGS.items():
        if chosen.random() < 0.5:
            git(tmp_path, "config", name, chosen.choice(values))
    lines = []
    for number in range(FILES):
        (tmp_path / f"f{number}").write_bytes(content(chosen))
        lines.append(" ".join([f"f{number}", *chosen.choices(ATTRIBUTES, k=chosen.randrange(4)), "\n"]))
    (tmp_path / ".gitattributes").write_text("".join(lines))
    for number in range(FILES):
        words = ["hash-object", *(["-w"] if write else []), f"f{number}"]
        theirs = run(["git", *words], tmp_path)
        assert pygitobj(tmp_path, *words) == theirs, (lines[number], (tmp_path / f"f{number}").read_bytes())


@pytest.mark.parametrize(
    "attributes", ["text ident", "text=auto ident", "text eol=crlf", "ident", "text=auto eol=crlf"]
)
def test_a_large_file_goes_piece_by_piece(tmp_path: Path, attributes: str) -> None:
    git(tmp_path, "init", "-q", ".")
    (tmp_path / ".gitattributes").write_text(f"* {attributes}\n")
    piece = b"a line\r\nand one more\n$Id: abc $ $Id: a b $\r\n"
    (tmp_path / "f").write_bytes(piece * ((17 << 20) // len(piece)))
    theirs = run(["git", "hash-object", "-w", "f"], tmp_path)
    assert pygitobj(tmp_path, "hash-object", "f") == theirs._replace(err=b"")
    oid = theirs.out.decode().strip()
    words = ["cat-file", "--filters", "--path=f", oid]
    ours, theirs_again = pygitobj(tmp_path, *words), run(["git", *words], tmp_path)
    assert ours == theirs_again
    (tmp_path / ".git" / "objects" / oid[:2] / oid[2:]).unlink()
    assert pygitobj(tmp_path, "hash-object", "-w", "f") == theirs
    git(tmp_path, "fsck", "--full", "--strict")
