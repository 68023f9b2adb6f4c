"""Filters by what commits say, beside git: the same commits for random patterns, kinds, flags and messages.

Tried besides, by hand: three thousand random filters beside git 2.55, in the locales C and C.UTF-8, with a mailmap and
without, over commits with odd idents, two authors, signatures, no message, other encodings and NULs.
"""

from __future__ import annotations

import os
import random
import re
from pathlib import Path
from typing import Any

import pytest

from pygitobj.formats.mailmap import Mailmap
from pygitobj.walk.message_filter import MessageFilter
from tests.support.command import git, run
from tests.support.git_version import needs_newest_git

WORDS = [
    "fix", "Fix", "café", "bug", "a+b", "[x]", "x|y", "foo bar", "12", "Ann", "ann", "B.", "<", "end", "", "\t", "(z)",
    "jörg", "É", "é", "new", "a@x",
]  # fmt: skip
PATTERNS = [
    *WORDS, "^", "$", "^fix", "end$", "^$", ".", "caf.", "[é]", "\\<a", "f*", "fo\\+", "fo+", "x\\|y", "\\(o\\)\\1",
    "^[^ ]*$", "a@x>$", "^Ann", "bug\nfix", "12$", "Jo", "y@y", "a\\(", "[", "(", "a{2",
]  # fmt: skip
MAILMAP = "Jo <a@x>\nProper <p@q> <fix@x>\nNew Name <n@n> Ann <Ann>\n<y@y> <bug@x>\n"
KINDS = {"basic": "--basic-regexp", "extended": "-E", "fixed": "-F"}
FLAGS = {"all_match": "--all-match", "invert": "--invert-grep", "ignore_case": "-i"}


def an_ident(chosen: random.Random) -> str:
    one, other = chosen.choices(WORDS, k=2)
    return chosen.choice([
        f"{one} {other} <{one}@x> 5 +0000", f"{one} <{other}> 1 +0000", f"{one} 12 +0000", f"<{one}> > 1700 +0000",
        f">{one}", f"{one} <a@x> > 1", "",
    ])  # fmt: skip


def a_commit(chosen: random.Random, tree: str) -> bytes:
    lines = [" ".join(chosen.choices(WORDS, k=chosen.choice([0, 1, 1, 2, 3]))) for _ in range(chosen.randrange(5))]
    text = f"tree {tree}\nauthor {an_ident(chosen)}\ncommitter {an_ident(chosen)}\n"
    if chosen.random() < 0.2:
        text += f"author {an_ident(chosen)}\n"
    if chosen.random() < 0.2:
        text += "gpgsig x\n Ann\n author Ann\n"
    if chosen.random() < 0.95:
        text += "\n" + "\n".join(lines)
    body = (text + chosen.choice(["\n", "\n", ""])).encode(chosen.choice(["utf-8", "utf-8", "latin-1"]), "replace")
    return body + (b"\0fix\n\nAnn\n" if chosen.random() < 0.1 else b"")


def filter_or_problem(**given: Any) -> MessageFilter | str:
    """The filter that is `given`, or what is wrong with it."""
    try:
        return MessageFilter(**given)
    except ValueError as error:
        return str(error)


@needs_newest_git
@pytest.mark.parametrize("locale", ["C", "C.UTF-8"])
def test_takes_what_git_takes(tmp_path: Path, locale: str) -> None:
    chosen = random.Random(len(locale))
    git(tmp_path, "init", "-q")
    (tmp_path / ".mailmap").write_text(MAILMAP)
    mailmap = Mailmap()
    mailmap.add(MAILMAP.encode())
    tree = git(tmp_path, "mktree").decode().strip()
    commits = {}
    for number in range(30):
        body = a_commit(chosen, tree)
        oid = git(tmp_path, "hash-object", "-t", "commit", "-w", "--literally", "--stdin", stdin=body).decode().strip()
        commits[oid] = body
        git(tmp_path, "update-ref", f"refs/heads/b{number}", oid)
    partly = 0
    for _ in range(60):
        patterns = {name: chosen.choices(PATTERNS, k=chosen.choice([0, 1, 1, 2])) for name in ("author", "grep")}
        patterns["committer"] = chosen.choices(PATTERNS, k=chosen.choice([0, 0, 1]))
        flags = {name: True for name in FLAGS if chosen.random() < 0.3}
        kind = chosen.choice(list(KINDS))
        uses_mailmap = chosen.random() < 0.3
        words = [f"--{name}={pattern}" for name, several in patterns.items() for pattern in several]
        words += [KINDS[kind], *(FLAGS[name] for name in flags), f"--{'' if uses_mailmap else 'no-'}mailmap"]
        asked = ["env", f"LC_ALL={locale}", "git", "log", "--no-walk", "--format=%H", "--all", *words]
        found = run(asked, tmp_path)
        given: dict[str, Any] = {**patterns, **flags, "kind": kind, "wide": locale != "C"}
        ours = filter_or_problem(**given, mailmap=mailmap if uses_mailmap else None)
        if isinstance(ours, str):
            assert (found.code, os.fsdecode(found.err)) == (128, f"fatal: {ours}\n")
            continue
        wanted = set(found.out.decode().split())
        assert found.code == 0, (words, found)
        assert {oid for oid, body in commits.items() if ours.accepts(body)} == wanted, words
        partly += 0 < len(wanted) < len(commits)
    assert partly > 10


BODY = b"tree x\nauthor Ann <a@x> 12 +0000\ncommitter Bob <b@x> 12 +0000\n\nsubject\n\nfix one\nbug two\n"


@pytest.mark.parametrize(
    ("given", "taken"),
    [
        ({}, True),
        ({"grep": ["fix"]}, True),
        ({"grep": ["12"]}, False),
        ({"grep": ["^$"]}, True),
        ({"grep": ["fix", "nothing"]}, True),
        ({"grep": ["fix", "nothing"], "all_match": True}, False),
        ({"grep": ["fix", "two"], "all_match": True}, True),
        ({"grep": ["fix\nnothing"]}, True),
        ({"grep": ["fix\nnothing"], "all_match": True}, False),
        ({"grep": ["fix"], "invert": True}, False),
        ({"grep": ["nothing"], "invert": True}, True),
        ({"grep": ["fix", "nothing"], "invert": True, "all_match": True}, False),
        ({"author": ["Ann"]}, True),
        ({"author": ["Bob"]}, False),
        ({"author": ["Bob", "Ann"]}, True),
        ({"author": ["12"]}, False),
        ({"author": ["x>$"]}, True),
        ({"author": ["Ann"], "committer": ["Ann"]}, False),
        ({"author": ["Ann"], "committer": ["Bob"]}, True),
        ({"author": ["Ann"], "grep": ["nothing"]}, False),
        ({"author": ["Ann"], "grep": ["fix"], "invert": True}, False),
        ({"author": ["Ann"], "invert": True}, True),
        ({"reflog": ["^reset"]}, True),
        ({"reflog": ["commit"]}, False),
        ({"reflog": ["reset"], "author": ["Bob"]}, False),
        ({"grep": ["of a note"]}, True),
    ],
)
def test_how_patterns_go_together(given: dict[str, Any], taken: bool) -> None:
    filter_ = MessageFilter(**given)
    assert filter_.accepts(BODY, notes=b"text of a note\n", reflog=b"reset: moving") is taken
    assert bool(filter_) is bool(given)


def test_a_commit_without_a_message() -> None:
    head = BODY.partition(b"\n\n")[0]
    assert not MessageFilter(grep=[""]).accepts(head)
    assert MessageFilter(grep=[""]).accepts(head + b"\n\n")
    assert MessageFilter(grep=["x"], invert=True).accepts(head)
    assert MessageFilter(author=["Ann"]).accepts(head)


def test_a_mailmap_shows_others() -> None:
    mailmap = Mailmap()
    mailmap.add(b"Jo <j@x> <a@x>\n")
    assert MessageFilter(author=["^Jo <j@x>$"], mailmap=mailmap).accepts(BODY)
    assert not MessageFilter(author=["Ann"], mailmap=mailmap).accepts(BODY)


def test_what_is_said_of_patterns() -> None:
    cases: tuple[tuple[dict[str, Any], str], ...] = (
        ({"grep": ["a\\("]}, "command line, 'a\\(': Unmatched ( or \\("),
        ({"grep": ["x\n[[:a:]]"]}, "command line, '[[:a:]]': Invalid character class name"),
        ({"committer": ["*"], "grep": ["("], "kind": "extended"}, "header, '*': Invalid preceding regular expression"),
    )
    for given, said in cases:
        with pytest.raises(ValueError, match=rf"\A{re.escape(said)}\Z"):
            MessageFilter(**given)
