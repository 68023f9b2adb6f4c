"""patch-id beside git: the same ids of patches as git prints them, and of lines that are none."""

from __future__ import annotations

import random
from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.support.command import git, pygitobj, run
from tests.support.git_version import needs_newest_git

WAYS: tuple[list[str], ...] = ([], ["--stable"], ["--unstable"], ["--verbatim"])
SHOWN = (["log", "-p"], ["log", "-p", "--binary", "-U0"], ["log", "-p", "--pretty=email", "-R"])
# Lines that mean something in a patch, and some that nearly do; binary files always have ids before them.
ODD = [
    b"\\ No newline at end of file\n", b"\\ No newl\n", b"index 7..8\nBinary files a/x and b/y differ\n",
    b"index 1..2 3\nGIT binary patch\n", b"index 12..34 100644\n", b"index ..\n", b"index x\n", b"--- \n", b"--- a/x\n",
    b"+++ b/x\n", b"@@ -1,3 +1,2 @@\n", b"@@ -1 +1 @@ f\n", b"@@ -0,0 +1\n", b"@@ -1,-1 +2,-1 @@\n", b"@@ -, +,\n",
    b"@@ -1,4294967295 +1,99999999999999999999999 @@\n", b"@@ -1,2 3 @@\n", b"@@ -1,1 +x @@\n", b"diff --git a/x b/x\n",
    b"diff \n", b"-\n", b"+a b\n", b" c\td\n", b"\0x\n", b"a\0b\n", b"\n", b"-- \n", b"new file mode 100644\n",
    b"\v\f \n",
    b"commit 0123456789012345678901234567890123456789\n", b"From 0123456789abcdefABCDEF7890123456789abcd Mon\n",
    b"0123456789012345678901234567890123456789 more\n", b"commit 012345678901234567890123456789012345678\n",
]  # fmt: skip


@pytest.fixture(scope="module", params=["sha1", "sha256"])
def place(tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest) -> Path:
    """A repository with changes of text, binary files, modes and names, some without an end of their last line."""
    root = tmp_path_factory.mktemp("patches")
    git(root, "init", "-q", f"--object-format={request.param}")
    chosen = random.Random(7)
    for _ in range(6):
        for name in ("a", "b c", "d/e"):
            (root / name).parent.mkdir(exist_ok=True)
            lines = [b"%d\tline  %d" % (chosen.randrange(4), chosen.randrange(9)) for _ in range(30)]
            (root / name).write_bytes(b"\n".join(lines))
        (root / "binary").write_bytes(b"\0%d" % chosen.randrange(99))
        git(root, "add", ".")
        git(root, "commit", "-qm", "diff in a message\n\ndiff --git a/x b/x\n")
    return root


def require_same(place: Path, *words: str, stdin: bytes = b"") -> None:
    assert pygitobj(place, *words, stdin=stdin) == run(["git", *words], place, stdin)


@pytest.mark.parametrize("shown", SHOWN)
@pytest.mark.parametrize("way", WAYS)
def test_patches_of_log(place: Path, shown: Sequence[str], way: Sequence[str]) -> None:
    require_same(place, "patch-id", *way, stdin=git(place, *shown))


def test_patches_of_diff_tree(place: Path) -> None:
    commits = git(place, "rev-list", "HEAD")
    patches = git(place, "diff-tree", "--stdin", "-p", "--root", stdin=commits)
    require_same(place, "patch-id", stdin=patches)
    # Whoever is outside of a repository has SHA-1.
    require_same(place.parent, "patch-id", stdin=patches)


@needs_newest_git
@pytest.mark.parametrize("seed", range(40))
def test_lines_that_are_no_patch(place: Path, seed: int) -> None:
    chosen = random.Random(seed)
    lines = b"".join(chosen.choice(ODD) for _ in range(chosen.randrange(40)))
    if seed % 2:
        real = git(place, "log", "-p").splitlines(keepends=True)
        at = chosen.randrange(len(real))
        lines = b"".join(real[:at]) + lines + b"".join(real[at + chosen.randrange(3) :])
    require_same(place, "patch-id", *chosen.choice(WAYS), stdin=lines[: chosen.choice((-1, len(lines)))])


@needs_newest_git
@pytest.mark.parametrize(
    "words", ["-h", "--stable --unstable", "x", "--bogus", "--stable --stable", "--no-stable", "--stab", "--ver=1"]
)
def test_words(place: Path, words: str) -> None:
    require_same(place, "patch-id", *words.split(), stdin=b"diff --git a/x b/x\n")


@pytest.mark.parametrize(
    "setting", ["patchid.stable=true", "patchid.verbatim", "patchid.stable=x", "core.bare=x", "patchid.verbatim=no"]
)
def test_settings(place: Path, setting: str) -> None:
    for where in (place, place.parent):
        require_same(where, "-c", setting, "patch-id", stdin=git(place, "log", "-p"))


def test_a_binary_file_without_ids(place: Path) -> None:
    """Nothing is taken for ids that are not there."""
    said = pygitobj(place, "patch-id", stdin=b"diff --git a/x b/x\nBinary files a/x and b/x differ\n")
    assert said.out == pygitobj(place, "patch-id", stdin=b"diff --git a/x b/x\nindex ..\nGIT binary patch\n").out
