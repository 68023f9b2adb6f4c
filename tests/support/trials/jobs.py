"""The jobs: what is run, with which input, in a copy of what `repositories` builds."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from tests.support.command import git
from tests.support.trials.child import LIBRARY_WORD
from tests.support.trials.repositories import REPOSITORY, THERE, lines

MONTH_AGO = "2.weeks.ago"
# What a job's output confirms: each id is an object, or a pack.
OBJECTS, PACK = "objects", "pack"
# Which setting makes what is confirmed outlive a power cut; nothing does for some.
DURABLE = "-c core.fsync=all"


class Job(NamedTuple):
    """A job: its group, the words of its command lines, run one after another, and its input.

    `prints` says what the ids in its output are. With `durable` they outlive a power cut, by core.fsync. `maybe_no`
    are exit codes that mean "no" and not that anything failed.
    """

    name: str
    group: str
    words: tuple[tuple[str, ...], ...]
    stdin: bytes = b""
    prints: str = ""
    durable: bool = False
    maybe_no: tuple[int, ...] = ()


def job(group: str, line: str, stdin: bytes = b"", name: str = "", *, maybe_no: tuple[int, ...] = ()) -> Job:
    """The job of command lines as one would type them, with ";" between two."""
    return Job(name or line, group, tuple(tuple(one.split()) for one in line.split(";")), stdin, maybe_no=maybe_no)


def objects(line: str, stdin: bytes = b"", name: str = "", *, group: str = "write", durable: bool = False) -> Job:
    """A job that prints the ids of objects that it wrote."""
    return job(group, line, stdin, name)._replace(prints=OBJECTS, durable=durable)


def pack(line: str, stdin: bytes = b"", *, group: str = "write", durable: bool = True) -> Job:
    """A job that prints the name of a pack that it wrote."""
    return job(group, line, stdin)._replace(prints=PACK, durable=durable)


def ids_to_read(root: Path) -> list[str]:
    """A packed delta, one that is packed whole, a loose one, a borrowed one, and one that is packed and kept."""
    repo = root / REPOSITORY
    names = ["HEAD~1:f", "HEAD~3:f", "HEAD~2:f", "HEAD:d/a", "HEAD:borrowed", "HEAD"]
    found = git(repo, "rev-parse", *names).decode().split()
    return list(dict.fromkeys(found))


def read_jobs(root: Path) -> list[Job]:
    """What only reads."""
    ids = ids_to_read(root)
    listed = "".join(f"{oid}\n" for oid in ids).encode()
    names = b"HEAD\nHEAD:f\nside\nv1^{tree}\nHEAD~2^{tree}\n"
    read = "read"
    pack_path = sorted((root / REPOSITORY / ".git/objects/pack").glob("*.pack"))[0]
    return [
        job(read, "cat-file -p HEAD"),
        job(read, f"cat-file -t {ids[0]}"),
        job(read, f"cat-file -s {ids[0]}"),
        job(read, f"cat-file -e {ids[0]}", maybe_no=(1,)),
        job(read, f"cat-file -e {ids[3]}", maybe_no=(1,)),
        job(read, f"cat-file blob {ids[4]}"),
        job(read, "cat-file -p HEAD^{tree}"),
        job(read, "cat-file -t v1"),
        job(read, "cat-file --batch", listed + names),
        job(read, "cat-file --batch-check", listed + names),
        job(read, "cat-file --batch --buffer", listed),
        job(read, "cat-file --batch-check=%(objectname)_%(objecttype)_%(objectsize)", listed),
        job(read, "cat-file --batch-check --batch-all-objects"),
        job(read, "cat-file --batch-check --batch-all-objects --unordered"),
        job(read, "count-objects -v"),
        job(read, "-C . cat-file -p HEAD:f"),
        job(read, f"verify-pack {pack_path.relative_to(root / REPOSITORY)}"),
        job(read, f"verify-pack -v {pack_path.relative_to(root / REPOSITORY)}"),
        job(read, "show-index", pack_path.with_suffix(".idx").read_bytes()),
        job("library", f"{LIBRARY_WORD} read-once", listed),
        job("library", f"{LIBRARY_WORD} read-anew", listed),
        job("library", f"{LIBRARY_WORD} names", names),
    ]


def write_jobs(root: Path) -> list[Job]:
    """What adds objects."""
    place = root / "in"
    tree = git(root / REPOSITORY, "ls-tree", "HEAD")
    top = git(root / REPOSITORY, "rev-parse", "HEAD^{tree}").decode().strip()
    head = git(root / REPOSITORY, "rev-parse", "HEAD").decode().strip()
    tag = f"object {head}\ntype commit\ntag v2\ntagger A <a@b> 1700000000 +0000\n\nnew\n".encode()
    new, thin = (place / "new.pack").read_bytes(), (place / "thin.pack").read_bytes()
    several = "".join(f"../in/{name}\n" for name in ("file", "new.pack", "file")).encode()
    return [
        objects("hash-object -w --stdin", b"new\n"),
        objects("hash-object -w --stdin", lines(2).encode(), "hash-object of what is packed"),
        objects("hash-object -w --stdin", THERE, "hash-object of what nothing leads to"),
        objects(f"{DURABLE} hash-object -w --stdin-paths", several, durable=True),
        objects("-c core.createObject=rename hash-object -w ../in/file"),
        objects("-c core.sharedRepository=group hash-object -w --stdin", b"shared\n"),
        objects("-c core.bigFileThreshold=1 hash-object -w ../in/file"),
        objects("mktree", tree + b"100644 blob 62075531f0666dbd4da8c433987f707299a649dd\tnew\n"),
        objects("mktag", tag),
        objects(f"commit-tree -p HEAD {top}", b"message\n"),
        objects(f"{DURABLE} commit-tree -p HEAD {top}", b"message\n", durable=True),
        pack("index-pack --stdin", new),
        pack("index-pack --stdin --fix-thin --keep=why", thin),
        pack("-c core.sharedRepository=group index-pack --stdin --promisor=why", new),
        job("write", "index-pack --rev-index ../in/new.pack"),
        job("write", "index-pack -o ../in/here.idx ../in/new.pack"),
        job("write", "unpack-objects -q", new),
        job("write", f"{DURABLE} unpack-objects -q", new)._replace(durable=True),
        pack("pack-objects -q --all .git/objects/pack/pack"),
        objects(f"{LIBRARY_WORD} write", group="library"),
        objects(f"{LIBRARY_WORD} write-stream", group="library"),
        objects(f"{LIBRARY_WORD} write-large", group="library"),
        objects(f"{LIBRARY_WORD} pack-writer", group="library", durable=True),
    ]


def keep_jobs() -> list[Job]:
    """What takes objects away, or puts them elsewhere."""
    keep = "keep"
    return [
        job(keep, "repack -a -d -q"),
        job(keep, "repack -A -d -q"),
        job(keep, "repack -d -q"),
        job(keep, f"repack -A -d -q --unpack-unreachable={MONTH_AGO}"),
        job(keep, "repack -a -d -f -q -l"),
        job(keep, "repack -a -d -k -q"),
        job(keep, "repack -d --geometric=2 -q"),
        job(keep, "prune --expire=now"),
        job(keep, f"prune --expire={MONTH_AGO}"),
        job(keep, "prune-packed -q"),
    ]


def shallow_jobs() -> list[Job]:
    """What takes commits away at which history was cut off, in a shallow clone."""
    return [
        job("shallow", "prune --expire=now"),
        job("shallow", f"prune --expire={MONTH_AGO}"),
        job("shallow", "repack -a -d -q; prune --expire=now"),
    ]


def two_jobs(root: Path) -> list[Job]:
    """Jobs of which one relies on what the other one wrote."""
    new = (root / "in/new.pack").read_bytes()
    return [
        pack("unpack-objects -q; index-pack --stdin; prune-packed -q", new, group="two"),
        job("two", "repack -q; prune-packed -q"),
        job("two", f"repack -A -d -q; repack -d -q; prune --expire={MONTH_AGO}"),
    ]


def all_jobs(root: Path) -> list[Job]:
    """Every job, for the template `root`."""
    return [*read_jobs(root), *write_jobs(root), *keep_jobs()]


def cut_jobs(root: Path) -> dict[str, Job]:
    """The jobs during which the power goes, with several settings of core.fsync, by the names in CUT."""
    new = (root / "in/new.pack").read_bytes()
    none = "-c core.fsync=none"
    loose = "-c core.fsync=loose-object"
    more = [
        objects(f"{loose} hash-object -w --stdin", b"new\n", durable=True),
        objects(f"{none} hash-object -w --stdin", b"new\n"),
        pack(f"{none} index-pack --stdin", new, durable=False),
        job("keep", f"{none} repack -a -d -q"),
        job("keep", f"{none} repack -A -d -q"),
    ]
    return {one.name: one for one in (*write_jobs(root), *keep_jobs(), *two_jobs(root), *more)}


CUT = (
    "hash-object -w --stdin", f"{DURABLE} hash-object -w --stdin-paths",
    "-c core.fsync=loose-object hash-object -w --stdin", "-c core.fsync=none hash-object -w --stdin",
    "library write", "library pack-writer", "index-pack --stdin", "index-pack --stdin --fix-thin --keep=why",
    "-c core.fsync=none index-pack --stdin", "unpack-objects -q", f"{DURABLE} unpack-objects -q",
    "repack -d -q", "repack -a -d -q", "repack -A -d -q", "-c core.fsync=none repack -a -d -q",
    "-c core.fsync=none repack -A -d -q", "repack -a -d -k -q", "repack -d --geometric=2 -q",
    f"prune --expire={MONTH_AGO}", "unpack-objects -q; index-pack --stdin; prune-packed -q",
    "repack -q; prune-packed -q", f"repack -A -d -q; repack -d -q; prune --expire={MONTH_AGO}",
)  # fmt: skip
