"""Every state that a power cut could leave, worked out from what a job did.

The model is that of a file system that promises no more than POSIX and common sense:

- fsync of a file makes its bytes and its size durable, not its name. Without one, what was written since may be there,
  may be missing (of a new file: all of it), may be zeros of the right length, or be there in part.
- fsync of a directory makes the entries that it has durable, not its own name in the directory above.
- An operation on names is atomic, a rename too: all of its entries change, or none. Those that no fsync of a directory
  of theirs came after may have happened or not, each for itself, whatever order they were made in; but a directory is
  not gone while what was taken out of it before is still there.
- What is printed was seen by others.

A cut is made after every operation. Of the name operations that may be missing all subsets are taken where they are
few; else all, none, each one missing, each one alone, each first part, each last part, and some by chance. States in
which a first part happened, and all that came before the last fsync of anything, are those of a file system that keeps
the order, as one with a journal does: these are counted apart.
"""

from __future__ import annotations

import hashlib
import random
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from tests.support.trials.disk import Disk, Op, flattened, resized, written
from tests.support.trials.verdicts import TEMPORARY

FEW = 6
BY_CHANCE = 24
MODES = ("kept", "lost", "zeros", "part")
FEWER_MODES = ("kept", "lost")


class Cut(NamedTuple):
    """A state: after how many operations, which on names are missing, what became of unflushed bytes, what was told."""

    at: int
    missing: tuple[int, ...]
    mode: str
    in_order: bool
    told: bytes


class Cuts:
    """The states after a recording; `count` is how many were looked at, of which `in_order` in order."""

    def __init__(self, disk: Disk, seed: int = 1) -> None:
        self.disk = disk
        self.ops = disk.ops
        self.base = disk.base
        self.dice = random.Random(seed)
        self.count = 0
        self.in_order = 0
        self.known: dict[tuple[int, int, str], tuple[bytes, bytes]] = {}
        self.data: dict[int, list[int]] = {}
        for at, op in enumerate(self.ops):
            if op.kind in ("data", "size"):
                self.data.setdefault(op.inode, []).append(at)

    def distinct(self) -> Iterator[Cut]:
        """States that no reader could take for one that came before."""
        seen: set[object] = set()
        for cut in self.every():
            self.count += 1
            self.in_order += cut.in_order
            key = self.key(cut)
            if key not in seen:
                seen.add(key)
                yield cut

    def every(self) -> Iterator[Cut]:
        """All states."""
        for at in range(len(self.ops) + 1):
            if 0 < at < len(self.ops) and self.ops[at - 1].kind == "data" == self.ops[at].kind:
                continue  # what was written in part comes with the end of it
            told = b"".join(op.data for op in self.ops[:at] if op.kind == "told")
            loose = self.unsynced(at)
            kept = self.last_sync(at)
            has_data = any(self.pending(inode, at) for inode in self.data)
            for missing in {self.closed(one, loose): None for one in subsets(loose, self.dice)}:
                first = is_first_part(loose, missing)
                in_order = first and all(one >= kept for one in missing)
                for mode in (MODES if first else FEWER_MODES) if has_data else MODES[:1]:
                    yield Cut(at, missing, mode, in_order, told)

    def unsynced(self, at: int) -> list[int]:
        """The name operations before `at` that no fsync of a directory of theirs came after."""
        synced = {op.inode: n for n, op in enumerate(self.ops[:at]) if op.kind == "sync"}
        return [
            n
            for n, op in enumerate(self.ops[:at])
            if op.kind == "name"
            and matters(op)
            and not any(synced.get(entry.directory, -1) > n for entry in op.entries)
        ]

    def closed(self, missing: tuple[int, ...], loose: list[int]) -> tuple[int, ...]:
        """`missing`, and with each removal the removal of the directory that it was in."""
        full = {entry.directory for n in missing for entry in self.ops[n].entries if entry.inode is None}
        more = {n for n in loose if self.emptied(n) in full}
        return tuple(sorted({*missing, *more})) if more else missing

    def emptied(self, n: int) -> int:
        """The directory that operation `n` takes away, or -1."""
        return self.disk.removed.get(n, -1)

    def last_sync(self, at: int) -> int:
        """Where the last fsync of anything before `at` is."""
        return max((n for n, op in enumerate(self.ops[:at]) if op.kind == "sync"), default=-1)

    def pending(self, inode: int, at: int) -> list[int]:
        """The operations on the bytes of `inode` before `at` that no fsync of it came after."""
        synced = max((n for n, op in enumerate(self.ops[:at]) if op.kind == "sync" and op.inode == inode), default=-1)
        return [n for n in self.data.get(inode, ()) if synced < n < at]

    def content(self, inode: int, cut: Cut) -> tuple[bytes, bytes]:
        """What is in the file `inode`, and its hash."""
        key = (inode, cut.at, cut.mode)
        if key not in self.known:
            content = self.content_of(inode, cut)
            self.known[key] = content, hashlib.sha1(content).digest()
        return self.known[key]

    def content_of(self, inode: int, cut: Cut) -> bytes:
        """What is in the file `inode`."""
        pending = set(self.pending(inode, cut.at))
        sure = self.disk.base_contents.get(inode, b"")
        whole = sure
        for n in self.data.get(inode, ()):
            if n < cut.at:
                whole = changed(whole, self.ops[n])
                sure = sure if n in pending else whole
        if cut.mode == "lost" or not pending:
            return sure
        if cut.mode == "zeros":
            return resized(sure, len(whole))
        if cut.mode != "part":
            return whole
        kept = len(sure) if whole.startswith(sure) else 0  # what is appended later cuts off nothing
        return whole[: kept + (len(whole) - kept) // 2]

    def entries(self, cut: Cut) -> dict[tuple[int, str], int | None]:
        """What the names that were touched lead to."""
        missing = set(cut.missing)
        found: dict[tuple[int, str], int | None] = {}
        for n, op in enumerate(self.ops[: cut.at]):
            if op.kind == "name" and n not in missing:
                for entry in op.entries:
                    found[entry.directory, entry.name] = entry.inode
        return found

    def key(self, cut: Cut) -> object:
        """Equal for states that are the same to readers, and in which the same was told."""
        slots = []
        for (directory, name), inode in self.entries(cut).items():
            if not TEMPORARY.search(name) and self.base.get(directory, {}).get(name) != inode:
                content = self.content(inode, cut)[1] if inode is not None and self.is_touched(inode) else None
                slots.append((directory, name, inode, content))
        return cut.told, frozenset(slots)

    def files(self, cut: Cut) -> dict[str, bytes | None]:
        """The state as files by path."""
        directories = {inode: dict(self.base.get(inode, {})) for inode in self.disk.directories}
        contents = {
            inode: self.content(inode, cut)[0] if self.is_touched(inode) else content
            for inode, content in self.disk.contents.items()
        }
        for (directory, name), inode in self.entries(cut).items():
            if inode is None:
                directories[directory].pop(name, None)
            else:
                directories[directory][name] = inode
        return flattened(directories, contents)

    def is_touched(self, inode: int | None) -> bool:
        """Whether `inode` is a file that was made or written to."""
        return inode in self.disk.contents and (inode in self.data or inode not in self.disk.base_contents)


def changed(content: bytes, op: Op) -> bytes:
    """`content` after an operation on bytes."""
    return written(content, op.at, op.data) if op.kind == "data" else resized(content, op.at)


def matters(op: Op) -> bool:
    """Whether readers look at one of the names: what only temporary names go through counts as done."""
    return any(not TEMPORARY.search(entry.name) for entry in op.entries)


def is_first_part(all_of: list[int], missing: Iterable[int]) -> bool:
    """Whether what is missing is the end of `all_of`."""
    gone = list(missing)
    return gone == all_of[len(all_of) - len(gone) :]


def subsets(items: list[int], dice: random.Random) -> Iterator[tuple[int, ...]]:
    """Which of `items` may be missing: see above."""
    count = len(items)
    if count <= FEW:
        for bits in range(1 << count):
            yield tuple(one for at, one in enumerate(items) if bits >> at & 1)
        return
    for at in range(count + 1):
        yield tuple(items[at:])
        yield tuple(items[:at])
    for one in items:
        yield (one,)
        yield tuple(other for other in items if other != one)
    for _ in range(BY_CHANCE):
        yield tuple(one for one in items if dice.getrandbits(1))
