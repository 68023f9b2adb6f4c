"""Renames, copies and rewrites: found as git finds them, in its order, with its scores."""

from __future__ import annotations

import random
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from pygitobj.changes.contents import Contents
from pygitobj.changes.pairs import Side
from pygitobj.changes.renames import COPIES, NONE, RenameOptions, Stopped, find_renames
from pygitobj.errors import NotFoundError
from tests.support.file_pairs import SUBMODULE, File, Tree, Trees, told

LINK, EXECUTABLE = 0o120000, 0o100755
TEXT = b"".join(b"line %d of a text\n" % number for number in range(30))
OTHER = b"".join(b"another one, %d\n" % number for number in range(40))


@pytest.fixture
def trees(tmp_path: Path) -> Trees:
    """A place for the files of trees."""
    return Trees(tmp_path / "r.git")


def found(trees: Trees, old: Tree, new: Tree, **options: Any) -> list[str]:
    """What is found between two trees, as git tells it."""
    wanted = RenameOptions()._replace(**options)
    all_sources = partial(trees.sides, old)
    pairs = find_renames(trees.pairs(old, new), wanted, Contents(trees.store), all_sources=all_sources)
    return told(pairs)


def edited(text: bytes, count: int) -> bytes:
    """`text` with other lines in the place of some."""
    lines = text.splitlines(keepends=True)
    return b"".join([b"edited %d\n" % at if at < count else line for at, line in enumerate(lines)])


def test_the_same_content_goes_to_the_same_last_name(trees: Trees) -> None:
    old = {"a/x": TEXT, "b/y": TEXT, "c/z": TEXT}
    assert found(trees, old, {"new/y": TEXT, "new/w": TEXT}) == ["D\tc/z", "R100\ta/x\tnew/w", "R100\tb/y\tnew/y"]
    assert found(trees, old, {"z": TEXT}) == ["D\ta/x", "D\tb/y", "R100\tc/z\tz"]


def test_a_file_that_went_to_several_places(trees: Trees) -> None:
    new = {"b": TEXT, "c": TEXT, "d": TEXT}
    assert found(trees, {"a": TEXT}, new) == ["R100\ta\tb", "A\tc", "A\td"]
    assert found(trees, {"a": TEXT}, new, detect=COPIES) == ["C100\ta\tb", "C100\ta\tc", "R100\ta\td"]


def test_a_path_that_a_tree_has_twice_is_no_rename_of_itself(trees: Trees) -> None:
    (gone,), (come,) = trees.pairs({"a": TEXT}, {}), trees.pairs({}, {"a": TEXT})
    contents = Contents(trees.store)
    assert find_renames([come, come, gone, gone], RenameOptions(), contents) == []


def test_nothing_is_looked_for(trees: Trees) -> None:
    assert found(trees, {"a": TEXT}, {"b": TEXT}, detect=NONE) == ["D\ta", "A\tb"]


def test_last_names_that_are_there_once_come_before_what_is_more_similar(trees: Trees) -> None:
    old = {"src/a.c": TEXT, "src/b.c": edited(TEXT, 3)}
    new = {"lib/a.c": edited(TEXT, 3), "lib/c.c": TEXT + b"more\n"}
    assert found(trees, old, new) == ["R100\tsrc/b.c\tlib/a.c", "R099\tsrc/a.c\tlib/c.c"]
    new = {"lib/a.c": edited(TEXT, 4), "lib/b.c": edited(TEXT, 2)}
    assert found(trees, old, new)[0].endswith("src/a.c\tlib/a.c")


def test_what_is_no_regular_file_is_found_by_its_id_alone(trees: Trees) -> None:
    link, moved = (LINK, b"some/where/" * 20), (LINK, b"some/where/" * 19)
    assert found(trees, {"a": link}, {"b": link}) == ["R100\ta\tb"]
    assert found(trees, {"a": link}, {"b": moved}) == ["D\ta", "A\tb"]
    assert found(trees, {"a": (LINK, TEXT)}, {"b": TEXT}) == ["D\ta", "A\tb"]
    assert found(trees, {"a": (EXECUTABLE, TEXT)}, {"b": TEXT}) == ["R100\ta\tb"]
    module = (SUBMODULE, b"\1" * 20)
    assert found(trees, {"a": module}, {"b": module}) == ["R100\ta\tb"]
    assert found(trees, {"a": module}, {"b": (SUBMODULE, b"\2" * 20)}) == ["D\ta", "A\tb"]


def test_empty_files_take_part_unless_they_shall_not(trees: Trees) -> None:
    assert found(trees, {"a": b""}, {"b": b""}) == ["R100\ta\tb"]
    assert found(trees, {"a": b""}, {"b": b""}, rename_empty=False) == ["D\ta", "A\tb"]


def test_one_path_alone(trees: Trees) -> None:
    old, new = {"a": TEXT, "b": OTHER}, {"c": TEXT, "d": OTHER}
    assert found(trees, old, new, single_follow=b"d") == ["D\ta", "A\tc", "R100\tb\td"]


def test_a_limit_is_told_of(trees: Trees) -> None:
    old: Tree = {f"a{at}": edited(TEXT, at) for at in range(3)}
    new: Tree = {f"b{at}": edited(TEXT, at) + b"x\n" for at in range(4)}
    told_of: list[Stopped] = []
    options = RenameOptions(limit=3)
    pairs = find_renames(trees.pairs(old, new), options, Contents(trees.store), tell=told_of.append)
    assert told_of == [Stopped(4, False)]
    assert {pair.status for pair in pairs} == {"A", "D"}
    for limit in (0, 4):
        pairs = find_renames(
            trees.pairs(old, new), options._replace(limit=limit), Contents(trees.store), tell=told_of.append
        )
        assert [pair.status for pair in pairs].count("R") == 3
    assert len(told_of) == 1


def test_files_that_did_not_change_are_left_out_first(trees: Trees) -> None:
    old: dict[str, File] = {f"same{at}": edited(OTHER, at) for at in range(9)}
    new: dict[str, File] = {**old, "copy": edited(OTHER, 1) + b"x\n", "also": TEXT + b"x\n", "mine": edited(TEXT, 1)}
    old["mine"] = TEXT
    told_of: list[Stopped] = []
    options = RenameOptions(COPIES, find_copies_harder=True, limit=2)
    pairs = find_renames(
        trees.pairs(old, new), options, Contents(trees.store), all_sources=lambda: trees.sides(old), tell=told_of.append
    )
    assert told_of == [Stopped(10, True)]
    assert told(pairs) == ["C099\tmine\talso", "A\tcopy", "M\tmine"]
    assert told(
        find_renames(
            trees.pairs(old, new),
            options._replace(limit=0),
            Contents(trees.store),
            all_sources=lambda: trees.sides(old),
        )
    ) == ["C099\tmine\talso", "C099\tsame1\tcopy", "M\tmine"]


def test_broken_pairs(trees: Trees) -> None:
    old, new = {"a": TEXT, "b": OTHER}, {"a": OTHER, "b": TEXT}
    assert found(trees, old, new, break_score=30000) == ["R100\tb\ta", "R100\ta\tb"]
    assert found(trees, {"a": TEXT}, {"a": OTHER}, break_score=30000) == ["M100\ta"]
    assert found(trees, {"a": TEXT}, {"a": OTHER}, break_score=30000, detect=NONE) == ["M100\ta"]
    # What is taken from a path that stays is a copy.
    assert found(trees, {"a": TEXT}, {"a": OTHER, "b": TEXT}, break_score=30000) == ["M100\ta", "C100\ta\tb"]
    assert found(trees, {"a": TEXT}, {"a": (LINK, b"x")}, break_score=30000) == ["T100\ta"]
    assert found(trees, {"a": b"1\n"}, {"a": b"2\n"}, break_score=30000) == ["M\ta"]
    # Less than 60 per cent is gone: it was broken for the search alone.
    assert found(trees, {"a": TEXT}, {"a": edited(TEXT, 17) + OTHER}, break_score=30000) == ["M\ta"]


def test_a_deletion_of_what_is_still_there_is_not_told(trees: Trees) -> None:
    # git 2.55 tells of one where the half that is deleted is empty and these take no part.
    old: Tree = {"a": (LINK, b""), "b": TEXT}
    new: Tree = {"a": TEXT}
    assert found(trees, old, new, break_score=30000, rename_empty=False) == ["R100\tb\ta"]


def test_what_is_missing_is_an_error_where_it_is_needed(trees: Trees) -> None:
    pairs = trees.pairs({"a": TEXT}, {"b": TEXT + b"x\n", "c": TEXT})
    lost = Side(b"z", 0o100644, b"\7" * 20)
    pairs.append(pairs[0]._replace(old=lost))
    assert told(find_renames(pairs, RenameOptions(minimum=60000), Contents(trees.store)))[-1] == "D\tz"
    with pytest.raises(NotFoundError):
        find_renames(pairs, RenameOptions(), Contents(trees.store))


LINES = [b"line %d %b\n" % (number, b"x" * (number * 7 % 90)) for number in range(30)] + [b"\n", b"a\r\n", b"\0z\n"]


def varied(chance: random.Random, text: bytes) -> bytes:
    """`text` with some lines changed."""
    lines = text.splitlines(keepends=True)
    for _ in range(chance.choice([0, 0, 1, 2, 5, 9])):
        at = chance.randrange(len(lines) + 1)
        lines[at : at + chance.choice([0, 1, 1])] = [chance.choice(LINES)] * chance.choice([0, 1, 1])
    return b"".join(lines)


def random_trees(seed: int) -> Iterator[dict[str, File]]:
    """Two trees with many similar files."""
    chance = random.Random(seed)
    texts = [b"".join(chance.choices(LINES, k=chance.choice([0, 2, 9, 40]))) for _ in range(5)]
    for _ in range(2):
        tree: dict[str, File] = {}
        for _ in range(chance.randint(4, 16)):
            name = "/".join([*chance.choices("de", k=chance.randrange(3)), f"f{chance.randrange(6)}"])
            mode = chance.choice([0o100644] * 6 + [EXECUTABLE, LINK])
            tree[name] = (mode, varied(chance, chance.choice(texts)))
        yield tree


CHOICES: list[tuple[list[str], dict[str, Any]]] = [
    (["-M"], {}),
    (["-M30%", "-l2"], {"minimum": 18000, "limit": 2}),
    (["-C"], {"detect": COPIES}),
    (["-C", "-C"], {"detect": COPIES, "find_copies_harder": True}),
    (["-B", "-M"], {"break_score": 30000}),
    (["-B20%/30%", "-C"], {"break_score": 12000, "merge_score": 18000, "detect": COPIES}),
    (["-B1%/1%", "-C", "-C10%"], {
        "break_score": 600, "merge_score": 600, "detect": COPIES, "find_copies_harder": True, "minimum": 6000,
    }),
]  # fmt: skip


@pytest.mark.parametrize("seed", range(8))
def test_random_trees_beside_git(trees: Trees, seed: int) -> None:
    old, new = random_trees(seed)
    for options, ours in CHOICES:
        assert found(trees, old, new, **ours) == trees.told_by_git(old, new, *options), options
