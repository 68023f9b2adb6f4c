"""What differs between trees, beside `git diff-tree`: odd trees and histories, paths, what cannot be read, bounds."""

from __future__ import annotations

import random
import tracemalloc
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import Any

import pytest

from pygitobj import SHA1, SHA256, IdList, NotFoundError, ObjectStore
from pygitobj.errors import CorruptError, GitObjectError
from pygitobj.formats.pathspec import Pathspec, PathspecList
from pygitobj.walk import tree_comparison, tree_levels
from pygitobj.walk.history import History
from pygitobj.walk.read_ahead import ReadAhead
from pygitobj.walk.tree_comparison import COMBINED, EACH, FIRST, Comparison, compare_commits
from pygitobj.walk.tree_entries import TreeTooDeepError
from tests.support.command import git
from tests.unit.walk.test_reachable import dag

NAMES = [b"a", b"a-b", b"a.c", b"a0", b"ab", b"b", b"B", b"\xff", b"a\n", b".git", b".."]
# What is no directory is a link, a file or, whatever it says, a submodule; permissions come and go.
MODES = ["100644", "100664", "100755", "100600", "120000", "120777", "160000", "0", "777", "60000", "10000100644"]
DIRECTORIES = ["40000", "040000", "40755"]
WHO = b"author A <a@b> 5 +0000\ncommitter A <a@b> 7 +0000\n\nx\n"
SPECS = [[], ["a"], ["a/"], ["a/b/", "b"], ["a-b/a", "a/a/a", "zz"], ["*b"], [":!a"], [":(icase)A/b"], ["a/*", ":!a/b"]]

Entry = tuple[bytes, str, bytes]


def tree_of(entries: Sequence[Entry]) -> bytes:
    """The body of a tree."""
    return b"".join(b"%s %s\0%s" % (mode.encode(), name, oid) for name, mode, oid in entries)


class Odd:
    """A store of trees that are like one another, of all shapes, and commits of them."""

    def __init__(self, path: Path, seed: int) -> None:
        self.path, self.chance = path, random.Random(seed)
        self.format = (SHA1, SHA256)[seed % 2]
        self.is_sorted = seed % 4 < 2
        git(path, "init", "-q", "--bare", f"--object-format={self.format.name}", ".")
        self.store = ObjectStore(str(path / "objects"), object_format=self.format)
        self.links = ReadAhead(self.store)
        self.nothing = bytes(self.store.empty_tree)
        self.blobs = [bytes(self.store.write("blob", b"%d" % at)) for at in range(4)]
        self.trees = [self.nothing]
        made: list[list[Entry]] = [[]]
        for number in range(50):
            entries = list(self.chance.choice(made))
            for _ in range(1 if number > 20 else 5):
                self.change(entries)
            if self.is_sorted:
                entries = sorted({entry[0]: entry for entry in entries}.values(), key=key)
            made.append(entries)
            self.trees.append(bytes(self.store.write("tree", tree_of(entries))))
        self.commits: list[tuple[bytes, bytes, list[bytes]]] = []
        for number in range(30):
            parents = self.chance.sample(self.commits, min(number, self.chance.choice([0, 1, 2, 2, 3, 4])))
            tree = self.chance.choice(self.trees)
            lines = b"".join(b"parent %s\n" % oid.hex().encode() for oid, _, _ in parents)
            body = b"tree %s\n%sauthor A <a@b> %d +0000\n" % (tree.hex().encode(), lines, number)
            oid = bytes(self.store.write("commit", body + WHO.split(b"\n", 1)[1]))
            self.commits.append((oid, tree, [one for _, one, _ in parents]))

    def change(self, entries: list[Entry]) -> None:
        """Take an entry away, or add one somewhere."""
        if entries and self.chance.random() < 0.4:
            entries.pop(self.chance.randrange(len(entries)))
            return
        is_tree = self.chance.random() < 0.5
        mode = self.chance.choice(DIRECTORIES if is_tree else MODES)
        oid = self.chance.choice(self.trees[-25:] if is_tree else self.blobs)
        entries.insert(self.chance.randrange(len(entries) + 1), (self.chance.choice(NAMES), mode, oid))


def key(entry: Entry) -> bytes:
    """What git sorts entries by."""
    return entry[0] + b"/" * (entry[1] in DIRECTORIES)


@pytest.fixture(params=range(8))
def odd(request: pytest.FixtureRequest, tmp_path: Path) -> Odd:
    return Odd(tmp_path, request.param)


def pathspecs_of(words: Sequence[str]) -> PathspecList | None:
    """The pathspecs of a command line."""
    return PathspecList([Pathspec(word) for word in words]) if words else None


def letter(old: int, new: int) -> bytes:
    """How git calls a change."""
    return b"A" if not old else b"D" if not new else b"T" if (old ^ new) & 0o170000 else b"M"


def raw(entries: Iterator[Any]) -> bytes:
    """The entries as `git diff-tree --raw -z --no-abbrev` prints them."""
    lines = []
    for path, *rest in entries:
        if len(rest) == 4:
            old, old_id, new, new_id = rest
            lines.append(
                b":%06o %06o %s %s %s\0%s\0"
                % (old, new, old_id.hex().encode(), new_id.hex().encode(), letter(old, new), path)
            )
            continue
        new, new_id, olds = rest
        modes = b"".join(b"%06o " % mode for mode, _ in olds)
        ids = b"".join(b"%s " % oid.hex().encode() for _, oid in olds)
        how = b"".join(b"D" if not new else b"A" if not mode else b"M" for mode, _ in olds)
        start = b":" * len(olds) + modes + b"%06o " % new + ids
        lines.append(b"%s%s %s\0%s\0" % (start, new_id.hex().encode(), how, path))
    return b"".join(lines)


def test_odd_trees(odd: Odd) -> None:
    """As they lie, sorted or not, with names twice, in all three shapes, by every kind of path."""
    pairs = [(odd.chance.choice(odd.trees), odd.chance.choice(odd.trees)) for _ in range(60)]
    asked = b"".join(b"%s %s\n" % (old.hex().encode(), new.hex().encode()) for old, new in pairs)
    for words in SPECS:
        for shape in (["-r"], ["-r", "-t"], []):
            compare = Comparison(odd.links, odd.nothing, pathspecs_of(words), recursive="-r" in shape).compare
            found = b"".join(
                b"%s %s\n" % (old.hex().encode(), new.hex().encode()) + raw(one.entries(with_trees="-t" in shape))
                for (old, new), one in zip(pairs, compare(new + old for old, new in pairs), strict=True)
            )
            command = ["diff-tree", "--stdin", "--raw", "-z", "--no-abbrev", *shape, "--", *words]
            assert found == git(odd.path, *command, stdin=asked), (words, shape)


def test_odd_merges(odd: Odd) -> None:
    """What differs from all parents, in one walk over all their trees."""
    merges = [one for one in odd.commits if len(one[2]) > 1]
    asked = b"".join(oid.hex().encode() + b"\n" for oid, _, _ in merges)
    for words in SPECS:
        compare = Comparison(odd.links, odd.nothing, pathspecs_of(words)).compare
        compared = compare(b"".join([tree, *parents]) for _, tree, parents in merges)
        found = b"".join(
            oid.hex().encode() + b"\0" + raw(one.entries(with_trees=True))
            for (oid, _, _), one in zip(merges, compared, strict=True)
        )
        command = ["diff-tree", "--stdin", "-c", "-r", "-t", "--raw", "-z", "--no-abbrev", "--", *words]
        expected = git(odd.path, *command, stdin=asked)
        # Whether git names a commit without entries depends on its version.
        named = {oid.hex().encode() for oid, _, _ in merges}
        assert entries_in(found, named) == entries_in(expected, named), words


def entries_in(text: bytes, named: set[bytes]) -> list[list[bytes]]:
    """What follows each of the ids in `text`, where there is anything."""
    found: list[list[bytes]] = []
    for part in text.split(b"\0"):
        if part in named:
            found.append([part])
        elif part:
            found[-1].append(part)
    return [part for part in found if len(part) > 1]


def test_bounds_change_nothing(odd: Odd, monkeypatch: pytest.MonkeyPatch) -> None:
    pairs = [new + old for new, old in zip(odd.trees[::3], odd.trees[::-3], strict=True)]
    for words in ([], ["a"], ["*b"]):
        expected = [
            list(one.entries()) for one in Comparison(odd.links, odd.nothing, pathspecs_of(words)).compare(pairs)
        ]
        for batch, held, nodes in ((3, 1, 1 << 30), (1000, 1, 1), (7, 1 << 30, 2000), (1000, 100, 60_000)):
            monkeypatch.setattr(tree_comparison, "BATCH", batch)
            monkeypatch.setattr(tree_comparison, "CHUNK", 1)
            monkeypatch.setattr(tree_levels, "MOST_HELD", held)
            monkeypatch.setattr(tree_levels, "MOST_NODES", nodes)
            monkeypatch.setattr(tree_comparison, "MOST_NODES", nodes)
            comparison = Comparison(odd.links, odd.nothing, pathspecs_of(words))
            assert [list(one.entries()) for one in comparison.compare(pairs)] == expected
        monkeypatch.undo()


class Counted(ReadAhead):
    """Notes which trees are read."""

    def __init__(self, store: ObjectStore) -> None:
        super().__init__(store)
        self.asked: list[bytes] = []

    def trees(self, ids: IdList) -> Iterator[Sequence[bytes | None]]:
        self.asked += ids.raws()
        return super().trees(ids)


@pytest.fixture
def links(tmp_path: Path) -> Iterator[ReadAhead]:
    """What an empty repository links."""
    git(tmp_path, "init", "-q", "--bare", ".")
    with ObjectStore(str(tmp_path / "objects")) as store:
        yield ReadAhead(store)


@pytest.fixture
def history(tmp_path: Path) -> Iterator[tuple[Path, History]]:
    """A random history."""
    git(tmp_path, "init", "-q", "--bare", ".")
    git(tmp_path, "fast-import", "--quiet", stdin=dag(5, 30).encode())
    with ObjectStore(str(tmp_path / "objects")) as store:
        yield tmp_path, History(Counted(store))


def test_what_commits_changed(history: tuple[Path, History]) -> None:
    path, walked = history
    links = walked.provider
    assert isinstance(links, Counted)
    lines = git(path, "rev-list", "--all").split()
    numbers = [walked.number(bytes.fromhex(line.decode())) for line in lines]
    nothing = bytes(links.store.empty_tree)
    for parents, words in ((EACH, ["-m"]), (FIRST, ["--diff-merges=first-parent"]), (COMBINED, ["-c"])):
        links.asked.clear()
        found: dict[bytes, bytes] = {}
        for one in compare_commits(walked, Comparison(links, nothing), numbers, parents):
            name = walked.table.oid(one.number).hex().encode()
            found[name] = found.get(name, b"") + raw(one.compared.entries())
        # Each tree once for all commits but one that is met again further down.
        assert len(links.asked) <= len(set(links.asked)) * 1.5
        for line in lines:
            command = ["diff-tree", "-r", "--root", "--raw", "-z", "--no-abbrev", "--no-commit-id", *words]
            assert found[line] == git(path, *command, line.decode()).strip(b"\n"), (parents, line)


def test_equal_trees_are_not_read(history: tuple[Path, History]) -> None:
    path, walked = history
    links = walked.provider
    assert isinstance(links, Counted)
    nothing = bytes(links.store.empty_tree)
    tree = bytes.fromhex(git(path, "rev-parse", "c40^{tree}").decode())
    assert [list(one.entries()) for one in Comparison(links, nothing).compare([tree + tree, nothing * 2])] == [[], []]
    assert links.asked == []


def written(store: ObjectStore, *entries: Entry) -> bytes:
    """The id of a new tree."""
    return bytes(store.write("tree", tree_of(entries)))


def test_a_tree_that_is_missing_or_malformed(links: ReadAhead) -> None:
    """Told of where a walk comes to it, and by its id; what else the commits changed is there all the same."""
    store, nothing = links.store, bytes(links.store.empty_tree)
    blob = bytes(store.write("blob", b"x"))
    gone, bad = bytes([7]) * 20, bytes(store.write("tree", b"100644 cut"))
    asked: list[tuple[bytes, int]] = []

    def problem(oid: bytes, code: int, error: GitObjectError | None) -> bool:
        assert error is not None
        asked.append((oid, code))
        return True

    for absent, kind in ((gone, NotFoundError), (bad, CorruptError), (blob, CorruptError)):
        old = written(store, (b"b", "40000", absent))
        new = written(store, (b"a", "100644", blob), (b"b", "40000", nothing), (b"c", "100644", blob))
        alone = written(store, (b"z", "100644", blob))
        comparison = Comparison(links, nothing)
        broken, whole = comparison.compare([new + old, alone + nothing])
        assert [row[0] for row in whole.entries()] == [b"z"]
        rows = broken.entries()
        assert next(rows)[0] == b"a"
        with pytest.raises(kind, match=absent.hex()):
            next(rows)
        asked.clear()
        (broken,) = Comparison(links, nothing, problem=problem).compare([new + old])
        assert [row[0] for row in broken.entries()] == [b"a", b"c"]
        assert asked == [(absent, 2)]
        # What is not asked for is not met.
        elsewhere = PathspecList([Pathspec("c")])
        (broken,) = Comparison(links, nothing, elsewhere).compare([new + old])
        assert [row[0] for row in broken.entries()] == [b"c"]


def test_what_leads_to_a_tree_is_taken_for_it(links: ReadAhead, tmp_path: Path) -> None:
    """As git takes it: an entry that is a directory and names a commit, or a tag of one, has what is in its tree."""
    store, nothing = links.store, bytes(links.store.empty_tree)
    blob = bytes(store.write("blob", b"x"))
    leaf = written(store, (b"f", "100644", blob))
    commit = bytes(store.write("commit", b"tree %s\n%s" % (leaf.hex().encode(), WHO)))
    tag = bytes(store.write("tag", b"object %s\ntype commit\ntag t\n\nx\n" % commit.hex().encode()))
    again = bytes(store.write("tag", b"object %s\ntype tag\ntag u\n\nx\n" % tag.hex().encode()))
    new = written(store, (b"c", "40000", commit), (b"t", "40000", again))
    (one,) = Comparison(links, nothing).compare([new + nothing])
    expected = git(tmp_path, "diff-tree", "-r", "-z", "--raw", "--no-abbrev", nothing.hex(), new.hex())
    assert raw(one.entries()) == expected
    assert expected.count(b"/f") == 2
    # A tag of a blob leads to none.
    other = bytes(store.write("tag", b"object %s\ntype blob\ntag t\n\nx\n" % blob.hex().encode()))
    (one,) = Comparison(links, nothing).compare([written(store, (b"t", "40000", other)) + nothing])
    with pytest.raises(CorruptError, match=other.hex()):
        list(one.entries())


def deep(store: ObjectStore, tree: bytes, levels: int) -> bytes:
    """A tree in so many others."""
    for _ in range(levels):
        tree = written(store, (b"d", "40000", tree))
    return tree


def test_trees_too_deep(links: ReadAhead, tmp_path: Path) -> None:
    """Git's bound, counted from the top of each; a shared tree may be too deep at one place alone."""
    store, nothing = links.store, bytes(links.store.empty_tree)
    blob = bytes(store.write("blob", b"x"))
    leaf = written(store, (b"f", "100644", blob))
    just, over = deep(store, leaf, 8), deep(store, leaf, 9)
    both = written(store, (b"a", "40000", deep(store, leaf, 7)), (b"b", "40000", just))
    for order in ([just, over, both], [both, over, just], [over, both, just]):
        links.max_depth = 8
        comparison = Comparison(links, nothing)
        for tree, one in zip(order, comparison.compare(tree + nothing for tree in order), strict=True):
            rows = one.entries()
            if tree != over:
                assert next(rows)[0].endswith(b"/f")
            if tree != just:
                with pytest.raises(TreeTooDeepError, match="exceeded maximum allowed tree depth"):
                    next(rows)
            else:
                assert not list(rows)
    git(tmp_path, "-c", "core.maxTreeDepth=8", "diff-tree", "-r", nothing.hex(), just.hex())


@pytest.mark.parametrize("words", [[], ["a/b"], ["*x"], [":(icase)A"]])
def test_a_bomb_of_shared_trees(links: ReadAhead, words: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """2^30 paths: as many as somebody takes, in the memory that some need."""
    monkeypatch.setattr(tree_levels, "MOST_NODES", 1 << 18)
    store, nothing = links.store, bytes(links.store.empty_tree)
    blob = bytes(store.write("blob", b"x"))
    tree = written(store, (b"x", "100644", blob))
    for _ in range(30):
        tree = written(store, (b"a", "40000", tree), (b"b", "40000", tree))
    (one,) = Comparison(links, nothing, pathspecs_of(words)).compare([tree + nothing])
    tracemalloc.start()
    rows = list(islice(one.entries(), 5000))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert len({row[0] for row in rows}) == 5000
    assert peak < 24 << 20
