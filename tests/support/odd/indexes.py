"""Indexes in odd forms."""

from __future__ import annotations

from tests.support.odd.row import GIVES_UP, Row

LINKED = "worktrees/linked/"

ROWS: dict[str, Row] = {
    "a blob": Row({}, "p", commands=("update-index --add --cacheinfo 100644,{p},x",)),
    "a blob there": Row({}, "p", commands=("update-index --add --cacheinfo 100644,{p},x",), top="linked"),
    "a link": Row({}, "p", commands=("update-index --add --cacheinfo 120000,{p},x",)),
    "a submodule": Row({}, "", commands=("update-index --add --cacheinfo 160000,{a},x",)),
    "version 4": Row({}, "pq", commands=(
        "update-index --add --cacheinfo 100644,{p},x --cacheinfo 100755,{q},xy", "update-index --index-version 4")),
    "split": Row({}, "pq", commands=(
        "update-index --add --cacheinfo 100644,{p},x", "update-index --split-index",
        "update-index --add --cacheinfo 100644,{q},y")),
    "split, gone from the change": Row({}, "q", more="p", commands=(
        "config splitIndex.maxPercentChange 100",
        "update-index --add --cacheinfo 100644,{p},x", "update-index --split-index",
        "update-index --force-remove x", "update-index --add --cacheinfo 100644,{q},y")),
    "beside GIT_INDEX_FILE": Row({}, "", more="p", commands=("update-index --add --cacheinfo 100644,{p},x",),
                                        environ={"GIT_INDEX_FILE": "nowhere"}),
    "GIT_INDEX_FILE": Row({"index": "link: moved", "moved": ""}, GIVES_UP, environ={"GIT_INDEX_FILE": ".git/moved"}),
    "damaged": Row({"index": "junk"}, GIVES_UP),
    "empty": Row({"index": ""}, GIVES_UP),
    "a directory": Row({"index": "directory"}, GIVES_UP),
    "a link to nowhere": Row({"index": "link: nowhere"}, "", stops=True),
    "gone": Row({"-index": ""}, ""),
    "of another damaged": Row({LINKED + "index": "junk"}, GIVES_UP),
    "of another gone": Row({"-" + LINKED + "index": ""}, ""),
    "of a worktree without gitdir damaged": Row({"-" + LINKED + "gitdir": "", LINKED + "index": "junk"}, "", stops=True),
    "lock": Row({"index.lock": "junk"}, ""),
}  # fmt: skip
