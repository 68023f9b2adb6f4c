"""The table about many packs: `python -m benchmarks.many_packs [--packs N] [--rounds N] <repository>`.

The objects of the repository are packed anew into so many packs, in a directory of their own, once with git's
multi-pack-index and once without. Speeds of lookups are operations a second in a process of our own, and the ratio is
with the index to without; what whole processes take is beside git's, and above 1 in our favour.
"""

from __future__ import annotations

import argparse
import random
import shutil
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

from benchmarks.compare import PYGITOBJ, Row, process_row

COUNT = 3000


def git(*words: str, stdin: bytes = b"") -> bytes:
    """What git prints."""
    return subprocess.run(["git", *words], input=stdin, check=True, capture_output=True).stdout


def in_packs(source: str, target: Path, packs: int) -> list[str]:
    """Pack all that `source` reaches into `packs` packs below `target`, a bare repository; gives the ids."""
    git("init", "-q", "--bare", str(target))
    ids = git("-C", source, "rev-list", "--objects", "--all", "--no-object-names").split()
    step = -(-len(ids) // packs)
    for start in range(0, len(ids), step):
        lines = b"\n".join(ids[start : start + step])
        git("-C", source, "pack-objects", "-q", "--window=2", str(target / "objects/pack/pack"), stdin=lines + b"\n")
    (target / "packed-refs").write_bytes(git("-C", source, "for-each-ref", "--format=%(objectname) %(refname)"))
    return [oid.decode() for oid in ids]


PROGRAM = """
import sys, time
from pygitobj import ObjectId, ObjectStore
what, objects, count = sys.argv[1], sys.argv[2], int(sys.argv[3])
ids = [ObjectId(line.strip()) for line in sys.stdin][:count]
with ObjectStore(objects) as store:
    ask = {"in": store.__contains__, "header": store.header, "read": store.read}[what]
    for oid in ids:
        ask(oid)  # every pack is open from then on
    start = time.perf_counter()
    for oid in ids:
        ask(oid)
    print(len(ids) / (time.perf_counter() - start))
"""


def rate(what: str, repository: Path, ids: list[str], count: int) -> float:
    """How many of `ids` are asked for a second."""
    command = [sys.executable, "-c", PROGRAM, what, str(repository / "objects"), str(count)]
    done = subprocess.run(command, input="\n".join(ids), text=True, check=True, capture_output=True)
    return float(done.stdout)


def lookup_row(what: str, name: str, both: tuple[Path, Path], ids: list[str], rounds: int, count: int = COUNT) -> Row:
    """A row about lookups with a multi-pack-index, beside without."""
    pairs = [(rate(name, both[0], ids, count), rate(name, both[1], ids, count)) for _ in range(rounds)]
    ours, theirs = (statistics.median(side) for side in zip(*pairs, strict=True))
    return Row(what, f"{ours:,.0f} /s", f"{theirs:,.0f} /s", statistics.median(a / b for a, b in pairs))


def rows(source: str, packs: int, rounds: int, folder: Path) -> list[Row]:
    """All rows."""
    plain, indexed = folder / "plain.git", folder / "indexed.git"
    ids = in_packs(source, plain, packs)
    shutil.copytree(plain, indexed)
    git("-C", str(indexed), "multi-pack-index", "write")
    chance = random.Random(1)
    chance.shuffle(ids)
    absent = [f"{chance.getrandbits(160):040x}" for _ in range(COUNT)]
    both = (indexed, plain)
    found = [
        lookup_row("`in`, ids that are there", "in", both, ids, rounds),
        lookup_row("`in`, ids that are not", "in", both, absent, rounds),
        lookup_row("`header`", "header", both, ids, rounds),
        lookup_row("`read`", "read", both, ids, rounds),
    ]
    batch = folder / "ids"
    batch.write_text("\n".join(ids) + "\n")
    for what, words, stdin in (
        ("`cat-file -p <id>`", ["cat-file", "-p", ids[0]], ""),
        ("`cat-file --batch-check --buffer`, all ids", ["cat-file", "--batch-check", "--buffer"], str(batch)),
        ("`cat-file --batch --buffer`, all ids", ["cat-file", "--batch", "--buffer"], str(batch)),
        ("`pack-objects --all --window=0`", ["pack-objects", "--all", "--window=0", "--stdout", "-q"], ""),
    ):
        for name, place in (("with", indexed), ("without", plain)):
            place_words = ["--git-dir", str(place), *words]
            mine = [PYGITOBJ, *place_words]
            found.append(process_row(f"{what}, {name} the index", rounds, mine, ["git", *place_words], stdin))
    return found


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--packs", type=int, default=1000)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("repository")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        found = rows(given.repository, given.packs, given.rounds, Path(folder))
    print("| what | ours; with the index | git's; without it | ratio |\n|---|---|---|---|")
    for row in found:
        print(f"| {row.what} | {row.ours} | {row.theirs} | {row.ratio:.2f} |")


if __name__ == "__main__":
    main()
