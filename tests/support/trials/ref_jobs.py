"""Jobs that read and change references, and the repositories in which they run: one for each way of storing them."""

from __future__ import annotations

import shutil
from pathlib import Path

from tests.support.command import git, pygitobj
from tests.support.trials.jobs import Job, job
from tests.support.trials.repositories import REPOSITORY

FORMATS = ("files", "reftable")
# The same with a linked worktree, which has references, logs and, of reftables, a stack of its own.
LINKED = tuple(f"{name}, linked" for name in FORMATS)
BESIDE = ".git/worktrees/beside"
NONE = "-c core.fsync=none"
# What stands in the words of a job for a commit.
FIRST, SECOND = "FIRST", "SECOND"
LATER = "refs/heads/later"
READ, CHANGE, MOVE = "read", "change", "move"
LOGGED = 3


def build_refs(root: Path, ref_format: str) -> None:
    """A repository at `root`/r with references of every kind and their logs, and one that is to be made beside it.

    Objects and references are made in files by a git of any age, and stored otherwise by us.
    """
    ref_format, _, linked = ref_format.partition(", ")
    repo = root / REPOSITORY
    git(root, "init", "-q", "-b", "main", "--template=", REPOSITORY)
    for key, value in (("gc.auto", "0"), ("maintenance.auto", "0"), ("core.logAllRefUpdates", "true")):
        git(repo, "config", key, value)
    tree = git(repo, "write-tree").decode().strip()
    first = git(repo, "commit-tree", "-m", "1", tree).decode().strip()
    second = git(repo, "commit-tree", "-m", "2", "-p", first, tree).decode().strip()
    for name in ("main", "one", "packed", "gone", "deep/down/loose", "moved"):
        git(repo, "update-ref", "-m", "start", f"refs/heads/{name}", first)
    git(repo, "tag", "-a", "-m", "tag", "v1", first)
    git(repo, "pack-refs", "--all")
    for name in ("one", "main"):
        for commit in (second, first, second)[:LOGGED]:
            git(repo, "update-ref", "-m", "on", f"refs/heads/{name}", commit)
    git(repo, "update-ref", "refs/heads/deep/down/loose", second)
    # What only this reference leads to.
    only = git(repo, "commit-tree", "-m", "only", "-p", second, tree).decode().strip()
    git(repo, "update-ref", "refs/heads/moved", only)
    git(repo, "symbolic-ref", "refs/heads/sym", "refs/heads/one")
    git(repo, "update-ref", "ORIG_HEAD", first)
    (repo / "ids").write_text(f"{first} {second} {only}")
    shutil.rmtree(repo / ".git/hooks", ignore_errors=True)
    if ref_format != "files":
        answer = pygitobj(repo, "refs", "migrate", f"--ref-format={ref_format}")
        assert answer.code == 0, answer
        for at in range(2):  # more tables than one
            made = pygitobj(repo, "-c", "reftable.geometricFactor=1", "update-ref", f"refs/tags/t{at}", first)
            assert made.code == 0, made
    if linked:
        add_worktree(repo, ref_format)


def add_worktree(repo: Path, ref_format: str) -> None:
    """Give the repository `repo` a linked worktree with references and logs of its own, as git lays one out."""
    first, second, _ = (repo / "ids").read_text().split()
    place = repo / BESIDE
    place.mkdir(parents=True)
    (place / "commondir").write_text("../..\n")
    (place / "gitdir").write_text("/nowhere/.git\n")
    (place / "HEAD").write_text("ref: refs/heads/.invalid\n")
    if ref_format != "files":
        (place / "reftable").mkdir()
        (place / "reftable/tables.list").write_text("")
        (place / "refs").mkdir()
        (place / "refs/heads").write_text("this repository uses the reftable format\n")
    lines = ["symbolic-ref HEAD refs/heads/one"]
    lines += [f"update-ref -m own --create-reflog refs/{name} {first}" for name in ("bisect/good", "worktree/own")]
    lines += [f"update-ref -m on HEAD {commit}" for commit in (first, second)]
    for line in lines:
        made = pygitobj(repo, "-c", "reftable.geometricFactor=1", f"--git-dir={BESIDE}", *line.split())
        assert made.code == 0, (line, made)


def filled(one: Job, root: Path) -> Job:
    """`one` with ids in the places of words for commits."""
    first, second, only = (root / REPOSITORY / "ids").read_text().split()

    def put(text: str) -> str:
        return text.replace(FIRST, first).replace(SECOND, second).replace("ONLY", only)

    words = tuple(tuple(put(word) for word in line) for line in one.words)
    return one._replace(words=words, stdin=put(one.stdin.decode()).encode())


UPDATES = b"""start
update refs/heads/one FIRST SECOND
create refs/heads/two FIRST
update HEAD FIRST SECOND
delete refs/heads/gone FIRST
delete refs/heads/deep/down/loose SECOND
option no-deref
symref-update refs/heads/sym refs/heads/two
prepare
commit
"""
RENAMES = b"""create refs/heads/new/name/here ONLY
delete refs/heads/moved ONLY
"""


def changing(ref_format: str) -> list[Job]:
    """What changes references that stay stored as they are, in `ref_format`."""
    weak = [
        job(CHANGE, f"{NONE} update-ref -m why refs/heads/one FIRST"),
        job(CHANGE, f"{NONE} symbolic-ref HEAD refs/heads/one"),
        job(CHANGE, f"{NONE} pack-refs --all"),
        job(CHANGE, f"{NONE} reflog expire --expire=all refs/heads/one"),
        job(CHANGE, f"{NONE} update-ref --stdin", RENAMES, "core.fsync=none, a rename"),
    ]
    return [
        *weak,
        job(CHANGE, "update-ref -m why refs/heads/one FIRST"),
        job(CHANGE, "update-ref --create-reflog refs/tags/new FIRST"),
        job(CHANGE, "update-ref -d refs/heads/packed"),
        job(CHANGE, "update-ref -d refs/heads/deep/down/loose"),
        job(CHANGE, "update-ref -m log HEAD FIRST"),
        job(CHANGE, "update-ref --stdin", UPDATES, "many at once"),
        job(CHANGE, "update-ref --stdin", RENAMES, "a rename"),
        job(CHANGE, "update-ref --stdin --batch-updates", RENAMES, "a rename in a batch"),
        job(CHANGE, "symbolic-ref -m to HEAD refs/heads/one"),
        job(CHANGE, "symbolic-ref -d refs/heads/sym"),
        job(CHANGE, "pack-refs --all"),
        job(CHANGE, "pack-refs --all --no-prune"),
        job(CHANGE, "update-ref -d refs/heads/packed; pack-refs --all; update-ref refs/heads/packed/below FIRST"),
        job(CHANGE, "reflog expire --expire=all refs/heads/one"),
        job(CHANGE, "reflog delete --rewrite --updateref refs/heads/one@{0}"),
        job(CHANGE, "reflog drop refs/heads/one"),
        job(CHANGE, "reflog drop --all"),
        job(CHANGE, f"init -q --ref-format={ref_format}"),
    ]


def moving(ref_format: str) -> list[Job]:
    """What stores references otherwise than in `ref_format`, and repositories that are made."""
    other = FORMATS[ref_format == "files"]
    return [
        job(MOVE, f"refs migrate --ref-format={other}"),
        job(MOVE, f"{NONE} refs migrate --ref-format={other}"),
        job(MOVE, f"refs migrate --ref-format={other} --no-reflog"),
        job(MOVE, f"init -q --bare --ref-format={ref_format} new.git"),
    ]


OWN = b"""start
update refs/bisect/good SECOND FIRST
create refs/bisect/bad FIRST
delete refs/worktree/own FIRST
prepare
commit
"""
OWN_AND_SHARED = OWN.replace(
    b"prepare",
    b"""create refs/heads/two FIRST
delete refs/heads/gone FIRST
update HEAD FIRST SECOND
prepare""",
)


def in_worktrees() -> list[Job]:
    """What changes references that a linked worktree has for itself, and those that it shares, from there and here."""
    there = f"--git-dir={BESIDE}"
    name = "worktrees/beside/refs/bisect/good"
    return [
        job(CHANGE, f"{there} update-ref --stdin", OWN, "a worktree's own"),
        job(CHANGE, f"{there} update-ref --stdin", OWN_AND_SHARED, "a worktree's own and shared ones"),
        job(CHANGE, f"{there} update-ref -m log HEAD FIRST"),
        job(CHANGE, f"{there} symbolic-ref -m to HEAD refs/heads/main"),
        job(CHANGE, f"{there} update-ref --no-deref -m off HEAD FIRST"),
        job(CHANGE, f"{there} update-ref -d refs/worktree/own"),
        job(CHANGE, f"{there} pack-refs --all"),
        job(CHANGE, f"{there} reflog expire --expire=all --all"),
        job(CHANGE, f"{there} reflog delete --rewrite HEAD@{{0}}"),
        job(CHANGE, f"{there} reflog drop --all"),
        job(CHANGE, f"update-ref -m from-here {name} SECOND"),
        job(CHANGE, "reflog expire --expire=all --all"),
        job(CHANGE, "update-ref -m both refs/heads/one FIRST"),
    ]


def reading() -> list[Job]:
    """What only reads references."""
    return [
        job(READ, "show-ref"),
        job(READ, "show-ref --verify refs/heads/one"),
        job(READ, "show-ref --exists refs/heads/packed", maybe_no=(2,)),
        job(READ, "show-ref --exists refs/heads/none", maybe_no=(2,)),
        job(READ, "for-each-ref"),
        job(READ, "for-each-ref --format=%(refname)_%(symref) refs/heads/"),
        job(READ, "refs list --include-root-refs"),
        job(READ, "refs verify"),
        job(READ, "branch --list -v"),
        job(READ, "tag --list"),
        job(READ, "symbolic-ref HEAD"),
        job(READ, "rev-parse HEAD refs/heads/one v1^{commit} one@{1}"),
        job(READ, "reflog show one"),
        job(READ, "reflog list"),
        job(READ, "reflog exists refs/heads/one", maybe_no=(1,)),
        job(READ, "worktree list"),
        job(READ, "replace -l"),
        job(READ, "pack-objects -q --all --stdout", name="what all references lead to"),
    ]


def ref_jobs(root: Path, ref_format: str) -> list[Job]:
    """All jobs for the template `root`, whose references are stored in `ref_format`; the worktree's if it is linked."""
    if ref_format in LINKED:
        return [filled(one, root) for one in in_worktrees()]
    return [filled(one, root) for one in (*changing(ref_format), *moving(ref_format), *reading())]
