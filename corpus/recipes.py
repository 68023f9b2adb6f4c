"""The recipes: each builds one repository, in a directory that is empty, with the git on the machine.

`RECIPES` has them by name. Dates, people and contents are fixed, so that ids are the same everywhere.
"""

from __future__ import annotations

import os
import random
import subprocess
import zlib
from collections.abc import Callable
from pathlib import Path

ENVIRONMENT = {
    "GIT_CONFIG_NOSYSTEM": "1",
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_AUTHOR_NAME": "Ada Example",
    "GIT_AUTHOR_EMAIL": "ada@example.com",
    "GIT_AUTHOR_DATE": "1700000000 +0130",
    "GIT_COMMITTER_NAME": "Bo Example",
    "GIT_COMMITTER_EMAIL": "bo@example.com",
    "GIT_COMMITTER_DATE": "1700000060 -0800",
    "LC_ALL": "C.UTF-8",
}
RECIPES: dict[str, Callable[[Path], Path]] = {}
MANY_PACKS = 300
LONG_CHAIN = 4000
WIDE_TREE = 100_000


def recipe(build: Callable[[Path], Path]) -> Callable[[Path], Path]:
    """Register a recipe under its name, with dashes; it gives the path of the repository it built."""
    RECIPES[build.__name__.replace("_", "-")] = build
    return build


def git(directory: Path, *words: str, stdin: bytes = b"") -> bytes:
    """What `git <words>` prints in `directory`."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    # A newer git would repack after a commit, in the background.
    command = ["git", "-c", "maintenance.auto=false", *words]
    done = subprocess.run(
        command, cwd=directory, input=stdin, capture_output=True, check=True, env={**kept, **ENVIRONMENT}
    )
    return done.stdout


def hash_object(directory: Path, kind: str, body: bytes) -> str:
    """Write an object as it is, however odd, and give its id."""
    words = ("hash-object", "-t", kind, "-w", "--literally", "--stdin")
    return git(directory, *words, stdin=body).decode().strip()


def start(directory: Path, *words: str) -> Path:
    """An empty repository in `directory`, and its path."""
    directory.mkdir(parents=True, exist_ok=True)
    git(directory, "init", "-q", "-b", "main", *words, ".")
    for key in ("gc.auto", "maintenance.auto"):
        git(directory, "config", key, "0")
    return directory


def commit_files(directory: Path, message: str, **files: str) -> None:
    """Write `files` (an underscore in a name is a slash) and commit them."""
    for name, body in files.items():
        path = directory / name.replace("_", "/")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(body)
    git(directory, "add", "-A")
    git(directory, "commit", "-q", "--allow-empty", "-m", message)


def history(directory: Path, commits: int = 12) -> Path:
    """Some commits of files that grow, so that packing makes deltas; a merge and a tag."""
    text = random.Random(7)
    lines = [f"line {number} {text.random()}\n" for number in range(200)]
    for number in range(commits):
        lines[text.randrange(len(lines))] = f"changed in {number}\n"
        commit_files(
            directory, f"commit {number}", file="".join(lines), dir_other=f"{number}\n" * 20, dir_same="same\n"
        )
    git(directory, "checkout", "-q", "-B", "side", f"HEAD~{min(3, commits - 1)}")
    commit_files(directory, "on the side", side="side\n")
    git(directory, "checkout", "-q", "main")
    git(directory, "merge", "-q", "--no-ff", "-m", "merged", "side")
    git(directory, "tag", "-f", "-a", "-m", "a tag", "v1")
    return directory


def packed(directory: Path, *words: str) -> Path:
    """Everything in one pack."""
    git(directory, "repack", "-a", "-d", "-f", "-q", *words)
    git(directory, "prune-packed", "-q")
    return directory


@recipe
def empty(directory: Path) -> Path:
    """No object at all."""
    return start(directory)


@recipe
def one_object(directory: Path) -> Path:
    """One blob."""
    hash_object(start(directory), "blob", b"alone\n")
    return directory


@recipe
def unborn(directory: Path) -> Path:
    """Objects, but HEAD names a branch that is not there."""
    git(history(start(directory)), "symbolic-ref", "HEAD", "refs/heads/unborn")
    return directory


@recipe
def detached(directory: Path) -> Path:
    """HEAD holds an id."""
    git(history(start(directory)), "checkout", "-q", "--detach", "HEAD~1")
    return directory


@recipe
def bare(directory: Path) -> Path:
    """No work tree."""
    history(start(directory / "source"))
    git(directory, "clone", "-q", "--bare", "source", "bare.git")
    return directory / "bare.git"


@recipe
def worktree(directory: Path) -> Path:
    """A linked worktree, whose .git is a file."""
    history(start(directory / "main"))
    git(directory / "main", "worktree", "add", "-q", "../linked", "side")
    return directory / "linked"


@recipe
def submodule(directory: Path) -> Path:
    """A tree with a gitlink to a commit that is not here."""
    history(start(directory), 2)
    git(directory, "update-index", "--add", "--cacheinfo", f"160000,{'deadbeef' * 5},sub")
    git(directory, "commit", "-q", "-m", "a submodule")
    return directory


@recipe
def alternates_relative(directory: Path) -> Path:
    """Objects in another repository, named by a relative path, with a comment and a missing one beside it."""
    packed(history(start(directory / "lender")))
    borrower = start(directory / "borrower")
    lines = "# a comment\n../../../lender/.git/objects\n/nowhere/at/all\n"
    (borrower / ".git" / "objects" / "info" / "alternates").write_text(lines)
    hash_object(borrower, "blob", b"my own\n")
    return borrower


@recipe
def alternates_quoted(directory: Path) -> Path:
    """An alternate whose path is quoted."""
    history(start(directory / 'le"nder\t'))
    borrower = start(directory / "borrower")
    (borrower / ".git" / "objects" / "info" / "alternates").write_text('"../../../le\\"nder\\t/.git/objects"\n')
    return borrower


@recipe
def alternates_looped(directory: Path) -> Path:
    """Two repositories that borrow from each other."""
    history(start(directory / "one"))
    hash_object(start(directory / "two"), "blob", b"two\n")
    for name, other in (("one", "two"), ("two", "one")):
        path = directory / name / ".git" / "objects" / "info" / "alternates"
        path.write_text(f"../../../{other}/.git/objects\n")
    return directory / "one"


@recipe
def alternates_nested(directory: Path) -> Path:
    """A chain of nine, of which git follows a part."""
    for number in range(9):
        hash_object(start(directory / str(number)), "blob", b"number %d\n" % number)
        if number < 8:
            path = directory / str(number) / ".git" / "objects" / "info" / "alternates"
            path.write_text(f"../../../{number + 1}/.git/objects\n")
    return directory / "0"


@recipe
def many_packs(directory: Path) -> Path:
    """Hundreds of packs."""
    start(directory)
    for number in range(MANY_PACKS):
        body = b"in pack %d\n" % number
        stream = b"blob\ndata %d\n%s\n" % (len(body), body)
        git(directory, "-c", "fastimport.unpackLimit=0", "fast-import", "--quiet", stdin=stream)
    return directory


@recipe
def duplicates(directory: Path) -> Path:
    """The same objects loose, in one pack and in another, one of them kept."""
    history(start(directory))
    git(directory, "repack", "-a", "-q")
    ids = git(directory, "rev-list", "--objects", "HEAD~4")
    git(directory, "pack-objects", "-q", ".git/objects/pack/pack", stdin=ids)
    for path in sorted((directory / ".git" / "objects" / "pack").glob("*.pack"))[:1]:
        path.with_suffix(".keep").write_text("kept\n")
    return directory


@recipe
def index_v1(directory: Path) -> Path:
    """An index of version 1."""
    history(start(directory))
    git(directory, "config", "pack.indexVersion", "1")
    return packed(directory)


@recipe
def ref_deltas(directory: Path) -> Path:
    """A pack whose deltas name their bases by id."""
    history(start(directory))
    git(directory, "config", "repack.useDeltaBaseOffset", "false")
    return packed(directory)


@recipe
def long_chain(directory: Path) -> Path:
    """A delta chain of 4,000."""
    start(directory)
    stream = b""
    text = b"".join(b"line %d\n" % number for number in range(30))
    for number in range(LONG_CHAIN + 1):
        body = text + b"%d\n" % number
        stream += b"blob\ndata %d\n%s\n" % (len(body), body)
    words = ("-c", "fastimport.unpackLimit=0", "fast-import", "--quiet", "--depth=5000")
    git(directory, *words, stdin=stream)
    return directory


@recipe
def octopus(directory: Path) -> Path:
    """A merge of many parents."""
    history(start(directory), 2)
    tree = git(directory, "rev-parse", "HEAD^{tree}").decode().strip()
    parents = []
    for number in range(20):
        made = git(directory, "commit-tree", tree, "-m", f"parent {number}", "-p", "HEAD")
        parents += ["-p", made.decode().strip()]
    merged = git(directory, "commit-tree", tree, "-m", "octopus", *parents).decode().strip()
    git(directory, "update-ref", "refs/heads/main", merged)
    return directory


@recipe
def wide_tree(directory: Path) -> Path:
    """A tree of 100,000 entries."""
    blob = hash_object(start(directory), "blob", b"the same\n")
    lines = "".join(f"100644 blob {blob}\tfile-{number:06}\n" for number in range(WIDE_TREE))
    tree = git(directory, "mktree", stdin=lines.encode()).decode().strip()
    commit = git(directory, "commit-tree", tree, "-m", "wide").decode().strip()
    git(directory, "update-ref", "refs/heads/main", commit)
    return directory


@recipe
def odd_blobs(directory: Path) -> Path:
    """Empty, large, and just around the sizes where something changes."""
    start(directory)
    for size in (0, 1, 15, 16, 127, 128, 2047, 2048, 65535, 65536, 65537, 1 << 20, 3_000_001):
        hash_object(directory, "blob", random.Random(size).randbytes(size))
        hash_object(directory, "blob", b"%d" % size + bytes(size))
    return directory


@recipe
def odd_names(directory: Path) -> Path:
    """File names and messages that are no UTF-8, quotes and control characters."""
    blob = hash_object(start(directory), "blob", b"x\n")
    names = [b"\xff\xfe", b'quo"te', b"back\\slash", b"tab\t", b"new\nline", b"\x01", "ü".encode(), b" space "]
    lines = b"".join(b"100644 blob %s\t%s\0" % (blob.encode(), name) for name in names)
    tree = git(directory, "mktree", "-z", stdin=lines).decode().strip()
    commit = hash_object(
        directory,
        "commit",
        b"tree %s\nauthor \xe9 <\xff@x> 1 +0000\ncommitter <> 0 -0000\nencoding ISO-8859-1\n\nm\xe9ssage"
        % tree.encode(),
    )
    git(directory, "update-ref", "refs/heads/main", commit)
    return directory


@recipe
def odd_commits(directory: Path) -> Path:
    """Signed, encoded, with a merged tag; without author, date or newline; and what is hardly a commit."""
    tree = git(start(directory), "mktree").strip()
    people = b"author A <a@b> 1700000000 +051800\ncommitter C <c@d> 1 -0000\n"
    signature = b"gpgsig -----BEGIN PGP SIGNATURE-----\n \n abc\n =def\n -----END PGP SIGNATURE-----\n"
    merged = b"mergetag object " + b"1" * 40 + b"\n type commit\n tag v1\n tagger T <t@u> 1 +0000\n \n a tag\n"
    first = hash_object(directory, "commit", b"tree %s\n%s\nfirst\n" % (tree, people)).encode()
    for head in (
        b"parent %s\n%s%s\nsigned\n" % (first, people, signature),
        b"parent %s\n%s%s\nmerged a tag\n" % (first, people, merged),
        b"%sencoding latin1\n\nno newline at the end" % people,
        b"author nobody\ncommitter\n\nno dates\n",
        b"author A <a@b> 99999999999999999999 +0000\ncommitter A <a@b> -1 +9999\n\nodd dates\n",
        people,
        b"",
    ):
        hash_object(directory, "commit", b"tree %s\n%s" % (tree, head))
    hash_object(directory, "commit", b"no commit at all")
    hash_object(directory, "tag", b"no tag at all")
    git(directory, "update-ref", "refs/heads/main", first.decode())
    return directory


@recipe
def nested_tags(directory: Path) -> Path:
    """Tags of tags of a commit, a tree and a blob."""
    history(start(directory), 2)
    for name in ("HEAD", "HEAD^{tree}", "HEAD:file"):
        target = name
        for depth in range(5):
            tag = f"{name.strip('HEAD^{}:') or 'commit'}-{depth}"
            git(directory, "tag", "-a", "-m", tag, tag, target)
            target = tag
    return directory


@recipe
def ambiguous(directory: Path) -> Path:
    """So many objects that short ids are shared."""
    start(directory)
    stream = b"".join(b"blob\ndata %d\n%s\n" % (len(str(n)), str(n).encode()) for n in range(3000))
    git(directory, "fast-import", "--quiet", stdin=stream)
    return directory


@recipe
def replaced(directory: Path) -> Path:
    """A commit and a blob are replaced."""
    history(start(directory))
    git(directory, "replace", "HEAD~1", "HEAD~2")
    git(directory, "replace", "-f", "HEAD:file", "HEAD:dir/other")
    return directory


@recipe
def shallow(directory: Path) -> Path:
    """History that was cut off."""
    history(start(directory / "source"))
    git(directory, "clone", "-q", "--depth", "2", f"file://{directory}/source", "shallow")
    return directory / "shallow"


@recipe
def promisor(directory: Path) -> Path:
    """A partial clone without blobs."""
    history(start(directory / "source"))
    git(directory / "source", "config", "uploadpack.allowFilter", "true")
    git(directory, "clone", "-q", "--bare", "--filter=blob:none", f"file://{directory}/source", "partial.git")
    git(directory / "partial.git", "remote", "set-url", "origin", "file:///nonexistent")
    return directory / "partial.git"


@recipe
def compression(directory: Path) -> Path:
    """Loose objects that are stored, and others that are compressed as hard as can be, and packs of both."""
    start(directory)
    for level in (0, 9):
        git(directory, "config", "core.compression", str(level))
        hash_object(directory, "blob", b"level %d\n" % level * 500)
        history(directory, 2)
        git(directory, "repack", "-q")
    return directory


@recipe
def small_window(directory: Path) -> Path:
    """A loose object whose zlib stream has a small window, and one in many pieces."""
    start(directory)
    for body, bits, flush in ((b"small window\n" * 50, 9, zlib.Z_NO_FLUSH), (b"pieces\n" * 50, 15, zlib.Z_FULL_FLUSH)):
        oid = git(directory, "hash-object", "--stdin", stdin=body).decode().strip()
        packer = zlib.compressobj(wbits=bits)
        stream = packer.compress(b"blob %d\0" % len(body)) + packer.flush(flush) if flush else b""
        rest = body if flush else b"blob %d\0%s" % (len(body), body)
        path = directory / ".git" / "objects" / oid[:2] / oid[2:]
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(stream + packer.compress(rest) + packer.flush())
    return directory


@recipe
def junk(directory: Path) -> Path:
    """Files that have no business among the objects."""
    objects = packed(history(start(directory))) / ".git" / "objects"
    (objects / "pack" / "pack-alone.pack").write_bytes(b"PACK without an index")
    (objects / "pack" / "pack-lonely.idx").write_bytes(b"an index without a pack")
    (objects / "pack" / "tmp_pack_abc").write_bytes(b"left over")
    (objects / "ab").mkdir(exist_ok=True)
    (objects / "ab" / "tmp_obj_abc").write_bytes(b"left over")
    (objects / "zz").mkdir()
    (objects / "README").write_text("junk\n")
    return directory


@recipe
def multi_pack_index(directory: Path) -> Path:
    """Packs with an index over all of them, and a commit-graph."""
    history(start(directory), 4)
    git(directory, "repack", "-q")
    history(directory, 3)
    git(directory, "repack", "-q")
    git(directory, "multi-pack-index", "write")
    git(directory, "commit-graph", "write", "--reachable")
    return directory


@recipe
def sha256_loose(directory: Path) -> Path:
    """SHA-256, nothing packed."""
    return history(start(directory, "--object-format=sha256"))


@recipe
def sha256_packed(directory: Path) -> Path:
    """SHA-256, packed, with deltas by id and an index of version 2."""
    history(start(directory, "--object-format=sha256"))
    git(directory, "config", "repack.useDeltaBaseOffset", "false")
    return packed(directory)
