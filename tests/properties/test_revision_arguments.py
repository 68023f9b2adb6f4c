"""Random revision arguments beside `git rev-list`: the same commits, in the same order where nothing is walked; or none.

Tried besides, by hand: about three thousand of these beside git 2.55, from worktrees and directories too, with what both say.
"""

from __future__ import annotations

import random
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pygitobj import GitObjectError, ObjectId, Repository
from pygitobj.formats.links import COMMIT
from pygitobj.repository.tips import revision_arguments
from pygitobj.revisions.peel import peel_if_there
from tests.support.command import git, run
from tests.support.git_version import NEWEST, git_version
from tests.support.made_history import make_history

pytestmark = pytest.mark.property

NAMES = [
    "main", "side", "feat/one", "v1", "v2", "light", "tree", "blob", "HEAD", "@", "nope", "o/main", "heads/side", "hidden/x",
    "main@{0}", "main@{1}", "@{u}", "main:", "main:d", ":d/staged", ":/side", ":/nope", "main^{/fix}", "v1^2", "nope:x",
    "dangling", "notes/n", "v1-3-gHEX", "HEX", "",
]  # fmt: skip
STEPS = [
    "^", "~", "~2", "^2", "^0", "^3", "~9", "^{}", "^{commit}", "^{tree}", "^{tag}", "^{/merge}", "@{0}", "@{5}", "^@", "^!",
    "^-", "^-2", "^-0", "^-x", "^@^", "^!^!",
]  # fmt: skip
OPTIONS = [
    "--all", "--branches", "--tags", "--remotes", "--branches=feat", "--tags=v*", "--glob=heads", "--glob=refs/*/main",
    "--exclude=feat/*", "--exclude=refs/heads/*", "--exclude-hidden=uploadpack", "--not", "--not", "--reflog",
    "--indexed-objects", "--alternate-refs", "--single-worktree", "--ignore-missing", "--no-walk=unsorted", "--do-walk",
    "--end-of-options", "--stdin", "--glob", "--exclude",
]  # fmt: skip
ODD = [
    "..",
    "...",
    "main..",
    "..main",
    "main...",
    "...side",
    "^",
    "^^main",
    "^main^@",
    "^main^!",
    "main....side",
    "a..b..c",
]
# Where one end is no name, older git takes such a range for what `git describe` says of its last id.
RANGE_TO_DESCRIBED = re.compile(r"\.\..*-g[0-9a-f]+$")


@pytest.fixture(scope="module")
def history(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_history(tmp_path_factory.mktemp("history"))


def a_name(chosen: random.Random, ids: list[str]) -> str:
    name = chosen.choice(NAMES).replace("HEX", chosen.choice(ids)[: chosen.choice([4, 7, 40])])
    while chosen.random() < 0.35:
        name += chosen.choice(STEPS)
    return name


def a_revision(chosen: random.Random, ids: list[str]) -> str:
    form = chosen.choice(["{}", "{}", "{}", "^{}", "{}..{}", "{}...{}", "odd"])
    return chosen.choice(ODD) if form == "odd" else form.format(a_name(chosen, ids), a_name(chosen, ids))


def some_words(chosen: random.Random, ids: list[str]) -> list[str]:
    count = chosen.choice([1, 2, 2, 3, 4])
    return [chosen.choice(OPTIONS) if chosen.random() < 0.4 else a_revision(chosen, ids) for _ in range(count)]


def commits_named(
    path: Path, words: list[str], lines: list[bytes], parents: dict[str, list[str]]
) -> list[str] | set[str] | None:
    """The commits that `words` come to, in order where nothing is walked; None for an option that cannot be."""
    with Repository.open(path) as repository:
        arguments = revision_arguments(repository, dashes=True, lines=lambda: lines)
        if not all(arguments.take(word) for word in words):
            return None
        arguments.finish()
        sides: tuple[list[str], list[str]] = ([], [])
        for one in arguments.pending:
            found = peel_if_there(repository.reader, ObjectId(one.oid))
            if found is not None and found.type.code == COMMIT:
                sides[one.is_hidden].append(found.id.hex())
        if arguments.no_walk and not sides[1]:
            return list(dict.fromkeys(sides[0]))
        if arguments.no_walk:
            return None  # what is hidden before it hides as far as it was read
        return reached(sides[0], parents) - reached(sides[1], parents)


def reached(left: list[str], parents: dict[str, list[str]]) -> set[str]:
    """The commits `left`, and those before them."""
    found: set[str] = set()
    while left:
        oid = left.pop()
        if oid not in found:
            found.add(oid)
            left.extend(parents[oid])
    return found


@given(seed=st.integers(0, 2**32))
def test_beside_git(history: Path, seed: int) -> None:
    listed = git(history, "rev-list", "--parents", "--all", "--reflog", "--alternate-refs").decode().splitlines()
    parents = {line.split()[0]: line.split()[1:] for line in listed}
    chosen = random.Random(seed)
    words = some_words(chosen, list(parents))
    lines = [word.encode() for word in some_words(chosen, list(parents))] if "--stdin" in words else []
    if git_version() < NEWEST:
        lines = [line for line in lines if not line.startswith(b"-")]  # older git takes no options there
        if any(RANGE_TO_DESCRIBED.search(word) for word in [*words, *map(bytes.decode, lines)]):
            return
    theirs = run(["git", "rev-list", *words, "--"], history, b"".join(line + b"\n" for line in lines))
    try:
        ours = commits_named(history, [*words, "--"], lines, parents)
    except GitObjectError:
        assert theirs.code == 128, (words, lines, theirs)
        return
    if not ours and theirs.code == 129:  # nothing was named at all, or what cannot be
        return
    if ours is None:  # a word after the option that cannot be may be wrong in git's eyes, too
        return
    assert theirs.code == 0, (words, lines, theirs)
    expected = theirs.out.decode().split()
    assert ours == (expected if isinstance(ours, list) else set(expected)), (words, lines)
