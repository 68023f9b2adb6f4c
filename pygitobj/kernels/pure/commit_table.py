"""Commits by number: the ids of those that were met, and of those that are known what a walk asks for.

    number          a commit's row, from 0 in the order in which their ids came. A commit that another one names as a
                    parent has a number before anything else is known of it
    known           its tree, parents (as numbers), date and generation; it comes by `put`, or by `take` from bodies
    fixed parents   those that `set_parents` gave, before or after the commit became known: what is put or taken later
                    does not change them
    date            when it was committed, 64 bits without a sign, as kernels/pure/commits.py reads it
    generation      a number that is greater than that of each parent; INFINITY where nobody knows one
    graph           a commit-graph that was attached answers for rows of which nothing is known, one after another

Numbers are only good in the table that gave them, and never change there.
"""

from __future__ import annotations

from array import array
from collections.abc import Sequence

from pygitobj.kernels.columns import INFINITY
from pygitobj.kernels.pure.commits import parse_commit
from pygitobj.kernels.pure.graph_rows import GraphRows
from pygitobj.kernels.pure.reach import LONGEST_HASH, SHORTEST_HASH
from pygitobj.record import Record

MAX_DATE = 0xFFFFFFFFFFFFFFFF


class Known(Record):
    """What is known of a commit but its parents; a commit-graph says the generation where that is None."""

    tree: bytes
    date: int
    generation: int | None


class CommitTable:
    """An empty table of commits whose raw ids have `hash_size` bytes. Raises ValueError for what cannot be asked."""

    def __init__(self, hash_size: int) -> None:
        if not SHORTEST_HASH <= hash_size <= LONGEST_HASH:
            raise ValueError("no size of a hash")
        self.hash_size = hash_size
        self.rows: dict[bytes, int] = {}
        self.ids: list[bytes] = []
        self.known: list[Known | None] = []
        self.parent_rows: list[tuple[int, ...]] = []
        self.fixed: set[int] = set()
        self.graph: GraphRows | None = None
        self.is_asked = False

    def __len__(self) -> int:
        return len(self.ids)

    def number(self, oid: bytes) -> int:
        """The row of the commit with this raw id, made where it is new."""
        row = self.rows.get(oid)
        if row is None:
            if len(oid) != self.hash_size:
                raise ValueError("an id of another size")
            row = self.rows[oid] = len(self.ids)
            self.ids.append(oid)
            self.known.append(None)
            self.parent_rows.append(())
        return row

    def find(self, oid: bytes) -> int:
        """The row of the commit with this raw id, -1 where there is none."""
        return self.rows.get(oid, -1)

    def raws(self, column: bytes) -> list[bytes]:
        """The raw ids in `column`."""
        size = self.hash_size
        if len(column) % size:
            raise ValueError("not a column of ids")
        return [column[at : at + size] for at in range(0, len(column), size)]

    def numbers(self, column: bytes) -> array[int]:
        """As `number`, of each of the raw ids in `column`."""
        return array("I", map(self.number, self.raws(column)))

    def unknown(self, column: bytes) -> bytes:
        """Those of the raw ids in `column` of which nothing is known, in their order. No row is made."""
        return b"".join([oid for oid in self.raws(column) if not self.knows(oid)])

    def knows(self, oid: bytes) -> bool:
        """Whether the commit with this raw id is known, or the graph knows it."""
        n = self.rows.get(oid)
        if n is not None:
            return self.know(n)
        return self.is_asked and self.graph is not None and self.graph.find(oid) >= 0

    def row(self, n: int) -> int:
        """The number `n`, which must be that of a row."""
        if not 0 <= n < len(self.ids):
            raise ValueError(f"no row {n}")
        return n

    def oid(self, n: int) -> bytes:
        """The raw id of a row."""
        return self.ids[self.row(n)]

    def oids(self, numbers: array[int]) -> bytes:
        """The raw ids of some rows, one after another."""
        return b"".join([self.ids[self.row(n)] for n in numbers])

    def is_known(self, n: int) -> bool:
        """Whether tree, parents, date and generation of a row can be asked for."""
        return self.know(self.row(n))

    def know(self, n: int) -> bool:
        """Whether the row `n` is known, or the graph makes it so."""
        return self.known[n] is not None or (self.is_asked and self.look_up(n))

    def put(
        self, n: int, tree: bytes, parents: Sequence[bytes], date: int, generation: int = 0xFFFFFFFFFFFFFFFF
    ) -> None:
        """Know a row: `tree` and `parents` are raw ids. What was known of it before goes, but for fixed parents."""
        if len(tree) != self.hash_size or any(len(parent) != self.hash_size for parent in parents):
            raise ValueError("an id of another size")
        if not (0 <= date <= MAX_DATE and 0 <= generation <= INFINITY):
            raise ValueError("a number of more than 64 bits")
        self.row(n)
        if n not in self.fixed:
            self.parent_rows[n] = tuple(map(self.number, parents))
        self.known[n] = Known(tree, date, generation)

    def take(self, column: bytes, bodies: Sequence[bytes | None]) -> None:
        """Know the commits with the raw ids in `column` from their bodies.

        None and what is malformed gives nothing. Rows that are known stay as they are.
        """
        ids = self.raws(column)
        if len(ids) != len(bodies):
            raise ValueError("a body for each id")
        for oid, body in zip(ids, bodies, strict=True):
            n = self.number(oid)
            if body is None or self.know(n):
                continue
            links = parse_commit(body, self.hash_size)
            if links is not None:
                self.put(n, *links)

    def parents(self, n: int) -> tuple[int, ...]:
        """The numbers of the parents of a known row, in their order."""
        self.asked(n)
        return self.parent_rows[n]

    def tree(self, n: int) -> bytes:
        """The raw id of the tree of a known row."""
        return self.asked(n).tree

    def trees(self, numbers: array[int]) -> bytes:
        """The raw ids of the trees of some known rows, one after another."""
        return b"".join([self.asked(n).tree for n in numbers])

    def date(self, n: int) -> int:
        """When the commit of a known row was committed."""
        return self.asked(n).date

    def generation(self, n: int) -> int:
        """The generation of a known row."""
        generation = self.asked(n).generation
        if generation is None:
            assert self.graph is not None
            return self.graph.generation(self.position(n))
        return generation

    def asked(self, n: int) -> Known:
        """What is known of a row. Raises ValueError where nothing is."""
        self.know(self.row(n))
        found = self.known[n]
        if found is None:
            raise ValueError(f"nothing is known of row {n}")
        return found

    def set_parents(self, n: int, parents: Sequence[int]) -> None:
        """Fix the parents of a row, whether it is known or not."""
        self.row(n)
        self.parent_rows[n] = tuple(map(self.row, parents))
        self.fixed.add(n)

    def attach(self, graph: GraphRows, is_asked: bool = True) -> None:
        """Ask `graph`, whose rows were checked, for what is not known; or only when it `is_asked` by `look_up`.

        What is known already gets date and generation from there.
        """
        if graph.hash_size != self.hash_size or self.graph is not None:
            raise ValueError("a graph of other ids, or the second one")
        self.graph, self.is_asked = graph, is_asked
        for n, known in enumerate(self.known):
            position = graph.find(self.ids[n]) if known is not None else -1
            if known is not None and position >= 0:
                self.known[n] = Known(known.tree, graph.date(position), None)

    def look_up(self, n: int) -> bool:
        """Whether the graph that was attached knows a row, which then is known."""
        position = self.position(n)
        if self.graph is None or position < 0:
            return False
        if n not in self.fixed:
            self.parent_rows[n] = tuple([self.number(self.graph.oid(one)) for one in self.graph.parents(position)])
        self.known[n] = Known(self.graph.tree(position), self.graph.date(position), None)
        return True

    def position(self, n: int) -> int:
        """The position of a row in the graph that was attached, -1 where it has none."""
        self.row(n)
        return -1 if self.graph is None else self.graph.find(self.ids[n])
