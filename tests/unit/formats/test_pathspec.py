"""Pathspecs: what they say, which entries of trees they match, and what they say of all below a directory."""

from __future__ import annotations

import copy
import pickle
from collections.abc import Sequence
from random import Random

import pytest

from pygitobj.formats.attributes import SET, UNSET, UNSPECIFIED, AttributeValue
from pygitobj.formats.pathspec import MANY, Below, Pathspec, PathspecList, from_directory
from pygitobj.formats.pathspec_magic import Defaults, names_shown, parse_magic
from tests.support.unchecked import unchecked

FILE, LINK, DIRECTORY, GITLINK = 0o100644, 0o120000, 0o040000, 0o160000


def matches(text: str, path: str, mode: int = FILE) -> bool:
    return PathspecList([Pathspec(text)]).matches(path.encode(), mode)


@pytest.mark.parametrize(
    ("text", "names", "path"),
    [
        ("a", set(), "a"),
        (":", set(), ""),
        ("::a", set(), "a"),
        (":::a", set(), ":a"),
        (":/a", {"top"}, "a"),
        (":!a", {"exclude"}, "a"),
        (":^/!a", {"exclude", "top"}, "a"),
        (":/:!a", {"top"}, "!a"),
        (":a", set(), "a"),
        (":()a", set(), "a"),
        (":(,top,,icase)a)b", {"top", "icase"}, "a)b"),
        (":(attr)a", {"attr"}, "a"),
        (":(prefix:-1)a", set(), "a"),
    ],
)
def test_magic(text: str, names: set[str], path: str) -> None:
    found = parse_magic(text.encode())
    assert (set(found.names), found.path, found.prefix) == (names, path.encode(), None)


def test_attributes_that_are_wanted() -> None:
    found = parse_magic(b":(attr:a  -b !c d=e\\,f g=)x")
    assert found.wanted == (("a", SET), ("b", UNSET), ("c", UNSPECIFIED), ("d", "e,f"), ("g", ""))
    assert found.names == {"attr"}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (":(top", "Missing ')' at the end of pathspec magic in ':(top'"),
        (":(", "Missing ')' at the end of pathspec magic in ':('"),
        (":(Top)a", "Invalid pathspec magic 'Top' in ':(Top)a'"),
        (":(top:1)a", "Invalid pathspec magic 'top:1' in ':(top:1)a'"),
        (":;a", "Unimplemented pathspec magic ';' in ':;a'"),
        (":/#a", "Unimplemented pathspec magic '#' in ':/#a'"),
        (":(literal,glob)a", ":(literal,glob)a: 'literal' and 'glob' are incompatible"),
        (":(prefix:1x)a", "invalid parameter for pathspec magic 'prefix'"),
        (":(prefix:2)a", "the prefix is longer than the path in ':(prefix:2)a'"),
        (":(attr:)a", "attr spec must not be empty"),
        (":(attr:a,attr:b)a", "Only one 'attr:' specification is allowed."),
        (":(attr:-)a", "invalid attribute name "),
        (":(attr:a b/c)a", "invalid attribute name b/c"),
        (":(attr:a=b.c)a", "cannot use '.' for value matching"),
        (":(attr:a=b\\)a", "cannot use ')' for value matching"),
        (":(attr:a=b\\ c)a", "Escape character '\\' not allowed as last character in attr value"),
        ("..", "'..' is outside the directory tree"),
        ("a/../../b", "'a/../../b' is outside the directory tree"),
        ("/a", "'/a' is outside the directory tree"),
        ("", "empty string is not a valid pathspec. please use . instead if you meant to match all paths"),
        ("a\0b", "not a pathspec: b'a\\x00b' (expected no NUL)"),
    ],
)
def test_what_is_none(text: str, said: str) -> None:
    with pytest.raises(ValueError, match=r"^") as raised:
        Pathspec(text)
    assert str(raised.value) == said


def test_what_no_pathspec_can_be() -> None:
    with pytest.raises(TypeError, match="a pathspec is a str or bytes, not a value of the type int"):
        Pathspec(unchecked(3))


@pytest.mark.parametrize(
    ("text", "defaults", "names"),
    [
        ("a*", Defaults(literal=True), {"literal"}),
        (":(icase)a", Defaults(literal=True), {"literal"}),
        ("a*", Defaults(glob=True), {"glob"}),
        (":(literal)a*", Defaults(glob=True), {"literal"}),
        ("a*", Defaults(noglob=True), {"literal"}),
        (":(glob)a*", Defaults(noglob=True, icase=True), {"glob", "icase"}),
    ],
)
def test_defaults(text: str, defaults: Defaults, names: set[str]) -> None:
    assert parse_magic(text.encode(), defaults).names == names


@pytest.mark.parametrize(
    ("defaults", "said"),
    [
        (Defaults(glob=True, noglob=True), "global 'glob' and 'noglob' pathspec settings are incompatible"),
        (Defaults(literal=True, icase=True), "global 'literal' pathspec setting is incompatible with all other"),
    ],
)
def test_defaults_that_do_not_go_together(defaults: Defaults, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        parse_magic(b"a", defaults)


def test_names_as_messages_have_them() -> None:
    assert names_shown(frozenset(("attr", "exclude", "top"))) == (
        "'top' (mnemonic: '/'), 'exclude' (mnemonic: '!'), 'attr'"
    )


@pytest.mark.parametrize(
    ("prefix", "path", "place"),
    [
        (b"", b"a", (b"a", 0)),
        (b"a/b/", b"c", (b"a/b/c", 4)),
        (b"a/b/", b"", (b"a/b/", 4)),
        (b"a/b/", b".", (b"a/b/", 4)),
        (b"a/b/", b"..", (b"a/", 2)),
        (b"a/b/", b"../b/c", (b"a/b/c", 2)),
        (b"a/b/", b"../../", (b"", 0)),
        (b"a/b/", b"../../..", None),
        (b"", b"a//./b/", (b"a/b/", 0)),
        (b"", b"a/..", (b"", 0)),
        (b"", b"a/.", (b"a/", 0)),
        (b"", b"...", (b"...", 0)),
    ],
)
def test_places(prefix: bytes, path: bytes, place: tuple[bytes, int] | None) -> None:
    assert from_directory(prefix, path) == place


@pytest.mark.parametrize(
    ("text", "path", "mode"),
    [
        ("a", "a", FILE),
        ("a", "a/b/c", FILE),
        ("a/b", "a", DIRECTORY),
        ("a/", "a", DIRECTORY),
        ("a/", "a", GITLINK),
        ("a/", "a/b", FILE),
        (".", "a/b", FILE),
        ("*.c", "a/b.c", FILE),
        ("a*c", "a/b/c", FILE),
        ("[a]", "[a]", FILE),
        ("[a]", "a", FILE),
        ("[a]/*b", "[a]/xb", FILE),
        (":(glob)*.c", "b.c", FILE),
        (":(glob)**/b", "b", FILE),
        (":(glob)a/**", "a/b/c", FILE),
        (":(glob)d*", "doc", DIRECTORY),
        (":(literal)[a]", "[a]", FILE),
        (":(icase)A/b", "a/B/c", FILE),
        (":(icase)A*", "axe", FILE),
        ("\\a", "a", FILE),
        (":(top)a//b", "a//b", FILE),
    ],
)
def test_what_matches(text: str, path: str, mode: int) -> None:
    assert matches(text, path, mode)


@pytest.mark.parametrize(
    ("text", "path", "mode"),
    [
        ("a", "ab", FILE),
        ("a", "A", FILE),
        ("a/b", "a", FILE),
        ("a/", "a", FILE),
        ("a/", "a", LINK),
        ("a/b", "a", GITLINK),
        ("*.c", "a", DIRECTORY),
        ("[a]", "a/b", FILE),
        (":(glob)*.c", "a/b.c", FILE),
        (":(glob)d*", "doc/x", FILE),
        (":(literal)*", "a", FILE),
        (":(top)a//b", "a/b", FILE),
        (":!a", "a", FILE),
        (":!a", "a/b", FILE),
        ("a[", "a", FILE),
    ],
)
def test_what_does_not(text: str, path: str, mode: int) -> None:
    assert not matches(text, path, mode)


def test_a_directory_that_may_have_something_below() -> None:
    specs = PathspecList([Pathspec("*.c")])
    assert specs.matches(b"a", DIRECTORY, recursive=True)
    assert not specs.matches(b"a", FILE, recursive=True)
    left_out = PathspecList([Pathspec(":!a")])
    assert left_out.matches(b"a", DIRECTORY)  # as it is for git, which finds out inside that nothing is left
    assert left_out.enters(b"a") is Below.NONE


def test_case_counts_in_the_prefix() -> None:
    spec = Pathspec.placed(b":(icase)x", lambda path: (b"Sub/" + path, 4))
    specs = PathspecList([spec])
    assert specs.matches(b"Sub/X", FILE)
    assert not specs.matches(b"sub/x", FILE)
    # A prefix has no wildcards either.
    starred = PathspecList([Pathspec.placed(b"*", lambda path: (b"*/" + path, 2))])
    assert starred.matches(b"*/a", FILE)
    assert not starred.matches(b"b/a", FILE)


@pytest.mark.parametrize(
    ("texts", "directory", "below"),
    [
        ([], "", Below.ALL),
        (["a"], "", Below.SOME),
        (["a"], "a", Below.ALL),
        (["a"], "ab", Below.NONE),
        (["a/b"], "a", Below.SOME),
        (["a/b"], "a/c", Below.NONE),
        (["*"], "a", Below.SOME),
        (["a/*.c"], "a/b", Below.SOME),
        (["a/*.c"], "b", Below.NONE),
        (["."], "a/b", Below.ALL),
        (["a", ":!a/b"], "a", Below.SOME),
        (["a", ":!a/b"], "a/b", Below.NONE),
        (["a", ":!a/b"], "a/c", Below.ALL),
        (["a", ":!*.c"], "a/c", Below.SOME),
        ([":!a"], "b", Below.ALL),
        ([":(attr:x)a"], "a", Below.SOME),
        ([":(exclude,attr:x)a"], "a", Below.SOME),
        ([":(icase)A"], "a", Below.ALL),
    ],
)
def test_what_is_below(texts: list[str], directory: str, below: Below) -> None:
    assert PathspecList(map(Pathspec, texts)).enters(directory.encode()) is below


@pytest.mark.parametrize(
    ("texts", "paths"),
    [
        ([], (b"",)),
        (["b", "./a/"], (b"b", b"a/")),
        ([":(literal)*"], (b"*",)),
        ([":/a"], (b"a",)),
        (["a", "*"], None),
        (["a", ":!b"], None),
        ([":(icase)a"], None),
        ([":(attr:x)a"], None),
        ([":(glob)a"], (b"a",)),
    ],
)
def test_paths_without_magic(texts: list[str], paths: tuple[bytes, ...] | None) -> None:
    assert PathspecList(map(Pathspec, texts)).literal_paths == paths


def test_attributes_are_asked_for() -> None:
    asked = []

    def attributes_of(path: bytes, names: Sequence[str]) -> list[AttributeValue]:
        asked.append((path, names))
        return [SET if path == b"a/b" else UNSPECIFIED]

    specs = PathspecList([Pathspec(":(attr:x)a")], attributes_of)
    assert specs.matches(b"a/b", FILE)
    assert not specs.matches(b"a/c", FILE)
    assert specs.matches(b"a/c", DIRECTORY)
    assert not specs.matches(b"b", FILE)
    assert asked == [(b"a/b", ["x"]), (b"a/c", ["x"])]
    with pytest.raises(ValueError, match="no attributes are known"):
        PathspecList([Pathspec(":(attr:x)a")]).matches(b"a/b", FILE)


def test_values() -> None:
    spec = Pathspec(":(icase)a*")
    assert spec == Pathspec(b":(icase)./a*") != Pathspec("a*")
    assert hash(spec) == hash(Pathspec(":(icase)./a*"))
    assert spec != ":(icase)a*"
    assert repr(spec) == "Pathspec(b':(icase)a*')"
    for again in (pickle.loads(pickle.dumps(spec)), copy.deepcopy(spec)):
        assert again == spec
        assert PathspecList([again]).matches(b"AX", FILE)
    literal = Pathspec.literal("*")
    assert PathspecList([literal]).literal_paths == (b"*",)
    with pytest.raises(ValueError, match="is outside"):
        Pathspec.literal("../a")


def test_many_stars_end() -> None:
    assert not matches("*a" * 40 + "b", "a" * 4000)


def test_many_paths_mean_what_each_means() -> None:
    """Many literal ones are looked for by their paths: what they mean together is what one of them means."""
    chance = Random(1)
    names = ["/".join(chance.choices("ab", k=size)) for size in (1, 2, 3, 4) for _ in range(6)]
    for _ in range(200):
        texts = chance.choices([*names, *(f"{name}/" for name in names)], k=MANY + 3)
        if chance.random() < 0.05:
            texts.append(".")
        together = PathspecList(map(Pathspec.literal, texts))
        each = [PathspecList([Pathspec.literal(text)]) for text in texts]
        assert together.many is not None
        assert each[0].many is None
        for path in map(str.encode, [*names, "b/b/b/b/b", "c"]):
            for mode in (FILE, LINK, DIRECTORY, GITLINK):
                assert together.matches(path, mode) is any(one.matches(path, mode) for one in each)
            found = {one.enters(path) for one in each}
            expected = Below.ALL if Below.ALL in found else Below.SOME if Below.SOME in found else Below.NONE
            assert together.enters(path) is expected
    assert PathspecList([*map(Pathspec.literal, names), Pathspec(":!a")]).many is None
