"""Pairs that are looked for, and which of them are told: as git's diff-tree does it."""

from __future__ import annotations

from pathlib import Path

import pytest

from pygitobj.changes.contents import Contents
from pygitobj.changes.filters import (
    StatusFilter,
    UnknownLetterError,
    in_order,
    order_of,
    relative_to,
    reversed_pairs,
    rotated,
)
from pygitobj.changes.pairs import FilePair
from pygitobj.changes.pickaxe import Looks, Pickaxe, Shown, looks_for_lines, looks_for_text, picked
from pygitobj.changes.renames import COPIES, RenameOptions, find_renames
from tests.support.file_pairs import File, Trees, told
from tests.support.git_version import NEWEST, git_version

TEXT = b"".join(b"line %d of a text\n" % number for number in range(30))
OLD: dict[str, File] = {
    "d/gone": TEXT,
    "edit": b"foo bar\nBAR\nkept foo\n",
    "image": b"\0foo\n",
    "mode": b"foo\n",
    "open": b"no end",
    "moved": b"foo\n" + TEXT,
}
NEW: dict[str, File] = {
    "d/came": TEXT + b"foo\n",
    "edit": b"foo  bar\nbar\nkept foo\n",
    "image": b"\0foo foo\n",
    "mode": (0o100755, b"foo\n"),
    "open": b"no end of it",
    "place": b"foo\n" + TEXT,
    "umlaut": "zwölf ÄPFEL\n".encode(),
}


@pytest.fixture
def trees(tmp_path: Path) -> Trees:
    """A place for the files of trees."""
    return Trees(tmp_path / "r.git")


def renamed(trees: Trees) -> list[FilePair]:
    """What differs between both trees, with renames."""
    return find_renames(trees.pairs(OLD, NEW), RenameOptions(), Contents(trees.store))


LOOKS: list[tuple[list[str], Looks, bool]] = [
    (["-Sfoo"], looks_for_text(b"foo"), False),
    (["-SBAR"], looks_for_text(b"BAR"), False),
    (["-SBAR", "-i"], looks_for_text(b"BAR", ignore_case=True), False),
    (["-Säpfel", "-i"], looks_for_text("äpfel".encode(), ignore_case=True), False),
    (["-Sfo+( |$)", "--pickaxe-regex"], looks_for_text(b"fo+( |$)", regex=True), False),
    (["-Sx*", "--pickaxe-regex"], looks_for_text(b"x*", regex=True), False),
    (["-Gfoo"], looks_for_lines(b"foo"), True),
    (["-Gfoo", "-a"], looks_for_lines(b"foo"), False),
    (["-G^bar$"], looks_for_lines(b"^bar$"), True),
    (["-G^BAR$", "-i"], looks_for_lines(b"^BAR$", ignore_case=True), True),
    (["-G^$"], looks_for_lines(b"^$"), True),
    (["-Gend[[:space:]]no"], looks_for_lines(b"end[[:space:]]no"), True),
    (["-Gkept"], looks_for_lines(b"kept"), True),
]


@pytest.mark.parametrize(("options", "looks", "skips"), LOOKS, ids=[" ".join(options) for options, *_ in LOOKS])
@pytest.mark.parametrize("whole", [False, True])
def test_what_is_looked_for(trees: Trees, options: list[str], looks: Looks, skips: bool, whole: bool) -> None:
    if "-i" in options and git_version() < NEWEST:
        pytest.skip("what older git takes for a letter hangs on the environment")
    pairs = picked(renamed(trees), Pickaxe(looks, skips_binary=skips, whole=whole), Contents(trees.store))
    words = [*options, *["--pickaxe-all"] * whole]
    assert told(pairs) == trees.told_by_git(OLD, NEW, "-M", *words)


def test_objects_that_are_looked_for(trees: Trees) -> None:
    pairs = renamed(trees)
    wanted = trees.side("x", OLD["moved"]).id
    assert told(picked(pairs, Pickaxe(objects=[wanted]), Contents(trees.store))) == ["R100\tmoved\tplace"]
    assert picked(pairs, Pickaxe(objects=[b"\1" * 20], whole=True), Contents(trees.store)) == []


def test_what_cannot_be_a_pattern() -> None:
    with pytest.raises(ValueError, match="Invalid regular expression"):
        looks_for_lines(b"[")


def test_files_that_are_shown_as_text(trees: Trees) -> None:
    shown = Shown(lambda side: "upper" if side.path != b"edit" else None, lambda side: side.path.upper())
    pairs = [pair for pair in renamed(trees) if pair.path in (b"image", b"place", b"mode")]
    contents = Contents(trees.store)
    # Both sides of `image` show the same; a rename whose sides have other names does not.
    assert told(picked(pairs, Pickaxe(looks_for_text(b"MOVED"), shown=shown), contents)) == []
    apart = shown._replace(name=lambda side: side.path.decode())
    assert told(picked(pairs, Pickaxe(looks_for_text(b"MOVED"), shown=apart), contents)) == ["R100\tmoved\tplace"]
    image = Pickaxe(looks_for_lines(b"IMAGE"), skips_binary=True, shown=shown)
    assert picked(pairs, image, contents) == []


def test_letters_hang_on_what_is_left(trees: Trees) -> None:
    old, new = {"a": TEXT}, {"b": TEXT + b"foo\n", "c": TEXT, "d": TEXT}
    pairs = find_renames(trees.pairs(old, new), RenameOptions(COPIES), Contents(trees.store))
    assert told(pairs) == ["C099\ta\tb", "C100\ta\tc", "R100\ta\td"]
    assert told(picked(pairs, Pickaxe(looks_for_text(b"foo")), Contents(trees.store))) == trees.told_by_git(
        old, new, "-C", "-Sfoo"
    )


@pytest.mark.parametrize("letters", ["A", "ad", "AMad", "R", "r", "M*", "X*", "A*", "*", "m", "Mm", "B", "b"])
def test_letters(trees: Trees, letters: str) -> None:
    pairs = renamed(trees)
    expected = trees.told_by_git(OLD, NEW, "-M", f"--diff-filter={letters}")
    assert told(StatusFilter().with_letters(letters).chosen(pairs)) == expected


def test_rewrites_have_a_letter_of_their_own(trees: Trees) -> None:
    other = b"".join(b"another one, %d\n" % number for number in range(40))
    old, new = {"a": TEXT, "b": TEXT}, {"a": other, "b": TEXT + b"x\n"}
    pairs = find_renames(trees.pairs(old, new), RenameOptions(break_score=30000), Contents(trees.store))
    for letters, expected in (("B", ["M099\ta"]), ("M", ["M\tb"]), ("b", ["M\tb"])):
        assert told(StatusFilter().with_letters(letters).chosen(pairs)) == trees.told_by_git(
            old, new, "-B", "-M", f"--diff-filter={letters}"
        )
        assert [line[-1] for line in expected] == [
            line[-1] for line in trees.told_by_git(old, new, "-B", f"--diff-filter={letters}")
        ]


def test_letters_that_mean_nothing() -> None:
    with pytest.raises(UnknownLetterError) as caught:
        StatusFilter().with_letters("AzM")
    assert caught.value.letter == "z"


def test_sides_turned_round(trees: Trees) -> None:
    pairs = reversed_pairs(trees.pairs(OLD, NEW))
    assert told(find_renames(pairs, RenameOptions(), Contents(trees.store))) == trees.told_by_git(OLD, NEW, "-R", "-M")
    assert told(relative_to(b"d/", trees.pairs(OLD, NEW))) == ["A\td/came", "D\td/gone"]


def test_an_order(trees: Trees, tmp_path: Path) -> None:
    text = b"# no pattern\n\nm*\nd\n*a?e\n"
    (tmp_path / "order").write_bytes(text)
    expected = trees.told_by_git(OLD, NEW, "-M", f"-O{tmp_path / 'order'}")
    assert told(in_order(renamed(trees), order_of(text))) == expected


def test_a_start(trees: Trees) -> None:
    pairs = renamed(trees)
    for path, option in (("mode", "--rotate-to=mode"), ("mode", "--skip-to=mode")):
        some = rotated(pairs, path.encode(), skips="skip" in option, is_strict=True)
        assert some is not None
        assert told(some) == trees.told_by_git(OLD, NEW, "-M", option)
    assert rotated(pairs, b"absent", skips=False, is_strict=True) is None
    later = rotated(pairs, b"e", skips=True, is_strict=False)
    assert later is not None
    assert later[0].path == b"edit"
    assert rotated(pairs, b"z", skips=True, is_strict=False) == pairs
