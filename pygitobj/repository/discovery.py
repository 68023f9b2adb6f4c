"""Finding the repository: from the environment, or from a directory upwards.

    .git            a file that says `gitdir: <path>`, or a git directory
    ./              itself a git directory: a bare repository
    ../ …           and so on, up to a ceiling, a mount point or the root

A git directory has a HEAD, objects/ and refs/; the last two are in its common directory, which the file `commondir`
names for a linked worktree. Follows git's Documentation/gitrepository-layout and Documentation/git.
"""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Callable, Mapping

from pygitobj.errors import RepositoryError
from pygitobj.files.directory import GONE, is_link, is_there, status, unreadable
from pygitobj.files.small_file import read_small
from pygitobj.formats.small_text import SPACE, text_of
from pygitobj.record import Record
from pygitobj.repository.config import Config, environment_bool
from pygitobj.repository.layout import Layout, read_layout, ref_storage_of
from pygitobj.repository.ownership import require_bare_allowed, require_ownership

DOT_GIT = ".git"
GITFILE_PREFIX = b"gitdir: "
MAX_GITFILE = 1 << 20
# How much of a HEAD is looked at.
MAX_HEAD = 255
HEX = frozenset(b"0123456789abcdefABCDEF")


class Location(Record):
    """Where a repository is. Paths are absolute; `prefix` is the start relative to the work tree, "" or with "/".

    `named` is how git's messages name the git directory, which are seen from where git works: the top of the work tree.
    `is_inside` says whether the start is in the work tree.
    """

    git_dir: str
    common_dir: str
    object_dir: str
    work_tree: str | None
    prefix: str
    layout: Layout
    named: str
    is_inside: bool = True

    @property
    def is_bare(self) -> bool:
        """Whether the repository is made to have no work tree; being inside its .git is something else."""
        return self.work_tree is None and self.layout.is_bare is not False

    def shown(self, path: str) -> str:
        """How git's messages name the file `path`."""
        if path.startswith(f"{self.git_dir}/"):
            below = path[len(self.git_dir) :]
            return below[1:] if self.named == os.curdir else self.named + below
        return path


class Found(Record):
    """What the search came upon: a git directory, the directory in which it was, and whether that is itself it.

    `named` is how messages name the git directory.
    """

    git_dir: str
    top: str
    bare: bool
    named: str


class NoRepositoryError(RepositoryError):
    """There is no repository where one was looked for; some commands do without."""


def discover(
    start: str = ".",
    *,
    search: bool = True,
    git_dir: str | None = None,
    work_tree: str | None = None,
    bare: bool = False,
    environ: Mapping[str, str] = os.environ,
    config: Callable[[], Config] = Config,
) -> Location:
    """The repository at `git_dir` if given (or in GIT_DIR), else the one that `start` is in.

    Without `search` it is at `start` itself or nowhere. `config` gives the configuration outside repositories, for
    safe.directory. Raises RepositoryError, in git's words.
    """
    cwd = os.path.realpath(start)
    # Empty is not unset: another repository would be used by mistake.
    named = environ.get("GIT_DIR") if git_dir is None else git_dir
    named_tree = environ.get("GIT_WORK_TREE") if work_tree is None else work_tree
    if named is not None:
        return explicit(named, cwd, named_tree, bare, environ)
    found = look_upwards(cwd, environ, config) if search else look_in(cwd, environ, config)
    if found is None:
        raise NoRepositoryError(f"not a git repository: '{start}'")
    if found.git_dir == cwd:
        found = found._replace(named=os.curdir)
    if not is_current(cwd):
        found = found._replace(named=found.git_dir)
    common = common_dir_of(found.git_dir, environ)
    layout = layout_at(found.git_dir, common, bare, found.named)
    if named_tree is not None or layout.work_tree:
        at_hand = found.named if found.top == cwd else found.git_dir
        return explicit(at_hand, cwd, named_tree, bare, environ)
    if found.bare or layout.is_bare:
        return located(found.git_dir, common, None, cwd, layout, environ, found.named)
    return located(found.git_dir, common, found.top, cwd, layout, environ, found.named)


def is_current(directory: str) -> bool:
    """Whether `directory`, without links, is the current one, which messages take for granted."""
    try:
        return directory == os.getcwd()
    except FileNotFoundError:
        return False  # we are nowhere


def explicit(named: str, cwd: str, named_tree: str | None, bare: bool, environ: Mapping[str, str]) -> Location:
    """The repository whose git directory, or the file that names it, is `named`, seen from `cwd`."""
    path, shown = os.path.join(cwd, named), named
    if stat.S_ISREG(mode_of(path)):
        path = shown = read_gitfile(path, named, environ)
    if not named or not is_git_directory(path, environ):
        raise NoRepositoryError(f"not a git repository: '{shown}'")
    common = common_dir_of(path, environ)
    if not is_current(cwd):
        shown = path
    layout = layout_at(path, common, bare, shown)
    if named_tree is not None:
        if not named_tree:
            raise RepositoryError("The empty string is not a valid path")
        tree: str | None = place_for_tree(os.path.join(cwd, named_tree))
    elif layout.is_bare:
        tree = None
    elif layout.work_tree:
        # Where that is not there objects can be read all the same: of a submodule that was taken out of the work tree.
        tree = os.path.join(path, layout.work_tree)
    elif not environment_bool(environ, "GIT_IMPLICIT_WORK_TREE", True):
        tree = None
    else:
        tree = cwd
    where = located(path, common, tree, cwd, layout, environ, shown)
    return where._replace(named=os.path.realpath(path)) if where.prefix else where


def place_for_tree(path: str) -> str:
    """`path` without links, of which the last part alone need not be there. Raises RepositoryError."""
    try:
        return os.path.realpath(path, strict=True)
    except (FileNotFoundError, NotADirectoryError, PermissionError) as error:
        whole = os.path.realpath(path)
        if isinstance(error, FileNotFoundError) and error.filename == whole and not path.endswith("/"):
            return whole
        raise RepositoryError(f"Invalid path '{error.filename}': {error.strerror}") from error
    except OSError as error:
        if error.errno != errno.ELOOP:
            raise RepositoryError(f"Invalid path '{error.filename}': {error.strerror}") from error
        return os.path.realpath(path)


def layout_at(git_dir: str, common: str, bare: bool, named: str) -> Layout:
    """The layout of the repository at `git_dir`; with `bare` it is bare whatever it says itself."""
    layout = read_layout(git_dir, common, named)
    return layout._replace(is_bare=True, work_tree=None) if bare else layout


def located(
    git_dir: str, common: str, tree: str | None, cwd: str, layout: Layout, environ: Mapping[str, str], named: str
) -> Location:
    """The location with paths made absolute and the prefix worked out."""
    prefix, is_inside = "", False
    if tree is not None:
        tree = os.path.realpath(tree)
        is_inside = f"{cwd.rstrip('/')}/".startswith(f"{tree.rstrip('/')}/")
        if cwd.startswith(tree.rstrip("/") + "/"):
            prefix = cwd[len(tree.rstrip("/")) + 1 :] + "/"
    object_dir = environ.get("GIT_OBJECT_DIRECTORY")
    backend = environ.get("GIT_REFERENCE_BACKEND")
    if backend is not None:
        layout = layout._replace(
            ref_storage=ref_storage_of(backend, RepositoryError(f"unknown ref storage format: '{backend}'"))
        )
    return Location(
        git_dir=os.path.abspath(git_dir),
        common_dir=os.path.abspath(common),
        object_dir=os.path.join(os.path.abspath(common), "objects")
        if object_dir is None
        else os.path.abspath(object_dir),
        work_tree=tree,
        prefix=prefix if prefix != "/" else "",
        layout=layout,
        named=named,
        is_inside=is_inside,
    )


def look_upwards(cwd: str, environ: Mapping[str, str], config: Callable[[], Config]) -> Found:
    """The git directory that `cwd` is in, looked for upwards."""
    ceiling = ceiling_of(cwd, environ)
    across = environment_bool(environ, "GIT_DISCOVERY_ACROSS_FILESYSTEM", False)
    device = device_of(cwd)
    directory = cwd
    while True:
        found = look_in(directory, environ, config)
        if found is not None:
            return found
        parent = os.path.dirname(directory)
        if parent in (directory, ceiling):
            raise NoRepositoryError(f"not a git repository (or any of the parent directories): {DOT_GIT}")
        if not across and device_of(parent) != device:
            raise NoRepositoryError(
                f"not a git repository (or any parent up to mount point {parent})\n"
                "Stopping at filesystem boundary (GIT_DISCOVERY_ACROSS_FILESYSTEM not set)."
            )
        directory = parent


def look_in(directory: str, environ: Mapping[str, str], config: Callable[[], Config]) -> Found | None:
    """The git directory that `directory` has or is."""
    dot_git = os.path.join(directory, DOT_GIT)
    mode = mode_of(dot_git)
    if stat.S_ISDIR(mode):
        if is_git_directory(dot_git, environ):
            require_ownership(None, directory, dot_git, config, environ)
            return Found(dot_git, directory, bare=False, named=DOT_GIT)
    elif stat.S_ISREG(mode):
        git_dir = read_gitfile(dot_git, dot_git, environ)
        require_ownership(dot_git, directory, git_dir, config, environ)
        return Found(git_dir, directory, bare=False, named=git_dir)
    elif mode:
        raise RepositoryError(f"not a regular file: '{dot_git}'")
    if is_git_directory(directory, environ):
        require_bare_allowed(directory, config())
        require_ownership(None, None, directory, config, environ)
        return Found(directory, directory, bare=True, named=directory)
    return None


def mode_of(path: str) -> int:
    """The mode of what is at `path`, or where a link there leads; 0 where nothing is. Raises RepositoryError."""
    try:
        found = status(path)
    except OSError as error:
        if error.errno == errno.ENAMETOOLONG:
            return 0  # no file can have that name
        raise unreadable(f"error reading '{path}'", error) from error
    return 0 if found is None else found.st_mode


def device_of(path: str) -> int:
    """The device that the directory `path` is on. Raises RepositoryError."""
    try:
        return os.stat(path).st_dev
    except OSError as error:
        raise unreadable(f"failed to stat '{path}'", error) from error


def ceiling_of(cwd: str, environ: Mapping[str, str]) -> str | None:
    """The longest directory of GIT_CEILING_DIRECTORIES that is above `cwd`.

    Links in it are followed, but not in what stands after an empty entry.
    """
    longest: str | None = None
    follow = True
    for entry in environ.get("GIT_CEILING_DIRECTORIES", "").split(os.pathsep):
        if not entry:
            follow = False
            continue
        if not os.path.isabs(entry):
            continue
        path = os.path.realpath(entry) if follow else entry
        path = path.rstrip("/") or "/"
        if cwd.startswith(path.rstrip("/") + "/") and cwd != path and len(path) > len(longest or ""):
            longest = path
    return longest


def read_gitfile(path: str, shown: str, environ: Mapping[str, str]) -> str:
    """The git directory that the file `path`, said as `shown`, names. Raises RepositoryError, in git's words."""
    try:
        if os.path.getsize(path) > MAX_GITFILE:
            raise RepositoryError(f"too large to be a .git file: '{shown}'")
        data = read_small(path)
    except OSError as error:
        raise unreadable(f"error opening '{shown}'", error) from error
    if not data.startswith(GITFILE_PREFIX):
        raise RepositoryError(f"invalid gitfile format: {shown}")
    content = data[len(GITFILE_PREFIX) :].rstrip(b"\r\n")
    if not content:
        raise RepositoryError(f"no path in gitfile: {shown}")
    said = os.fsdecode(text_of(content))
    git_dir = os.path.join(os.path.dirname(path), said)
    if not is_git_directory(git_dir, environ):
        # The newest git says "(null)" instead of the place.
        raise RepositoryError(f"not a git repository: {os.path.join(os.path.dirname(shown), said)}")
    return os.path.realpath(git_dir)


def is_git_directory(path: str, environ: Mapping[str, str]) -> bool:
    """Whether `path` has a HEAD that could be one, and objects/ and refs/ in its common directory."""
    if not is_head(os.path.join(path, "HEAD")):
        return False
    common = common_dir_of(path, environ)
    objects = environ.get("GIT_OBJECT_DIRECTORY")
    return may_enter(f"{common}/objects" if objects is None else objects) and may_enter(f"{common}/refs")


def may_enter(path: str) -> bool:
    """Whether `path` is there; raises RepositoryError where it is a directory that we may not look into.

    git takes that for no repository, and may come upon another one further up.
    """
    mode = mode_of(path)
    if os.access(path, os.X_OK):
        return True
    if stat.S_ISDIR(mode):
        raise RepositoryError(f"error reading '{path}': {os.strerror(errno.EACCES)}")
    return False


def is_head(path: str) -> bool:
    """Whether the file or link `path` could be a HEAD: it names a reference or holds an id.

    Raises RepositoryError where it cannot be read.
    """
    try:
        if is_link(path):
            return os.readlink(path).startswith("refs/")
        start = text_of(read_small(path, MAX_HEAD))
    except (*GONE, IsADirectoryError):
        return False
    except OSError as error:
        raise unreadable(f"error reading '{path}'", error) from error
    if start.startswith(b"ref:"):
        return start[4:].lstrip(SPACE).startswith(b"refs/")
    return any(len(start) >= size and HEX.issuperset(start[:size]) for size in (40, 64))


def common_dir_of(git_dir: str, environ: Mapping[str, str]) -> str:
    """The directory that `git_dir` shares with the other worktrees: itself, or what its file `commondir` names."""
    named = environ.get("GIT_COMMON_DIR")
    if named is not None:
        return named and os.path.abspath(named)
    path = f"{git_dir}/commondir"
    try:
        if not is_there(path):
            return git_dir
        data = read_small(path)
    except OSError as error:
        raise unreadable(f"failed to read {path}", error) from error
    if not data:
        raise RepositoryError(f"failed to read {path}: the file is empty")
    return os.path.realpath(os.path.join(git_dir, os.fsdecode(text_of(data.rstrip(b"\r\n")))))
