"""Lists of references shown all at once: the bytes, messages and exit codes of those shown one by one, and git's."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.command import Answer, git, pygitobj, run
from tests.support.git_version import newest

FORMATS = (
    "%(objectname) %(objecttype)\t%(refname)", "%(refname)", "%(refname) %(objectname)", "<%(refname)%0a%00>",
    "%(objecttype)%(refname)%(objectname)%(objecttype)%%", "x", "%(refname)%(refname)", "%(objectname)",
    "%(color:red)%(refname)",
)  # fmt: skip
PATTERNS = (
    (), ("refs/heads",), ("refs/heads/",), ("refs/tags/v1",), ("refs/heads", "refs/tags"), ("refs/tags", "refs/heads"),
    ("refs/heads/a", "refs/heads/a/"), ("refs/heads/a*",), ("refs",), ("refs/h",), ("heads",),
    ("refs/none",), ("../refs/heads",), ("refs/heads", "refs/heads"), ("",),
)  # fmt: skip


@pytest.fixture(scope="module", params=["packed", "loose"])
def repository(tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest) -> Path:
    root = tmp_path_factory.mktemp("at-once") / "r"
    git(root.parent, "init", "-q", "-b", "main", "--bare", str(root))
    tree = git(root, "mktree").decode().strip()
    ids = [git(root, "commit-tree", "-m", message, tree).decode().strip() for message in "ab"]
    for number, name in enumerate(("heads/main", "heads/a/b", "heads/a-b", "heads/\u00e9", "tags/light", "headsmen/x")):
        git(root, "update-ref", f"refs/{name}", ids[number % 2])
    git(root, "update-ref", "refs/tags/tree", tree)
    git(root, "tag", "-a", "-m", "m", "v1", ids[0])
    git(root, "tag", "-a", "-m", "m", "v1.1", "v1")
    if request.param == "packed":
        git(root, "pack-refs", "--all")
        git(root, "update-ref", "refs/heads/a/b", ids[0])
    git(root, "symbolic-ref", "refs/remotes/o/HEAD", "refs/heads/main")
    git(root, "symbolic-ref", "refs/remotes/o/none", "refs/heads/none")
    return root


def both_ways(root: Path, *words: str) -> Answer:
    """What comes out at once; one by one, for which a count is enough, it is the same."""
    found = pygitobj(root, "for-each-ref", *words)
    assert found == pygitobj(root, "for-each-ref", "--count=1000", *words)
    return found


@pytest.mark.parametrize("shape", [*FORMATS, newest("%(*objectname)%(refname)"), newest("%(refname:short)")])
def test_formats(repository: Path, shape: str) -> None:
    words = (f"--format={shape}",)
    assert both_ways(repository, *words) == run(["git", "for-each-ref", *words], repository)


@pytest.mark.parametrize("patterns", PATTERNS)
def test_patterns(repository: Path, patterns: tuple[str, ...]) -> None:
    assert both_ways(repository, *patterns) == run(["git", "for-each-ref", *patterns], repository)


@pytest.mark.parametrize(
    "words",
    [("--sort=-refname",), ("--sort=refname",), ("--shell",), newest(("--exclude=refs/tags",)),
     ("--points-at=refs/tags/v1",),
     ("--ignore-case",), ("--merged=refs/heads/main",), ("--sort=objectname",)],
)  # fmt: skip
def test_options(repository: Path, words: tuple[str, ...]) -> None:
    assert both_ways(repository, *words) == run(["git", "for-each-ref", *words], repository)


DAMAGE = ("1" * 40 + "\n", "0" * 40 + "\n", "garbage\n", "")


@pytest.mark.parametrize("content", [newest(DAMAGE[0]), *DAMAGE[1:]])
@pytest.mark.parametrize("shape", FORMATS[:3])
def test_what_is_broken_is_told_as_one_by_one(repository: Path, content: str, shape: str) -> None:
    broken = repository / "refs/heads/b"
    broken.write_text(content)
    try:
        found = both_ways(repository, f"--format={shape}")
        assert found == run(["git", "for-each-ref", f"--format={shape}"], repository)
        assert (found.code, bool(found.err)) != (0, False) or shape != FORMATS[0]
    finally:
        broken.unlink()
