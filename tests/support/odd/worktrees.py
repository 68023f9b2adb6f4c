"""Worktrees in odd forms, what is in them, and an environment that points elsewhere."""

from __future__ import annotations

from tests.support.odd.row import GIVES_UP, MISSING, Row

LINKED = "worktrees/linked/"

ROWS: dict[str, Row] = {
    "HEAD of another": Row({LINKED + "HEAD": "{a}\n"}, "a", {"worktrees/linked/HEAD": "a"}),
    "HEAD of another from there": Row({LINKED + "HEAD": "{a}\n"}, "a", {"HEAD": "a"}, top="linked"),
    "HEAD of the main one from there": Row({"HEAD": "{a}\n"}, "a", {"main-worktree/HEAD": "a"}, top="linked"),
    "HEAD of another, NUL": Row({LINKED + "HEAD": "ref: A_HEAD\0junk\n", "A_HEAD": "{a}\n"}, "a"),
    "HEAD of another names what is its own": Row(
        {LINKED + "HEAD": "ref: refs/worktree/x\n", LINKED + "refs/worktree/x": "{a}\n"}, "", more="a"
    ),
    "HEAD of another names what both have": Row(
        {LINKED + "HEAD": "ref: refs/worktree/x\n", LINKED + "refs/worktree/x": "{a}\n", "refs/worktree/x": "{b}\n"},
        "b", more="a",
    ),
    "HEAD of another names what lies beside HEAD": Row(
        {LINKED + "HEAD": "ref: A_HEAD\n", LINKED + "A_HEAD": "{b}\n", "A_HEAD": "{a}\n"}, "a", more="b"
    ),
    "HEAD of the main one names what lies beside HEAD, from there": Row(
        {"HEAD": "ref: refs/heads/s\n", "refs/heads/s": "ref: A_HEAD\n", LINKED + "A_HEAD": "{b}\n",
         "A_HEAD": "{a}\n"}, "b", more="a", top="linked",
    ),
    "HEAD of another zeros": Row({LINKED + "HEAD": "{o}\n"}, GIVES_UP),
    "HEAD of another nowhere": Row({LINKED + "HEAD": "{x}\n"}, GIVES_UP),
    "HEAD of another broken": Row({LINKED + "HEAD": "junk\n"}, "", stops=True),
    "HEAD of another glued": Row({LINKED + "HEAD": "{a}junk\n"}, "", stops=True),
    "HEAD of another gone": Row({"-" + LINKED + "HEAD": ""}, ""),
    "HEAD of another a link": Row({LINKED + "HEAD": "link: ../../A_HEAD", "A_HEAD": "{a}\n"}, "a"),
    "ORIG_HEAD of another": Row({LINKED + "ORIG_HEAD": "{a}\n"}, "", {LINKED + "ORIG_HEAD": "a"}),
    "bisect of another": Row({LINKED + "refs/bisect/bad": "{a}\n"}, "", {LINKED + "refs/bisect/bad": "a"}, more="a"),
    "bisect of another, from there": Row({LINKED + "refs/bisect/bad": "{a}\n"}, "a", {"refs/bisect/bad": "a"}, top="linked"),
    "rewritten of another": Row({LINKED + "refs/rewritten/r": "{a}\n"}, "", more="a"),
    "worktree of the main one, from there": Row(
        {"refs/worktree/x": "{a}\n"}, "", {"main-worktree/refs/worktree/x": "a"}, more="a", top="linked"
    ),
    "branch in the directory of another": Row({LINKED + "refs/heads/x": "{a}\n"}, "", {"x": MISSING}),
    "a lost bisect of another": Row({LINKED + "refs/bisect/bad": "{x}\n"}, ""),
    "gitdir missing": Row({"-" + LINKED + "gitdir": "", LINKED + "HEAD": "{a}\n"}, "", more="a"),
    "gitdir empty": Row({LINKED + "gitdir": "", LINKED + "HEAD": "{a}\n"}, "", more="a"),
    "gitdir blank": Row({LINKED + "gitdir": "  \n", LINKED + "HEAD": "{a}\n"}, "a"),
    "gitdir absolute": Row({LINKED + "gitdir": "/nowhere/at/all/.git\n", LINKED + "HEAD": "{a}\n"}, "a"),
    "gitdir with blanks behind": Row({LINKED + "gitdir": "/nowhere/.git \t\r\n\n", LINKED + "HEAD": "{a}\n"}, "a"),
    "gitdir with NUL": Row({LINKED + "gitdir": "/nowhere\0x/.git\n", LINKED + "HEAD": "{a}\n"}, "a"),
    "gitdir long": Row({LINKED + "gitdir": "/" + "x" * 5000 + "/.git\n", LINKED + "HEAD": "{a}\n"}, "a"),
    "gitdir a directory": Row({LINKED + "gitdir": "directory", LINKED + "HEAD": "{a}\n"}, "", more="a"),
    "gitdir a link": Row({LINKED + "gitdir": "link: ../../g", "g": "/nowhere/.git\n", LINKED + "HEAD": "{a}\n"}, "a"),
    "gitdir missing, HEAD nowhere": Row({"-" + LINKED + "gitdir": "", LINKED + "HEAD": "{x}\n"}, ""),
    "locked": Row({LINKED + "locked": "", LINKED + "HEAD": "{a}\n"}, "a"),
    "a second one by hand": Row({"worktrees/w/gitdir": "/x/.git", "worktrees/w/HEAD": "{a}\n"}, "a"),
    "a second one without gitdir": Row({"worktrees/w/HEAD": "{a}\n"}, "", more="a"),
    "a hidden one": Row({"worktrees/.w/gitdir": "/x/.git", "worktrees/.w/HEAD": "{a}\n"}, "", more="a"),
    "one with a blank": Row({"worktrees/w w/gitdir": "/x/.git", "worktrees/w w/HEAD": "{a}\n"}, "", more="a"),
    "one that is a link": Row(
        {"worktrees/w": "link: ../away", "away/gitdir": "/x/.git", "away/HEAD": "{a}\n"}, "a"
    ),
    "one that is a file": Row({"worktrees/w": "x\n"}, ""),
    "worktrees is a link": Row(
        {"worktrees": "link: away", "away/w/gitdir": "/x/.git", "away/w/HEAD": "{a}\n"}, "a"
    ),
    "worktrees is a file": Row({"worktrees": "x\n"}, ""),
    "commondir with CRLF": Row({LINKED + "commondir": "../..\r\n", LINKED + "HEAD": "{a}\n"}, "a", {"HEAD": "a"}, top="linked"),
    "commondir with NUL": Row({LINKED + "commondir": "../..\0junk\n", LINKED + "HEAD": "{a}\n"}, "a", {"HEAD": "a"}, top="linked"),
    "the .git file with NUL": Row(
        {"../../linked/.git": "gitdir: ../main/.git/worktrees/linked\0junk\n", LINKED + "HEAD": "{a}\n"}, "a",
        {"HEAD": "a"}, top="linked",
    ),
    "the .git file with CRLF": Row(
        {"../../linked/.git": "gitdir: ../main/.git/worktrees/linked\r\n", LINKED + "HEAD": "{a}\n"}, "a",
        {"HEAD": "a"}, top="linked",
    ),
    "the main one bare": Row({LINKED + "HEAD": "{a}\n", "HEAD": "{b}\n"}, "ab", commands=("config core.bare true",)),
    "the main one bare, from there": Row(
        {LINKED + "HEAD": "{a}\n", "HEAD": "{b}\n"}, "ab", commands=("config core.bare true",), top="linked"
    ),
    "core.worktree elsewhere": Row({"HEAD": "{a}\n"}, "a", {"HEAD": "a"}, commands=("config core.worktree ../../linked",)),
    "GIT_DIR of another": Row(
        {LINKED + "HEAD": "{a}\n", "HEAD": "{b}\n"}, "ab", {"HEAD": "a"}, environ={"GIT_DIR": "{here}/main/.git/worktrees/linked"}
    ),
    "GIT_COMMON_DIR": Row(
        {"../../odd/HEAD": "{a}\n", LINKED + "HEAD": "{b}\n", "HEAD": "{c}\n", "../../odd/refs/heads/x": "{d}\n",
         "refs/heads/x": "{e}\n"},
        "acd", {"HEAD": "a"}, more="be", environ={"GIT_DIR": "{here}/odd", "GIT_COMMON_DIR": "{here}/main/.git"},
    ),
    "GIT_NAMESPACE": Row(
        {"refs/namespaces/n/refs/heads/x": "{a}\n", "refs/heads/x": "{b}\n"}, "ab", {"x": "b"}, environ={"GIT_NAMESPACE": "n"}
    ),
    "extensions.refStorage elsewhere": Row(
        {"away/refs/heads/x": "{a}\n", "away/HEAD": "{b}\n"}, "ab", {"x": "a", "HEAD": "b"},
        commands=("config core.repositoryformatversion 1", "config extensions.refStorage files://away"),
    ),
    "GIT_REFERENCE_BACKEND": Row(
        {"away/refs/heads/x": "{a}\n", "away/HEAD": "{b}\n"}, "ab", {"x": "a", "HEAD": "b"},
        environ={"GIT_REFERENCE_BACKEND": "files://{here}/main/.git/away"},
    ),
    "GIT_REFERENCE_BACKEND that says files": Row(
        {"refs/heads/x": "{a}\n"}, "a", {"x": "a"}, environ={"GIT_REFERENCE_BACKEND": "files"},
    ),
}  # fmt: skip
