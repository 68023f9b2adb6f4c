"""The table of writing in docs/performance.md: `python -m benchmarks.writing [--rounds N] <repository> …`.

Whole processes, ours and theirs in turn on the same pack and with the same number of threads, each pair in directories
of its own; medians of the pairs' ratios, of which one above 1 is in our favour.
"""

from __future__ import annotations

import argparse
import os
import shutil
import statistics
import sys
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

from benchmarks.compare import BIN, PYGITOBJ, Row, median_seconds
from benchmarks.process import Run, run

ROUNDS = 5
BLOBS = 5000
DULWICH_INDEX = """
import sys
from dulwich.pack import PackData
from dulwich.object_format import SHA1
with PackData(sys.argv[1], object_format=SHA1) as data:
    data.create_index(sys.argv[1] + ".idx", version=2)
"""
GITDB_WRITE = """
import sys, io
from gitdb import IStream, LooseObjectDB
store = LooseObjectDB(sys.argv[1])
for line in open(sys.argv[2]):
    data = open(line.rstrip(), "rb").read()
    store.store(IStream("blob", len(data), io.BytesIO(data)))
"""
Prepare = Callable[[Path], tuple[Sequence[str], str]]


def pairs(rounds: int, ours: Prepare, theirs: Prepare) -> tuple[list[Run], list[Run]]:
    """`rounds` runs of each in turn, after one of each that does not count; each is prepared in a new directory."""
    results: tuple[list[Run], list[Run]] = ([], [])
    for number in range(rounds + 1):
        for side, prepare in enumerate((ours, theirs)):
            with tempfile.TemporaryDirectory() as scratch:
                command, stdin = prepare(Path(scratch))
                done = run(command, stdin)
            if number:
                results[side].append(done)
    return results


def rows(what: str, rounds: int, ours: Prepare, theirs: Prepare) -> list[Row]:
    """A row about time and one about memory."""
    mine, other = pairs(rounds, ours, theirs)
    time = statistics.median(b.seconds / a.seconds for a, b in zip(mine, other, strict=True))
    memory = [statistics.median(one.memory for one in side) for side in (mine, other)]
    return [
        Row(what, f"{median_seconds(mine):.3f} s", f"{median_seconds(other):.3f} s", time),
        Row("  its memory", f"{memory[0]:.0f} MiB", f"{memory[1]:.0f} MiB", memory[1] / memory[0]),
    ]


def on_file(pack: Path, *command: str) -> Prepare:
    """Runs `command` on a copy of the pack."""

    def prepare(scratch: Path) -> tuple[Sequence[str], str]:
        copy = scratch / "p.pack"
        shutil.copy(pack, copy)
        if "verify-pack" in command:
            shutil.copy(pack.with_suffix(".idx"), scratch / "p.idx")
        return [*command, str(copy)], ""

    return prepare


def on_stream(pack: Path, *command: str) -> Prepare:
    """Runs `command`, in a new repository, on the pack as its input."""

    def prepare(scratch: Path) -> tuple[Sequence[str], str]:
        run(["git", "init", "-q", "--bare", str(scratch / "r")])
        return [*command[:1], "-C", str(scratch / "r"), *command[1:]], str(pack)

    return prepare


def on_blobs(listing: Path, command: Sequence[str]) -> Prepare:
    """Runs `command`, in a new repository, on the names of files as its input."""

    def prepare(scratch: Path) -> tuple[Sequence[str], str]:
        run(["git", "init", "-q", "--bare", str(scratch / "r")])
        return [word.replace("REPOSITORY", str(scratch / "r")) for word in command], str(listing)

    return prepare


def pack_rows(pack: Path, rounds: int) -> list[Row]:
    """What is done with the pack of one repository."""
    found = rows("index-pack", rounds, on_file(pack, PYGITOBJ, "index-pack"), on_file(pack, "git", "index-pack"))
    words = ("index-pack", "--stdin")
    found += rows("index-pack --stdin", rounds, on_stream(pack, PYGITOBJ, *words), on_stream(pack, "git", *words))
    found += rows("verify-pack", rounds, on_file(pack, PYGITOBJ, "verify-pack"), on_file(pack, "git", "verify-pack"))
    pure = on_file(pack, "env", "PYGITOBJ_PURE=1", PYGITOBJ, "index-pack")
    dulwich = on_file(pack, str(BIN / "python"), "-c", DULWICH_INDEX)
    found += rows("index-pack in Python, beside dulwich", rounds, pure, dulwich)
    return found + repack_rows(pack, rounds)


def on_repository(pack: Path, program: Sequence[str], *words: str) -> Prepare:
    """Runs `program` with `words` in a bare repository that has a copy of the pack, and references that keep it all."""

    def prepare(scratch: Path) -> tuple[Sequence[str], str]:
        repository = scratch / "r"
        run(["git", "init", "-q", "--bare", str(repository)])
        for suffix in (".pack", ".idx"):
            shutil.copy(pack.with_suffix(suffix), repository / "objects/pack" / (pack.stem + suffix))
        source = pack.parents[2]
        shutil.copytree(source / "refs", repository / "refs", dirs_exist_ok=True)
        for name in ("packed-refs", "HEAD"):
            if (source / name).exists():
                shutil.copy(source / name, repository / name)
        return [*program, "-C", str(repository), *words], ""

    return prepare


def packed_size(prepare: Prepare) -> int:
    """The bytes of all packs after what `prepare` runs."""
    with tempfile.TemporaryDirectory() as scratch:
        command, stdin = prepare(Path(scratch))
        run(command, stdin)
        return sum(path.stat().st_size for path in Path(scratch).rglob("*.pack"))


def repack_rows(pack: Path, rounds: int) -> list[Row]:
    """Putting all of a repository into a new pack: deltas looked for anew, and taken as they are."""
    found = []
    for options in ("-adfq", "-adq"):
        sides = [on_repository(pack, [program], "repack", options) for program in (PYGITOBJ, "git")]
        found += rows(f"repack {options.removesuffix('q')}", rounds, *sides)
        ours, theirs = map(packed_size, sides)
        found.append(Row("  its size", f"{ours:,} bytes", f"{theirs:,} bytes", theirs / ours))
    return found


def pure_repack_rows(pack: Path) -> list[Row]:
    """The same with the kernels in Python, once."""
    found = []
    for options in ("-adfq", "-adq"):
        ours = on_repository(pack, ["env", "PYGITOBJ_PURE=1", PYGITOBJ], "repack", options)
        theirs = on_repository(pack, ["git"], "repack", options)
        found += rows(f"repack {options.removesuffix('q')}, in Python", 1, ours, theirs)
    return found


def blob_rows(rounds: int) -> list[Row]:
    """Writing many small files as loose objects."""
    with tempfile.TemporaryDirectory() as folder:
        names = [Path(folder, str(number)) for number in range(BLOBS)]
        for number, name in enumerate(names):
            name.write_bytes(b"blob %d\n" % number * 20)
        listing = Path(folder, "list")
        listing.write_text("".join(f"{name}\n" for name in names))
        words = ("-C", "REPOSITORY", "hash-object", "-w", "--stdin-paths")
        ours = on_blobs(listing, [PYGITOBJ, *words])
        found = rows(f"hash-object -w of {BLOBS:,} files", rounds, ours, on_blobs(listing, ["git", *words]))
        gitdb = [sys.executable, "-c", GITDB_WRITE, "REPOSITORY/objects", str(listing)]
        return found + rows("the same, beside gitdb", rounds, ours, on_blobs(listing, gitdb))


def show(title: str, found: list[Row]) -> None:
    """Print a table in Markdown."""
    sys.stdout.write(f"\n| {title} | pygitobj | the other | ratio |\n|---|---|---|---|\n")
    for row in found:
        sys.stdout.write(f"| {row.what} | {row.ours} | {row.theirs} | {row.ratio:.2f} |\n")
    sys.stdout.flush()


def main() -> None:
    """Print a table for each repository, and one of loose objects."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    parser.add_argument("--pure-repack", action="store_true", help="also repack with the kernels in Python: minutes")
    parser.add_argument("repositories", nargs="*", type=Path)
    given = parser.parse_args()
    # Bitmaps, which git writes in bare repositories, are none of the work that is compared.
    settings = {"pack.threads": str(os.cpu_count()), "repack.writeBitmaps": "false"}
    os.environ["GIT_CONFIG_COUNT"] = str(len(settings))
    for number, (name, value) in enumerate(settings.items()):
        os.environ[f"GIT_CONFIG_KEY_{number}"], os.environ[f"GIT_CONFIG_VALUE_{number}"] = name, value
    for repository in given.repositories:
        packs = sorted(repository.rglob("objects/pack/*.pack"), key=lambda path: path.stat().st_size)
        if not packs:
            raise SystemExit(f"{repository} has no pack")
        show(repository.name, pack_rows(packs[-1], given.rounds))
        if given.pure_repack:
            show(f"{repository.name}, in Python", pure_repack_rows(packs[-1]))
    show("loose objects", blob_rows(given.rounds))


if __name__ == "__main__":
    main()
