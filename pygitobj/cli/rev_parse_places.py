"""Where a repository and its parts are, as `rev-parse` prints them.

Follows git's Documentation/git-rev-parse, "Options for Files", and gitrepository-layout.
"""

from __future__ import annotations

import os
from collections.abc import Mapping

from pygitobj.errors import GitObjectError, RepositoryError
from pygitobj.files.directory import is_directory, is_file, is_there
from pygitobj.formats.refname import PER_WORKTREE
from pygitobj.repository.discovery import DOT_GIT, is_git_directory, read_gitfile
from pygitobj.repository.repository import Repository

# What a linked worktree shares with the others, by its first part; and what it has for itself all the same.
SHARED = (
    "branches", "common", "config", "gc.pid", "hooks", "info", "logs", "lost-found", "objects",
    "packed-refs", "refs", "remotes", "rr-cache", "shallow", "svn", "worktrees",
)  # fmt: skip
OWN = ("info/sparse-checkout", "logs/HEAD", *PER_WORKTREE, *(f"logs/{name}" for name in PER_WORKTREE))
RELATIVE, ABSOLUTE = "relative", "absolute"


class Places:
    """The places of `repository`, printed as `--path-format` says, RELATIVE or ABSOLUTE, or as each is by default."""

    def __init__(self, repository: Repository) -> None:
        self.repository = repository
        self.location = repository.location
        self.format: str | None = None

    @property
    def is_inside(self) -> bool:
        """Whether we are in the work tree."""
        return is_below(os.getcwd(), self.location.work_tree)

    def formatted(self, path: str, default: str | None) -> str:
        """`path`, seen from where git works, as it is printed; without a `default` as it is."""
        wanted = self.format or default
        if wanted is None:
            return path
        if wanted == RELATIVE and os.path.isabs(path):
            return relative(path, os.getcwd())
        whole = os.path.realpath(os.path.join(self.top, path))
        return whole if wanted == ABSOLUTE else relative(whole, os.getcwd())

    @property
    def top(self) -> str:
        """Where git works: at the top of the work tree, if we are in it."""
        tree = self.location.work_tree
        return tree if tree is not None and self.is_inside else os.getcwd()

    def shared(self, path: str) -> str:
        """`path` as it is printed by default where it may be relative: from here, unless it is absolute."""
        if self.format is not None or os.path.isabs(path) or not self.location.prefix:
            return self.formatted(path, None)
        return relative(path, self.location.prefix)

    def git_dir(self, *, absolute: bool) -> str:
        """The git directory."""
        named = self.location.named
        if absolute:
            return os.path.realpath(self.location.git_dir)
        if named == DOT_GIT and self.location.prefix:
            return self.formatted(self.location.git_dir, ABSOLUTE)
        return self.formatted(named, None)

    def common_dir(self) -> str:
        """The directory that all worktrees share."""
        location = self.location
        return self.shared(location.named if location.common_dir == location.git_dir else location.common_dir)

    def path_of(self, name: str, environ: Mapping[str, str]) -> str:
        """The path of the file `name` of the repository."""
        for variable, start in (("GIT_INDEX_FILE", "index"), ("GIT_GRAFT_FILE", "info/grafts")):
            if name == start and variable in environ:
                return self.shared(environ[variable])
        if name == "objects" or name.startswith("objects/"):
            objects = environ.get("GIT_OBJECT_DIRECTORY")
            if objects is not None:
                return self.shared(objects + name.removeprefix("objects"))
        hooks = self.repository.config.get_path("core.hooksPath")
        if hooks is not None and (name == "hooks" or name.startswith("hooks/")):
            return self.shared(hooks + name.removeprefix("hooks"))
        directory = self.location.named
        if self.location.common_dir != self.location.git_dir and is_shared(name):
            directory = self.location.common_dir
        return self.shared(name.lstrip("/") if directory == os.curdir else f"{directory.rstrip('/')}/{name}")

    def superproject(self) -> str | None:
        """The work tree of the repository of which this is a submodule; None for none."""
        from pygitobj.repository.superproject import superproject_of  # hardly anybody asks

        found = superproject_of(self.repository)
        return None if found is None else self.formatted(found, None)

    def shared_index(self) -> str | None:
        """The file that the index is a change of; None where that is whole. Raises RepositoryError, CorruptIndex."""
        from pygitobj.repository.staged import index_if_there, index_path  # as few ask for this

        place = self.repository
        path = index_path(self.location.git_dir, place.base, place.environ)
        index = index_if_there(path, place.format)
        if index is None or index.base is None:
            return None
        return self.formatted(f"{self.location.git_dir}/sharedindex.{index.base}", RELATIVE)

    def is_bare(self) -> bool:
        """Whether there is no work tree, and all of the configuration agrees."""
        if self.location.work_tree is not None:
            return False
        return self.repository.config.get_bool("core.bare", self.location.layout.is_bare is not False)

    def is_inside_git_dir(self) -> bool:
        """Whether git works in the git directory; in a work tree it works at the top of that."""
        return is_below(self.top, os.path.realpath(self.location.git_dir))

    def is_shallow(self) -> bool:
        """Whether there is a file of commits without parents. Raises CorruptError where it is none."""
        named = self.repository.environ.get("GIT_SHALLOW_FILE")
        if self.repository.shallow or named == "":
            return named != ""
        path = f"{self.location.common_dir}/shallow" if named is None else os.path.join(self.repository.base, named)
        return is_there(path)

    def top_level(self) -> str:
        """The top of the work tree. Raises RepositoryError where there is none."""
        if self.location.work_tree is None:
            raise RepositoryError("this operation must be run in a work tree")
        return self.formatted(self.location.work_tree, None)

    def way_up(self) -> str | None:
        """The way from here to the top of the work tree; its path where we are not in it, None without one."""
        if self.is_inside:
            return "../" * self.location.prefix.count("/")
        return self.location.work_tree


def relative(path: str, start: str) -> str:
    """The way to `path` from `start`, both absolute or neither, by their names alone.

    What follows those that they share stays as it is written; a way that only goes up, or nowhere, ends with a slash.
    """
    names = [name for name in start.split("/") if name]
    rest, shared = path.lstrip("/"), 0
    while shared < len(names) and f"{rest}/".startswith(f"{names[shared]}/"):
        rest = rest[len(names[shared]) :].lstrip("/")
        shared += 1
    return "../" * (len(names) - shared) + rest or "./"


def is_below(path: str, directory: str | None) -> bool:
    """Whether `path` is `directory`, or in it."""
    return directory is not None and f"{path}/".startswith(f"{directory.rstrip('/')}/")


def is_shared(name: str) -> bool:
    """Whether all worktrees share the file `name`."""
    if name.startswith(OWN) or f"{name}/" in OWN:
        return False
    return name.partition("/")[0] in SHARED


def resolved_git_dir(path: str, environ: Mapping[str, str]) -> str:
    """The git directory that `path` is, or the file `path` leads to. Raises GitObjectError."""
    if is_directory(path) and is_git_directory(path, environ):
        return path
    if is_file(path):
        try:
            return read_gitfile(os.path.abspath(path), path, environ)
        except RepositoryError as error:
            raise GitObjectError(f"not a gitdir '{path}'") from error
    raise GitObjectError(f"not a gitdir '{path}'")
