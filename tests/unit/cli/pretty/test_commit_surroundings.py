"""What formats show beside what a commit says: signatures as a program checks them, tags before it, its names."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from pygitobj.oid import ObjectId
from pygitobj.repository.repository import Repository
from tests.support.git_version import needs_newest_git
from tests.unit.cli.pretty.commits import PEOPLE, TREE, shown_by_git, shown_by_us, write_commits

OF_SIGNATURES = "format:%G?|%GS|%GK|%GF|%GP|%GT|%s|%GG|%<(9)%G?|%Gx"
PARENT = b"parent %b\n"
SIGNATURE = b"gpgsig -----BEGIN %b-----\n \n abc\n -----END %b-----\n"
# What gpg says of a signature; several of them, and words that mean nothing, among them.
SAID = (
    "\n[GNUPG:] GOODSIG 0123 A U Thor <a@x>\n[GNUPG:] VALIDSIG F 20 1 0 4 0 1 8 00 P\n[GNUPG:] TRUST_ULTIMATE 0\n",
    "\n[GNUPG:] GOODSIG 0123 A U Thor <a@x>\n[GNUPG:] VALIDSIG F 2020-01-01 1 0 4\n[GNUPG:] TRUST_UNDEFINED\n",
    "\n[GNUPG:] BADSIG 0123 A U Thor <a@x>\n",
    "[GNUPG:] ERRSIG KEY 1 10 00 123 9\n[GNUPG:] NO_PUBKEY KEY\n",
    "\n[GNUPG:] GOODSIG K1 A\n[GNUPG:] GOODSIG K2 B\n[GNUPG:] TRUST_FULLY\n",
    "\n[GNUPG:] TRUST_MARGINAL 0\n[GNUPG:] EXPKEYSIG K S x\n[GNUPG:] TRUST_NOPE\n",
    "\n[GNUPG:] REVKEYSIG K S x\n\n\nx[GNUPG:] BADSIG a b\n[GNUPG:] EXPSIG\n",
    "",
)
NAMES = (
    "%d",
    "%D",
    "%(decorate)",
    "%(decorate:prefix=<,suffix=>,separator=%x2C,tag=T ,pointer= to )",
    "%(decorate:tag=)",
)
DESCRIPTIONS = (
    "%(describe)",
    "%(describe:tags)",
    "%(describe:tags=no)",
    "%(describe:abbrev=0)",
    "%(describe:abbrev=12,tags)",
    "%(describe:match=v*,exclude=v2)",
    "%(describe:tags=nope)|",
    "%(describe:abbrev=x)|%(describe:match=)|%(describe:)|",
)


def set_up_program(path: Path, said: str) -> None:
    """Have gpg.program say `said` of every signature in the repository at `path`."""
    program = path / "checks"
    program.write_text(f"#!/bin/sh\ncat >/dev/null\ncat '{path}/said'\necho checked as $1 $2 $3 >&2\nexit 1\n")
    program.chmod(0o755)
    (path / "said").write_text(said)
    subprocess.run(["git", "config", "gpg.program", str(program)], cwd=path, check=True)


@needs_newest_git
@pytest.mark.parametrize("said", SAID)
def test_signatures(tmp_path: Path, said: str) -> None:
    pgp = SIGNATURE.replace(b"%b", b"PGP SIGNATURE")
    bodies = [
        TREE + PEOPLE + b"\nnot signed\n",
        TREE + PEOPLE + pgp + b"\nsigned\n",
        TREE + PEOPLE + b"gpgsig-sha256 other\n and more\n" + pgp + b"x y\n\nsigned twice\n\ngpgsig -----BEGIN PGP\n",
        TREE + PEOPLE.replace(b"<committer", b"committer") + pgp + b"\nby nobody\n",
        TREE + PEOPLE + SIGNATURE.replace(b"%b", b"SSH SIGNATURE") + b"\nby ssh, without a file of signers\n",
    ]
    ids = write_commits(tmp_path, bodies)
    set_up_program(tmp_path, said)
    assert shown_by_us(tmp_path, ids, OF_SIGNATURES) == shown_by_git(tmp_path, ids, OF_SIGNATURES)


@needs_newest_git
def test_a_program_that_cannot_be_run(tmp_path: Path) -> None:
    ids = write_commits(tmp_path, [TREE + PEOPLE + SIGNATURE.replace(b"%b", b"PGP SIGNATURE") + b"\nsigned\n"])
    # It is no command for the shell either.
    subprocess.run(["git", "config", "gpg.program", "true; touch made #"], cwd=tmp_path, check=True)
    assert shown_by_us(tmp_path, ids, OF_SIGNATURES) == shown_by_git(tmp_path, ids, OF_SIGNATURES)
    assert not (tmp_path / "made").exists()


def make_names(path: Path) -> list[ObjectId]:
    """A repository whose commits have names of all kinds; gives their ids."""
    first, second, third, alone = write_commits(path, [TREE + PEOPLE + b"\n%d\n" % number for number in range(4)])
    store = Repository.open(path).objects
    child = store.write("commit", TREE + PARENT % str(second).encode() + PEOPLE + b"\nchild\n")
    grandchild = store.write("commit", TREE + PARENT % str(child).encode() + PEOPLE + b"\ngrandchild\n")
    for name, oid in (
        ("refs/heads/side", second),
        ("refs/heads/main", grandchild),
        ("refs/remotes/o/x", second),
        ("refs/stash", third),
        ("refs/tags/light", child),
        ("refs/notes/commits", third),
        ("refs/odd/ref", second),
        ("refs/tags/other", first),
    ):
        subprocess.run(["git", "update-ref", name, str(oid)], cwd=path, check=True)
    for name, target in (("v1", second), ("v2", second), ("v2.of-tag", "v2")):
        subprocess.run(["git", "tag", "-a", "-m", "t", name, str(target)], cwd=path, check=True)
    subprocess.run(["git", "symbolic-ref", "HEAD", "refs/heads/main"], cwd=path, check=True)
    subprocess.run(["git", "replace", str(alone), str(third)], cwd=path, check=True)
    return [first, second, third, child, grandchild, alone]


@needs_newest_git
@pytest.mark.parametrize("text", [*NAMES, *DESCRIPTIONS])
def test_names(tmp_path: Path, text: str) -> None:
    ids = make_names(tmp_path)
    assert shown_by_us(tmp_path, ids, f"format:{text}") == shown_by_git(tmp_path, ids, f"format:{text}")


@needs_newest_git
@pytest.mark.parametrize(
    "text",
    [
        "%C(auto)%h%d %C(red)%h%d%Creset%n%C(auto,blue)x%C(auto)%D%C(always,bold)y%C(reset)",
        "%Cred%Cgreen%Cblue%Creset",
        "%C(auto)%C(auto)%s%C(auto)",
        "%<(12)%C(auto)%h|%<(20,trunc)%C(bold red ul)%s|%>>(3)%C(auto)%H",
        "%C(auto)%(decorate:tag=)%h",
        "a b  %Cred  %>>(9)%Cblue%ae|%w(20)%C(yellow)%s%b",
        "%C(nope",
        "%Cnope%C(",
    ],
)
def test_colors(tmp_path: Path, text: str) -> None:
    ids = make_names(tmp_path)
    ours = shown_by_us(tmp_path, ids, f"format:{text}", use_color=True)
    theirs = shown_by_git(tmp_path, ids, f"format:{text}", "--color=always")
    assert ours == theirs
