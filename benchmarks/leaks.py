"""Whether reading leaves memory behind: `python -m benchmarks.leaks [--reads N] <repository>`.

Reads objects at random, singly and in bulk, and prints the memory that the process holds after each tenth of them. The
figures rise while caches fill and then stay.
"""

from __future__ import annotations

import argparse
import os
import random
from pathlib import Path

from pygitobj import Repository

PAGE = os.sysconf("SC_PAGE_SIZE")


def resident() -> int:
    """Bytes of memory that this process holds."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * PAGE


def main() -> None:
    """Read, and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("repository")
    parser.add_argument("--reads", type=int, default=1_000_000)
    options = parser.parse_args()
    order = random.Random(1)
    with Repository.open(options.repository, verify=False) as repository:
        store = repository.objects
        ids = list(store)
        for tenth in range(10):
            left = options.reads // 10
            while left > 0:
                for oid in order.choices(ids, k=1000):
                    store.read(oid)
                    store.info(oid)
                for _ in store.read_many(order.choices(ids, k=1000)):
                    pass
                left -= 2000
            print(f"{(tenth + 1) * options.reads // 10:>10,} reads  {resident() / 2**20:8.1f} MiB", flush=True)


if __name__ == "__main__":
    main()
