"""`repo.changes` and `repo.diff`: commits with what they changed, beside git's log, and what makes no difference."""

from __future__ import annotations

import pickle
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from pygitobj import (
    ALL,
    Change,
    ChangeKind,
    CommitChanges,
    CorruptError,
    IdList,
    Lines,
    NotFoundError,
    ObjectId,
    Problem,
    Repository,
    RevisionError,
    Side,
)
from pygitobj.face.change import Asked
from tests.support.command import git
from tests.support.file_histories import make
from tests.support.made_history import commit

ORDERS = [("default", []), ("topo", ["--topo-order"]), ("date", ["--date-order"])]


@pytest.fixture(scope="module", params=range(4))
def place(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A repository with a random history."""
    path = tmp_path_factory.mktemp("changes") / "r.git"
    make(path, request.param)
    return path


@pytest.fixture
def repo(place: Path) -> Iterator[Repository]:
    with Repository.open(place) as opened:
        yield opened


def told(change: Change) -> tuple[bytes, ...]:
    """A change as git's raw lines tell it."""
    sides = [(side.mode, str(side.id)) if side else (0, "0" * 40) for side in (change.old, change.new)]
    letter = change.kind.value + ("" if change.similarity is None else f"{change.similarity:03}")
    row = f":{sides[0][0]:06o} {sides[1][0]:06o} {sides[0][1]} {sides[1][1]} {letter}".encode()
    if change.similarity is not None and change.old is not None:
        return row, change.old.path, change.path
    return row, change.path


def ours(found: Iterator[CommitChanges]) -> list[tuple[str, list[tuple[bytes, ...]]]]:
    """Commits with what they changed, as git tells it."""
    return [(str(commit.id), [told(change) for change in changes]) for commit, changes in found]


def of_git(place: Path, *words: str) -> list[tuple[str, list[tuple[bytes, ...]]]]:
    """What git's log tells: each commit once, with its rows."""
    out = git(place, "log", "--raw", "-z", "--no-abbrev", "--format=%x01%H", *words)
    found: dict[str, list[tuple[bytes, ...]]] = {}
    for part in out.split(b"\1")[1:]:
        head, _, rest = part.partition(b"\0")
        parts = rest.lstrip(b"\n\0").split(b"\0")
        rows = found.setdefault(head.decode().strip(), [])
        at = 0
        while at < len(parts) and parts[at].startswith(b":"):
            count = 3 if parts[at].rpartition(b" ")[2][:1] in b"RC" else 2
            rows.append((parts[at], *parts[at + 1 : at + count]))
            at += count
    return list(found.items())


@pytest.mark.parametrize("renames", [True, False, 80, 100])
@pytest.mark.parametrize(("order", "words"), ORDERS)
def test_as_gits_log_tells(place: Path, repo: Repository, renames: bool | int, order: Any, words: list[str]) -> None:
    asked = ["--no-renames"] if renames is False else ["-M" if renames is True else f"-M{renames}%"]
    expected = of_git(place, "--all", "--diff-merges=first-parent", *asked, *words)
    assert ours(repo.changes(ALL, renames=renames, order=order)) == expected
    assert ours(repo.changes(ALL, renames=renames, order=order, reverse=True)) == expected[::-1]


def test_merges(place: Path, repo: Repository) -> None:
    each = of_git(place, "main", "--diff-merges=separate", "-M")
    assert ours(repo.changes("main", merges="each")) == each
    assert ours(repo.changes("main", merges="omit")) == of_git(place, "main", "--no-merges", "-M")
    merges = {str(one.id): one.parents for one in repo.walk("main", merges=True)}
    assert merges
    for found in repo.changes("main", merges="combined"):
        if str(found.commit.id) not in merges:
            continue
        paths = git(place, "diff-tree", "-r", "-c", "-M", "--name-only", "--no-commit-id", "-z", str(found.commit.id))
        count = len(merges[str(found.commit.id)])
        assert [one.path for one in found.changes] == [path for path in paths.split(b"\0")[:-1] for _ in range(count)]
        assert [one.parent for one in found.changes] == [*range(count)] * (len(found.changes) // count)


def test_the_parent_is_told(repo: Repository) -> None:
    seen = set()
    for found in repo.changes("main", merges="each"):
        for change in found.changes:
            seen.add(change.parent)
            for side, name in ((change.old, "parents"), (change.new, "id")):
                if side is not None:
                    at = found.commit.parents[change.parent] if name == "parents" else found.commit.id
                    assert repo.resolve(f"{at}:{side.path.decode()}") == side.id
    assert {0, 1} <= seen


def test_what_is_done_is_walked_through(repo: Repository) -> None:
    every = ours(repo.changes(ALL))
    ids = [ObjectId(oid) for oid, _ in every]
    # In the order in which they were given, which is no order that can be searched by halves.
    for done in (IdList(ids[7:20]), set(ids[7:20]), ids[7:20]):
        assert ours(repo.changes(ALL, done=done)) == every[:7] + every[20:]
    assert ours(repo.changes(ALL, done=IdList(ids))) == []


def test_paths_and_moments(place: Path, repo: Repository) -> None:
    rows = dict(of_git(place, "main", "--diff-merges=first-parent", "-M", "--", "c"))
    listed = git(place, "rev-list", "main", "--", "c").decode().split()
    assert ours(repo.changes("main", paths=["c"])) == [(oid, rows[oid]) for oid in listed]
    since, until = (datetime.fromtimestamp(10**9 + second, UTC) for second in (10, 30))
    words = ["--since-as-filter=1000000010 +0000", "--until=1000000030 +0000"]
    expected = of_git(place, "main", "--diff-merges=first-parent", "-M", *words)
    assert ours(repo.changes("main", since=since, until=until)) == expected
    assert 0 < len(expected) < 40


def test_lines(place: Path, repo: Repository) -> None:
    for found in repo.changes("main", lines=True, renames=False):
        rows = git(place, "diff-tree", "-m", "--root", "-r", "-z", "--numstat", "--no-commit-id", *(
            [str(found.commit.parents[0])] if found.commit.parents else []), str(found.commit.id)
        ).split(b"\0")[:-1]  # fmt: skip
        expected = [tuple(map(int, row.split(b"\t")[:2])) for row in rows]
        assert [one.lines for one in found.changes] == expected
        again = list(repo.diff(found.commit.parents[0] if found.commit.parents else None, found.commit, renames=False))
        assert again == list(found.changes)
        assert [one.lines for one in again] == expected


def test_a_diff_is_always_from_old_to_new(place: Path, repo: Repository) -> None:
    (first,) = git(place, "rev-list", "--max-parents=0", "main").decode().split()
    there, back = repo.diff(first, "main", renames=False), repo.diff("main", first, renames=False)
    assert [(one.old, one.new) for one in there] == [(one.new, one.old) for one in back]
    tree = repo.tree("main")
    for new in ("main", "main^{tree}", tree, tree.id, repo.commit("main"), repo.commit("main").id):
        assert list(repo.diff(None, new)) == list(repo.diff(None, tree))
    assert {one.kind for one in repo.diff(None, tree)} == {ChangeKind.ADDED}
    assert {one.kind for one in repo.diff(tree, None)} == {ChangeKind.DELETED}
    assert list(repo.diff(tree, tree)) == []
    copies = git(place, "diff-tree", "-r", "-C", "--name-status", first, "main").decode().split("\n")[:-1]
    assert [one.kind.value for one in repo.diff(first, "main", copies=True)] == [line[0] for line in copies]
    some = repo.diff(first, "main", paths=["c", b"a"])
    assert {one.path.split(b"/")[0] for one in some} <= {b"a", b"c"}


@pytest.fixture
def bare(tmp_path: Path) -> Path:
    """A repository without anything."""
    git(tmp_path, "init", "-q", "--bare", "-b", "main", "bare.git")
    return tmp_path / "bare.git"


def blob(place: Path, data: bytes) -> str:
    return git(place, "hash-object", "-w", "--stdin", stdin=data).decode().strip()


def tree(place: Path, *entries: str) -> str:
    return git(place, "mktree", "--missing", stdin="".join(f"{entry}\n" for entry in entries).encode()).decode().strip()


def test_hunks(bare: Path) -> None:
    old = b"int main()\n{\n" + b"".join(b"\tline(%d);\n" % at for at in range(20)) + b"}"
    new = old.replace(b"line(9)", b"other(9)") + b"\n"
    one, two = (tree(bare, f"100644 blob {blob(bare, data)}\tf") for data in (old, new))
    with Repository.open(bare) as repo:
        (change,) = repo.diff(one, two)
        first, last = change.hunks(context=1)
        assert (first.old, first.new, first.heading) == (range(11, 14), range(11, 14), b"int main()")
        assert first.lines == [
            (" ", b"\tline(8);\n"), ("-", b"\tline(9);\n"), ("+", b"\tother(9);\n"), (" ", b"\tline(10);\n"),
        ]  # fmt: skip
        assert last.lines[-2:] == [("-", b"}"), ("+", b"}\n")]
        assert change.hunks(0)[0].old == range(12, 13)
        assert (change.old_data(), change.new_data()) == (old, new)
        (whole,) = repo.diff(None, two)
        assert whole.hunks()[0].old == range(0)
        with pytest.raises(ValueError, match="was not there before"):
            whole.old_data()
        with pytest.raises(ValueError, match="context"):
            change.hunks(-1)


def test_space_makes_no_difference_where_it_is_not_to(bare: Path) -> None:
    one, two = (tree(bare, f"100644 blob {blob(bare, data)}\tf") for data in (b"a b\nc\n", b"a  b \nd\n"))
    with Repository.open(bare) as repo:
        for lines in (False, True):
            (change,) = repo.diff(one, two, lines=lines, ignore_space=True)
            assert change.lines == Lines(1, 1)
            (change,) = repo.diff(one, two, lines=lines)
            assert change.lines == Lines(2, 2)
        assert [line for sign, line in repo.diff(one, two, ignore_space=True)[0].hunks(0)[0].lines] == [b"c\n", b"d\n"]


def test_what_has_no_lines(bare: Path) -> None:
    module, other = "1" * 40, "2" * 40
    one = tree(bare, f"100644 blob {blob(bare, b'x' * 100 + bytes(1))}\tb", f"160000 commit {module}\tm")
    two = tree(bare, f"100644 blob {blob(bare, b'text')}\tb", f"160000 commit {other}\tm")
    with Repository.open(bare) as repo:
        for lines in (False, True):
            binary, submodule = repo.diff(one, two, lines=lines)
            assert binary.lines is None
            assert binary.hunks() == []
            assert submodule.lines == Lines(1, 1)
        assert submodule.new_data() == f"Subproject commit {other}\n".encode()
        added = repo.diff(None, two)[1]
        assert added.new == Side(b"m", 0o160000, ObjectId(other))


def test_no_configuration_changes_anything(place: Path, repo: Repository, tmp_path: Path) -> None:
    expected = [(ours(iter([one])), [change.lines for change in one.changes]) for one in repo.changes(ALL, lines=True)]
    settings = [
        ("diff.renames", "copies"), ("diff.algorithm", "patience"), ("diff.renameLimit", "1"),
        ("diff.noprefix", "true"), ("core.bigFileThreshold", "1"), ("diff.context", "9"),
        ("diff.ignoreSubmodules", "all"), ("pack.threads", "1"),
    ]  # fmt: skip
    with Repository.open(place, overrides=settings) as other:
        found = [
            (ours(iter([one])), [change.lines for change in one.changes]) for one in other.changes(ALL, lines=True)
        ]
    assert found == expected


def test_values(repo: Repository, place: Path) -> None:
    changes = [change for one in repo.changes(ALL, lines=True) for change in one.changes]
    for change in changes[:40]:
        again = pickle.loads(pickle.dumps(change))
        assert (again, hash(again), repr(again)) == (change, hash(change), repr(change))
        assert again.lines == change.lines
        assert again.hunks() == change.hunks()
    assert len({*changes, *changes}) <= len(changes)
    assert changes[0] != 1
    (whole,) = list(repo.changes("main", renames=False))[-1:]
    assert pickle.loads(pickle.dumps(whole)) == whole
    moved = next(one for one in changes if one.kind is ChangeKind.RENAMED)
    assert repr(moved) == f"<Change R {moved.old.path.decode() if moved.old else ''} → {moved.path.decode()}>"
    long = Change(Asked(repo), (b"x\n" * 900, 0, bytes(20), 0o100644, b"1" * 20))
    assert len(repr(long)) < 100
    assert "\n" not in repr(long)


def test_what_cannot_be_read(bare: Path) -> None:
    good = blob(bare, b"".join(b"line %d\n" % at for at in range(30)))
    lost, gone = "7" * 40, "8" * 40
    one = commit(bare, tree(bare, f"100644 blob {good}\ta"), 1_600_000_000)
    two = commit(bare, tree(bare, f"100644 blob {lost}\tb"), 1_600_000_001, one)
    three = commit(bare, tree(bare, f"100644 blob {good}\ta", f"040000 tree {gone}\td"), 1_600_000_002, two)
    git(bare, "update-ref", "refs/heads/main", three)
    with Repository.open(bare) as repo:
        with pytest.raises(NotFoundError):
            list(repo.changes("main"))
        told_of: list[Problem] = []
        found = list(repo.changes("main", lines=True, problem=told_of.append))
        assert [str(one.commit.id) for one in found] == [three, two, one]
        assert {str(problem.oid) for problem in told_of} == {lost, gone}
        assert [(one.kind, one.path, one.lines) for one in found[1].changes] == [
            (ChangeKind.DELETED, b"a", Lines(0, 30)),
            (ChangeKind.ADDED, b"b", None),
        ]
    # A commit whose parent cannot be read is not given: nothing says what it changed.
    (bare / "objects" / two[:2] / two[2:]).unlink()
    with Repository.open(bare) as repo:
        told_of.clear()
        assert list(repo.changes("main", problem=told_of.append)) == []
        assert str(told_of[0].oid) == two
        with pytest.raises(NotFoundError):
            list(repo.changes("main"))


def test_replaced_trees_and_blobs(bare: Path) -> None:
    """What is read in their place counts wherever a history is looked through; the ids are those that were named."""
    here, instead, new = (blob(bare, b"needle %d\n" % at) for at in range(3))
    below, other = tree(bare, f"100644 blob {here}\ta"), tree(bare, f"100644 blob {here}\ta", f"100644 blob {new}\tx")
    one = commit(bare, tree(bare, f"040000 tree {below}\td"), 1_600_000_000)
    two = commit(bare, tree(bare, f"040000 tree {below}\td", f"100644 blob {here}\te"), 1_600_000_001, one)
    git(bare, "update-ref", "refs/heads/main", two)
    git(bare, "replace", below, other)
    git(bare, "replace", here, instead)
    git(bare, "replace", f"{one}^{{tree}}", git(bare, "mktree", stdin=b"").strip().decode())
    with Repository.open(bare) as repo:
        assert ours(repo.changes("main", lines=True)) == of_git(bare, "main", "-M")
        assert [one.path for one in repo.diff(one, two)] == [b"d/a", b"d/x", b"e"]
        walked = [str(found.commit.id) for found in repo.history("d/x")]
        assert walked == git(bare, "rev-list", "main", "--", "d/x").decode().split() == [two]
        assert {str(each.id) for _, each in repo.last_modified("d")} == {two}
        assert sorted(map(str, repo.reachable(["main"]).ids)) == sorted(
            line[:40] for line in git(bare, "rev-list", "--objects", "main").decode().splitlines()
        )
        hits = {(str(hit.id), hit.line) for hit in repo.search(b"needle", "main")}
        assert hits == {(here, b"needle 1"), (new, b"needle 2")}
        assert {hit.line for hit in repo.search(b"needle")} == {b"needle 0", b"needle 1", b"needle 2"}
    with Repository.open(bare, replace=False) as repo:
        assert [one.path for one in repo.diff(one, two)] == [b"e"]


def test_a_shallow_edge_is_a_root(place: Path, tmp_path: Path) -> None:
    git(tmp_path, "clone", "-q", "--bare", "--depth=3", f"file://{place}", "shallow.git")
    with Repository.open(tmp_path / "shallow.git") as repo:
        assert ours(repo.changes("main")) == of_git(
            tmp_path / "shallow.git", "main", "--diff-merges=first-parent", "-M"
        )


@pytest.mark.parametrize(
    ("named", "error"),
    [
        ({"merges": "all"}, ValueError), ({"merges": None}, ValueError), ({"lines": 1}, TypeError),
        ({"renames": "yes"}, TypeError), ({"renames": 0}, ValueError), ({"renames": 101}, ValueError),
        ({"done": "x"}, TypeError), ({"done": 3}, TypeError), ({"done": {"0" * 40}}, TypeError),
        ({"done": range(1 << 60)}, TypeError),
        ({"paths": "a"}, TypeError), ({"order": "x"}, ValueError),
        ({"since": datetime(2020, 1, 1)}, TypeError), ({"problem": 1}, TypeError), ({"hide": "main"}, TypeError),
    ],
)  # fmt: skip
def test_what_cannot_be_is_told_at_once(repo: Repository, named: dict[str, Any], error: type[Exception]) -> None:
    with pytest.raises(error):
        repo.changes(ALL, **named)


def test_what_cannot_be_compared(repo: Repository) -> None:
    wrong: list[Any] = [ALL, 3, b"main"]
    for name in wrong:
        with pytest.raises(TypeError):
            repo.diff(None, name)
    for text in ("-x", "nothing"):
        with pytest.raises((RevisionError, NotFoundError, CorruptError)):
            repo.diff(None, text)
