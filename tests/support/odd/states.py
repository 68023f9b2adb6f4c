"""What a rebase under way has put aside, in odd forms, and the state of other commands, which keeps nothing."""

from __future__ import annotations

from tests.support.odd.row import GIVES_UP, Row

LINKED = "worktrees/linked/"

ROWS: dict[str, Row] = {
    **{
        f"{directory}/{name}": Row({f"{directory}/{name}": "{a}\n"}, keeps, more="" if keeps else extra)
        for directory in ("rebase-merge", "rebase-apply")
        for name, keeps, extra in (
            ("autostash", "a", ""), ("orig-head", "a", ""), ("onto", "", ""), ("head-name", "", ""),
            ("amend", "", ""), ("stopped-sha", "", ""), ("squash-onto", "", ""), ("original-commit", "", ""),
        )
    },
    "autostash no LF": Row({"rebase-merge/autostash": "{a}"}, "a"),
    "autostash CRLF": Row({"rebase-merge/autostash": "{a}\r\n"}, "a"),
    "autostash after blanks": Row({"rebase-merge/autostash": " \t\r\n{a}\n\n"}, "a"),
    "autostash after many blanks": Row({"rebase-merge/autostash": "\n" * 70_000 + "{a}\n"}, "a"),
    "autostash after VT": Row({"rebase-merge/autostash": "\v{a}\n"}, ""),
    "autostash glued": Row({"rebase-merge/autostash": "{a}junk\n"}, "a"),
    "autostash with NUL": Row({"rebase-merge/autostash": "{a}\0junk\n"}, "a"),
    "autostash after NUL": Row({"rebase-merge/autostash": "\0{a}\n"}, ""),
    "autostash capitals": Row({"rebase-merge/autostash": "{A}\n"}, "a"),
    "autostash nowhere": Row({"rebase-merge/autostash": "{x}\n"}, GIVES_UP),
    "autostash zeros": Row({"rebase-merge/autostash": "{o}\n"}, GIVES_UP),
    "autostash garbage": Row({"rebase-merge/autostash": "stash\n"}, ""),
    "autostash a directory": Row({"rebase-merge/autostash": "directory"}, "", stops=True),
    "rebase-merge a file": Row({"rebase-merge": "{a}\n"}, ""),
    "of another": Row({LINKED + "rebase-merge/autostash": "{a}\n"}, "a"),
    "of the main one, from there": Row({"rebase-merge/orig-head": "{a}\n"}, "a", top="linked"),
    "of a worktree without gitdir": Row(
        {"-" + LINKED + "gitdir": "", LINKED + "rebase-merge/autostash": "{a}\n"}, "", more="a"
    ),
    "lost, of a worktree without gitdir": Row(
        {"-" + LINKED + "gitdir": "", LINKED + "rebase-merge/autostash": "{x}\n"}, ""
    ),
    "sequencer": Row({"sequencer/head": "{a}\n", "sequencer/todo": "pick {b}\n"}, ""),
    "rebase todo": Row({"rebase-merge/git-rebase-todo": "pick {a} x\n", "rebase-merge/done": "pick {b} x\n"}, ""),
    "bisect log": Row({"BISECT_LOG": "git bisect bad {a}\n"}, ""),
}  # fmt: skip
