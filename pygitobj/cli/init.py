"""`init`: make a repository, or complete one that is there.

Follows git's Documentation/git-init.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

from pygitobj.cli.parse_options import Option, Options, Spec, UsageError, parse_options
from pygitobj.cli.session import Session, warn
from pygitobj.errors import RepositoryError, UnsupportedError
from pygitobj.files.directory import is_directory, is_file
from pygitobj.jobs.create.init import Made, Wanted, init_repository
from pygitobj.repository.config import advises, load_config

USAGE = (
    "git init [-q | --quiet] [--bare] [--template=<template-directory>]\n"
    "{0}[--separate-git-dir <git-dir>] [--object-format=<format>]\n"
    "{0}[--ref-format=<format>]\n"
    "{0}[-b <branch-name> | --initial-branch=<branch-name>]\n"
    "{0}[--shared[=<permissions>]] [<directory>]"
)
SPEC = Spec(
    usage=(USAGE.format(" " * 9),),
    options=(
        Option(
            "template",
            "value",
            "directory from which templates will be used",
            long="template",
            argument="<template-directory>",
        ),
        Option("bare", "flag", "create a bare repository", long="bare"),
        Option(
            "shared",
            "optional",
            "specify that the git repository is to be shared amongst several users",
            long="shared",
            argument="permissions",
            negatable=False,
        ),
        Option("quiet", "flag", "be quiet", short="q", long="quiet"),
        Option("separate", "value", "separate git dir from working tree", long="separate-git-dir", argument="<gitdir>"),
        Option(
            "branch",
            "value",
            "override the name of the initial branch",
            short="b",
            long="initial-branch",
            argument="<name>",
        ),
        Option("hash", "value", "specify the hash algorithm to use", long="object-format", argument="<hash>"),
        Option("refs", "value", "specify the reference format to use", long="ref-format", argument="<format>"),
    ),
)
NO_WORK_TREE = (
    "GIT_WORK_TREE (or --work-tree=<directory>) not allowed without specifying GIT_DIR (or --git-dir=<directory>)"
)
ADVICE = """\
hint: Using '{0}' as the name for the initial branch. This default branch name
hint: will change to "main" in Git 3.0. To configure the initial branch name
hint: to use in all of your new repositories, which will suppress this warning,
hint: call:
hint:
hint: \tgit config --global init.defaultBranch <name>
hint:
hint: Names commonly chosen instead of 'master' are 'main', 'trunk' and
hint: 'development'. The just-created branch can be renamed via this command:
hint:
hint: \tgit branch -m <name>
hint:
hint: Disable this message with "git config set advice.defaultBranchName false\""""


def run(session: Session, words: Sequence[str]) -> int:
    """Do what `words` say; gives the exit code."""
    parsed = parse_options(SPEC, words)
    given = parsed.options
    bare = given.flag("bare") or session.bare
    refuse_what_is_not_done(given, bare)
    if len(parsed.arguments) > 1:
        raise UsageError(f"usage: {SPEC.usage[0]}\n")
    directory = parsed.arguments[0] if parsed.arguments else None
    if directory is not None:
        enter(directory)
    git_dir, work_tree = places(session, bare=bare, has_directory=directory is not None)
    said = given.text("shared")
    shared = ("group" if said is None else said) if "shared" in given else None
    wanted = Wanted(git_dir, work_tree, given.text("hash"), given.text("refs"), given.text("branch"), shared)
    made = init_repository(wanted, session.overrides, os.environ, warn)
    if not given.flag("quiet"):
        tell(session, made)
    return 0


def refuse_what_is_not_done(given: Options, bare: bool) -> None:
    """Raises RepositoryError, UnsupportedError."""
    if given.text("separate") is not None:
        if bare:
            raise RepositoryError("options '--separate-git-dir' and '--bare' cannot be used together")
        raise UnsupportedError("--separate-git-dir is not supported")
    if given.text("template"):
        raise UnsupportedError("templates are not copied: --template is not supported but without a directory")


def enter(directory: str) -> None:
    """Make `directory` and those that it is in, unless they are there, and work there. Raises RepositoryError."""
    try:
        os.makedirs(directory, exist_ok=True)
    except OSError as error:
        said = os.strerror(error.errno or 0)
        if isinstance(error, NotADirectoryError | FileExistsError):
            said = "File exists"
        raise RepositoryError(f"cannot mkdir {directory}: {said}") from None
    try:
        os.chdir(directory)
    except OSError as error:
        raise RepositoryError(f"cannot chdir to {directory}: {error.strerror}") from None


def places(session: Session, *, bare: bool, has_directory: bool) -> tuple[str, str | None]:
    """The git directory and the work tree, None without one. Raises RepositoryError, UnsupportedError."""
    here = os.getcwd()
    named = session.git_dir if session.git_dir is not None else os.environ.get("GIT_DIR")
    if bare and (has_directory or named is None):
        named = here
    tree = session.work_tree if session.work_tree is not None else os.environ.get("GIT_WORK_TREE")
    if tree is not None and (named is None or bare):
        raise RepositoryError(NO_WORK_TREE)
    named = ".git" if named is None else named
    git_dir = os.path.realpath(named)
    if is_file(git_dir):
        raise UnsupportedError(
            f"{git_dir} is a file that leads to a repository elsewhere: make that again by its own path"
        )
    if bare or (named in (".", here) or (named != ".git" and not named.endswith("/.git"))):
        return git_dir, None if tree is None else os.path.realpath(tree)
    tree = os.path.realpath(tree if tree is not None else os.path.dirname(named) or here)
    if not is_directory(tree):
        raise RepositoryError(f"Cannot access work tree '{tree}': No such file or directory")
    return git_dir, tree


def tell(session: Session, made: Made) -> None:
    """Say what was made."""
    if made.unsaid_branch is not None:
        config = load_config(None, None, overrides=session.overrides)
        if advises(config, os.environ, "defaultBranchName"):
            warn(ADVICE.format(made.unsaid_branch))
    what = "Initialized empty" if made.is_new else "Reinitialized existing"
    shared = " shared" if made.is_shared else ""
    slash = "" if made.git_dir.endswith("/") else "/"
    sys.stdout.write(f"{what}{shared} Git repository in {made.git_dir}{slash}\n")
