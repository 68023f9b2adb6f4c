"""Random files of attributes in random places beside `git check-attr`: the same attributes, in the same order.

Tried besides, by hand: five hundred of these beside git 2.55.
"""

from __future__ import annotations

import random
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pygitobj import Repository
from tests.support.command import git

pytestmark = pytest.mark.property

NAMES = ["a", "b", "c", "d", "binary", "text", "diff", "merge", "m"]
STEPS = ["a", "b", "A", "x.c", "y.c", ".c", "ä", "x y", "[a]", "\\"]
PARTS = [*STEPS, "*", "**", "?", "*.c", "[ab]", "[!a]", "[A-Z]", "\\a", "[[:upper:]]", "[", "\\\\", "\\*", "a*", "*a*"]
SPACE = [" ", "\t", "  ", "\r"]
DIRECTORIES = ["", "a", "b", "a/b", "a/b/a"]
# Places that count as well; the work tree's own are those of DIRECTORIES.
OTHERS = [".git/info/attributes", "user"]


def a_state(chosen: random.Random) -> str:
    name = chosen.choice(NAMES)
    return chosen.choice([name, name, f"-{name}", f"!{name}", f"{name}={chosen.choice(['1', 'two', '', '=', 'ä'])}"])


def a_pattern(chosen: random.Random) -> str:
    text = "/".join(chosen.choices(PARTS, k=chosen.choice([1, 1, 1, 2, 2, 3])))
    text = chosen.choice(["", "", "", "/", "!", "\\!"]) + text + chosen.choice(["", "", "", "/"])
    if chosen.random() < 0.2:
        return '"' + text.replace("\\", "\\\\") + chosen.choice(['"', '"', '" ', "", '\\101"'])
    return text


def a_line(chosen: random.Random) -> str:
    states = chosen.choice(SPACE).join(a_state(chosen) for _ in range(chosen.randrange(4)))
    if chosen.random() < 0.2:
        return f"[attr]{chosen.choice(NAMES)} {states}"
    if chosen.random() < 0.1:
        return chosen.choice(["", "#", "  # a b", "a,b", "x -", "\0", "a b\0c", "[attr]", "[attr] a", "[attr]-x a"])
    return chosen.choice(["", "", " ", "\t"]) + a_pattern(chosen) + chosen.choice(SPACE) + states


def a_file(chosen: random.Random) -> bytes:
    start = chosen.choice(["", "", "", "\ufeff"])
    return (
        start + "".join(a_line(chosen) + chosen.choice(["\n", "\n", "\r\n"]) for _ in range(chosen.randrange(8)))
    ).encode()


def a_path(chosen: random.Random) -> str:
    return "/".join(chosen.choices(STEPS, k=chosen.choice([1, 1, 2, 3, 4]))) + chosen.choice(["", "", "", "/"])


def lay_out(place: Path, chosen: random.Random) -> None:
    """Files of attributes in some of all places."""
    for directory in DIRECTORIES:
        (place / directory).mkdir(exist_ok=True)
        if chosen.random() < 0.6:
            (place / directory / ".gitattributes").write_bytes(a_file(chosen))
    for other in OTHERS:
        if chosen.random() < 0.4:
            (place / other).parent.mkdir(exist_ok=True)
            (place / other).write_bytes(a_file(chosen))


def theirs(place: Path, paths: list[str], *options: str) -> list[tuple[bytes, bytes, bytes]]:
    """(path, attribute, value) as git prints them."""
    given_paths = "".join(f"{path}\0" for path in paths).encode()
    words = git(place, *options[:2], "check-attr", *options[2:], "--stdin", "-z", "-a", stdin=given_paths).split(b"\0")
    return list(zip(words[0:-1:3], words[1::3], words[2::3], strict=True))


def compare(seed: int) -> int:
    """Compare all ways of reading attributes of random files; gives how many attributes git found."""
    chosen = random.Random(seed)
    found = 0
    with TemporaryDirectory() as folder:
        place = Path(folder)
        git(place, "init", "-q")
        lay_out(place, chosen)
        git(place, "add", ".")
        tree = git(place, "write-tree").decode().strip()
        for directory in chosen.sample(DIRECTORIES, 2):
            (place / directory / ".gitattributes").unlink(missing_ok=True)
        ignore_case = chosen.choice(["false", "true"])
        options = [("core.attributesFile", str(place / "user")), ("core.ignoreCase", ignore_case)]
        for name, value in options:
            git(place, "config", name, value)
        paths = sorted({a_path(chosen) for _ in range(40)})
        with Repository.open(place, log=False) as repo:
            for cached in (False, True):
                ours = [
                    (path.encode(), name.encode(), str(value).encode())
                    for path, attributes in repo.attributes_many(paths, cached=cached)
                    for name, value in attributes.items()
                    if isinstance(path, str)
                ]
                expected = theirs(place, paths, "-c", "core.quotePath=false", *(["--cached"] if cached else []))
                assert ours == expected, seed
                found += len(expected)
                for path, attributes in repo.attributes_many(paths, names=NAMES, cached=cached):
                    listed = {name.decode(): value.decode() for of, name, value in expected if of.decode() == path}
                    named = {name: str(value) for name, value in attributes.items()}
                    assert named == {name: listed.get(name, "unspecified") for name in NAMES}, seed
            # The tree has what the index has.
            assert list(repo.attributes_many(paths, source=tree)) == list(repo.attributes_many(paths, cached=True)), (
                seed
            )
    return found


@settings(max_examples=10)
@given(st.integers(min_value=0, max_value=1 << 32))
def test_attributes_of_random_files(seed: int) -> None:
    compare(seed)


def test_random_files_say_something() -> None:
    assert sum(compare(seed) for seed in range(4)) > 50
