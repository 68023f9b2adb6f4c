"""References in files: loose ones, packed-refs and logs, as one set of names.

    <dir>/<name>        an id, or `ref: <name>` for a symbolic reference; or a link to another reference
    packed-refs         what has no file of its own
    logs/<name>         what the reference was before

HEAD and its like, and refs/bisect, refs/worktree and refs/rewritten, are in the worktree's own git directory; all
others in the common one. Follows git's Documentation/gitrepository-layout and git-worktree, "REFS".
"""

from __future__ import annotations

import errno
import os
import stat
import time
from collections.abc import Callable, Iterator

from pygitobj.errors import CorruptError, RepositoryError
from pygitobj.files.directory import GONE, is_there, names_in, unreadable
from pygitobj.files.looked import Looked, Signature, Unkept, is_settled, signature
from pygitobj.files.small_file import content_of, read_small
from pygitobj.formats.packed_refs import PackedRef, PackedRefs
from pygitobj.formats.refname import (
    PER_WORKTREE,
    PSEUDO_REFS,
    ROOT_LETTERS,
    is_per_worktree,
    is_root_ref,
    is_valid_refname,
)
from pygitobj.formats.searched import Searched
from pygitobj.formats.small_text import SPACE, id_at_start, is_space, text_of
from pygitobj.oid import ObjectFormat, ObjectId
from pygitobj.refs.loose_names import files_below, is_loose_name
from pygitobj.refs.values import Broken, Stored, Symbolic, Value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pygitobj.formats.reflog import ReflogEntry
    from pygitobj.refs.backend import Held
    from pygitobj.refs.names import RefName
    from pygitobj.refs.updates import Choose, Optimizing, RefPolicy

# No file of a reference that means something is larger.
MAX_REF_FILE = 1 << 20
# A packed-refs of so many bytes is mapped where one name is looked for.
LEAST_MAPPED = 1 << 18
# How often a file that comes and goes is looked at.
MAX_LOOKS = 3
# For what nobody keeps the answer of.
NOT_KEPT = Unkept()
REFS = "refs/"
MAIN_WORKTREE = "main-worktree/"
WORKTREES = "worktrees/"


class FilesBackend:
    """The references that the worktree with the git directory `git_dir` sees. It is a RefBackend."""

    def __init__(self, git_dir: str, common_dir: str, object_format: ObjectFormat) -> None:
        self.git_dir = git_dir
        self.common_dir = common_dir
        self.format = object_format
        # One value, so that threads never see the one of another's.
        self.last_packed: tuple[Signature, PackedRefs] | None = None

    def begin(self, policy: RefPolicy) -> Held:
        """What a transaction holds; nothing is locked yet."""
        from pygitobj.refs.files_held import FilesHeld  # who only reads does without

        return FilesHeld(self, policy)

    def rewrite_log(self, name: RefName, choose: Choose, policy: RefPolicy, *, updates_ref: bool = False) -> None:
        """Let the log of the reference `name` have what `choose` makes of it. Raises RefError."""
        from pygitobj.refs.files_rewrite import rewrite_log

        rewrite_log(self, name, choose, policy, updates_ref=updates_ref)

    def delete_log(self, name: RefName, policy: RefPolicy) -> None:
        """Take the log of the reference `name` away, if it has one. Raises RefError."""
        from pygitobj.refs.files_held import FilesHeld

        FilesHeld(self, policy).delete_log(name)

    def optimize(self, options: Optimizing, policy: RefPolicy) -> None:
        """Pack what `options` want. Raises RefError."""
        from pygitobj.refs.files_optimize import optimize

        optimize(self, options, policy)

    def elsewhere(self, git_dir: str, common_dir: str) -> FilesBackend:
        """The references that the worktree with the git directory `git_dir` sees, which shares `common_dir`."""
        return FilesBackend(git_dir, common_dir, self.format)

    # One name

    @property
    def packed_path(self) -> str:
        """The file of packed references."""
        return f"{self.common_dir}/packed-refs"

    def path(self, name: str) -> str:
        """The file of the reference `name`, if it has one."""
        git_dir, own = self.place(name)
        return f"{git_dir}/{own}"

    def place(self, name: str) -> tuple[str, str]:
        """The git directory that has the reference `name`, and what it is called there."""
        own = name.removeprefix(MAIN_WORKTREE)
        if own != name and is_per_worktree(own):
            return self.common_dir, own
        if name.startswith(WORKTREES):
            identifier, slash, own = name.removeprefix(WORKTREES).partition("/")
            if slash and is_per_worktree(own):
                return f"{self.common_dir}/{WORKTREES}{identifier}", own
            return self.common_dir, name
        return self.git_dir if is_per_worktree(name) else self.common_dir, name

    def read(self, name: str, looked: Looked | None = None) -> Value | None:
        """The value of the reference `name` itself, None where there is none; `looked` takes what that hangs on.

        A packed reference counts where nothing has its name, or a directory, and nothing else is in the way there.
        Raises RepositoryError, CorruptError.
        """
        looked = NOT_KEPT if looked is None else looked
        try:
            return self.read_loose(name, looked)
        except FileNotFoundError:
            pass
        except (NotADirectoryError, ValueError):
            looked.is_sure = False
            return None
        except OSError as error:
            if error.errno != errno.ENAMETOOLONG:
                raise unreadable(f"unable to read reference '{name}'", error) from error
            # A name that is too long for a file may be packed.
        return self.read_packed(name, looked)

    def read_loose(self, name: str, looked: Looked) -> Value | None:
        """The value that the file of the reference `name` says; a packed one where a directory is. Raises OSError."""
        if name in PSEUDO_REFS:
            looked.is_sure = False
            content = read_file(f"{self.git_dir}/{name}")
            return None if content is None else self.parse(content)
        path = self.path(name)
        for _ in range(MAX_LOOKS):
            try:
                found = os.lstat(path)
            except FileNotFoundError:
                looked.add_absent(path)
                raise
            looked.add(path, found)
            mode = found.st_mode
            if stat.S_ISDIR(mode):
                return self.read_packed(name, looked)
            if not stat.S_ISREG(mode) and not stat.S_ISLNK(mode):
                return Broken(b"")  # opening a pipe would wait
            if stat.S_ISLNK(mode):
                looked.is_sure = False
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

    def read_packed(self, name: str, looked: Looked) -> ObjectId | None:
        """The id of the packed reference `name`. Raises RepositoryError, CorruptError."""
        try:
            found = self.packed(looked).find(os.fsencode(name))
        except CorruptError as error:
            raise error.located(self.packed_path) from None
        return None if found is None else found.id

    def parse(self, content: bytes) -> Value:
        """What the content of a reference's file says."""
        text = text_of(content)
        if text.startswith(b"ref:"):
            return Symbolic(os.fsdecode(text[4:].lstrip(SPACE)))
        oid = id_at_start(text, self.format)
        after = text[self.format.hex_size : self.format.hex_size + 1]
        if oid is not None and (not after or is_space(after)):
            return oid
        return Broken(content[:80])

    # Listing

    def stored(self, prefix: str, *, strict: bool) -> Iterator[Stored]:
        """The references below refs/ whose names start with `prefix`, and with `strict` whatever is packed besides."""
        # Loose before packed: one that is packed between the two would be in neither the other way round.
        loose = self.loose_names(prefix, strict=strict)
        prefix_bytes = os.fsencode(prefix)
        return self.strictly(loose, prefix_bytes) if strict else self.leniently(loose, prefix_bytes)

    def plain_text(self, prefix: str, line_of: Callable[[str], bytes | None]) -> bytes | None:
        """The lines of the packed references whose names start with `prefix`, with those of loose ones between them.

        `line_of` gives the line of a loose one, nothing for one that is not shown, None where there is no telling all
        in this way. Of the packed ones nothing is looked at. Raises RepositoryError, CorruptError.
        """
        # Loose before packed, as in `stored`.
        lines: list[tuple[bytes, bytes]] = []
        for name in self.loose_names(prefix, strict=True):
            line = line_of(os.fsdecode(name))
            if line is None:
                return None
            lines.append((name, line))
        return self.packed(NOT_KEPT, whole=True).with_lines(os.fsencode(prefix), lines)

    def own(self) -> Iterator[Stored]:
        """The references of the worktree alone; what is packed under such a name is nobody's own."""
        for prefix in PER_WORKTREE:
            for name in self.loose_names(prefix, strict=True):
                yield from self.loose(name)

    def loose_names(self, prefix: str, *, strict: bool) -> list[bytes]:
        """The sorted names that start with `prefix` of the references with a file. Raises RepositoryError."""
        start = prefix.rpartition("/")[0] if prefix.startswith(REFS) else REFS[:-1]
        if prefix.startswith(PER_WORKTREE):
            places = [(self.git_dir, start)]
        else:
            places = [(self.common_dir, start)]
            places += [(self.git_dir, own[:-1]) for own in PER_WORKTREE if own.startswith(prefix)]
        names = []
        for git_dir, directory in places:
            if all(map(is_loose_name, directory.split("/"))):
                below = files_below(f"{git_dir}/{directory}", is_loose_name, strict=strict)
                found = (f"{directory}/{path}" for path in below)
                is_own = f"{directory}/".startswith(PER_WORKTREE)
                names += [name for name in found if name.startswith(prefix) and is_own == is_per_worktree(name)]
        return sorted({os.fsencode(name) for name in names})

    def leniently(self, loose: list[bytes], prefix: bytes) -> Iterator[Stored]:
        """The references with names that are ones, each once; `loose` are those with a file."""
        packed: dict[bytes, PackedRef | None] = dict.fromkeys(loose)
        for ref in self.packed_list(prefix):
            # Of one that stands there twice a search decides which counts.
            packed[ref.name] = None if ref.name in packed else ref
        for encoded in sorted(packed):
            name = os.fsdecode(encoded)
            if is_valid_refname(name):
                found = packed[encoded]
                if found is None:
                    yield from self.loose(encoded)
                else:
                    yield Stored(name, found.id, found.peeled)

    def strictly(self, loose: list[bytes], prefix: bytes) -> Iterator[Stored]:
        """All that is packed, and `loose`, the names of references with a file, over it as git has them go.

        Both are walked in order side by side, so that a name that is packed twice, or not in its order, is seen
        although there is a loose one.
        """
        waiting = loose[::-1]
        for ref in self.packed_list(prefix):
            is_loose = False
            while waiting and waiting[-1] <= ref.name:
                is_loose = waiting[-1] == ref.name
                yield from self.loose(waiting.pop())
            if not is_loose:
                yield Stored(os.fsdecode(ref.name), ref.id, ref.peeled)
        while waiting:
            yield from self.loose(waiting.pop())

    def loose(self, name: bytes) -> Iterator[Stored]:
        """The reference `name`, which had a file when it was listed, if it is still there, loose or packed."""
        text = os.fsdecode(name)
        value = self.read(text)
        if value is not None:
            yield Stored(text, value)

    def root_names(self) -> list[str]:
        """The sorted names of the references beside refs/: HEAD and its like."""
        try:
            return [name for name in names_in(self.git_dir) if is_root_ref(name)]
        except OSError as error:
            raise unreadable(f"unable to open directory '{self.git_dir}'", error) from error

    def is_taken(self, name: str) -> bool:
        """Whether anything has the name of the file of the reference `name`."""
        try:
            return is_there(self.path(name))
        except OSError as error:
            raise unreadable(f"unable to read reference '{name}'", error) from error

    # Logs

    def logs(self) -> Iterator[tuple[str, Iterator[ReflogEntry]]]:
        """The names and entries of all logs in the worktree's own directory, also of references that are gone."""
        from pygitobj.formats.reflog import parse_reflog  # 0.4 ms that most commands do without

        for name in files_below(f"{self.git_dir}/logs"):
            yield name, parse_reflog(content_of(f"{self.git_dir}/logs/{name}"), self.format)

    def log(self, name: str) -> list[ReflogEntry] | None:
        """The log of the reference `name`, the oldest entry first; None where it has none."""
        from pygitobj.formats.reflog import parse_reflog

        path = "{}/logs/{}".format(*self.place(name))
        try:
            return list(parse_reflog(read_small(path), self.format))
        except (*GONE, IsADirectoryError):
            return None
        except OSError as error:
            raise unreadable(f"unable to read {path}", error) from error

    # What is packed

    def packed(self, looked: Looked, *, whole: bool = False) -> PackedRefs:
        """The packed references as they are now; the file is read again when it changed.

        A large one is mapped, and read as a `whole` only if that is asked for. Raises RepositoryError, CorruptError.
        """
        path = self.packed_path
        try:
            found = os.stat(path)
            looked.add(path, found)
            now = signature(found)
            last = self.last_packed
            if last is not None and last[0] == now:
                packed = last[1].whole() if whole else last[1]
                self.last_packed = (now, packed)
                return packed
            before = time.time_ns()
            is_large = stat.S_ISREG(found.st_mode) and found.st_size >= LEAST_MAPPED and not whole
            packed = PackedRefs(searched(path) if is_large else read_small(path), self.format)
        except GONE:
            looked.add_absent(path)
            return PackedRefs(b"", self.format)
        except OSError as error:
            raise unreadable(f"unable to read {path}", error) from error
        except CorruptError as error:
            raise error.located(path) from None
        # What has just changed could change once more without a sign of it.
        self.last_packed = (now, packed) if is_settled(now, before) else None
        return packed

    def packed_list(self, prefix: bytes) -> Iterator[PackedRef]:
        """The packed references whose names start with `prefix`, as they stand in the file; without one all of them.

        Raises RepositoryError, CorruptError.
        """
        packed = self.packed(NOT_KEPT, whole=True)
        try:
            for ref in packed.starting_with(prefix) if prefix else packed:
                if is_odd(ref.name) and leads_out(os.fsdecode(ref.name)):
                    raise CorruptError(f"packed refname is dangerous: {os.fsdecode(ref.name)}")
                yield ref
        except CorruptError as error:
            raise error.located(self.packed_path) from None


def searched(path: str) -> Searched | bytes:
    """What the large file `path` holds, to be searched. Raises OSError."""
    from pygitobj.files.mapped import map_file  # most files of references are small

    # What has come to be empty meanwhile may be no file any more: then it is met as any small one.
    data = map_file(path)
    return Searched(data) if len(data) else read_small(path)


def is_odd(name: bytes) -> bool:
    """Whether the packed `name` is worth a closer look; most are not, and it is asked of each."""
    return b"/." in name or b"//" in name or not name.startswith(b"refs/") or name.endswith(b"/")


def leads_out(name: str) -> bool:
    """Whether a file of that name could be outside of refs/, and no reference beside it; git ends there too."""
    if not name.startswith(REFS):
        return not is_valid_refname(name, one_level=True) and not ROOT_LETTERS.issuperset(name)
    return not {"", ".", ".."}.isdisjoint(name.split("/"))


def read_file(path: str) -> bytes | None:
    """The content of the file `path`, None where none is, or where a link leads. Raises OSError, RepositoryError."""
    try:
        content = read_small(path, MAX_REF_FILE + 1)
    except (FileNotFoundError, NotADirectoryError, IsADirectoryError):
        return None
    if len(content) > MAX_REF_FILE and content.startswith(b"ref:") and b"\0" not in content:
        raise RepositoryError(f"unable to read {path}: more than {MAX_REF_FILE} bytes of a symbolic reference")
    return content
