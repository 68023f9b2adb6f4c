"""Objects out of one mapped pack: one at a time as entries.py reads them, or many.

All is done on the thread that asks: several would wait for one another.
"""

from __future__ import annotations

from array import array
from collections.abc import Sequence

from pygitobj.errors import GitObjectError
from pygitobj.kernels.pure.entries import EntryReader
from pygitobj.kernels.pure.plan import Plan


class PackDecoder(EntryReader):
    """Reads the entries of a pack, also many of them at once."""

    def info_many(
        self,
        offsets: Sequence[int],
        threads: int = 1,  # noqa: ARG002 - the compiled kernel's
    ) -> tuple[array[int], array[int], array[int]]:
        """For `offsets`, an array of 64-bit numbers: three arrays of type codes, sizes and offsets of the bases.

        The code is 0 where something is wrong; the base is -1 for what is stored whole. A chain's type is found once.
        """
        codes, sizes, bases = array("B"), array("Q"), array("q")
        known: dict[int, int] = {}
        for offset in offsets:
            try:
                code, size, base = self.info_with(offset, known)
            except (GitObjectError, OSError):
                code, size, base = 0, 0, None
            codes.append(code)
            sizes.append(size)
            bases.append(-1 if base is None else base)
        return codes, sizes, bases

    def plan(
        self,
        offsets: Sequence[int],
        threads: int = 1,
        keep: int = 0,  # noqa: ARG002 - the compiled kernel's
    ) -> Plan:
        """The objects at `offsets`, an array of 64-bit numbers, made ready to be built together.

        Where they are built part after part, what was built stays for the parts that follow as far as the cache has
        room. Compiled, so do `keep` bytes in the plan itself.
        """
        return Plan(self, offsets, threads)

    def hashed_plan(self, offsets: Sequence[int], threads: int = 1, keep: int = 0) -> Plan:
        """As `plan`, of which hashes will be asked too: where compiled, such a plan loads what hashes."""
        return self.plan(offsets, threads, keep)

    def digests(self, offsets: Sequence[int], threads: int = 1) -> tuple[array[int], array[int], bytes]:
        """The objects at `offsets`, hashed: columns of type codes, sizes and raw hashes; code 0 for what is wrong."""
        plan = self.hashed_plan(offsets, threads)
        column = plan.digests()
        return plan.codes, plan.sizes, column
