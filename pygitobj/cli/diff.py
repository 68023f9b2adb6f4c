"""`diff`: what differs between two commits or trees, or two blobs, or between a merge and its parents.

What needs an index or a work tree, or files outside of a repository, is refused. Follows git's Documentation/git-diff.
"""

from __future__ import annotations

from collections.abc import Sequence

from pygitobj.changes.pairs import FilePair, Side, plain_status
from pygitobj.cli.diff_tree import CHANGED, CHECK_FAILED, COMMON_OPTIONS
from pygitobj.cli.diffing.asked import PATCH, DiffOptions
from pygitobj.cli.diffing.merges import DENSE, CommitOptions, settle_merges, take_commit_option
from pygitobj.cli.diffing.option_table import usage_options
from pygitobj.cli.diffing.settings import taste_settings
from pygitobj.cli.diffing.settle import settle, taking_in
from pygitobj.cli.diffing.show import show_changes
from pygitobj.cli.diffing.steps import combined_steps
from pygitobj.cli.diffing.trees import Job, Trees, show_two_trees, tree_of
from pygitobj.cli.parse_options import HelpRequestedError, Spec, UsageError, usage_text
from pygitobj.cli.session import Session
from pygitobj.cli.walking.given import Given
from pygitobj.cli.walking.words import Words, read_words
from pygitobj.errors import GitObjectError, UnsupportedError
from pygitobj.oid import ObjectId, ObjectType
from pygitobj.repository.repository import Repository
from pygitobj.revisions.peel import peel_if_there
from pygitobj.revisions.pending import LEFT, RIGHT, Pending

NO_INDEX = "git diff --no-index [<options>] <path> <path> [<pathspec>...]"
USAGE = f"""\
usage: git diff [<options>] [<commit>] [--] [<path>...]
   or: git diff [<options>] --cached [--merge-base] [<commit>] [--] [<path>...]
   or: git diff [<options>] [--merge-base] <commit> [<commit>...] <commit> [--] [<path>...]
   or: git diff [<options>] <commit>...<commit> [--] [<path>...]
   or: git diff [<options>] <blob> <blob>
   or: git diff [<options>] --no-index [--] <path> <path> [<pathspec>...]
{COMMON_OPTIONS}"""
MERGE_BASE = "--merge-base"
OF_INDEX = ("--cached", "--staged")
OF_FILES = ("--base", "--ours", "--theirs", "-0", "-1", "-2", "-3", "-q", MERGE_BASE)
REGULAR_FILE = 0o100644
NEEDS_FILES = "only two commits, trees or blobs are compared, and no files of an index or a work tree"


def run(session: Session, words: Sequence[str]) -> int:
    """Do what `words` say; gives the exit code."""
    if list(words) == ["-h"] and session.find_repository() is None:
        raise HelpRequestedError(usage_text(Spec((NO_INDEX,), usage_options(DiffOptions())), while_parsing=True))
    if "--no-index" in words[: words.index("--") if "--" in words else len(words)]:
        raise UnsupportedError(f"--no-index is not supported: {NEEDS_FILES}")
    with session.open_repository() as repository:
        return diff(repository, words)


def diff(repository: Repository, words: Sequence[str]) -> int:
    """Show what `words` ask for; gives the exit code. Raises GitObjectError in git's words, UsageError."""
    options, commits, given = DiffOptions(), CommitOptions(), Given()
    taste_settings(options, repository)
    options.textconv = options.external = True
    given.takes_first = lambda some, at: take_commit_option(options, commits, some, at)
    given.takes_last = taking_in(options, repository)
    said = read_words(repository, words, given=given)
    settle_merges(options, commits)
    options.abbrev, options.quick = given.abbrev, given.quiet
    settle(options, repository)
    if not options.formats:
        options.formats.add(PATCH)
    options.recursive = True
    pending = chosen(repository, said)
    commits.no_commit_id = True
    trees = Trees(repository, options, commits, given, said.revisions.paths, is_strict=True, looks_in_index=False)
    try:
        show(trees, said, pending)
    finally:
        trees.close()
    trees.refine.tell_limit()
    code = CHANGED if options.exit_code and trees.view.found_changes else 0
    return code | (CHECK_FAILED if trees.view.check_failed else 0)


def chosen(repository: Repository, said: Words) -> list[Pending]:
    """What is compared of what was named: of `A...B` the common ancestor and B. Raises GitObjectError, UsageError."""
    pending = said.revisions.pending
    left = [one for one in pending if one.side == LEFT]
    right = [one for one in pending if one.side == RIGHT]
    bases = [one for one in pending if one.is_hidden and not one.side] if left else []
    ranged = [one for one in pending if one.of_range]
    if ranged and (len(left) > 1 or len(pending) != 2 + len(bases) or len(ranged) != len(pending)):
        raise UsageError(USAGE)
    if not left:
        return pending
    names = f"{left[0].name}...{right[0].name}"
    if not bases:
        raise GitObjectError(f"{names}: no merge base")
    if len(bases) > 1:
        repository.warn(f"warning: {names}: multiple merge bases, using {bases[0].oid.hex()}")
    return [bases[0]._replace(is_hidden=False), right[0]]


def show(trees: Trees, said: Words, pending: Sequence[Pending]) -> None:
    """Show what differs between what was named."""
    kinds = [kind_of(trees.repository, one) for one in pending]
    blobs = kinds.count(ObjectType.BLOB)
    if blobs > 2:
        last = [one for one, kind in zip(pending, kinds, strict=True) if kind is ObjectType.BLOB][2]
        raise GitObjectError(f"more than two blobs given: '{last.name}'")
    if any(word in OF_INDEX for word in said.left) or len(pending) < 2:
        if blobs and len(said.revisions.paths) != 1:
            raise UsageError(USAGE)
        unknown = [word for word in said.left if word not in (*OF_INDEX, *OF_FILES)]
        if unknown:
            is_usual = pending or unknown[0] == "-h" or any(word in OF_INDEX for word in said.left)
            raise UsageError(USAGE if is_usual else f"error: invalid option: {unknown[0]}\n{USAGE}")
        raise UnsupportedError(NEEDS_FILES)
    if blobs == len(pending):
        if said.revisions.paths or said.left:
            raise UsageError(USAGE)
        show_blobs(trees, pending[0], pending[1])
    elif blobs or any(word != MERGE_BASE for word in said.left):
        raise UsageError(USAGE)
    elif len(pending) == 2:
        show_two_trees(trees, pending[0], pending[1], finds_base=bool(said.left))
    elif said.left:
        raise UsageError(USAGE)
    else:
        show_combined(trees, pending)


def kind_of(repository: Repository, one: Pending) -> ObjectType:
    """Whether what was named is a blob, or leads to a tree. Raises GitObjectError for what is neither."""
    found = peel_if_there(repository.reader, ObjectId(one.oid))
    if found is None:
        raise GitObjectError(f"invalid object '{one.name}' given.")
    return ObjectType.BLOB if found.type is ObjectType.BLOB else ObjectType.TREE


def show_blobs(trees: Trees, old: Pending, new: Pending) -> None:
    """Show what differs between two blobs."""
    sides = [
        Side(one.path or one.name.encode("utf-8", "surrogateescape"), one.mode or REGULAR_FILE, one.oid)
        for one in (old, new)
    ]
    if trees.options.reverse:
        sides.reverse()
    pairs: list[FilePair] = []
    if sides[0].id != sides[1].id or sides[0].mode != sides[1].mode:
        pairs = [FilePair(sides[0], sides[1], plain_status(sides[0], sides[1]))]
    show_changes(trees.view, trees.refine.refined(pairs))


def show_combined(trees: Trees, pending: Sequence[Pending]) -> None:
    """Show what a merge has otherwise than others: the first that was not named as a parent of another."""
    first = next((at for at, one in enumerate(pending) if not one.is_hidden), None)
    if first is None:
        raise GitObjectError("no merge given, only parents.")
    if not trees.commits.is_combined:
        trees.commits.set(DENSE)
    found = [tree_of(trees.repository, one.oid) for one in pending]
    olds = [tree for at, tree in enumerate(found) if at != first and tree is not None]
    new = found[first]
    assert new is not None
    trees.show([Job(oid=pending[first].oid, steps=combined_steps(trees.options, new, olds))])
