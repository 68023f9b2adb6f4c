"""The small programs here, run as a user runs them, on a repository that git made, beside what git says of it."""

from __future__ import annotations

import os
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from tests.support.command import git

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
PLACE = "/srv/repos/one.git"
PEOPLE = (("Ann", "ann@x"), ("Bob", "bob@home"), ("Bob", "bob@x"))


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project with releases, topics that were merged, a mailmap, and commits that were given up."""
    place = tmp_path_factory.mktemp("project") / "r"
    git(place.parent, "init", "-q", "-b", "main", "r")
    (place / "src/deep").mkdir(parents=True)
    (place / ".mailmap").write_text("Robert <bob@x> <bob@home>\n")
    for step in range(18):
        name, email = PEOPLE[step % 3]
        (place / f"src/file{step % 4}").write_text(f"{step}\n")
        (place / "src/deep" / f"{step % 3}").write_text(f"{step // 5}\n")
        save(place, f"step {step}", name, email, 1_600_000_000 + step * 1_000_000)
        if step % 4 == 3:
            git(place, "checkout", "-q", "-b", f"topic{step}", "HEAD~1")
            (place / f"src/topic{step}").write_text("new\n")
            save(place, f"topic {step}", name, email, 1_600_000_500 + step * 1_000_000)
            git(place, "checkout", "-q", "main")
            git(place, "merge", "-q", "--no-ff", "-m", f"Merge topic {step}", f"topic{step}")
        if step in (5, 13):
            git(place, "tag", "-a", "-m", "a release", "v1.0" if step == 5 else "v2.0")
    git(place, "repack", "-adq")
    (place / "lost").write_text("lost\n")
    save(place, "given up", "Ann", "ann@x", 1_700_000_000)
    git(place, "reset", "-q", "--hard", "HEAD~1")
    return place


def save(place: Path, message: str, name: str, email: str, second: int) -> None:
    """Commit all that is there."""
    git(place, "add", ".")
    who = {f"GIT_{role}_{what}": value for role in ("AUTHOR", "COMMITTER") for what, value in
           (("NAME", name), ("EMAIL", email), ("DATE", f"{second} +0200"))}  # fmt: skip
    subprocess.run(
        ["git", "-C", str(place), "commit", "-q", "-m", message],
        check=True,
        env=os.environ | who,
        stdin=subprocess.DEVNULL,
    )


@pytest.fixture(scope="module")
def moving(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project whose files move, go and come back."""
    place = tmp_path_factory.mktemp("moving") / "r"
    git(place.parent, "init", "-q", "-b", "main", "r")
    (place / "src").mkdir(parents=True)
    lines = [f"line {number}\n" for number in range(40)]
    steps = ("main.c", "src/start.c", None, "src/start.c", "src/main.c", "src/main.c", None, "src/main.c")
    for step, name in enumerate(steps):
        for old in ("main.c", "src/start.c", "src/main.c"):
            (place / old).unlink(missing_ok=True)
        lines[step] = f"changed in step {step}\n"
        if name is not None:
            (place / name).write_text("".join(lines))
        (place / "image").write_bytes(bytes(step))
        save(place, f"step {step}", *PEOPLE[step % 3], 1_600_000_000 + step * 1_000_000)
    return place


def run_program(
    name: str, place: Path, *words: str, stdin: str = "", where: Path | None = None
) -> subprocess.CompletedProcess[str]:
    """Run the program `name` in `place`, or elsewhere."""
    text = (HERE / name).read_text().replace(PLACE, str(place))
    command = [sys.executable, "-c", text, *words]
    search = os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")])
    env = os.environ | {"PYTHONPATH": search, "TZ": "UTC"}
    return subprocess.run(
        command, cwd=where or place, env=env, input=stdin, capture_output=True, text=True, check=False
    )


def said(name: str, place: Path, *words: str) -> list[str]:
    """The lines that the program prints, which ends well."""
    done = run_program(name, place, *words)
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout.splitlines()


def of_git(place: Path, *words: str) -> list[str]:
    return git(place, *words).decode().splitlines()


def test_authors_by_month(project: Path) -> None:
    words = ["log", "--all", "--no-merges", "--date=format:%Y-%m", "--format=%ad %aE"]
    counts = Counter(of_git(project, *words))
    assert said("authors_by_month.py", project) == [f"{line} {counts[line]}" for line in sorted(counts)]
    assert any("bob@x" in line for line in counts)
    assert not any("home" in line for line in counts)


def test_release_notes(project: Path) -> None:
    words = ["log", "--first-parent", "--topo-order", "--format=* %s (%h)", "--abbrev=10", "v1.0..v2.0"]
    lines = said("release_notes.py", project)
    assert lines == of_git(project, *words)
    assert any("Merge topic" in line for line in lines)


def test_listing(project: Path) -> None:
    expected = []
    for name in of_git(project, "ls-tree", "--name-only", "main:src"):
        (line,) = of_git(project, "log", "-1", "--date=short", "--format=%ad  %s", "main", "--", f"src/{name}")
        expected.append(f"{name:30} {line}")
    assert sorted(said("listing.py", project)) == sorted(expected)


@pytest.mark.parametrize("name", ["main", "main~1", "main~3", "main~4"])
def test_lines_of_a_fix(moving: Path, name: str) -> None:
    expected, path = [], ""
    for line in of_git(moving, "diff", "-M", "--unified=0", f"{name}~1", name):
        if line.startswith("--- "):
            path = line.removeprefix("--- ").removeprefix("a/")
        if not line.startswith("@@"):
            continue
        start, _, count = line.split()[1][1:].partition(",")
        if count != "0":
            words = ["-w", "--porcelain", f"-L{start},+{count or 1}", f"{name}~1", "--", path]
            heads = [said.split() for said in of_git(moving, "blame", *words) if not said.startswith("\t")]
            expected += [words[0] for words in heads if len(words) == 4 and len(words[0]) == 40]
    assert [line.split()[0] for line in said("lines_of_a_fix.py", moving, name)] == expected
    assert name != "main~1" or expected


@pytest.mark.parametrize("name", ["main~12", "v1.0", "topic7", "main"])
def test_first_release(project: Path, name: str) -> None:
    tags = of_git(project, "tag", "--contains", name, "--sort=creatordate", "v*")
    branches = of_git(project, "branch", "--contains", name, "--format=%(refname:short)")
    assert said("first_release.py", project, name) == [f"{tags[0] if tags else 'not released'} {branches}"]


def test_update_hook(project: Path) -> None:
    zero = "0" * 40
    big = git(project, "hash-object", "-w", "--stdin", stdin=b"x" * 5_000_001).decode().strip()
    tree = git(project, "mktree", stdin=f"100644 blob {big}\tbig file\n".encode()).decode().strip()
    below = git(project, "mktree", stdin=f"040000 tree {tree}\td\n".encode()).decode().strip()
    new = git(project, "commit-tree", "-p", "main", "-m", "big", below).decode().strip()
    later = git(project, "commit-tree", "-p", new, "-m", "gone", "main^{tree}").decode().strip()
    done = run_program("update_hook.py", project, stdin=f"{zero} {later} refs/heads/x\n")
    assert done.returncode == 1
    assert done.stderr == f"refs/heads/x: b'd/big file' in {new[:7]} is too large ({big[:7]})\n"
    good = git(project, "commit-tree", "-p", "main", "-m", "good", "main~3^{tree}").decode().strip()
    done = run_program("update_hook.py", project, stdin=f"{zero} {good} refs/heads/x\n{good} {zero} refs/heads/y\n")
    assert (done.returncode, done.stderr) == (0, "")


def test_backup(project: Path, tmp_path: Path) -> None:
    backup = tmp_path / "backup.git"
    git(tmp_path, "init", "-q", "--bare", "-b", "main", str(backup))
    git(backup, "update-ref", "refs/old/blob", git(backup, "hash-object", "-w", "--stdin").decode().strip())
    for _ in range(2):
        assert said("backup.py", project, str(project / ".git"), str(backup)) == []
        assert of_git(backup, "for-each-ref") == of_git(project, "for-each-ref")
        git(backup, "fsck", "--strict")
    assert of_git(backup, "rev-list", "--objects", "--all") == of_git(project, "rev-list", "--objects", "--all")


def test_lost_commits(project: Path) -> None:
    lost = of_git(project, "log", "-1", "--date=format:%Y-%m-%d %H:%M", "--format=%h %cd %s", "--abbrev=10", "HEAD@{1}")
    logs = of_git(project, "log", "-g", "-10", "--format=%gd %H %gs", "HEAD")
    lines = said("lost_commits.py", project)
    assert lost[0] in lines
    assert lines[-10:] == logs


def numbers_of_git(place: Path, *words: str) -> list[tuple[str, list[list[str]]]]:
    """What `git log --numstat` says: commits, with counts, old paths and new ones."""
    out = git(place, "log", "-z", "--numstat", "-M", "--format=%x01%H", *words).decode()
    found = []
    for part in out.split("\1")[1:]:
        oid, *fields = part.strip("\0\n").replace("\0\n", "\0").split("\0")
        rows: list[list[str]] = []
        given = iter(field.lstrip("\n") for field in fields if field)
        for field in given:
            added, deleted, path = field.split("\t")
            rows.append([added, deleted, *([path, path] if path else [next(given), next(given)])])
        found.append((oid, rows))
    return found


def test_resumable(moving: Path, tmp_path: Path) -> None:
    words = ["--reverse", "--diff-merges=first-parent", "--all"]
    expected = [
        f"{oid},{new},{'' if added == '-' else added},{'' if deleted == '-' else deleted}"
        for oid, rows in numbers_of_git(moving, *words)
        for added, deleted, _, new in rows
    ]
    for _ in range(2):  # the second time nothing is left to do
        done = run_program("resumable.py", moving, str(moving), where=tmp_path)
        assert (done.returncode, done.stderr) == (0, "")
        lines = [line.split(",") for line in (tmp_path / "changes.csv").read_text().splitlines()]
        assert [",".join([oid, path, added, deleted]) for oid, _, _, path, _, added, deleted in lines] == expected
    assert {line[1] for line in lines} == {"A", "D", "M", "R"}
    # Half of it, and then the rest.
    state = (tmp_path / "done.ids").read_bytes()
    (tmp_path / "done.ids").write_bytes(state[: 20 * 3])
    (tmp_path / "changes.csv").unlink()
    run_program("resumable.py", moving, str(moving), where=tmp_path)
    assert len((tmp_path / "changes.csv").read_text().splitlines()) == sum(
        line[0] not in done_ids(state) for line in lines
    )


def done_ids(state: bytes) -> set[str]:
    """The first three ids in `state`."""
    return {state[at : at + 20].hex() for at in (0, 20, 40)}


def test_churn(moving: Path) -> None:
    counts: Counter[str] = Counter()
    names: dict[str, str] = {}
    for _, rows in numbers_of_git(moving, "--no-merges"):
        for added, deleted, old, new in rows:
            last = names.get(new, new)
            if old != new:
                names[old] = last
            if added != "-":
                counts[last] += int(added) + int(deleted)
    assert said("churn.py", moving) == [f"{lines} {path}" for path, lines in counts.most_common(20)]
    assert names


def test_history_of_a_file(moving: Path) -> None:
    words = ["log", "--follow", "--name-status", "--date=short", "--format=%ad %s", "--", "src/main.c"]
    kinds = {"A": "added", "D": "deleted", "M": "modified", "R": "renamed"}
    blocks = [block.split("\n") for block in git(moving, *words).decode().rstrip().split("\n\n")]
    # What heads each commit stands above the rows of the one before it.
    heads = [blocks[0][0], *(block[-1] for block in blocks[1:-1])]
    rows = [block[0].split("\t") for block in blocks[1:]]
    lines = said("history_of_a_file.py", moving)
    assert len(lines) == len(rows) == 8
    for line, head, row in zip(lines, heads, rows, strict=True):
        date, _, subject = head.partition(" ")
        assert line.startswith(f"{date} {kinds[row[0][0]]} {row[-1].encode()!r} ")
        assert line.endswith(subject)
