"""`cat-file --filter`: which filters there are, and what is said of the others, as git says it.

Tried besides, beside git 2.55: the same with --batch, and without a batch mode.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.command import git, pygitobj, run
from tests.support.git_version import needs_newest_git

SPECS = (
    "blob:none", "blob:none=1", "blob:limit", "blob:limit=", "blob:limit=3", "blob:limit=1k", "blob:limit=x", "tree:0",
    "tree:", "tree:x", "tree", "sparse:oid=HEAD", "sparse:oid", "sparse:path=x", "sparse:path", "object:type=blob",
    "object:type=x", "object:type", "combine:blob:none", "combine:", "combine:blob:none+tree:x", "combine:blob:%6eone",
    "combine:a b", "auto", "", "blob:none --filter=blob:limit=3", "auto --filter=blob:none", "blob:none --no-filter",
)  # fmt: skip


@needs_newest_git
@pytest.mark.parametrize("said", SPECS)
def test_filters(tmp_path: Path, said: str) -> None:
    git(tmp_path, "init", "--quiet")
    blobs = [git(tmp_path, "hash-object", "-w", "--stdin", stdin=text) for text in (b"", b"abc", bytes(2000))]
    asked = b"".join(blobs) + git(tmp_path, "mktree")
    words = ["cat-file", "--batch-check", *f"--filter={said}".split(" --")]
    words[3:] = [f"--{word}" for word in words[3:]]
    assert pygitobj(tmp_path, *words, stdin=asked) == run(["git", *words], tmp_path, asked)
