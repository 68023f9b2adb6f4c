"""What can be reached: the objects that git lists, and with hidden roots no others than these reach."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from pygitobj import SHA1, SHA256, GitObjectError, ObjectId, ObjectStore
from pygitobj.errors import CorruptObject, NotFoundError
from pygitobj.kernels import name_hash
from pygitobj.walk.column import Column
from pygitobj.walk.problems import missing
from pygitobj.walk.reachable import PLAIN, Listed, Root, Scope, reachable
from tests.support.command import git
from tests.support.stores import write_loose

WHO = "A <a@b> 1700000000 +0000"
MISSING = "1234567890" * 4


def ids_of(repository: Path, *names: str) -> list[bytes]:
    """The raw ids that git takes revisions for."""
    return [bytes.fromhex(line) for line in git(repository, "rev-parse", *names).decode().split()] if names else []


def split(column: Column, size: int = 20) -> list[str]:
    """The ids of a column, in hex."""
    return [bytes(column.ids[at : at + size]).hex() for at in range(0, len(column.ids), size)]


def listed_by_us(
    repository: Path, *shown: str, hidden: tuple[str, ...] = (), shallow: frozenset[bytes] = frozenset()
) -> Listed:
    """What `shown` reach and `hidden` do not."""
    object_format = SHA256 if "sha256" in (repository / "config").read_text() else SHA1
    with ObjectStore(str(repository / "objects"), object_format) as store:
        roots = [Root(oid) for oid in ids_of(repository, *shown)]
        return reachable(store, roots, [Root(oid) for oid in ids_of(repository, *hidden)], Scope(shallow))


def all_of(found: Listed, size: int = 20) -> set[str]:
    """The ids of all that was found; fails where one is there twice."""
    ids = [oid for column in found[:4] for oid in split(column, size)]
    assert len(ids) == len(set(ids))
    return set(ids)


def listed_by_git(repository: Path, *words: str) -> set[str]:
    """The ids that `git rev-list --objects` prints."""
    return {line.split(" ")[0] for line in git(repository, "rev-list", "--objects", *words).decode().splitlines()}


def refuse_wrong(repository: Path, *shown: str, hidden: tuple[str, ...] = ()) -> set[str]:
    """Gives what either we or git list, but not both; fails where we list too little, or what is not reached at all.

    Both may list too much, which is then reached by the hidden roots too: where dates are wrong they do not see that.
    """
    ours = all_of(listed_by_us(repository, *shown, hidden=hidden))
    theirs = listed_by_git(repository, *shown, "--not", *hidden)
    reached, known = listed_by_git(repository, *shown), listed_by_git(repository, *hidden) if hidden else set()
    assert reached - known <= ours <= reached
    assert ours ^ theirs <= known
    return ours ^ theirs


@pytest.fixture(scope="module")
def everything(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A merge, tags of all types and of tags, trees that share blobs, a submodule, two histories, some of it packed."""
    path = tmp_path_factory.mktemp("everything")
    git(path, "init", "-q", "--bare", "-b", "main", ".")
    script = [commit("main", 1, {"a": "one", "d/b": "two", "d/e/c": "one"})]
    script += [commit("side", 3, {"side": "four"}, "refs/heads/main"), commit("main", 2, {"a": "three"})]
    script += [commit("main", 4, {"d/b": "five"}, "", "refs/heads/side"), commit("other", 5, {"x": "one", "y": "six"})]
    git(path, "fast-import", "--quiet", stdin="".join(script).encode())
    git(path, "repack", "-adq")
    link = (
        f"160000 commit {MISSING}\tmodule\n040000 tree {git(path, 'rev-parse', 'main^{tree}').decode().strip()}\tin\n"
    )
    tree = git(path, "mktree", "--missing", stdin=link.encode()).decode().strip()
    git(path, "update-ref", "refs/heads/linked", git(path, "commit-tree", tree, "-m", "x").decode().strip())
    for name, target in [
        ("one", "main"),
        ("two", "one"),
        ("three", "two"),
        ("tree", "main^{tree}"),
        ("blob", "main:a"),
    ]:
        git(path, "tag", "-a", "-m", "x", name, target)
    git(path, "tag", "-a", "-m", "x", "tree2", "tree")
    return path


def commit(branch: str, date: int, files: dict[str, str], start: str = "", *merged: str) -> str:
    """A commit for fast-import."""
    lines = [f"commit refs/heads/{branch}\ncommitter A <a@b> {date} +0000\ndata 2\nx\n"]
    lines += [f"from {start}\n"] * bool(start) + [f"merge {one}\n" for one in merged]
    lines += [f"M 644 inline {name}\ndata {len(text)}\n{text}\n" for name, text in files.items()]
    return "".join(lines)


ROOTS = [
    "main",
    "side",
    "other",
    "linked",
    "one",
    "three",
    "tree",
    "tree2",
    "blob",
    "main:d",
    "main:d/b",
    "main^{tree}",
]


@pytest.mark.parametrize("root", ROOTS)
def test_one_root(everything: Path, root: str) -> None:
    assert all_of(listed_by_us(everything, root)) == listed_by_git(everything, root)


def test_all_roots(everything: Path) -> None:
    found = listed_by_us(everything, *ROOTS)
    assert all_of(found) == listed_by_git(everything, *ROOTS)
    assert MISSING not in all_of(found)
    types = git(everything, "cat-file", "--batch-check=%(objecttype)", "--batch-all-objects").decode().split()
    counts = [types.count(kind) for kind in ("commit", "tag", "tree", "blob")]
    assert [len(column.hashes) for column in found[:4]] == counts


def test_name_hashes(everything: Path) -> None:
    """Those of the paths that git prints, which are those where we found them first where no object has two."""
    found = listed_by_us(everything, "main")
    paths: dict[str, set[int]] = {}
    for line in git(everything, "rev-list", "main").decode().split():
        for row in git(everything, "ls-tree", "-rt", line).decode().splitlines():
            oid, _, path = row.split(" ")[2].partition("\t")
            paths.setdefault(oid, set()).add(name_hash(path.encode()))
    for column in (found.trees, found.blobs):
        for oid, hash_ in zip(split(column), column.hashes, strict=True):
            assert hash_ in paths.get(oid, {0})


@pytest.mark.parametrize("hidden", ROOTS)
def test_each_root_hidden(everything: Path, hidden: str) -> None:
    """Where dates are right that is just what git lists."""
    for shown in ROOTS:
        assert refuse_wrong(everything, shown, hidden=(hidden,)) == set(), shown


def test_several_hidden(everything: Path) -> None:
    for hidden in (("side", "other"), ("main~1", "main^2"), ("three", "blob"), ("linked", "tree2")):
        assert refuse_wrong(everything, *ROOTS, hidden=hidden) == set()


def test_hidden_that_is_missing(everything: Path) -> None:
    """A root must be there; what hidden ones reach need not."""
    with ObjectStore(str(everything / "objects")) as store:
        roots = [Root(oid) for oid in ids_of(everything, "main")]
        with pytest.raises(GitObjectError, match=MISSING):
            reachable(store, roots, [Root(bytes.fromhex(MISSING))])


def dag(seed: int, skew: int, commits: int = 40) -> str:
    """A random history whose dates are wrong by up to `skew` seconds, and whose few blobs come again and again."""
    chance = random.Random(seed)
    script = []
    for number in range(1, commits + 1):
        date = 10_000 + 10 * number + chance.randint(-skew, skew)
        wanted = min(number - 1, chance.choice([0, 1, 1, 1, 1, 2, 3]))
        parents = [f"refs/heads/c{one}" for one in chance.sample(range(max(1, number - 6), number), wanted)]
        files = {chance.choice(["a/x", "a/y", "b", "c/d/e", "f"]): str(chance.randrange(12)) for _ in range(2)}
        script.append(commit(f"c{number}", date, files, *parents))
    return "".join(script)


@pytest.mark.parametrize("skew", [0, 30, 100_000])
def test_random_histories(tmp_path: Path, skew: int) -> None:
    """As git lists them, unless dates are wrong by more than the walk looks on for."""
    git(tmp_path, "init", "-q", "--bare", ".")
    git(tmp_path, "fast-import", "--quiet", stdin=dag(skew, skew).encode())
    chance = random.Random(skew)
    for number in range(25):
        names = [f"c{one}" for one in chance.sample(range(1, 41), 4)]
        shown, hidden = names[: 1 + number % 3], tuple(names[1 + number % 3 :])
        other = refuse_wrong(tmp_path, *shown, hidden=hidden)
        assert skew > 30 or not other
    assert refuse_wrong(tmp_path, "c38", "c39", "c40") == set()


def test_shallow_clone(everything: Path, tmp_path: Path) -> None:
    git(tmp_path, "clone", "-q", "--bare", "--depth=1", "--no-single-branch", f"file://{everything}", "clone")
    clone = tmp_path / "clone"
    cut = frozenset(bytes.fromhex(line) for line in (clone / "shallow").read_text().split())
    expected = listed_by_git(clone, "--all")
    names = git(clone, "for-each-ref", "--format=%(refname)").decode().split()
    assert all_of(listed_by_us(clone, *names, shallow=cut)) == expected
    with pytest.raises(NotFoundError):
        listed_by_us(clone, "main")


def test_sha256(tmp_path: Path) -> None:
    git(tmp_path, "init", "-q", "--bare", "--object-format=sha256", ".")
    git(tmp_path, "fast-import", "--quiet", stdin=dag(5, 0, 10).encode())
    ours = listed_by_us(tmp_path, "c9", "c10", hidden=("c5",))
    assert all_of(ours, 32) == listed_by_git(tmp_path, "c9", "c10", "^c5")


def test_roots_that_are_given_twice_or_with_their_types(everything: Path) -> None:
    once = listed_by_us(everything, "three", "main:d")
    with ObjectStore(str(everything / "objects")) as store:
        tag, tree = ids_of(everything, "three", "main:d")
        roots = [Root(tag, code=4), Root(tree, b"d", 2), Root(tag), Root(tree)]
        assert all_of(reachable(store, roots)) == all_of(once)


# What is missing or malformed


class Broken:
    """Objects made by hand, with something wrong."""

    def __init__(self, path: Path) -> None:
        self.objects = path / "objects"

    def add(self, kind: str, body: str | bytes) -> str:
        """Write an object; gives its id in hex."""
        return write_loose(self.objects, kind, body if isinstance(body, bytes) else body.encode()).hex()

    def tree(self, *rows: tuple[str, str, str]) -> str:
        """Write a tree of (mode, name, id)."""
        return self.add("tree", b"".join(b"%s %s\0%s" % (m.encode(), n.encode(), bytes.fromhex(i)) for m, n, i in rows))

    def commit(self, tree: str, *parents: str) -> str:
        """Write a commit."""
        lines = "".join(f"parent {parent}\n" for parent in parents)
        return self.add("commit", f"tree {tree}\n{lines}author {WHO}\ncommitter {WHO}\n\nx\n")

    def tag(self, target: str, kind: str) -> str:
        """Write a tag."""
        return self.add("tag", f"object {target}\ntype {kind}\ntag x\ntagger {WHO}\n\nx\n")

    def reach(self, root: str, scope: Scope = PLAIN) -> set[str]:
        """What can be reached."""
        with ObjectStore(str(self.objects)) as store:
            return all_of(reachable(store, [Root(bytes.fromhex(root))], (), scope))


@pytest.fixture
def broken(tmp_path: Path) -> Broken:
    return Broken(tmp_path)


def test_missing_objects(broken: Broken) -> None:
    tree = broken.tree(("100644", "a", broken.add("blob", "a")))
    roots = {
        "commit": broken.commit(tree, MISSING),
        "tree": broken.commit(MISSING),
        "tree below": broken.commit(broken.tree(("40000", "d", MISSING))),
    }
    for name, root in roots.items():
        with pytest.raises(GitObjectError) as caught:
            broken.reach(root)
        kind = f"object {MISSING} is missing" if name == "commit" else f"bad tree object {MISSING}"
        assert str(caught.value) == kind, name
        everything = broken.reach(root, Scope(problem=missing(lambda oid: oid.hex() == MISSING)))
        assert root in everything
    for root in (MISSING, broken.tag(MISSING, "commit"), broken.tag(broken.tag(MISSING, "blob"), "tag")):
        with pytest.raises(GitObjectError, match=MISSING):
            broken.reach(root)


def test_links_of_another_type(broken: Broken) -> None:
    blob = broken.add("blob", "a")
    tree = broken.tree(("100644", "a", blob))
    good = broken.commit(tree)
    wrong = {
        broken.commit(blob): blob,
        broken.commit(tree, tree): tree,
        broken.commit(broken.tree(("40000", "d", blob))): blob,
        broken.tag(blob, "commit"): blob,
        broken.tag(good, "tag"): good,
        broken.tag(tree, "blob"): tree,
    }
    for root, guilty in wrong.items():
        with pytest.raises(CorruptObject, match=guilty):
            broken.reach(root)


def test_malformed_objects(broken: Broken) -> None:
    tree = broken.tree(("100644", "a", broken.add("blob", "a")))
    bad_commits = [
        "",
        "tree",
        f"tree {tree[:39]}\n",
        f"tree {tree}",
        f"tree {tree}\nparent {tree[:30]}\n",
        "tree " + "x" * 40 + "\n",
    ]
    for body in bad_commits:
        root = broken.add("commit", body)
        with pytest.raises(CorruptObject, match=root):
            broken.reach(root)
        with pytest.raises(CorruptObject, match=root):
            broken.reach(broken.commit(tree, root))
    for raw in (b"100644 a\0short", b"x", b"100644 a", b"999999 a\0" + bytes(20), b"100644 \0" + bytes(20)):
        root = broken.add("tree", raw)
        for top in (root, broken.commit(broken.tree(("40000", "d", root), ("40000", "e", tree)))):
            with pytest.raises(CorruptObject, match=root):
                broken.reach(top)
    for body in ("", f"object {tree}\n", f"object {tree}\ntype nothing\ntag x\n\n", "object x\ntype tree\ntag x\n\n"):
        root = broken.add("tag", body)
        with pytest.raises(CorruptObject, match=root):
            broken.reach(root)


@pytest.mark.parametrize("date", ["", "x", "-1", "9" * 18, "9" * 30, "9" * 5000])
def test_odd_dates(broken: Broken, date: str) -> None:
    tree = broken.tree()
    first = broken.add("commit", f"tree {tree}\nauthor {WHO}\ncommitter A <a@b> {date} +0000\n\nx\n")
    root = broken.commit(tree, first)
    assert broken.reach(root) == {root, first, tree}


def test_damaged_copy_of_a_tree(everything: Path, tmp_path: Path) -> None:
    """The good one is read; with none it is named."""
    objects = tmp_path / "objects"
    blob = write_loose(objects, "blob", b"a")
    body = b"100644 a\0" + blob
    tree = write_loose(objects, "tree", body)
    path = objects / tree.hex()[:2] / tree.hex()[2:]
    good = path.read_bytes()
    path.write_bytes(good[:-3] + b"xyz")
    with ObjectStore(str(objects)) as store, pytest.raises(GitObjectError, match=tree.hex()):
        reachable(store, [Root(tree)])
    path.write_bytes(good)
    with ObjectStore(str(objects)) as store:
        assert all_of(reachable(store, [Root(ObjectId(tree))])) == {tree.hex(), blob.hex()}
