"""Reflogs: what git takes for an entry is one, what it passes over is none."""

from __future__ import annotations

from pathlib import Path

import pytest

from pygitobj.formats.reflog import parse_reflog
from pygitobj.oid import FORMATS, SHA1
from tests.support.command import git

A = b"a" * 40
WHEN = b"1700000000 +0100"
# After the two ids and the space; all with an id that is there.
RESTS = [
    b"me <me@here> 1700000001 +0100\tmessage",
    b"me <me@here> 1700000002 -0100\t",
    b"me <me@here> 1700000003 +0100",
    b"me <me@here> 1700000004 +0100 no tab",
    b"me <me@here> 1700000005 +01000\tlong offset",
    b" <> 1700000006 +0000\tno name",
    b"> 1700000007 +0000\tno email",
    b"me <me@here> 1 +0000\tlong ago",
    b"me <me@here>   1700000008 +0000\tspaces",
    b"me <me@here> +1700000009 +0000\tsign",
    b"me <me@here> -5 +0000\tnegative",
    b"me <me@here> 0001700000010 +0000\tzeros",
    b"me <me@here> 99999999999999999999999999 +0000\tlarge",
    b"me <me@here> " + b"9" * 5000 + b" +0000\tenormous",
    b"me <me@here> 0 +0000\ttime 0",
    b"me <me@here> 000 +0000\ttime 0",
    b"me <me@here> -0 +0000\ttime 0",
    b"me <me@here>1700000011 +0000\tno space",
    b"me <a> b> 1700000012 +0000\ttwo ends",
    b"me me@here 1700000013 +0000\tno end",
    b"me <me@\0here> 1700000014 +0000\tNUL",
    b"me <me@here> 1700000015 0000\tno sign",
    b"me <me@here> 1700000016 +000\tshort offset",
    b"me <me@here> 1700000017  +0000\ttwo spaces",
    b"me <me@here> x1700000018 +0000\tletter",
    b"me <me@here> +0000\tno time",
    b"me <me@here>",
    b"",
]


@pytest.mark.parametrize("object_format", ["sha1", "sha256"])
def test_each_line_as_git_takes_it(tmp_path: Path, object_format: str) -> None:
    git(tmp_path, "init", "-q", f"--object-format={object_format}")
    git(tmp_path, "commit", "-q", "--allow-empty", "-m", "one")
    commit = git(tmp_path, "rev-parse", "HEAD").strip()
    log = tmp_path / ".git" / "logs" / "HEAD"
    # Without any entry git shows the commit itself.
    first = commit + b" " + commit + b" me <me> " + WHEN + b"\n"
    taken = 0
    for rest in RESTS:
        for ids in (commit + b" " + commit + b" ", commit.upper() + b" " + commit.upper() + b" "):
            line = ids + rest
            log.write_bytes(first + line + b"\n")
            ours = [(entry.new, entry.timestamp) for entry in parse_reflog(log.read_bytes(), FORMATS[object_format])]
            theirs = git(tmp_path, "log", "-g", "--format=%H %gd", "--date=unix").split()
            assert len(ours) == len(theirs) // 2, line
            if b"large" not in line and b"enormous" not in line and b"negative" not in line:
                assert [
                    word for oid, time in reversed(ours) for word in (str(oid).encode(), b"HEAD@{%d}" % time)
                ] == theirs
            taken += len(ours) - 1
    assert 0 < taken < 2 * len(RESTS)


def test_a_reflog_that_git_wrote(tmp_path: Path) -> None:
    git(tmp_path, "init", "-q")
    for message in ("one", "two", "three"):
        git(tmp_path, "commit", "-q", "--allow-empty", "-m", message)
    git(tmp_path, "reset", "-q", "--hard", "HEAD~1")
    entries = list(parse_reflog((tmp_path / ".git" / "logs" / "HEAD").read_bytes(), SHA1))
    assert [str(entry.new) for entry in reversed(entries)] == git(tmp_path, "log", "-g", "--format=%H").decode().split()
    assert entries[0].old == SHA1.null_id
    assert [entry.old for entry in entries[1:]] == [entry.new for entry in entries[:-1]]


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\n\n",
        A + b"\n",
        A + b" " + A + b"\n",
        A + b" " + A + b" me <me> " + WHEN + b"\tno end of line",
        A + b"  " + A + b" me <me> " + WHEN + b"\n",
        A + A + b"  me <me> " + WHEN + b"\n",
        A + b"\t" + A + b" me <me> " + WHEN + b"\n",
        A + b" " + A + b"\tme <me> " + WHEN + b"\n",
        A + b" " + b"g" * 40 + b" me <me> " + WHEN + b"\n",
        b"\xff" * 40 + b" " + A + b" me <me> " + WHEN + b"\n",
        A[:39] + b" " + A + b" me <me> " + WHEN + b"\n",
        A * 2 + b" " + A * 2 + b" me <me> " + WHEN + b"\n",
    ],
)
def test_what_is_no_entry(data: bytes) -> None:
    good = A + b" " + A + b" me <me> " + WHEN + b"\n"
    assert list(parse_reflog(data, SHA1)) == []
    assert len(list(parse_reflog(good + data, SHA1))) == 1
