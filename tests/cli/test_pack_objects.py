"""pack-objects beside git: the same objects, messages and exit codes, and packs that git accepts."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.support.command import PYGITOBJ, Answer, git, pygitobj, run

GIT = ["git"]


def commit(repo: Path, message: str) -> None:
    """Commit all there is."""
    git(repo, "add", "-A")
    git(repo, "commit", "-qm", message)


@pytest.fixture(scope="module")
def history(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A repository with two packs, loose objects, tags of tags, a merge; and objects that only reflog or index have."""
    repo = tmp_path_factory.mktemp("history") / "r"
    git(repo.parent, "init", "-q", "-b", "main", "r")
    git(repo, "config", "gc.auto", "0")
    lines = [f"line {number} {number * 7919}\n" for number in range(300)]
    for step in range(12):
        lines[step * 17 % 300] = f"changed in {step}\n"
        (repo / "dir").mkdir(exist_ok=True)
        (repo / "dir" / f"file{step % 2}").write_text("".join(lines))
        (repo / "other").write_text(f"{step}\n")
        commit(repo, f"step {step}")
        if step == 4:
            git(repo, "tag", "-am", "first", "v1")
            git(repo, "repack", "-adq")
    git(repo, "checkout", "-qb", "side", "HEAD~3")
    (repo / "side").write_text("on the side\n")
    commit(repo, "side")
    git(repo, "checkout", "-q", "main")
    git(repo, "merge", "-q", "--no-ff", "-m", "merge", "side")
    git(repo, "repack", "-dq")
    git(repo, "tag", "-am", "tag of a tag", "v2", "v1")
    git(repo, "tag", "blob-tag", "HEAD:other")
    (repo / "gone").write_text("only in the reflog\n")
    commit(repo, "taken back")
    git(repo, "reset", "-q", "--hard", "HEAD~1")
    (repo / "indexed").write_text("only in the index\n")
    git(repo, "add", "indexed")
    git(repo, "hash-object", "-w", "--stdin", stdin=b"nothing leads here\n")
    return repo


@pytest.fixture
def repo(history: Path, tmp_path: Path) -> Path:
    """A copy of it."""
    shutil.copytree(history, tmp_path / "r", symlinks=True)
    return tmp_path / "r"


def objects_in(pack: Path) -> list[str]:
    """The ids in a pack, by what git says of it, which must be good."""
    shown = git(pack.parent, "verify-pack", "-v", str(pack))
    return sorted(line.split()[0].decode() for line in shown.splitlines() if len(line.split()) in (5, 7))


def packed(repo: Path, command: Sequence[str], words: tuple[str, ...], stdin: bytes) -> tuple[Answer, list[list[str]]]:
    """The answer of pack-objects, its names left out, and the ids in each pack that it made, which git accepts."""
    folder = repo.parent / "out"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    answer = run([*command, "pack-objects", *words, str(folder / "p")], repo, stdin)
    names = answer.out.decode().split()
    assert sorted(folder.glob("*.pack")) == sorted(folder / f"p-{name}.pack" for name in names)
    found = [objects_in(folder / f"p-{name}.pack") for name in names]
    for name in names:
        git(repo, "index-pack", "--strict", "-o", str(folder / "again.idx"), str(folder / f"p-{name}.pack"))
        if not any(word.startswith("--index-version") for word in words):
            assert (folder / "again.idx").read_bytes() == (folder / f"p-{name}.idx").read_bytes()
        (folder / "again.idx").unlink()
    return answer._replace(out=b""), found


def same(repo: Path, words: tuple[str, ...], stdin: bytes = b"") -> list[list[str]]:
    """What both put into packs."""
    answer, found = packed(repo, GIT, words, stdin)
    if "--unpacked" in words and "--stdin-packs" not in words:
        # Older versions of git leave out commits alone.
        in_packs = {oid for pack in (repo / ".git/objects/pack").glob("*.pack") for oid in objects_in(pack)}
        found = [[oid for oid in ids if oid not in in_packs] for ids in found]
    assert packed(repo, PYGITOBJ, words, stdin) == (answer, found)
    return found


def every_id(repo: Path) -> bytes:
    """All objects, with their paths."""
    return git(repo, "rev-list", "--objects", "--all", "--reflog", "--indexed-objects")


@pytest.mark.parametrize(
    "words",
    [
        (), ("--delta-base-offset",), ("--no-reuse-delta",), ("--no-reuse-object", "--delta-base-offset"),
        ("--window=0",), ("--depth=0",), ("--depth=1", "--no-reuse-delta"), ("--window-memory=4k",), ("--threads=2",),
        ("--compression=0",), ("--compression=9", "-q"), ("--index-version=1",), ("--index-version=2,0x80",),
        ("--incremental",), ("--honor-pack-keep",), ("--local",), ("--non-empty",), ("--include-tag",),
        ("--window=-3",), ("--max-pack-size=1",), ("--depth=5000",), ("--no-progress",), ("--no-reuse-obj",),
    ],
    ids=" ".join,
)  # fmt: skip
def test_ids(repo: Path, words: tuple[str, ...]) -> None:
    same(repo, words, every_id(repo))


@pytest.mark.parametrize(
    "stdin",
    [
        "HEAD", "main\nside", "^HEAD~2\nHEAD", "HEAD~5..HEAD", "..side", "side..", "--not\nHEAD~1\n--not\nHEAD",
        "v1", "v2", "blob-tag", "HEAD:dir", "HEAD:dir/file0", "HEAD^{tree}", "^v2\nmain", "^HEAD:dir\nHEAD", "",
        "HEAD\n\nside", "main\n^main", "^side\nmain", "HEAD~99", "nope", "^nope", "--all", "--foo", "HEAD:nope", "-n1",
        "--shallow 1", "1" * 40, "v1^{}\n^v1~2",
    ],
)  # fmt: skip
def test_revisions(repo: Path, stdin: str) -> None:
    same(repo, ("--revs", "-q"), stdin.encode() + b"\n")


def test_shallow_lines(repo: Path) -> None:
    top = git(repo, "rev-parse", "HEAD~3").decode().strip()
    (found,) = same(repo, ("--revs",), f"--shallow {top}\nHEAD~2\n".encode())
    assert top in found


@pytest.mark.parametrize(
    "words",
    [
        ("--all",), ("--reflog",), ("--indexed-objects",), ("--all", "--reflog", "--indexed-objects"),
        ("--all", "--unpacked"), ("--all", "--unpacked", "--incremental"), ("--all", "--reflog", "--local"),
        ("--all", "--keep-unreachable"), ("--all", "--keep-unreachable", "--pack-loose-unreachable"),
        ("--revs", "--include-tag"), ("--all", "--honor-pack-keep"), ("--all", "--non-empty", "--incremental"),
    ],
    ids=" ".join,
)  # fmt: skip
def test_walks(repo: Path, words: tuple[str, ...]) -> None:
    pack = sorted((repo / ".git/objects/pack").glob("*.pack"))[0]
    pack.with_suffix(".keep").touch()
    same(repo, words, b"side\n" if "--revs" in words else b"")


def test_kept_packs_stay_out(repo: Path) -> None:
    pack = sorted((repo / ".git/objects/pack").glob("*.pack"))[0]
    (without,) = same(repo, ("--all", f"--keep-pack={pack.name}"))
    assert not set(without) & set(objects_in(pack))
    same(repo, ("--all", "--keep-pack=pack-nothing.pack"))


def test_packs_from_standard_input(repo: Path) -> None:
    one, other = sorted(path.name for path in (repo / ".git/objects/pack").glob("*.pack"))
    for stdin in (one, f"{one}\n{other}", f"{one}\n^{other}", f"^{one}", "pack-nothing.pack"):
        same(repo, ("--stdin-packs",), f"{stdin}\n".encode())
        same(repo, ("--stdin-packs", "--unpacked"), f"{stdin}\n".encode())


def test_unreachable_objects_become_loose(repo: Path) -> None:
    git(repo, "reflog", "expire", "--expire=all", "--all")
    git(repo, "repack", "-adkq")
    git(repo, "prune-packed")
    oid = git(repo, "hash-object", "--stdin", stdin=b"nothing leads here\n").decode().strip()
    made = {}
    for command in (GIT, PYGITOBJ):
        copy = repo.parent / command[0].rpartition("/")[2]
        shutil.copytree(repo, copy)
        words = ("--all", "--reflog", "--indexed-objects", "--unpack-unreachable")
        made[str(command)] = packed(copy, command, words, b""), git(copy, "count-objects")
        loose = copy / ".git/objects" / oid[:2] / oid[2:]
        (pack,) = (repo / ".git/objects/pack").glob("*.pack")
        assert int(loose.stat().st_mtime) == int(pack.stat().st_mtime)
    assert made[str(GIT)] == made[str(PYGITOBJ)]


@pytest.mark.parametrize(
    ("words", "stdin"),
    [
        (("x",), b"zz\n"), (("x",), b"-zz\n"), (("x",), b"\n"), (("x",), b"1234\n"), (("x",), b"1" * 40 + b"\n"),
        (("a", "b"), b""), (("--stdout", "x"), b""), ((), b""), (("--thin", "x"), b""),
        (("--max-pack-size=2m", "--stdout"), b""), (("--keep-unreachable", "--unpack-unreachable", "x"), b""),
        (("--index-version=3", "x"), b""), (("--index-version=foo", "x"), b""), (("--index-version=2,foo", "x"), b""),
        (("--compression=10", "x"), b""), (("--stdin-packs", "--revs", "x"), b""),
        (("--max-pack-size=x", "x"), b""), (("--window",), b""),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else repr(value),
)  # fmt: skip
def test_refused(repo: Path, words: tuple[str, ...], stdin: bytes) -> None:
    answers = [run([*command, "pack-objects", *words], repo, stdin) for command in (GIT, PYGITOBJ)]
    if answers[0].code == 129 and answers[0].err.startswith(b"usage: git pack-objects "):
        # The usage is that of the git of the documents.
        answers = [answer._replace(err=answer.err[: len(b"usage: git pack-objects ")]) for answer in answers]
    assert answers[1] == answers[0]
    assert not list(repo.glob("*.pack"))


@pytest.mark.parametrize("option", ["--cruft", "--write-bitmap-index", "--path-walk"])
def test_what_is_not_there_is_refused(repo: Path, option: str) -> None:
    answer = pygitobj(repo, "pack-objects", option, "x")
    assert answer.code == 128
    assert answer.err == f"fatal: option '{option.partition('=')[0]}' is not supported yet\n".encode()
    assert pygitobj(repo, "pack-objects", "--no-use-bitmap-index", "--no-sparse", "x").code == 0


def test_thin_packs(repo: Path, tmp_path: Path) -> None:
    """Deltas rest on what the other side has, which completes the pack."""
    git(repo, "clone", "-q", "--bare", str(repo), str(tmp_path / "other"))
    git(tmp_path / "other", "update-ref", "refs/heads/main", "HEAD~4")
    git(tmp_path / "other", "update-ref", "-d", "refs/heads/side")
    git(tmp_path / "other", "tag", "-d", "v1", "v2", "blob-tag")
    git(tmp_path / "other", "repack", "-adq")
    git(tmp_path / "other", "prune")
    sizes = []
    for words in (("--thin",), ("--revs",)):
        answer = pygitobj(
            repo, "pack-objects", "--stdout", "--delta-base-offset", "-q", *words, stdin=b"main\n^main~4\n"
        )
        theirs = git(repo, "pack-objects", "--stdout", "-q", *words, stdin=b"main\n^main~4\n")
        sizes.append((len(answer.out), len(theirs)))
        copy = tmp_path / words[0]
        shutil.copytree(tmp_path / "other", copy)
        git(copy, "index-pack", "--stdin", "--strict", "--fix-thin", stdin=answer.out)
        git(copy, "update-ref", "refs/heads/main", git(repo, "rev-parse", "main").decode().strip())
        assert b"missing" not in git(copy, "fsck", "--full", "--strict")
    assert sizes[0][0] < sizes[1][0] * 0.8
    assert sizes[0][0] <= sizes[0][1] * 1.1


def test_edges_by_id(repo: Path) -> None:
    """Lines that begin with a minus sign name commits whose objects may be bases; they are not packed."""
    new, old = git(repo, "rev-parse", "HEAD:dir/file1", "HEAD~6").decode().split()
    lines = f"-{old}\n{new} dir/file1\n".encode()
    answer = pygitobj(repo, "pack-objects", "--stdout", "-q", "--no-reuse-object", stdin=lines)
    assert answer.code == 0
    pack = repo.parent / "thin.pack"
    pack.write_bytes(answer.out)
    assert subprocess.run(["git", "index-pack", str(pack)], capture_output=True, check=False).returncode == 128
    git(repo, "index-pack", "--stdin", "--fix-thin", stdin=answer.out)


def test_limited_packs(tmp_path: Path) -> None:
    """Each pack of several is as small as asked, unless it has one object; together they have all."""
    git(tmp_path, "init", "-q", "r")
    repo = tmp_path / "r"
    for number in range(6):
        body = bytes((number * 31 + at * at) % 251 for at in range(700_000 if number else 1_500_000))
        (repo / f"file{number}").write_bytes(body + bytes(range(256)) * 40)
        (repo / f"file{number}.copy").write_bytes(body + b"and more")
    commit(repo, "large ones")
    words = ("--max-pack-size=1m", "--compression=0", "--all")
    answer, found = packed(repo, PYGITOBJ, words, b"")
    assert answer.code == 0
    assert len(found) > 3
    assert sorted(oid for pack in found for oid in pack) == sorted(
        line.split()[0].decode() for line in git(repo, "rev-list", "--objects", "--all").splitlines()
    )
    for pack, ids in zip(sorted((tmp_path / "out").glob("*.pack")), sorted(found), strict=True):
        assert pack.stat().st_size <= 1 << 20 or len(objects_in(pack)) == 1, ids


def test_progress(repo: Path) -> None:
    """With --progress the lines that git shows, in its order."""
    titles = []
    for command in (GIT, PYGITOBJ):
        answer = run([*command, "pack-objects", "--all-progress", "--all", str(repo.parent / "p")], repo)
        lines = answer.err.replace(b"\r", b"\n").decode().splitlines()
        titles.append([line.partition(":")[0] for line in lines if "done." in line])
        assert lines[-1].startswith("Total ")
    assert titles[1] == titles[0]
    assert pygitobj(repo, "pack-objects", "--all", "-q", str(repo.parent / "p")).err == b""
