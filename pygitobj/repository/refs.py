"""References: loose files, packed-refs and symbolic references, as one set of names.

    <dir>/<name>        an id, or `ref: <name>` for a symbolic reference; or a link to another reference
    packed-refs         what has no file of its own

HEAD and its like, and refs/bisect, refs/worktree and refs/rewritten, are in the worktree's own git directory; all
others in the common one. Follows git's Documentation/gitrepository-layout and git-worktree, "REFS".
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import NamedTuple

from pygitobj.errors import RepositoryError, UnsupportedError
from pygitobj.formats.packed_refs import PackedRefs
from pygitobj.formats.refname import is_per_worktree, is_valid_refname
from pygitobj.oid import ObjectFormat, ObjectId

MAX_SYMREF_DEPTH = 5
MAX_REF_FILE = 1 << 16
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

    `symbolic` says whether the name itself was a symbolic reference, `broken` whether the way ended at a bad file.
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
    """The references of a repository. `storage` is "files" or "reftable"; of the latter no name can be read yet."""

    def __init__(self, git_dir: str, common_dir: str, object_format: ObjectFormat, storage: str = "files") -> None:
        self.git_dir = git_dir
        self.common_dir = common_dir
        self.format = object_format
        self.storage = storage
        self.packed_state: tuple[int, int, int] | None = None
        self.packed_refs = PackedRefs(b"", object_format)

    def path(self, name: str) -> str:
        """The file of the reference `name`, if it has one."""
        if name.startswith("main-worktree/") and is_per_worktree(name.removeprefix("main-worktree/")):
            return f"{self.common_dir}/{name.removeprefix('main-worktree/')}"
        if name.startswith("worktrees/"):
            return f"{self.common_dir}/{name}"
        return f"{self.git_dir if is_per_worktree(name) else self.common_dir}/{name}"

    def read(self, name: str) -> ObjectId | Symbolic | Broken | None:
        """The value of the reference `name` itself, None where there is none. Raises UnsupportedError for reftable."""
        if self.storage != "files":
            raise UnsupportedError(
                "reference names of a reftable repository cannot be read yet (object ids can be used)"
            )
        path = self.path(name)
        try:
            if os.path.islink(path):
                target = os.readlink(path)
                if target.startswith("refs/") and is_valid_refname(target):
                    return Symbolic(target)
            with open(path, "rb") as file:
                return self.parse(file.read(MAX_REF_FILE))
        except (FileNotFoundError, NotADirectoryError, IsADirectoryError, ValueError):
            found = self.packed().find(os.fsencode(name))
            return None if found is None else found.id
        except OSError as error:
            raise RepositoryError(f"unable to read reference '{name}': {error.strerror}") from None

    def parse(self, content: bytes) -> ObjectId | Symbolic | Broken:
        """What the content of a reference's file says."""
        if content.startswith(b"ref:"):
            return Symbolic(os.fsdecode(content[4:].strip()))
        digits = content[: self.format.hex_size]
        after = content[self.format.hex_size : self.format.hex_size + 1]
        if len(digits) == self.format.hex_size and (not after or after.isspace() or after == b"\0"):
            try:
                return ObjectId(digits)
            except ValueError:
                pass
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
            if value == self.format.null_id:
                return Resolved(at, None, symbolic, broken=True)
            return Resolved(at, value, symbolic, broken=False)
        return Resolved(at, None, symbolic, broken=True)

    def get(self, name: str) -> ObjectId | None:
        """The id that the full name `name` comes to."""
        return self.resolve(name).id

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
        names = {os.fsdecode(ref.name) for ref in self.packed().starting_with(os.fsencode(prefix))}
        roots = {self.common_dir, self.git_dir}
        for root in roots:
            names.update(name for name in loose_names(root, prefix) if self.path(name).startswith(f"{root}/"))
        for name in sorted(names, key=os.fsencode):
            if is_valid_refname(name):
                oid = self.get(name)
                if oid is not None:
                    yield Ref(name, oid)

    def packed(self) -> PackedRefs:
        """The packed references as they are now; the file is read again when it changed."""
        if self.storage != "files":
            raise UnsupportedError(
                "reference names of a reftable repository cannot be read yet (object ids can be used)"
            )
        path = f"{self.common_dir}/packed-refs"
        try:
            stat = os.stat(path)
            state = (stat.st_mtime_ns, stat.st_size, stat.st_ino)
            if state != self.packed_state:
                with open(path, "rb") as file:
                    self.packed_refs = PackedRefs(file.read(), self.format)
                self.packed_state = state
        except FileNotFoundError:
            self.packed_state = None
            self.packed_refs = PackedRefs(b"", self.format)
        except OSError as error:
            raise RepositoryError(f"unable to read {path}: {error.strerror}") from None
        return self.packed_refs


def loose_names(root: str, prefix: str) -> Iterator[str]:
    """The names below `root` of all files whose names start with `prefix`."""
    waiting = [prefix.rpartition("/")[0]]
    while waiting:
        directory = waiting.pop()
        try:
            with os.scandir(f"{root}/{directory}") as found:
                entries = list(found)
        except OSError:
            continue
        for entry in entries:
            name = f"{directory}/{entry.name}"
            if entry.is_dir():
                if name.startswith(prefix) or prefix.startswith(f"{name}/"):
                    waiting.append(name)
            elif name.startswith(prefix) and not name.endswith(".lock"):
                yield name
