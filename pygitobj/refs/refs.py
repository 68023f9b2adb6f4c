"""References: loose files, packed-refs and symbolic references, as one set of names.

    <dir>/<name>        an id, or `ref: <name>` for a symbolic reference; or a link to another reference
    packed-refs         what has no file of its own

HEAD and its like, and refs/bisect, refs/worktree and refs/rewritten, are in the worktree's own git directory; all
others in the common one. Follows git's Documentation/gitrepository-layout and git-worktree, "REFS".
"""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Iterator
from typing import NamedTuple

from pygitobj.errors import CorruptError, RepositoryError, UnsupportedError
from pygitobj.files.directory import GONE, unreadable
from pygitobj.files.small_file import read_small
from pygitobj.formats.packed_refs import PackedRef, PackedRefs
from pygitobj.formats.refname import is_per_worktree, is_valid_refname
from pygitobj.formats.small_text import SPACE, id_at_start, is_space, text_of
from pygitobj.oid import ObjectFormat, ObjectId

MAX_SYMREF_DEPTH = 5
# No file of a reference that means something is larger.
MAX_REF_FILE = 1 << 20
# Where git writes more than an id and a name: read as they are, whatever link or packed reference there may be.
PSEUDO_REFS = ("FETCH_HEAD", "MERGE_HEAD")
# How often a file that comes and goes is looked at.
MAX_LOOKS = 3
FILES = "files"
REFTABLE = "reftable"
CANNOT_BE_READ = "reference names {} cannot be read yet (object ids can be used)"
# How a short name is completed, in the order in which git tries.
DWIM_RULES = ("{}", "refs/{}", "refs/tags/{}", "refs/heads/{}", "refs/remotes/{}", "refs/remotes/{}/HEAD")


class Symbolic(NamedTuple):
    """The value of a symbolic reference: the name of another."""

    target: str


class Broken(NamedTuple):
    """The value of a reference whose file holds neither an id nor a name."""

    content: bytes


class Resolved(NamedTuple):
    """Where a name led: the last reference's name, and its id, None if it is not there yet or broken.

    The id is the null id where a file says so: no object, but what the name means. `symbolic` says whether the name
    itself was a symbolic reference, `broken` whether the way ended at a bad file.
    """

    name: str
    id: ObjectId | None
    symbolic: bool
    broken: bool


class Ref(NamedTuple):
    """A reference's full name and the id it comes to."""

    name: str
    id: ObjectId


class Refs:
    """The references of a repository. `storage` is "files", or another of which no name can be read yet."""

    def __init__(self, git_dir: str, common_dir: str, object_format: ObjectFormat, storage: str = FILES) -> None:
        self.git_dir = git_dir
        self.common_dir = common_dir
        self.format = object_format
        self.storage = storage
        self.packed_state: tuple[int, int, int] | None = None
        self.packed_refs = PackedRefs(b"", object_format)

    def require_files(self, what: str) -> None:
        """Raises UnsupportedError unless they are in files here; `what` says what that means, with {} for theirs."""
        if self.storage != FILES:
            where = "of a reftable repository" if self.storage == REFTABLE else f"that are stored at {self.storage}"
            raise UnsupportedError(what.format(where))

    @property
    def packed_path(self) -> str:
        """The file of packed references."""
        return f"{self.common_dir}/packed-refs"

    def path(self, name: str) -> str:
        """The file of the reference `name`, if it has one."""
        if name.startswith("main-worktree/") and is_per_worktree(name.removeprefix("main-worktree/")):
            return f"{self.common_dir}/{name.removeprefix('main-worktree/')}"
        if name.startswith("worktrees/"):
            return f"{self.common_dir}/{name}"
        return f"{self.git_dir if is_per_worktree(name) else self.common_dir}/{name}"

    def read(self, name: str) -> ObjectId | Symbolic | Broken | None:
        """The value of the reference `name` itself, None where there is none.

        A packed reference counts where nothing has its name, or a directory, and nothing else is in the way there.
        Raises RepositoryError, CorruptError, and UnsupportedError for reftable.
        """
        self.require_files(CANNOT_BE_READ)
        try:
            if name in PSEUDO_REFS:
                content = read_file(f"{self.git_dir}/{name}")
                return None if content is None else self.parse(content)
            return self.read_loose(name)
        except FileNotFoundError:
            return self.read_packed(name)
        except (NotADirectoryError, ValueError):
            return None
        except OSError as error:
            if error.errno != errno.ENAMETOOLONG:
                raise unreadable(f"unable to read reference '{name}'", error) from error
        # A name that is too long for a file may be packed.
        return self.read_packed(name)

    def read_loose(self, name: str) -> ObjectId | Symbolic | Broken | None:
        """The value that the file of the reference `name` says; a packed one where a directory is. Raises OSError."""
        path = self.path(name)
        for _ in range(MAX_LOOKS):
            mode = os.lstat(path).st_mode
            if stat.S_ISDIR(mode):
                return self.read_packed(name)
            if not stat.S_ISREG(mode) and not stat.S_ISLNK(mode):
                return Broken(b"")  # opening a pipe would wait
            if stat.S_ISLNK(mode):
                target = os.readlink(path)
                if target.startswith("refs/") and is_valid_refname(target):
                    return Symbolic(target)
            try:
                content = read_file(path)
            except OSError as error:
                if stat.S_ISLNK(mode) and error.errno == errno.ELOOP:
                    return Broken(b"")  # it leads round in a circle
                raise
            if content is not None:
                return self.parse(content.rstrip(SPACE))
            if stat.S_ISLNK(mode):
                break
        return None

    def read_packed(self, name: str) -> ObjectId | None:
        """The id of the packed reference `name`. Raises RepositoryError, CorruptError."""
        try:
            found = self.packed().find(os.fsencode(name))
        except CorruptError as error:
            raise error.located(self.packed_path) from None
        return None if found is None else found.id

    def parse(self, content: bytes) -> ObjectId | Symbolic | Broken:
        """What the content of a reference's file says."""
        text = text_of(content)
        if text.startswith(b"ref:"):
            return Symbolic(os.fsdecode(text[4:].lstrip(SPACE)))
        oid = id_at_start(text, self.format)
        after = text[self.format.hex_size : self.format.hex_size + 1]
        if oid is not None and (not after or is_space(after)):
            return oid
        return Broken(content[:80])

    def resolve(self, name: str) -> Resolved:
        """Follow `name` through symbolic references, at most five, to an id."""
        symbolic = False
        at = name
        for _ in range(MAX_SYMREF_DEPTH):
            if not is_valid_refname(at, one_level=True):
                return Resolved(at, None, symbolic, broken=True)
            value = self.read(at)
            if isinstance(value, Symbolic):
                symbolic = True
                at = value.target
                continue
            if isinstance(value, Broken):
                return Resolved(at, None, symbolic, broken=True)
            return Resolved(at, value, symbolic, broken=False)
        return Resolved(at, None, symbolic, broken=True)

    def get(self, name: str) -> ObjectId | None:
        """The id that the full name `name` comes to."""
        found = self.resolve(name).id
        return None if found == self.format.null_id else found

    def candidates(self, name: str) -> Iterator[tuple[str, Resolved]]:
        """Each full name that the short `name` may mean, in git's order, with where it leads."""
        for rule in DWIM_RULES:
            full = rule.format(name)
            yield full, self.resolve(full)

    def head_branch(self) -> str | None:
        """The full name of the branch that HEAD is on, None where it is detached."""
        if self.storage != "files":
            return None
        value = self.read("HEAD")
        return value.target if isinstance(value, Symbolic) else None

    def __iter__(self) -> Iterator[Ref]:
        return self.starting_with("refs/")

    def starting_with(self, prefix: str) -> Iterator[Ref]:
        """The references whose names start with `prefix`, sorted by name; broken ones are left out."""
        for name, oid in self.values_starting_with(prefix):
            if oid is not None:
                yield Ref(name, oid)

    def values_starting_with(self, prefix: str) -> Iterator[tuple[str, ObjectId | None]]:
        """The names that start with `prefix`, sorted, and the ids that they come to; None for one that is broken.

        Broken is also a symbolic reference that leads to nothing, and one that comes to the null id.
        """
        names = {os.fsdecode(ref.name) for ref in self.packed().starting_with(os.fsencode(prefix))}
        roots = {self.common_dir, self.git_dir}
        for root in roots:
            names.update(name for name in loose_names(root, prefix) if self.path(name).startswith(f"{root}/"))
        for name in sorted(names, key=os.fsencode):
            if is_valid_refname(name):
                found = self.resolve(name)
                if found.id is not None or found.symbolic or found.broken:
                    yield name, None if found.id == self.format.null_id else found.id

    def packed(self) -> PackedRefs:
        """The packed references as they are now; the file is read again when it changed.

        Raises RepositoryError, CorruptError, and UnsupportedError for reftable.
        """
        self.require_files(CANNOT_BE_READ)
        path = self.packed_path
        try:
            found = os.stat(path)
            state = (found.st_mtime_ns, found.st_size, found.st_ino)
            if state != self.packed_state:
                self.packed_refs = PackedRefs(read_small(path), self.format)
                self.packed_state = state
        except GONE:
            self.packed_state = None
            self.packed_refs = PackedRefs(b"", self.format)
        except OSError as error:
            raise unreadable(f"unable to read {path}", error) from error
        except CorruptError as error:
            raise error.located(path) from None
        return self.packed_refs

    def packed_list(self) -> Iterator[PackedRef]:
        """All packed references, as they stand in the file. Raises RepositoryError, CorruptError, UnsupportedError."""
        try:
            yield from self.packed()
        except CorruptError as error:
            raise error.located(self.packed_path) from None


def read_file(path: str) -> bytes | None:
    """The content of the file `path`, None where none is, or where a link leads. Raises OSError, RepositoryError."""
    try:
        content = read_small(path, MAX_REF_FILE + 1)
    except (FileNotFoundError, NotADirectoryError, IsADirectoryError):
        return None
    if len(content) > MAX_REF_FILE and content.startswith(b"ref:") and b"\0" not in content:
        raise RepositoryError(f"unable to read {path}: more than {MAX_REF_FILE} bytes of a symbolic reference")
    return content


def loose_names(root: str, prefix: str) -> Iterator[str]:
    """The names below `root` of all files whose names start with `prefix`. Raises RepositoryError."""
    waiting = [prefix.rpartition("/")[0]]
    while waiting:
        directory = waiting.pop()
        for entry, is_below in entries_in(f"{root}/{directory}"):
            name = f"{directory}/{entry}"
            if is_below:
                if name.startswith(prefix) or prefix.startswith(f"{name}/"):
                    waiting.append(name)
            elif name.startswith(prefix) and not name.endswith(".lock"):
                yield name


def entries_in(directory: str) -> list[tuple[str, bool]]:
    """The names in `directory`, each with whether it is a directory's; none where it is not there.

    A link that leads round in a circle is none. Raises RepositoryError.
    """
    try:
        with os.scandir(directory) as entries:
            return [(entry.name, leads_to_directory(entry)) for entry in entries]
    except GONE:
        return []
    except OSError as error:
        raise unreadable(f"unable to open directory '{directory}'", error) from error


def leads_to_directory(entry: os.DirEntry[str]) -> bool:
    """Whether `entry` is a directory, or leads to one. Raises OSError."""
    try:
        return entry.is_dir()
    except OSError as error:
        if error.errno == errno.ELOOP and entry.is_symlink():
            return False
        raise
