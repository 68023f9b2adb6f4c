"""What is wrong with a tree's bytes, as git's fsck names it: modes, names, their order, what file systems mistake.

Follows git's Documentation/fsck-msgids.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from pygitobj.formats.numbers import decimal, lower
from pygitobj.formats.utf8 import first_bad
from pygitobj.oid import ObjectFormat
from pygitobj.record import Record

MAX_NAME = 4096
GITMODULES, GITATTRIBUTES = ".gitmodules", ".gitattributes"
OCTAL = frozenset(b"01234567")
GOOD_MODES = {0o100644, 0o100755, 0o120000, 0o40000, 0o160000}
LINK, FOLDER, FORMAT_BITS = 0o120000, 0o40000, 0o170000
MODE_DIGITS, MODE_BITS = 6, 0xFFFF
# Code points that HFS+ passes over when it compares names.
IGNORED_BY_HFS = dict.fromkeys(
    [*range(0x200C, 0x2010), *range(0x202A, 0x202F), *range(0x206A, 0x2070), 0xFEFF], None
)  # fmt: skip


class Special(Record):
    """A file whose content git acts on, which must not be a link: its name, and the start of Windows' short name.

    What those that are `is_read` hold is looked at too.
    """

    name: str
    short: str
    message: str = "is a symlink"
    is_read: bool = False


NO_LINKS = (
    Special("gitmodules", "gi7eba", "is a symbolic link", is_read=True),
    Special("gitattributes", "gi7d29", is_read=True),
    Special("gitignore", "gi250a"),
    Special("mailmap", "maba30"),
)
SHORT_NAME_SIZE = 8
# What is found of a tree as a whole, in the order in which git tells it.
TREE_MESSAGES = {
    "nullSha1": "contains entries pointing to null sha1",
    "fullPathname": "contains full pathnames",
    "emptyName": "contains empty pathname",
    "hasDot": "contains '.'",
    "hasDotdot": "contains '..'",
    "hasDotgit": "contains '.git'",
    "zeroPaddedFilemode": "contains zero-padded file modes",
    "badFilemode": "contains bad file modes",
    "duplicateEntries": "contains duplicate file entries",
    "treeNotSorted": "not properly sorted",
    "largePathname": "contains excessively large pathname",
}


class Finding(Record):
    """Something that is wrong: git's id for it, its message, and what git says before that where it says more.

    Where it is an error the object is not read any further, unless it `goes_on`. What comes of one that `settles`
    the matter is the verdict, whatever came of those before it.
    """

    id: str
    message: str
    before: str = ""
    goes_on: bool = False
    settles: bool = False


def pass_over(_kind: str, _oid: bytes) -> None:
    """Do nothing about a special file."""


class RawEntry(Record):
    """A tree entry as it stands: the digits of the mode, the name, the raw id."""

    digits: bytes
    name: bytes
    oid: bytes


class MalformedTreeError(Exception):
    """An entry that cannot be read; the argument is git's message."""


def raw_entries(data: bytes, hash_size: int) -> Iterator[RawEntry]:
    """The entries of a tree, whatever their modes and names. Raises MalformedTreeError."""
    at = 0
    while at < len(data):
        if len(data) - at < hash_size + 3 or data[-hash_size - 1]:
            raise MalformedTreeError("too-short tree object")
        space = data.find(b" ", at)
        digits = data[at:space] if space >= 0 else b""
        if not digits or not OCTAL.issuperset(digits):
            raise MalformedTreeError("malformed mode in tree entry")
        nul = data.find(b"\0", space)
        if nul == space + 1:
            raise MalformedTreeError("empty filename in tree entry")
        if nul + 1 + hash_size > len(data):
            raise MalformedTreeError("too-short tree file")
        yield RawEntry(digits, data[space + 1 : nul], data[nul + 1 : nul + 1 + hash_size])
        at = nul + 1 + hash_size


def check_tree(
    data: bytes,
    object_format: ObjectFormat,
    found_special: Callable[[str, bytes], None] = pass_over,
    longest: int = MAX_NAME,
) -> Iterator[Finding]:
    """All that is wrong with a tree.

    `found_special` is told of each .gitmodules and .gitattributes and the raw id of what has that name; no name may
    have more than `longest` bytes.
    """
    found: set[str] = set()
    files: list[bytes] = []
    before: RawEntry | None = None
    entries = raw_entries(data, object_format.hash_size)
    try:
        entry = next(entries, None)
        while entry is not None:
            found.update(entry_problems(entry, object_format, longest))
            if may_be_mistaken(entry.name):
                yield from special_entry(entry, found_special)
            # git looks at the next entry before it judges the mode and place of this one.
            following = next(entries, None)
            found.update(place_problems(entry, before, files))
            before, entry = entry, following
    except MalformedTreeError as error:
        yield Finding("badTree", "cannot be parsed as a tree", str(error), goes_on=True)
    for problem, message in TREE_MESSAGES.items():
        if problem in found:
            yield Finding(problem, message, goes_on=True)


def special_entry(entry: RawEntry, found_special: Callable[[str, bytes], None]) -> Iterator[Finding]:
    """What is wrong with an entry that has the name of a special file, of which `found_special` is told."""
    for special in specials_called(entry.name):
        if is_kind(entry, LINK):
            yield Finding(f"{special.name}Symlink", f".{special.name} {special.message}", goes_on=True)
        elif special.is_read:
            found_special(f".{special.name}", entry.oid)


def mode_of(entry: RawEntry) -> int:
    """The mode as git keeps it: in sixteen bits."""
    return int(entry.digits[-MODE_DIGITS:], 8) & MODE_BITS


def is_kind(entry: RawEntry, kind: int) -> bool:
    """Whether the mode of `entry` says so."""
    return mode_of(entry) & FORMAT_BITS == kind


def place_problems(entry: RawEntry, before: RawEntry | None, files: list[bytes]) -> Iterator[str]:
    """The ids of what is wrong with an entry's mode, and with its place after `before`.

    `files` are those before it whose names a folder may still repeat: `a`, `a.b`, then the folder `a`.
    """
    if mode_of(entry) not in GOOD_MODES:
        yield "badFilemode"
    if before is None:
        return
    size = min(len(before.name), len(entry.name))
    if before.name[:size] != entry.name[:size]:
        if before.name > entry.name:
            yield "treeNotSorted"
        return
    if before.name == entry.name:
        yield "duplicateEntries"
        return
    # One name goes on where the other ends: with a slash where that is a folder's.
    first, second = byte_at(before, size), byte_at(entry, size)
    if not first and is_below_slash(second):
        files.append(before.name)
    elif second == b"/" and is_below_slash(first) and repeats(entry.name, files):
        yield "duplicateEntries"
        return
    if first >= second:
        yield "treeNotSorted"


def byte_at(entry: RawEntry, size: int) -> bytes:
    """The byte of the name at `size`; at its end a slash for a folder, nothing for a file."""
    return entry.name[size : size + 1] or (b"/" if is_kind(entry, FOLDER) else b"")


def is_below_slash(byte: bytes) -> bool:
    """Whether `byte` is one, and comes before a slash."""
    return b"" < byte < b"/"


def repeats(name: bytes, files: list[bytes]) -> bool:
    """Whether the folder `name` has the name of one of `files`, of which those that no other folder can have go."""
    while files:
        file = files.pop()
        if name == file:
            return True
        if name.startswith(file) and is_below_slash(name[len(file) : len(file) + 1]):
            files.append(file)
            break
    return False


def entry_problems(entry: RawEntry, object_format: ObjectFormat, longest: int) -> Iterator[str]:
    """The ids of what is wrong with one entry's id, name and way of writing the mode."""
    name = entry.name
    if entry.oid == object_format.null_id:
        yield "nullSha1"
    if b"/" in name:
        yield "fullPathname"
    if name == b".":
        yield "hasDot"
    if name == b"..":
        yield "hasDotdot"
    if may_be_mistaken(name) and is_dotgit(name):
        yield "hasDotgit"
    if entry.digits.startswith(b"0"):
        yield "zeroPaddedFilemode"
    if len(name) > longest:
        yield "largePathname"


def may_be_mistaken(name: bytes) -> bool:
    """Whether some file system may take `name` for one with a dot before it. Few names look so, and all are asked."""
    return name.startswith((b".", b"\xe2", b"\xef")) or b"~" in name or b"\\" in name


def is_dotgit(name: bytes) -> bool:
    """Whether some file system takes `name`, or a part of it behind a backslash, for `.git`."""
    if is_on_hfs(name, ".git"):
        return True
    return any(is_dotgit_on_windows(part) for part in name.split(b"\\"))


def is_dotgit_on_windows(name: bytes) -> bool:
    """Whether Windows takes `name` for `.git`: in either case, short, with dots, blanks or a stream behind it."""
    base = name.partition(b":")[0].partition(b"/")[0].lower().rstrip(b". ")
    return base in (b".git", b"git~1")


def is_on_hfs(name: bytes, wanted: str) -> bool:
    """Whether HFS+ takes `name` for `wanted`: in lower case, without what it passes over.

    As in git, what follows a byte that is not UTF-8, and that byte, do not count.
    """
    bad = first_bad(name, 0)
    text = (name if bad < 0 else name[:bad]).decode("utf-8")
    return lower(text.translate(IGNORED_BY_HFS).partition("/")[0]) == wanted


def specials_called(name: bytes) -> list[Special]:
    """The special files for which some file system takes `name`; .gitmodules also behind a backslash."""
    called = [
        special for special in NO_LINKS if is_on_hfs(name, f".{special.name}") or is_special_on_windows(name, special)
    ]
    behind = name.split(b"\\")[1:]
    return called + [NO_LINKS[0] for part in behind if is_special_on_windows(part, NO_LINKS[0])]


def is_special_on_windows(name: bytes, special: Special) -> bool:
    """Whether Windows takes `name` for the file `special`: with dots, blanks or a stream behind it, or short."""
    base = lower(name.decode("latin-1").partition(":")[0]).rstrip(". ")
    stem, tilde, number = base.partition("~")
    if base == f".{special.name}" or (stem == special.name[:6] and number in ("1", "2", "3", "4")):
        return True
    digits = decimal(number) is not None and not number.startswith("0")
    return bool(tilde) and digits and len(base) == SHORT_NAME_SIZE and special.short.startswith(stem)
