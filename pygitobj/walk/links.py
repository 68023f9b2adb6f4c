"""What walks ask for what objects name: a links provider. Type checkers alone load this.

    commits     a reader of commits into a table (kernels/pure/commit_table.py): their trees, parents and dates
    tag         what it tags
    trees       what they name stands in their bodies, which the kernel that keeps the set of known objects reads

A provider says what the objects themselves name. Where history was cut off, and what grafts put in the place of
parents, is no matter of its (history.py): one that answers from an index is left out where either would change what it
says. Whether an object is there is a question to the store.

tests/unit/walk/test_links.py holds each of them to it: read_ahead.py, and graph_history.py, which asks a commit-graph.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Protocol

from pygitobj.formats.links import Link
from pygitobj.id_list import IdList
from pygitobj.kernels import CommitTable


class Links(Protocol):
    """What knows what commits, tags and trees name. Trees that lie deeper in trees than `max_depth` are not followed.

    Raises NotFoundError for an object that is not there, CorruptError for one that is damaged, malformed or of another
    type.
    """

    max_depth: int

    @property
    def hash_size(self) -> int:
        """How many bytes raw ids have."""

    def commits(self, table: CommitTable) -> Callable[[int], None]:
        """What makes the row of a commit in `table` known, and others that it comes by on its way."""

    def tag(self, oid: bytes) -> Link:
        """What the tag `oid` names, and the type that it says this has."""

    def tree(self, oid: bytes) -> bytes:
        """The body of the tree `oid`, which may be malformed."""

    def trees(self, ids: IdList) -> Iterator[Sequence[bytes | None]]:
        """The bodies of the trees `ids`, in their order, some at a time; None where `tree` is to be asked."""
