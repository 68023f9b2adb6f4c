"""`diff-tree`: what differs between two trees, or between commits and their parents.

    diff-tree <tree> <tree>         what differs between them
    diff-tree <commit>              what it changed, below a line with its id
    diff-tree --stdin               the same for each line: <commit>[ <parent>...], or <tree> <tree>

Follows git's Documentation/git-diff-tree.
"""

from __future__ import annotations

from collections.abc import Sequence

from pygitobj.cli.diffing.asked import PATCH, RAW, DiffOptions
from pygitobj.cli.diffing.merges import DENSE, CommitOptions, settle_merges, take_commit_option
from pygitobj.cli.diffing.settings import basic_settings
from pygitobj.cli.diffing.settle import settle, taking_in
from pygitobj.cli.diffing.tree_input import show_input
from pygitobj.cli.diffing.trees import Trees, commit_job, show_two_trees
from pygitobj.cli.parse_options import HelpRequestedError, UsageError
from pygitobj.cli.session import Session
from pygitobj.cli.walking.given import Given
from pygitobj.cli.walking.words import Words, read_words
from pygitobj.errors import GitObjectError
from pygitobj.repository.repository import Repository

COMMON_OPTIONS = """
common diff options:
  -z            output diff-raw with lines terminated with NUL.
  -p            output patch format.
  -u            synonym for -p.
  --patch-with-raw
                output both a patch and the diff-raw format.
  --stat        show diffstat instead of patch.
  --numstat     show numeric diffstat instead of patch.
  --patch-with-stat
                output a patch and prepend its diffstat.
  --name-only   show only names of changed files.
  --name-status show names and status of changed files.
  --full-index  show full object name on index lines.
  --abbrev=<n>  abbreviate object names in diff-tree header and diff-raw.
  -R            swap input file pairs.
  -B            detect complete rewrites.
  -M            detect renames.
  -C            detect copies.
  --find-copies-harder
                try unchanged files as candidate for copy detection.
  -l<n>         limit rename attempts up to <n> paths.
  -O<file>      reorder diffs according to the <file>.
  -S<string>    find filepair whose only one side contains the string.
  --pickaxe-all
                show all files diff when -S is used and hit is found.
  -a  --text    treat all files as text.

"""
USAGE = f"""\
usage: git diff-tree [--stdin] [-m] [-s] [-v] [--no-commit-id] [--pretty]
              [-t] [-r] [-c | --cc] [--combined-all-paths] [--root] [--merge-base]
              [<common-diff-options>] <tree-ish> [<tree-ish>] [<path>...]

  -r            diff recursively
  -c            show combined diff for merge commits
  --cc          show combined diff for merge commits removing uninteresting hunks
  --combined-all-paths
                show name of file in all parents for combined diffs
  --root        include the initial commit as diff against /dev/null
{COMMON_OPTIONS}"""
OWN = ("--stdin", "--merge-base")
# What stands before the id of a commit that was named to be left out.
HIDDEN = b"^"
CHANGED, CHECK_FAILED = 1, 2


def run(session: Session, words: Sequence[str]) -> int:
    """Do what `words` say; gives the exit code."""
    if list(words) in (["-h"], ["--help-all"]):
        raise HelpRequestedError(USAGE)
    with session.open_repository() as repository:
        return diff_tree(repository, words)


def diff_tree(repository: Repository, words: Sequence[str]) -> int:
    """Show what `words` ask for; gives the exit code. Raises GitObjectError in git's words, UsageError."""
    options, commits, given = DiffOptions(), CommitOptions(), Given()
    basic_settings(options, repository)
    given.takes_first = lambda some, at: take_commit_option(options, commits, some, at)
    given.takes_last = taking_in(options, repository)
    given.reads_input = False
    given.abbrev = 0
    said = read_words(repository, words, given=given)
    tweak(options, commits)
    settle_merges(options, commits)
    options.abbrev, options.quick = given.abbrev, given.quiet
    settle(options, repository)
    if any(word not in OWN for word in said.left):
        raise UsageError(USAGE)
    reads, finds_base = (own in said.left for own in OWN)
    refuse(said, reads=reads, finds_base=finds_base)
    trees = Trees(repository, options, commits, given, said.revisions.paths, is_strict=not reads)
    try:
        show_named(trees, said, finds_base=finds_base)
        if reads:
            show_input(trees)
    finally:
        trees.close()
    trees.refine.tell_limit()
    code = CHANGED if options.exit_code and trees.view.found_changes else 0
    return code | (CHECK_FAILED if trees.view.check_failed else 0)


def tweak(options: DiffOptions, commits: CommitOptions) -> None:
    """Show raw lines where nothing else is asked for, and patches with --cc."""
    if not options.formats:
        options.formats.add(PATCH if commits.merges == DENSE else RAW)


def refuse(said: Words, *, reads: bool, finds_base: bool) -> None:
    """Raises GitObjectError, UsageError for words that do not go together, or name too little."""
    count = len(said.revisions.pending)
    if reads and finds_base:
        raise GitObjectError("options '--stdin' and '--merge-base' cannot be used together")
    if finds_base and count != 2:
        raise GitObjectError("--merge-base only works with two commits")
    if not count and not reads:
        raise UsageError(USAGE)


def show_named(trees: Trees, said: Words, *, finds_base: bool) -> None:
    """Show what the arguments name: a commit, or two trees."""
    pending = said.revisions.pending
    if len(pending) == 1:
        job = commit_job(trees, pending[0].oid)
        if job is not None:
            trees.headers.mark = HIDDEN if pending[0].is_hidden else b""
            trees.show([job])
            trees.headers.mark = b""
    elif len(pending) == 2:
        show_two_trees(trees, *pending, finds_base=finds_base)
