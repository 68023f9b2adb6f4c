"""pack-objects as git's own upload-pack, push, clone and repack call it; the same objects as git packs.

Options that older git does not have are held to what git 2.55 packs and says.
"""

from __future__ import annotations

import os
import random
import resource
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.cli.test_pack_objects import GIT, history, packed, repo
from tests.support.command import PYGITOBJ, git, pygitobj, run

__all__ = ["history", "repo"]


def same(repo: Path, words: tuple[str, ...], stdin: str, before: tuple[str, ...] = ()) -> list[list[str]]:
    """The ids in the packs of both, which are the same, as are the answers."""
    made = [packed(repo, [*command, *before], words, stdin.encode()) for command in (GIT, PYGITOBJ)]
    (theirs, their_ids), (ours, our_ids) = made
    assert (ours.code, ours.err, our_ids) == (theirs.code, theirs.err, their_ids)
    return our_ids


def as_many(repo: Path, words: Sequence[str], stdin: str) -> None:
    """Both answer the same, with packs of as many objects, which need not be all that they name."""
    answers = [
        run([*command, "pack-objects", "--stdout", "-q", *words], repo, stdin.encode()) for command in (GIT, PYGITOBJ)
    ]
    theirs, ours = ((answer.code, answer.err, answer.out[:12]) for answer in answers)
    assert ours == theirs


def name_of(repo: Path, revision: str) -> str:
    """The id of `revision`."""
    return git(repo, "rev-parse", revision).decode().strip()


def without(repo: Path, oid: str) -> None:
    """Let the object `oid` be missing: all are loose then."""
    unpack_all(repo)
    (repo / ".git/objects" / oid[:2] / oid[2:]).unlink()


def unpack_all(repo: Path) -> None:
    """Make all objects loose."""
    aside = repo.parent / "aside"
    (repo / ".git/objects/pack").rename(aside)
    (repo / ".git/objects/pack").mkdir()
    for pack in aside.glob("*.pack"):
        git(repo, "unpack-objects", "-q", stdin=pack.read_bytes())
    shutil.rmtree(aside)


def random_history(directory: Path, chance: random.Random) -> list[str]:
    """A history whose files and directories move; gives its commits."""
    git(directory, "init", "-q", "-b", "main", ".")
    for number in range(12):
        for _ in range(chance.randrange(1, 5)):
            folder = directory.joinpath(*(chance.choice("abc") for _ in range(chance.randrange(3))))
            if any(part.is_file() for part in (folder, *folder.parents)):
                continue
            folder.mkdir(parents=True, exist_ok=True)
            (folder / chance.choice("xyz")).write_text(str(chance.randrange(6)) * chance.randrange(1, 80))
        names = sorted(path for path in directory.iterdir() if path.name != ".git")
        moved = chance.choice(names)
        target = directory / (chance.choice("abc") + chance.choice("def"))
        if chance.random() < 0.4 and not target.exists():
            moved.rename(target)
        git(directory, "add", "-A")
        date = f"{1700000000 + 10 * number} +0000"
        env = os.environ | {"GIT_COMMITTER_DATE": date, "GIT_AUTHOR_DATE": date}
        subprocess.run(["git", "commit", "-q", "--allow-empty", "-m", f"{number}"], cwd=directory, check=True, env=env)
        if number and chance.random() < 0.3:
            git(directory, "checkout", "-q", "-B", f"b{number}", "HEAD~1")
    return git(directory, "rev-list", "--all").decode().split()


def ranges(commits: Sequence[str], chance: random.Random) -> str:
    """Some revisions, and what is to be left out."""
    one, other, third = (chance.choice(commits) for _ in range(3))
    lines = [chance.choice(commits)]
    lines += [f"^{chance.choice(commits)}" for _ in range(chance.randrange(3))]
    more = [
        f"{one}...{other}",
        f"{one}^!",
        f"{one}^@",
        f"{one}^-",
        f"--not\n{one}^!",
        f"--shallow {third}",
        f"--not\n{one}",
    ]
    lines += chance.sample(more, chance.randrange(3))
    return "\n".join(lines) + "\n"


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_ranges_of_random_histories(tmp_path: Path, seed: int) -> None:
    """With git's usual walk, which may pack what was moved, and with the whole one; more seeds were tried."""
    chance = random.Random(seed)
    (tmp_path / "r").mkdir()
    commits = random_history(tmp_path / "r", chance)
    for number in range(9):
        words = [("--revs",), ("--revs", "--sparse"), ("--revs", "--no-sparse")][number % 3]
        same(tmp_path / "r", words, ranges(commits, chance))


@pytest.mark.parametrize("seed", [4, 5])
def test_thin_packs_of_random_histories(tmp_path: Path, seed: int) -> None:
    """As many objects as git sends, and the other side completes the pack with what it has."""
    chance = random.Random(seed)
    (tmp_path / "r").mkdir()
    commits = random_history(tmp_path / "r", chance)
    for number in range(6):
        words = ["--revs", "--thin", "--stdout", "-q", *(["--shallow"] if number % 2 else [])]
        lines = ranges(commits, chance).encode()
        theirs, ours = (run([*command, "pack-objects", *words], tmp_path / "r", lines) for command in (GIT, PYGITOBJ))
        assert ours.code == theirs.code
        assert ours.out[8:12] == theirs.out[8:12]
        assert ours.err == theirs.err
        if ours.code == 0:
            git(tmp_path / "r", "index-pack", "--fix-thin", "--stdin", str(tmp_path / f"{number}.pack"), stdin=ours.out)


def test_a_tree_that_moved(tmp_path: Path) -> None:
    """Only the whole walk finds that it is there already."""
    repo = tmp_path / "r"
    (repo / "old/dir").mkdir(parents=True)
    (repo / "old/dir/file").write_text("moves\n")
    git(tmp_path, "init", "-q", "-b", "main", "r")
    git(repo, "add", "-A")
    git(repo, "commit", "-qm", "old")
    (repo / "old").rename(repo / "new")
    (repo / "new/more").write_text("more\n")
    git(repo, "add", "-A")
    git(repo, "commit", "-qm", "new")
    (usual,) = same(repo, ("--revs",), "main\n^main~1\n")
    (whole,) = same(repo, ("--revs", "--no-sparse"), "main\n^main~1\n")
    git(repo, "config", "pack.useSparse", "false")
    assert same(repo, ("--revs",), "main\n^main~1\n") == [whole]
    assert len(usual) == len(whole) + 2


@pytest.mark.parametrize(
    "line",
    [
        "main...side", "side...main", "main...", "...side", "main...main", "v1...main", "main^@", "main^!", "main^-",
        "main^-2", "main^-1", "^main^@", "^main~3^!\nmain~3^", "v1^!", "main~9...main", "main^-0", "main^-3", "main^-x",
        "main...nope", "main:dir...main", "main:dir^@", "main:dir^!", "nope^!", "nope^@", "^@", "^!", "HEAD^{tree}^@",
        "main^@x", "..", "--not\nmain~2^!", "--not\nmain~4...main~2\nmain~6", "^main^-",
    ],
)  # fmt: skip
def test_ranges(repo: Path, line: str) -> None:
    same(repo, ("--revs",), f"{line}\n")


def test_shallow_files(repo: Path) -> None:
    """The list of commits without parents, from a file that is named or from none, and from lines."""
    cut, other = name_of(repo, "main~6"), name_of(repo, "main~8")
    below = f"--shallow {other}\n{name_of(repo, 'main~7')}\n--not\n{name_of(repo, 'main~9')}\n"
    (repo / "cut").write_text(f"{cut}\n")
    whole = same(repo, ("--revs",), "main\n")
    short = same(repo, ("--revs", "--shallow"), "main\n", ("--shallow-file", "cut"))
    assert len(short[0]) < len(whole[0])
    (repo / ".git/shallow").write_text(f"{cut}\n")
    assert same(repo, ("--revs",), "main\n") == short
    assert same(repo, ("--revs",), "main\n", ("--shallow-file", "")) == whole
    lines = f"--shallow {other}\nmain\n"
    same(repo, ("--revs", "--shallow"), lines, ("--shallow-file", ""))
    same(repo, ("--revs",), below, ("--shallow-file", ""))


def test_grafts(repo: Path) -> None:
    """Parents that grafts give count instead of the true ones, or besides."""
    git(repo, "config", "advice.graftFileDeprecated", "false")
    (repo / ".git/info").mkdir(exist_ok=True)
    (repo / ".git/info/grafts").write_text(f"{name_of(repo, 'main~2')} {name_of(repo, 'main~7')}\n")
    sizes = [
        len(same(repo, words, f"{name_of(repo, 'main')}\n")[0])
        for words in (("--revs",), ("--revs", "--keep-true-parents"))
    ]
    assert sizes[0] < sizes[1]
    same(repo, ("--all", "--keep-true-parents"), "")


@pytest.mark.parametrize("missing", ["main:dir/file0", "main:dir"])
def test_missing_objects(repo: Path, missing: str) -> None:
    """A blob may be missing where that is allowed, a tree never."""
    oid = name_of(repo, missing)
    without(repo, oid)
    for action in ("error", "allow-any", "allow-promisor", "print", ""):
        as_many(repo, ("--revs", f"--missing={action}"), "main\n")
        as_many(repo, (f"--missing={action}",), f"{oid}\n")
    for words in (["--missing"], ["--missing", "--revs"]):
        theirs, ours = (run([*command, "pack-objects", *words, "x"], repo) for command in (GIT, PYGITOBJ))
        assert (ours.code, ours.err) == (theirs.code, theirs.err)
    assert pygitobj(repo, "pack-objects", "--no-missing", "x").code == 129
    if missing == "main:dir":
        answer = pygitobj(repo, "pack-objects", "--revs", "-q", "x", stdin=b"main\n")
        assert (answer.code, answer.err) == (128, f"fatal: bad tree object {oid}\n".encode())


def test_partial_clones(repo: Path, tmp_path: Path) -> None:
    git(repo, "config", "uploadpack.allowFilter", "true")
    git(tmp_path, "clone", "-q", "--no-checkout", "--filter=blob:none", f"file://{repo}", "clone")
    clone = tmp_path / "clone"
    git(clone, "config", "remote.origin.url", str(tmp_path / "gone"))
    git(clone, "hash-object", "-w", "--stdin", stdin=b"of its own\n")
    git(clone, "read-tree", "HEAD")
    (clone / "own").write_text("own\n")
    git(clone, "add", "own")
    tree = git(clone, "write-tree", "--missing-ok").decode().strip()
    made = git(clone, "commit-tree", "-p", "main", "-m", "own", tree).decode().strip()
    git(clone, "update-ref", "refs/heads/main", made)
    for words in (
        ("--revs", "--missing=allow-any"), ("--revs", "--missing=allow-promisor"), ("--exclude-promisor-objects",),
        ("--revs", "--exclude-promisor-objects"),
    ):  # fmt: skip
        as_many(clone, words, "main\n")
    # Older git does not have it; as many as git 2.55 packs.
    words = ("--revs", "--exclude-promisor-objects-best-effort")
    answer = run([*PYGITOBJ, "pack-objects", "--stdout", "-q", *words], clone, b"main\n")
    assert (answer.code, answer.out[8:12]) == (0, (5).to_bytes(4, "big"))
    both = ("--exclude-promisor-objects", "--exclude-promisor-objects-best-effort")
    answer = pygitobj(clone, "pack-objects", *both, "x")
    assert (answer.code, answer.err) == (
        128,
        f"fatal: options '{both[0]}' and '{both[1]}' cannot be used together\n".encode(),
    )


def test_second_name_hash(repo: Path) -> None:
    """The same objects; what is alike by its whole path comes near."""
    usual = packed(repo, PYGITOBJ, ("--all",), b"")
    for words in (("--all", "--name-hash-version=2"), ("--all", "--name-hash-version=1", "--no-reuse-delta")):
        assert packed(repo, PYGITOBJ, words, b"")[1] == usual[1]
    listed = "".join(f"{oid} a/{oid}\n" for oid in usual[1][0])
    assert packed(repo, PYGITOBJ, ("--name-hash-version=2",), listed.encode())[1] == usual[1]
    for version in (0, 3):
        answer = pygitobj(repo, "pack-objects", f"--name-hash-version={version}", "x")
        assert (answer.code, answer.err) == (128, f"fatal: invalid --name-hash-version option: {version}\n".encode())


class Packs:
    """Three packs, each of what came after the one before it: two commits; one; two. Then a loose one."""

    def __init__(self, repo: Path) -> None:
        self.repo = repo
        git(repo.parent, "init", "-q", "-b", "main", repo.name)
        self.names = [self.pack(2), self.pack(1), self.pack(2)]
        self.commit("loose")

    def commit(self, name: str) -> None:
        """Commit a directory with a file."""
        (self.repo / name).mkdir()
        (self.repo / name / "f").write_text(f"{name}\n")
        git(self.repo, "add", "-A")
        git(self.repo, "commit", "-qm", name)

    def pack(self, count: int) -> str:
        """The name of a pack of that many commits more."""
        for number in range(count):
            self.commit(f"{len(list(self.repo.iterdir()))}-{number}")
        git(self.repo, "repack", "-dq")
        known: set[str] = getattr(self, "known", set())
        now = {path.name for path in (self.repo / ".git/objects/pack").glob("*.pack")}
        self.known = now
        (new,) = now - known
        return new

    def ids(self, *words: str, stdin: str) -> int:
        """How many objects are packed."""
        answer, (found,) = packed(self.repo, PYGITOBJ, words, stdin.encode())
        assert answer.code == 0
        return len(found)


@pytest.mark.parametrize(
    ("lines", "follow", "more"),
    [
        # How many objects git 2.55 packs without and with --unpacked; a commit, two trees and a blob each.
        ("{2}", 20, 24), ("{2}\n^{0}", 12, 16), ("{2}\n^{1}", 16, 20), ("{2}\n!{1}", 16, 20),
        ("{2}\n!{0}\n^{1}", 8, 12),
        ("{2}\n!{1}\n^{0}", 8, 12), ("{1}\n{0}\n^{1}", 8, 20),
    ],
)  # fmt: skip
def test_what_packs_reach(tmp_path: Path, lines: str, follow: int, more: int) -> None:
    packs = Packs(tmp_path / "r")
    stdin = lines.format(*packs.names) + "\n"
    assert packs.ids("--stdin-packs=follow", stdin=stdin) == follow
    assert packs.ids("--stdin-packs=follow", "--unpacked", stdin=stdin) == more


def test_names_of_no_pack(repo: Path) -> None:
    """The first one in order is told, whatever stands before it."""
    (name, *_) = (path.name for path in (repo / ".git/objects/pack").glob("*.pack"))
    for stdin in ("z\na\n", "a\nz\n", f"{name}\nz\n^a\n"):
        answer = pygitobj(repo, "pack-objects", "--stdin-packs", "x", stdin=stdin.encode())
        assert (answer.code, answer.err) == (128, b"fatal: could not find pack 'a'\n")
    answer = pygitobj(repo, "pack-objects", "--stdin-packs=foo", "x")
    assert (answer.code, answer.err) == (128, b"fatal: invalid value for 'stdin-packs': 'foo'\n")
    # Only --stdin-packs=follow knows what the mark means.
    answer = pygitobj(repo, "pack-objects", "--stdin-packs", "x", stdin=f"!{name}\n".encode())
    assert answer.err == f"fatal: could not find pack '!{name}'\n".encode()


def limit_memory() -> None:
    """Leave the process less than the line takes."""
    resource.setrlimit(resource.RLIMIT_AS, (1 << 29, 1 << 29))


@pytest.mark.parametrize(
    ("words", "start"),
    [("", "{oid} "), ("", ""), ("--revs", ""), ("--revs", "--shallow "), ("--stdin-packs", "")],
)
def test_lines_without_end(repo: Path, words: str, start: str) -> None:
    """A line is read up to the size of git's buffers and goes on in the next one, which says that it is garbage."""
    first = start.format(oid=name_of(repo, "main")).encode()
    command = f"(cat; head -c 1000000000 /dev/zero | tr '\\0' x) | exec {' '.join(PYGITOBJ)} pack-objects {words} x"
    done = subprocess.run(
        ["sh", "-c", command], cwd=repo, input=first, capture_output=True, preexec_fn=limit_memory, check=False
    )
    assert done.returncode == 128
    said = (b"expected object ID, got garbage", b"bad revision 'x", b"not an object name 'x", b"could not find pack 'x")
    assert done.stderr.startswith(tuple(b"fatal: " + text for text in said))
    assert len(done.stderr) < 1 << 17


def test_lines_longer_than_buffers(repo: Path) -> None:
    oid = name_of(repo, "main")
    for text in (f"{oid} {'x' * 4000}\n", f"{oid}\r\n", oid, f"{oid} a\0b\n", f"{oid}\0\n"):
        same(repo, (), text)
    for text in ("y" * 998 + "\nmain\n", "y" * 999 + "\nmain\n", "main\0x\n", "main\n\nfoo\n"):
        same(repo, ("--revs",), text)


@pytest.mark.parametrize("option", ["--use-bitmap-index", "--write-bitmap-index-quiet", "--no-stdin-packs"])
def test_what_would_only_be_faster(repo: Path, option: str) -> None:
    """Bitmaps are used and written where that can be, which is never."""
    usual = packed(repo, PYGITOBJ, ("--all",), b"")
    assert packed(repo, PYGITOBJ, ("--all", option), b"")[1] == usual[1]
    assert not list(repo.parent.rglob("*.bitmap"))


def test_thin_packs_where_the_base_is_missing(tmp_path: Path) -> None:
    """What the other side has may be missing here, or damaged: then nothing rests on it."""
    repo = tmp_path / "r"
    git(tmp_path, "init", "-q", "-b", "main", "r")
    for step in range(3):
        (repo / "file").write_text("".join(f"line {number}\n" for number in range(80 + step)))
        git(repo, "add", "-A")
        git(repo, "commit", "-qm", f"{step}")
    oid = name_of(repo, "main~1:file")
    lines = b"main\n^main~1\n"
    whole = run([*PYGITOBJ, "pack-objects", "--revs", "--stdout", "-q"], repo, lines).out
    for damaged in (False, True):
        path = repo / ".git/objects" / oid[:2] / oid[2:]
        path.unlink()
        if damaged:
            path.write_bytes(b"damaged")
        answer = run([*PYGITOBJ, "pack-objects", "--revs", "--thin", "--stdout", "-q"], repo, lines)
        assert (answer.code, answer.out) == (0, whole), answer.err
        git(repo, "hash-object", "-w", "--stdin", stdin=b"again")
        path.touch()
