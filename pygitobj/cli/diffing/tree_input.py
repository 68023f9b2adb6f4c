"""What standard input asks `diff-tree --stdin` for, line by line.

<commit>[ <parent>...]      what it changed, with these parents instead of its own where there are any
<tree> <tree>               what differs between them, below a line with both
anything else               printed as it is

A word that ends no line is no line. Follows git's Documentation/git-diff-tree, "--stdin".
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Sequence

from pygitobj.cli.diffing.steps import Step
from pygitobj.cli.diffing.trees import Job, Trees
from pygitobj.errors import MISSING_OR_BAD
from pygitobj.formats.small_text import SPACE, ended_lines
from pygitobj.oid import ObjectId, ObjectType

READ_SIZE = 1 << 16
HEX = frozenset(b"0123456789abcdefABCDEF")


def show_input(trees: Trees) -> None:
    """Do what the lines of standard input ask for; what is asked is answered before more is read."""
    trees.refine.is_strict = False
    reader = InputReader(trees)
    for lines in input_lines():
        trees.show(filter(None, map(reader.job_of, lines)))
        trees.output.flush()


class InputReader:
    """Reads lines for `trees`, and knows the types of objects that lines named, as git's words tell them."""

    def __init__(self, trees: Trees) -> None:
        self.trees = trees
        self.reader = trees.repository.reader
        self.size = trees.repository.format.hex_size
        self.met: dict[bytes, ObjectType] = {}

    def job_of(self, line: bytes) -> Job | None:
        """What a line asks for; None for one that asks for nothing. A line without an id is printed."""
        oid = id_in(line[: self.size], self.size)
        if oid is None:
            return Job(before=line)
        kind = self.type_of(oid) if line.endswith(b"\n") else None
        if kind is None:
            return None
        self.met[oid] = kind
        rest = line[self.size : -1]
        if kind is ObjectType.COMMIT:
            return self.commit(oid, ids_after(rest, self.size))
        if kind is not ObjectType.TREE:
            return Job(wrong=f"Object {oid.hex()} is a {kind}, not a commit or tree")
        other = id_in(rest[1:], self.size) if rest[:1] in SPACE and len(rest) == self.size + 1 else None
        if other is None:
            return Job(wrong="Need exactly two trees, separated by a space")
        return self.two_trees(oid, other)

    def commit(self, oid: bytes, parents: Sequence[bytes]) -> Job:
        """What a line with a commit and these parents asks for; one that a line before named as no commit is none."""
        history = self.trees.history
        number = history.number(oid)
        history.require(number)
        self.met[history.table.tree(number)] = ObjectType.TREE
        known = {one: self.met[one] for one in parents if one in self.met}
        others = {one: kind for one, kind in known.items() if kind is not ObjectType.COMMIT}
        job = self.trees.commit_job(oid, [one for one in parents if one not in others], is_root=bool(others))
        self.met.update(dict.fromkeys(job.parents, ObjectType.COMMIT))
        wrong = "\nerror: ".join(f"object {one.hex()} is a {kind}, not a commit" for one, kind in others.items())
        return job._replace(wrong=wrong) if wrong else job

    def two_trees(self, old: bytes, new: bytes) -> Job:
        """What a line with the tree `old` and another id asks for, which must be that of a tree itself."""
        name = new.hex()
        kind = self.type_of(new)
        if kind is None:
            return Job(wrong=f"Could not read {name}")
        if kind is not ObjectType.TREE:
            is_met = new in self.met
            return Job(wrong=f"object {name} is a {kind}, not a tree" if is_met else f"Object {name} not a tree")
        return Job(before=f"{old.hex()} {name}\n".encode(), steps=[Step(new + old)])

    def type_of(self, oid: bytes) -> ObjectType | None:
        """The type of an object; None for one that is not there, or cannot be read."""
        try:
            return self.reader.header(ObjectId(oid)).type
        except MISSING_OR_BAD:
            return None


def ids_after(rest: bytes, size: int) -> list[bytes]:
    """The ids in `rest`, each after a space, up to what is none."""
    found: list[bytes] = []
    while rest[:1] and rest[:1] in SPACE:
        oid = id_in(rest[1 : size + 1], size)
        if oid is None:
            break
        found.append(oid)
        rest = rest[size + 1 :]
    return found


def id_in(text: bytes, size: int) -> bytes | None:
    """The id whose digits `text` is, None where it is none."""
    if len(text) != size or not HEX.issuperset(text):
        return None
    return bytes.fromhex(text.decode("ascii"))


def input_lines() -> Iterator[list[bytes]]:
    """The lines of standard input with their ends, as many as there are at once."""
    file = sys.stdin.buffer
    rest = b""
    while piece := os.read(file.fileno(), READ_SIZE):
        lines = ended_lines(rest + piece)
        rest = lines.pop() if lines and not lines[-1].endswith(b"\n") else b""
        if lines:
            yield lines
    if rest:
        yield [rest]
