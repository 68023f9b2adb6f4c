"""What a revision means is what `git rev-parse` says; the parts that tell names apart, one by one."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from pygitobj import ObjectId, Repository, RevisionError
from pygitobj.revisions.context import Resolution, Status
from pygitobj.revisions.resolve import (
    Step,
    is_ambiguous_path,
    last_step,
    object_named,
    path_separator,
    resolve,
)
from pygitobj.revisions.tree_path import whole_path
from tests.support.command import git, run


@pytest.fixture(params=["sha1", "sha256"])
def repo(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Repository]:
    git(tmp_path, "init", "-q", "-b", "main", f"--object-format={request.param}", ".")
    (tmp_path / "docs/deep").mkdir(parents=True)
    (tmp_path / "docs/deep/file").write_text("x")
    git(tmp_path, "add", ".")
    for text in ("one", "two", "three"):
        git(tmp_path, "commit", "-q", "--allow-empty", "-m", text)
    git(tmp_path, "tag", "-a", "-m", "m", "v1", "HEAD~1")
    git(tmp_path, "checkout", "-q", "-b", "side", "HEAD~1")
    git(tmp_path, "commit", "-q", "--allow-empty", "-m", "side")
    git(tmp_path, "merge", "-q", "-m", "merge", "main")
    with Repository.open(tmp_path) as opened:
        yield opened


NAMES = [
    "HEAD", "@", "main", "side", "heads/main", "refs/heads/main", "v1", "tags/v1", "nothing", "refs/heads",
    "HEAD^", "HEAD^1", "HEAD^2", "HEAD^3", "HEAD^0", "HEAD~", "HEAD~0", "HEAD~2", "HEAD~99", "HEAD^2~1", "HEAD^^",
    "v1^{}", "v1^{commit}", "v1^{tree}", "v1^{tag}", "v1^{blob}", "v1^{object}", "main^{tag}", "v1^0", "v1~1",
    "HEAD:", "HEAD:docs", "HEAD:docs/", "HEAD:docs/deep/file", "HEAD:docs/deep/file/", "HEAD:nothing", "v1:docs/deep",
    "HEAD^{tree}:docs", "HEAD:docs:x", "nothing:docs", "HEAD~99:docs", "v1-0-g0000", "HEAD^999999999999",
    "HEAD^{nothing}",
]  # fmt: skip


@pytest.mark.parametrize("name", NAMES)
def test_as_git_says(repo: Repository, name: str) -> None:
    theirs = run(["git", "rev-parse", "-q", "--verify", name], Path(repo.location.work_tree or ""))
    found = resolve(repo.revisions, name)
    assert (theirs.code == 0) == (found.status is Status.FOUND)
    if theirs.code == 0:
        assert str(found.id) == theirs.out.decode().strip()
    else:
        with pytest.raises(RevisionError):
            repo.resolve(name)


def test_ids_whole_and_abbreviated(repo: Repository) -> None:
    oid = repo.resolve("HEAD")
    for digits in (str(oid), str(oid).upper(), oid.short(12), oid.short(12).upper(), f"side-1-g{oid.short(12)}"):
        assert resolve(repo.revisions, digits) == Resolution(Status.FOUND, oid)
    absent = ObjectId("e" * repo.format.hex_size)
    assert resolve(repo.revisions, str(absent)).id == absent  # whether it is there is another question
    assert resolve(repo.revisions, absent.short(12)).status is Status.MISSING
    assert resolve(repo.revisions, f"{oid}0").status is Status.MISSING


def test_a_reference_of_the_name_of_an_id(repo: Repository) -> None:
    """An abbreviated id means the reference, with a warning; a whole id never does."""
    top = Path(repo.location.work_tree or "")
    oid = repo.resolve("HEAD")
    for digits in (oid.short(10), str(oid)):
        git(top, "update-ref", f"refs/heads/{digits}", "HEAD~1")
    told: list[str] = []
    context = repo.revisions._replace(warn=told.append)
    assert object_named(context, oid.short(10), None) == repo.resolve("HEAD~1")
    assert told == [f"warning: refname '{oid.short(10)}' is ambiguous."]
    assert object_named(context, str(oid), None) == oid
    told.clear()
    quiet = context._replace(warn_ambiguous=False)
    assert object_named(quiet, oid.short(10), None) == repo.resolve("HEAD~1")
    assert told == []


@pytest.mark.parametrize(
    ("name", "at"),
    [
        ("a", -1),
        ("a:b", 1),
        (":b", 0),
        ("a@{1:2}:b", 7),
        ("a^{x:y}", -1),
        ("a^{/x:y}:c", 8),
        ("a:b:c", 1),
        ("a@{x", -1),
    ],
)
def test_where_the_path_begins(name: str, at: int) -> None:
    assert path_separator(name) == at


def step_of(name: str) -> Step | None:
    return last_step(name, len(name))


def test_steps() -> None:
    assert step_of("a") is None
    assert step_of("a^") == Step("^", 1, 1, 2)
    assert step_of("a~12") == Step("~", 12, 1, 4)
    assert step_of("a^{tree}") == Step("{", "tree", 1, 8)
    assert step_of("a^{}") == Step("{", "", 1, 4)
    assert step_of("a^{nothing}") is None
    assert step_of("^{tree}") is None
    assert last_step("a^{tree}~2", 8) == Step("{", "tree", 1, 8)
    assert [Step(mark, value, 0, 0).hint for mark, value in (("^", 1), ("{", "tree"), ("{", "blob"), ("{", ""))] == [
        "committish", "treeish", None, None,
    ]  # fmt: skip


def test_what_follows_the_first_brace_of_a_step_is_not_looked_at() -> None:
    """As in git; but a text to search for goes up to the last one."""
    assert step_of("a^{}@{5}") == Step("{", "", 1, 8)
    assert step_of("a^{commit}x}") == Step("{", "commit", 1, 12)
    assert step_of("a^{/x}@{1}") == Step("{", "/x}@{1", 1, 10)
    assert step_of("a^{commits}") is None
    assert step_of("a^{x}^{") is None


def test_paths_that_are_no_names() -> None:
    for name in ("a//b", "/a", "a/", "a/..", "."):
        assert is_ambiguous_path(name)
    for name in ("a/b", "a.b", "a/.b"):
        assert not is_ambiguous_path(name)


def test_paths_from_where_the_user_is(repo: Repository) -> None:
    context = repo.revisions._replace(prefix="docs/deep")
    assert whole_path(context, "docs") == "docs"
    assert whole_path(context, "./file") == "docs/deep/file"
    assert whole_path(context, "../") == "docs/"
    with pytest.raises(RevisionError, match="outside repository"):
        whole_path(context, "../../../x")
    with pytest.raises(RevisionError, match="outside working tree"):
        whole_path(context._replace(prefix=None), "./file")
    assert resolve(context, "HEAD:./file").id == repo.resolve("HEAD:docs/deep/file")
