"""Reflogs in odd forms."""

from __future__ import annotations

from tests.support.odd.row import Row
from tests.support.unchecked import unchecked

BY = "A <a@b> 1700000000 +0000"
LINKED = "worktrees/linked/"


def log(*lines: str, keeps: str = "", name: str = "logs/refs/heads/gone", **others: object) -> Row:
    """The row of a reflog with `lines`."""
    return Row({name: "".join(lines)}, keeps)._replace(**unchecked(others))


ROWS: dict[str, Row] = {
    "of what is gone": log("{o} {a} " + BY + "\tx\n", keeps="a"),
    "both ids": log("{a} {b} " + BY + "\tx\n", keeps="ab"),
    "no LF": log("{o} {a} " + BY + "\tx\n{a} {b} " + BY + "\tx", keeps="a"),
    "CRLF": log("{o} {a} " + BY + "\tx\r\n", keeps="a"),
    "CRLF, no message": log("{o} {a} " + BY + "\r\n", keeps="a"),
    "no message": log("{o} {a} " + BY + "\n", keeps="a"),
    "glued to the zone": log("{o} {a} " + BY + "junk\n", keeps="a"),
    "capitals": log("{o} {A} " + BY + "\tx\n", keeps="a"),
    "NUL in the name": log("{o} {a} A\0 <a@b> 1 +0000\tx\n"),
    "NUL in the message": log("{o} {a} " + BY + "\tx\0y\n{a} {b} " + BY + "\tx\n", keeps="ab"),
    "NUL after the ids": log("{o} {a}\0" + BY + "\tx\n"),
    "NUL in the zone": log("{o} {a} A <a@b> 1 +00\0\tx\n"),
    "bad id first": log("junk {a} " + BY + "\tx\n"),
    "bad id second": log("{a} junk " + BY + "\tx\n"),
    "one id": log("{a} " + BY + "\tx\n"),
    "two blanks": log("{o}  {a} " + BY + "\tx\n"),
    "tabs": log("{o}\t{a}\t" + BY + "\tx\n"),
    "bad line between": log("{o} {a} " + BY + "\tx\njunk\n\n{a} {b} " + BY + "\tx\n", keeps="ab"),
    "no address": log("{o} {a} A 1 +0000\tx\n"),
    "no address but a bracket": log("{o} {a} A> 1 +0000\tx\n", keeps="a"),
    "no name": log("{o} {a} <> 1 +0000\tx\n", keeps="a"),
    "no time": log("{o} {a} A <a@b> +0000\tx\n"),
    "time 0": log("{o} {a} A <a@b> 0 +0000\tx\n"),
    "time below 0": log("{o} {a} A <a@b> -5 +0000\tx\n", keeps="a"),
    "time too large": log("{o} {a} A <a@b> 99999999999999999999999 +0000\tx\n", keeps="a"),
    "time after blanks": log("{o} {a} A <a@b>  \v\f\t 5 +0000\tx\n", keeps="a"),
    "no zone": log("{o} {a} A <a@b> 1\tx\n"),
    "short zone": log("{o} {a} A <a@b> 1 +000\tx\n"),
    "named zone": log("{o} {a} A <a@b> 1 UTC\tx\n"),
    "long zone": log("{o} {a} A <a@b> 1 +000000\tx\n", keeps="a"),
    "huge line": log("{o} {a} " + BY + "\t" + "x" * 200_000 + "\n{a} {b} " + BY + "\tx\n", keeps="ab"),
    "nowhere": log("{x} {a} " + BY + "\tx\n", keeps="a"),
    "of HEAD": log("{o} {a} " + BY + "\tx\n", keeps="a", name="logs/HEAD"),
    "of the HEAD of another": log("{o} {a} " + BY + "\tx\n", keeps="a", name=LINKED + "logs/HEAD"),
    "of the HEAD of the main one, from there": log("{o} {a} " + BY + "\tx\n", keeps="a", name="logs/HEAD", top="linked"),
    "of a bisect of another": log("{o} {a} " + BY + "\tx\n", keeps="a", name=LINKED + "logs/refs/bisect/bad"),
    "of a branch in another": log("{o} {a} " + BY + "\tx\n", more="a", name=LINKED + "logs/refs/heads/x"),
    "of the stash": log("{o} {a} " + BY + "\tx\n{a} {b} " + BY + "\tx\n", keeps="ab", name="logs/refs/stash"),
    "anywhere": log("{o} {a} " + BY + "\tx\n", keeps="a", name="logs/a/file"),
    "of a name that is none": log("{o} {a} " + BY + "\tx\n", more="a", name="logs/refs/heads/x.lock"),
    "of a hidden name": log("{o} {a} " + BY + "\tx\n", more="a", name="logs/refs/heads/.x"),
    "in a directory that is no name": log("{o} {a} " + BY + "\tx\n", keeps="a", name="logs/refs/h d/x"),
    "link to a file": Row({"logs/refs/heads/x": "link: ../../../l", "l": "{o} {a} " + BY + "\tx\n"}, "", more="a"),
    "link to a directory": Row({"logs/refs": "link: ../l", "l/heads/x": "{o} {a} " + BY + "\tx\n"}, "", more="a"),
    "logs is a link": Row({"logs": "link: l", "l/refs/heads/x": "{o} {a} " + BY + "\tx\n"}, "", more="a"),
    "logs is a file": Row({"logs": "x\n"}, ""),
    "a directory in a log's place": Row(
        {"logs/refs/heads/main/x": "{o} {a} " + BY + "\tx\n", "logs/refs/heads/y": "directory"}, "a"
    ),
    "in a worktree without gitdir": Row(
        {"-" + LINKED + "gitdir": "", LINKED + "logs/HEAD": "{o} {a} " + BY + "\tx\n"}, "", more="a"
    ),
}  # fmt: skip
