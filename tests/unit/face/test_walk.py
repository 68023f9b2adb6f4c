"""`repo.walk`, beside what git lists: where it starts, what it hides, in which order, and what cannot be."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from typing import Any

import pytest

from pygitobj import (
    ALL,
    BRANCHES,
    TAGS,
    CorruptError,
    GitObjectError,
    NotFoundError,
    Pathspec,
    Problem,
    Repository,
    RevisionError,
)
from tests.support.command import git
from tests.support.made_history import commit, make_history

SECOND = 1_700_000_000


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A history with merges, one of three, tags, and another worktree."""
    return make_history(tmp_path_factory.mktemp("made"))


@pytest.fixture
def merged(made: Path) -> Iterator[Repository]:
    """The same, open."""
    with Repository.open(made) as opened:
        yield opened


@pytest.fixture
def bare(tmp_path: Path) -> Path:
    """A repository without anything."""
    git(tmp_path, "init", "-q", "--bare", "-b", "main", "bare.git")
    return tmp_path / "bare.git"


def listed(place: Path, *words: str) -> list[str]:
    return git(place, "rev-list", *words).decode().split()


def walked(repo: Repository, *start: Any, **named: Any) -> list[str]:
    return [str(one.id) for one in repo.walk(*start, **named)]


def moment(second: int) -> datetime:
    return datetime.fromtimestamp(second, UTC)


def empty_tree(place: Path) -> str:
    return git(place, "mktree").decode().strip()


def point(place: Path, oid: str, name: str = "refs/heads/main") -> None:
    git(place, "update-ref", name, oid)


WALKS: list[tuple[tuple[Any, ...], dict[str, Any], list[str]]] = [
    ((), {}, ["HEAD"]),
    ((ALL,), {}, ["--all"]),
    ((BRANCHES,), {"hide": [TAGS.matching("refs/tags/light")]}, ["--branches", "^light"]),
    (("light..main", "^side"), {}, ["light..main", "^side"]),
    (("main...feat/one",), {}, ["main...feat/one"]),
    (("v2",), {"order": "topo"}, ["--topo-order", "v2"]),
    (("main",), {"order": "date"}, ["--date-order", "main"]),
    (("main",), {"order": "author-date"}, ["--author-date-order", "main"]),
    (("main",), {"reverse": True}, ["--reverse", "main"]),
    (("main",), {"reverse": True, "limit": 2}, ["--reverse", "-n2", "main"]),
    (("main",), {"limit": 0}, ["-n0", "main"]),
    (("main",), {"limit": 3}, ["-n3", "main"]),
    (("main",), {"first_parent": True}, ["--first-parent", "main"]),
    (("main",), {"merges": True}, ["--merges", "main"]),
    (("main",), {"merges": False}, ["--no-merges", "main"]),
    (("main",), {"merges": False, "limit": 1, "reverse": True}, ["--no-merges", "-n1", "--reverse", "main"]),
    (("main",), {"since": moment(SECOND + 200)}, ["--since-as-filter=1700000200", "main"]),
    (("main",), {"until": moment(SECOND + 300)}, ["--until=1700000300", "main"]),
    (("main",), {"paths": ["d"]}, ["main", "--", "d"]),
    (("main",), {"paths": [b"d/g", "none"]}, ["main", "--", "d/g", "none"]),
    (("main",), {"paths": ["*"]}, ["main", "--", ":(literal)*"]),
    (("main",), {"paths": [Pathspec(":(glob)**/g")]}, ["main", "--", ":(glob)**/g"]),
    (("main",), {"grep": re.compile(rb"fix|first")}, ["-E", "--grep=fix|first", "main"]),
    (("main",), {"grep": re.compile(rb"fix"), "limit": 1, "reverse": True}, ["--grep=fix", "-n1", "--reverse", "main"]),
    (("main",), {"author": re.compile(rb"<b@x>")}, ["--author=<b@x>", "main"]),
]  # fmt: skip


@pytest.mark.parametrize(("start", "named", "words"), WALKS, ids=[" ".join(words) for _, _, words in WALKS])
def test_as_git_lists(made: Path, merged: Repository, start: Any, named: Any, words: list[str]) -> None:
    assert walked(merged, *start, **named) == listed(made, *words)


def test_commits_are_whole(made: Path, merged: Repository) -> None:
    tip = next(merged.walk("main"))
    assert tip == merged.commit("main")
    assert tip.data == git(made, "cat-file", "commit", "main")
    assert (
        walked(merged, merged.resolve("v2")) == walked(merged, merged.tag("v2")) == walked(merged, merged.commit("v2"))
    )


@pytest.mark.parametrize("reverse", [False, True])
def test_the_limit_counts_what_is_given(place: Path, reverse: bool) -> None:
    """And is no limit of what is looked through; turned round are those that would be given."""
    with Repository.open(place) as repo:
        every = [one.id for one in repo.walk() if re.search(b"1|2", one.message)]
        given = every[:3][::-1] if reverse else every[:3]
        assert [one.id for one in repo.walk(grep=re.compile(b"1|2"), limit=3, reverse=reverse)] == given
        assert len(every) > 3


def test_hide_is_exact_whatever_clocks_say(bare: Path) -> None:
    """2,000 commits with clocks that jump by years: beside what can be worked out from the parents alone."""
    random = Random(7)
    tree = empty_tree(bare)
    git(bare, "update-ref", "refs/heads/start", commit(bare, tree, SECOND))
    stream, parents_of = [], dict[int, list[int]]()
    for number in range(2, 2002):
        parents = sorted({random.randrange(max(1, number - 60), number) for _ in range(random.choice((1, 1, 2, 3)))})
        parents_of[number] = parents if number > 2 else [1]
        second = random.choice((5, SECOND + random.randrange(10**8), 4_000_000_000, SECOND - number * 1000))
        body = f"commit refs/heads/x\nmark :{number}\ncommitter A <a@x> {second} +0000\ndata 2\nx\n"
        if number == 2:
            body += "from refs/heads/start^0\n"
        else:
            body += f"from :{parents[0]}\n" + "".join(f"merge :{parent}\n" for parent in parents[1:])
        stream.append(body + "\n")
    git(
        bare,
        "fast-import",
        "--quiet",
        f"--export-marks={bare}/marks",
        stdin="".join(stream).replace(":1\n", "refs/heads/start^0\n").encode(),
    )
    ids = {1: git(bare, "rev-parse", "start").decode().strip()}
    for line in (bare / "marks").read_text().split("\n")[:-1]:
        mark, oid = line.split()
        ids[int(mark[1:])] = oid

    def reached(number: int) -> set[int]:
        found, waiting = {number}, [number]
        while waiting:
            for parent in parents_of.get(waiting.pop(), []):
                if parent not in found:
                    found.add(parent)
                    waiting.append(parent)
        return found

    with Repository.open(bare) as repo:
        for _ in range(12):
            one, two, three = (random.randrange(2, 2002) for _ in range(3))
            expected = {ids[number] for number in reached(one) - reached(two) - reached(three)}
            for order in ("default", "date", "topo"):
                found = walked(repo, ids[one], hide=[ids[two], ids[three]], order=order)
                assert len(found) == len(set(found))
                assert set(found) == expected, (one, two, three, order)


def test_dates_test_each_commit(bare: Path) -> None:
    """One that is too old in between ends nothing, nor does what is too new; part of a second counts."""
    tree = empty_tree(bare)
    first = commit(bare, tree, SECOND + 50)
    old = commit(bare, tree, 17, first)
    new = commit(bare, tree, SECOND + 90, old)
    last = commit(bare, tree, SECOND + 60, new)
    with Repository.open(bare) as repo:
        assert walked(repo, last, since=moment(SECOND), until=moment(SECOND + 60)) == [last, first]
        assert walked(repo, last, since=moment(SECOND + 60)) == [last, new]
        half = moment(SECOND + 60).replace(microsecond=500_000)
        assert walked(repo, last, since=half) == [new]
        assert walked(repo, last, until=half) == [last, old, first]
        assert walked(repo, last, since=moment(-5)) == [last, new, old, first]
        assert walked(repo, last, until=moment(-5)) == []


def test_an_unborn_head_gives_nothing(bare: Path) -> None:
    with Repository.open(bare) as repo:
        assert walked(repo) == walked(repo, ALL) == walked(repo, hide=[ALL]) == []
        with pytest.raises(RevisionError):
            repo.walk("HEAD")


@pytest.mark.parametrize("start", ["--all", "-n1", "", "--", "--output=x", "no-such", "\0", "main\nside", "@{u}x"])
def test_text_is_a_revision_alone(merged: Repository, start: str) -> None:
    calls: list[Callable[[], object]] = [
        lambda: merged.walk(start), lambda: merged.walk(hide=[start]), lambda: merged.reachable([start]),
        lambda: merged.reachable(["main"], [start]), lambda: merged.paths([], start), lambda: merged.merge_base(start),
        lambda: merged.is_ancestor("main", start), lambda: merged.ahead_behind(start, "main"),
        lambda: merged.containing(start), lambda: merged.describe(start), lambda: merged.last_modified("", start),
    ]  # fmt: skip
    for call in calls:
        with pytest.raises(RevisionError):
            call()


NAIVE = datetime.fromisoformat("2020-01-01")


@pytest.mark.parametrize(
    ("named", "error"),
    [
        ({"since": NAIVE}, TypeError), ({"until": NAIVE}, TypeError), ({"since": 5}, TypeError),
        ({"hide": "main"}, TypeError), ({"paths": "d"}, TypeError), ({"paths": b"d"}, TypeError),
        ({"paths": [3]}, TypeError), ({"paths": [""]}, ValueError), ({"paths": ["../x"]}, ValueError),
        ({"order": "newest"}, ValueError), ({"order": None}, ValueError), ({"reverse": "no"}, TypeError),
        ({"first_parent": 1}, TypeError), ({"merges": "no"}, TypeError), ({"limit": -1}, ValueError),
        ({"limit": "3"}, TypeError), ({"limit": True}, TypeError), ({"author": "x"}, TypeError),
        ({"grep": re.compile("x")}, TypeError), ({"problem": 3}, TypeError), ({"hide": [None]}, TypeError),
        ({"hide": [b"main"]}, TypeError), ({"hide": ["-x"]}, RevisionError),
    ],
)  # fmt: skip
def test_what_cannot_be_is_told_at_once(merged: Repository, named: dict[str, Any], error: type[Exception]) -> None:
    with pytest.raises(error):
        merged.walk(**named)


@pytest.mark.parametrize("start", [None, 3, b"main", ["main"], Path("main")])
def test_what_is_no_start(merged: Repository, start: Any) -> None:
    with pytest.raises(TypeError):
        merged.walk(start)
    with pytest.raises(TypeError):
        merged.describe(start)


def test_a_closed_repository(made: Path) -> None:
    repo = Repository.open(made)
    going = repo.walk(ALL)
    next(going)
    repo.close()
    calls: list[Callable[[], object]] = [
        repo.walk, lambda: repo.walk(ALL), lambda: repo.reachable(["main"]), lambda: list(repo.paths([], "main")),
        lambda: repo.merge_base("main", "side"), lambda: list(repo.containing("main")), repo.describe,
        repo.unreachable, lambda: list(repo.last_modified()),
    ]  # fmt: skip
    for call in calls:
        with pytest.raises((ValueError, GitObjectError)):
            call()


def remove(place: Path, oid: str) -> None:
    (place / "objects" / oid[:2] / oid[2:]).unlink()


def damage(place: Path, oid: str) -> None:
    path = place / "objects" / oid[:2] / oid[2:]
    path.chmod(0o644)
    path.write_bytes(b"no object")


@pytest.mark.parametrize("spoil", [remove, damage])
@pytest.mark.parametrize(
    "named",
    [
        {}, {"order": "topo"}, {"order": "author-date"}, {"reverse": True}, {"merges": False},
        {"grep": re.compile(b"x"), "reverse": True}, {"paths": ["f"], "order": "date"}, {"paths": ["f"]},
    ],
)  # fmt: skip
def test_a_problem_is_told_once_and_the_walk_goes_on(
    bare: Path, spoil: Callable[[Path, str], None], named: dict[str, Any]
) -> None:
    """A commit that two children name is gone; what another line reaches is given all the same."""
    if "paths" in named:
        blob = git(bare, "hash-object", "-w", "--stdin", stdin=b"x").decode().strip()
        tree = git(bare, "mktree", stdin=f"100644 blob {blob}\tf\n".encode()).decode().strip()
    else:
        tree = empty_tree(bare)
    root = commit(bare, tree, SECOND)
    bad = commit(bare, tree, SECOND + 10, root)
    left, right = (commit(bare, tree, SECOND + second, bad) for second in (20, 21))
    other = commit(bare, tree, SECOND + 30, message="x other")
    tip = commit(bare, tree, SECOND + 40, left, right, message="x tip")
    point(bare, tip)
    spoil(bare, bad)
    told: list[Problem] = []
    with Repository.open(bare) as repo:
        with pytest.raises(NotFoundError if spoil is remove else CorruptError):
            list(repo.walk(tip, other, **named))
        found = walked(repo, tip, other, problem=told.append, **named)
    assert [str(one.oid) for one in told] == [bad]
    assert isinstance(told[0].error, NotFoundError if spoil is remove else CorruptError)
    expected = {tip, other, left, right} if named.get("merges") is None else {other, left, right}
    if "paths" in named:
        assert {other} <= set(found) <= expected
    else:
        assert set(found) == expected
        assert len(found) == len(expected)


@pytest.mark.parametrize("spoil", [remove, damage])
def test_references_to_what_cannot_be_read_are_problems_too(bare: Path, spoil: Callable[[Path, str], None]) -> None:
    """In a set of references what one of them leads to is a problem; a start that is named alone has to be there."""
    tree = empty_tree(bare)
    good, bad, lost = (commit(bare, tree, SECOND + at) for at in range(3))
    point(bare, good)
    for number in range(2):
        point(bare, bad, f"refs/heads/bad{number}")
    git(bare, "tag", "-a", "-m", "x", "lost", lost)
    spoil(bare, bad)
    remove(bare, lost)
    told: list[Problem] = []
    with Repository.open(bare) as repo:
        for start in (ALL, bad):
            with pytest.raises((NotFoundError, CorruptError, RevisionError)):
                list(repo.walk(start, good))
        assert walked(repo, ALL, problem=told.append) == [good]
        assert sorted(str(one.oid) for one in told) == sorted([bad, lost])
        assert [str(one.commit.id) for one in repo.changes(BRANCHES, problem=told.append)] == [good]
        assert walked(repo, good, hide=[TAGS], problem=told.append) == [good]
        with pytest.raises(RevisionError, match=bad):
            repo.walk(bad, problem=told.append)


def test_what_the_function_raises_comes_out(bare: Path) -> None:
    bad = commit(bare, empty_tree(bare), SECOND)
    tip = commit(bare, empty_tree(bare), SECOND + 1, bad)
    remove(bare, bad)

    def stop(problem: Problem) -> None:
        raise KeyboardInterrupt(str(problem.oid))

    with Repository.open(bare) as repo, pytest.raises(KeyboardInterrupt, match=bad):
        list(repo.walk(tip, problem=stop))


def test_what_is_hidden_need_not_be_there(bare: Path) -> None:
    tree = empty_tree(bare)
    gone = commit(bare, tree, SECOND)
    base = commit(bare, tree, SECOND + 1, gone)
    tip = commit(bare, tree, SECOND + 2, base)
    remove(bare, gone)
    with Repository.open(bare) as repo:
        assert walked(repo, tip, hide=[base]) == [tip]


@pytest.mark.parametrize("order", ["default", "date", "author-date", "topo"])
def test_a_cycle(bare: Path, order: Any) -> None:
    """Which replace refs make: each commit once, or an error where no order can be; nothing is lost in silence."""
    tree = empty_tree(bare)
    one = commit(bare, tree, SECOND)
    two = commit(bare, tree, SECOND + 1, one)
    point(bare, commit(bare, tree, SECOND + 2, two, message="round"), f"refs/replace/{one}")
    with Repository.open(bare) as repo:
        if order == "default":
            assert walked(repo, two) == [two, one]
            assert walked(repo, two, hide=[one]) == []
        else:
            with pytest.raises(GitObjectError, match="circle"):
                walked(repo, two, order=order)


def test_a_replaced_commit_has_its_own_id(bare: Path) -> None:
    tree = empty_tree(bare)
    old = commit(bare, tree, SECOND)
    tip = commit(bare, tree, SECOND + 1, old)
    point(bare, commit(bare, tree, SECOND, message="instead"), f"refs/replace/{old}")
    with Repository.open(bare) as repo:
        assert [(str(one.id), one.message) for one in repo.walk(tip)] == [(tip, b"x\n"), (old, b"instead\n")]


def test_a_shallow_edge(place: Path, tmp_path: Path) -> None:
    git(tmp_path, "clone", "-q", "--bare", "--depth=3", f"file://{place}", "cut.git")
    with Repository.open(tmp_path / "cut.git") as repo:
        commits = list(repo.walk())
        assert len(commits) == 3
        assert commits[-1].id in repo.shallow
        assert len(commits[-1].parents) == 1


def test_references_may_move_meanwhile(place: Path) -> None:
    with Repository.open(place) as repo:
        expected = walked(repo)
        going = repo.walk()
        found = [str(next(going).id)]
        git(place, "update-ref", "HEAD", "HEAD~3")
        assert found + [str(one.id) for one in going] == expected
        assert walked(repo) == expected[3:]


def test_with_a_commit_graph(place: Path, tmp_path: Path) -> None:
    """The same, also where it knows commits whose bodies are gone."""
    shutil.copytree(place, tmp_path / "with-graph", symlinks=True)
    graph = tmp_path / "with-graph"
    git(graph, "repack", "-adq")
    git(graph, "commit-graph", "write", "--reachable", "--changed-paths")
    with Repository.open(place) as plain, Repository.open(graph) as repo:
        for named in ({}, {"order": "topo"}, {"paths": ["file1"]}, {"order": "author-date", "reverse": True}):
            assert walked(repo, ALL, **named) == walked(plain, ALL, **named)


def test_a_walk_through_many_packed_commits(bare: Path) -> None:
    """Most are given from what was read on the way, those that did not fit are read again: each as it is stored."""
    stream = []
    for number in range(1, 9001):
        text = f"{number} " + "x" * (4000 if number % 3 else 0)
        stream.append(f"commit refs/heads/main\nmark :{number}\ncommitter A <a@x> {SECOND + number} +0000\n")
        stream.append(f"data {len(text)}\n{text}\n" + (f"from :{number - 1}\n" if number > 1 else "") + "\n")
    git(bare, "fast-import", "--quiet", stdin="".join(stream).encode())
    with Repository.open(bare) as repo:
        found = [int(one.message.split()[0]) for one in repo.walk()]
        assert found == list(range(9000, 0, -1))
        some = next(one for one in repo.walk() if one.message.startswith(b"4500 "))
        assert repo.format.hash_object("commit", some.data) == some.id


def test_a_tree_that_is_missing(bare: Path) -> None:
    """Where paths are looked for it ends the walk; elsewhere nobody asks for it."""
    tree = git(bare, "mktree", stdin=f"040000 tree {empty_tree(bare)}\td\n".encode()).decode().strip()
    root = commit(bare, empty_tree(bare), SECOND)
    tip = commit(bare, tree, SECOND + 1, root)
    remove(bare, tree)
    told: list[Problem] = []
    with Repository.open(bare) as repo:
        assert walked(repo, tip) == [tip, root]
        for named in ({}, {"problem": told.append}):
            with pytest.raises(NotFoundError, match=tree):
                walked(repo, tip, paths=["d"], **named)
    assert told == []


def test_a_problem_after_what_was_given(bare: Path) -> None:
    """What comes before it is given first."""
    oids = [commit(bare, empty_tree(bare), SECOND)]
    for second in range(1, 30):
        oids.append(commit(bare, empty_tree(bare), SECOND + second, oids[-1]))
    remove(bare, oids[3])
    with Repository.open(bare) as repo:
        going = repo.walk(oids[-1])
        assert [str(next(going).id) for _ in range(10)] == oids[:-11:-1]
        with pytest.raises(NotFoundError, match=oids[3]):
            list(going)
        assert walked(repo, oids[-1], limit=20) == oids[:-21:-1]
