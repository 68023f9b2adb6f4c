"""Ids of patches: what patches that change the same have in common, wherever their lines are.

    commit <id>                     or `From <id>`, or a line that begins with an id: whose patch comes
    diff --git a/… b/…              each file has a header, which counts line by line until `---` and `+++`
    index <id>..<id> <mode>         counts for a binary file alone, by both of its ids
    @@ -1,2 +1,3 @@                 how many lines of either side follow; the numbers themselves do not count
     …, -…, +…                      lines, which count without white space
    \\ No newline at end of file     does not count

Lines before the first `diff ` are a message. Where the lines of a hunk are all there and something else follows than a
hunk or a file, the patch is at its end. A text is read up to its first NUL in each line.

An id is a hash over all of this (unstable), or the sum of one for each file, whose order then makes no difference
(stable). Verbatim white space counts, and so does a line that has no end. Follows git's Documentation/git-patch-id.
"""

from __future__ import annotations

import string
from collections.abc import Iterable, Iterator

from pygitobj.formats.numbers import LARGEST_INT, end_of_digits, integer_at
from pygitobj.formats.small_text import SPACE, id_at_start, text_of
from pygitobj.oid import ObjectFormat, ObjectId
from pygitobj.record import Record

# What stands before the id of a commit.
NAMES = (b"commit ", b"From ")
# A line about the end of a file is longer than this.
NOTE, NOTE_LENGTH = b"\\ ", 12
FILE, BINARY, INDEX, OLD_FILE, HUNK = b"diff ", (b"GIT binary patch", b"Binary files"), b"index ", b"--- ", b"@@ -"
ALPHABETIC = frozenset(string.ascii_letters.encode())
# As many digits as the longest id has.
MOST_DIGITS = 64
# How many lines of the old side are to come in a header.
IN_HEADER = -1


class PatchId(Record):
    """The id of a patch, and of the commit that it is of; that is all zeros where none was named."""

    id: ObjectId
    commit: ObjectId


def patch_ids(
    lines: Iterable[bytes], object_format: ObjectFormat, *, stable: bool = False, verbatim: bool = False
) -> Iterator[PatchId]:
    """The ids of all patches in `lines`, which have their ends, each as soon as its end was seen."""
    commit = object_format.null_id
    patch = Patch(object_format, stable=stable, verbatim=verbatim)
    for line in lines:
        text = text_of(line)
        if is_note(text):
            if verbatim:
                patch.digest.update(text)
            continue
        named = commit_named(text, object_format)
        if named is None and patch.take(text):
            continue
        if patch.size:
            yield PatchId(patch.finish(), commit)
        commit = object_format.null_id if named is None else named
        patch = Patch(object_format, stable=stable, verbatim=verbatim)
    if patch.size:
        yield PatchId(patch.finish(), commit)


def is_note(text: bytes) -> bool:
    """Whether a line says that the one before it has no end."""
    return text.startswith(NOTE) and len(text) > NOTE_LENGTH


def commit_named(text: bytes, object_format: ObjectFormat) -> ObjectId | None:
    """The commit whose patch follows after this line, None where there is none in it."""
    start = next((len(name) for name in NAMES if text.startswith(name)), 0)
    return id_at_start(text[start:], object_format)


class Patch:
    """One patch while it is read; `size` is how much of it has counted, `old` and `new` how many lines are to come."""

    def __init__(self, object_format: ObjectFormat, *, stable: bool, verbatim: bool) -> None:
        self.format = object_format
        self.stable, self.verbatim = stable, verbatim
        self.digest = object_format.new_hash()
        self.sum = self.size = 0
        self.old = self.new = IN_HEADER
        self.is_binary = False
        self.ids = b""

    def take(self, text: bytes) -> bool:
        """Take in a line; false where it is after the end of the patch."""
        if not self.size and not text.startswith(FILE):
            return True
        if self.old == IN_HEADER and self.take_ids(text):
            return True
        if self.old == IN_HEADER and not self.take_heading(text):
            return False
        if self.is_binary:
            if text.startswith(FILE):
                self.is_binary, self.old = False, IN_HEADER
            return True
        if self.old == 0 == self.new:
            if text.startswith(HUNK):
                self.take_hunk(text[len(HUNK) :].decode("latin-1"))
                return True
            if not text.startswith(FILE):
                return False
            self.old = self.new = IN_HEADER
            if self.stable:
                self.add()
        self.count(text)
        return True

    def take_ids(self, text: bytes) -> bool:
        """Whether a line of a header is one about ids, which counts by these or not at all."""
        if text.startswith(BINARY):
            self.take_binary()
        elif text.startswith(INDEX):
            self.ids = ids_in(text) or self.ids
        else:
            return False
        return True

    def take_heading(self, text: bytes) -> bool:
        """Whether another line can be one of a header: the name of a file, after which hunks come, or words."""
        if text.startswith(OLD_FILE):
            self.old = self.new = 1
            return True
        return text != b"" and text[0] in ALPHABETIC

    def count(self, text: bytes) -> None:
        """Let a line count, as one of a side or of both."""
        sign = text[:1]
        self.old -= sign in (b"-", b" ")
        self.new -= sign in (b"+", b" ")
        counted = text if self.verbatim else text.translate(None, SPACE)
        self.size += len(counted)
        self.digest.update(counted)

    def take_binary(self) -> None:
        """Take a binary file by its ids; what follows to the next file does not count."""
        self.is_binary, self.old = True, 0
        self.digest.update(self.ids)
        if self.stable:
            self.add()

    def take_hunk(self, text: str) -> None:
        """Take in how many lines of each side follow; those of the new side only where it is there."""
        self.old, end = length_at(text, 0)
        if end and text.startswith(" +", end):
            self.new, _ = length_at(text, end + 2)

    def add(self) -> None:
        """Add what has counted since the last time to the sum."""
        self.sum += int.from_bytes(self.digest.digest(), "little")
        self.digest = self.format.new_hash()

    def finish(self) -> ObjectId:
        """The id of the whole."""
        self.add()
        size = self.format.hash_size
        return ObjectId((self.sum % (1 << (8 * size))).to_bytes(size, "little"))


def length_at(text: str, at: int) -> tuple[int, int]:
    """How many lines the side of a hunk at `at` has, 1 where only their first is told; and where its digits end.

    That is 0 where there are none.
    """
    end = end_of_digits(text, at)
    length = 1
    if text.startswith(",", end):
        at = end + 1
        end = end_of_digits(text, at)
        length = as_int(integer_at(text, at)[0])
    return length, end if end > at else 0


def as_int(number: int) -> int:
    """What C's int keeps of `number`."""
    return (number + LARGEST_INT + 1) % (2 * LARGEST_INT + 2) - LARGEST_INT - 1


def ids_in(text: bytes) -> bytes | None:
    """The ids of both sides in the line `index <id>..<id> <mode>`; None where that has no two."""
    old, dots, rest = text.removeprefix(INDEX).partition(b"..")
    if not dots:
        return None
    new, blank, _ = rest.partition(b" ")
    return old[:MOST_DIGITS] + (new if blank else new[:-1])[:MOST_DIGITS]
