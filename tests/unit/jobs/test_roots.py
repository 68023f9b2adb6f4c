"""All roots together: of them all that git reaches is reached, and what is gone is passed over."""

from __future__ import annotations

from pathlib import Path

import pytest

from pygitobj import Repository
from pygitobj.errors import CorruptError, GitObjectError, RepositoryError
from pygitobj.formats.links import BLOB, COMMIT, TREE
from pygitobj.jobs.roots import all_roots
from pygitobj.repository.roots import UNABLE_TO_PARSE
from pygitobj.walk.reachable import Root, Scope, reachable
from tests.support.command import git

NOWHERE = "1" * 40


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """Two commits, one only in the reflog, staged files, and a linked worktree with its own."""
    git(tmp_path, "init", "-q", "-b", "main", "r")
    path = tmp_path / "r"
    for step in range(3):
        write(path, "d/a", f"{step}\n")
        git(path, "commit", "-qm", str(step))
    git(path, "tag", "-am", "tag", "v1", "HEAD~1")
    git(path, "reset", "-q", "--hard", "HEAD~1")
    git(path, "worktree", "add", "-q", "--detach", "../linked")
    write(path, "e/staged", "staged here\n")
    write(tmp_path / "linked", "f/staged", "staged there\n")
    git(path, "write-tree")
    return path


def write(top: Path, name: str, text: str) -> None:
    (top / name).parent.mkdir(exist_ok=True)
    (top / name).write_text(text)
    git(top, "add", name)


def roots_of(
    path: Path, *, refs: bool = True, reflogs: bool = True, indexes: bool = True
) -> tuple[list[Root], list[str]]:
    """The roots, and what was warned of."""
    warnings: list[str] = []
    with Repository.open(path, warn=warnings.append) as opened:
        return all_roots(opened, refs=refs, reflogs=reflogs, indexes=indexes), warnings


def reached_from(path: Path, roots: list[Root]) -> set[str]:
    """All that is reached from `roots`, as hex."""
    with Repository.open(path) as opened:
        listed = reachable(opened.objects, roots, scope=Scope(opened.shallow))
    columns = [bytes(column.ids) for column in listed[:4]]
    return {column[at : at + 20].hex() for column in columns for at in range(0, len(column), 20)}


@pytest.mark.parametrize("name", ["refs", "reflogs", "indexes", None])
def test_reached_as_by_git(repository: Path, name: str | None) -> None:
    options = {"refs": "--all", "reflogs": "--reflog", "indexes": "--indexed-objects"}
    which = {one: name in (one, None) for one in options}
    asked = [option for one, option in options.items() if which[one]]
    for top in (repository, repository.parent / "linked"):
        roots, warnings = roots_of(top, **which)
        assert len(set(roots)) == len(roots)
        assert warnings == []
        assert reached_from(top, roots) == set(
            git(top, "rev-list", "--objects", "--no-object-names", *asked).decode().split()
        )


def test_paths_and_types(repository: Path) -> None:
    roots, _ = roots_of(repository, refs=False, reflogs=False)
    by_path = {root.path: (root.oid.hex(), root.code) for root in roots}
    staged = git(repository, "rev-parse", ":e/staged").decode().strip()
    assert by_path[b"e/staged"] == (staged, BLOB)
    assert by_path[b"d"] == (git(repository, "rev-parse", "HEAD:d").decode().strip(), TREE)
    roots, _ = roots_of(repository, refs=False, indexes=False)
    assert {root.code for root in roots} == {COMMIT}


def test_reflogs_of_pruned_commits(repository: Path) -> None:
    for name in ("logs/HEAD", "logs/refs/heads/main", "worktrees/linked/logs/HEAD"):
        path = repository / ".git" / name
        line = path.read_text().splitlines()[0]
        path.write_text(path.read_text() + "".join(f"{NOWHERE} {other * 40} {line[82:]}\n" for other in "23"))
    roots, warnings = roots_of(repository)
    assert sorted(warnings) == [
        f"warning: reflog of '{name}' references pruned commits"
        for name in ("HEAD", "refs/heads/main", "worktrees/linked/HEAD")
    ]
    assert not {root.oid.hex() for root in roots} & {other * 40 for other in "123"}


def test_broken_references(repository: Path) -> None:
    (repository / ".git/refs/heads/broken").write_text(NOWHERE + "\n")
    with Repository.open(repository) as opened:
        with pytest.raises(RepositoryError, match=r"^bad object refs/heads/broken$"):
            all_roots(opened)
        with pytest.raises(RepositoryError, match=r"^unable to parse object: refs/heads/broken$"):
            all_roots(opened, complaint=UNABLE_TO_PARSE)
        all_roots(opened, refs=False)


def test_rebases_under_way(repository: Path) -> None:
    stray = git(repository, "commit-tree", "-m", "stray", "HEAD^{tree}").decode().strip()
    state = repository / ".git/rebase-merge"
    state.mkdir()
    (state / "autostash").write_text(stray + "\n")
    (state / "orig-head").write_text(NOWHERE + "\n")
    roots, _ = roots_of(repository, refs=False, reflogs=False, indexes=False)
    assert roots == [Root(bytes.fromhex(stray), code=COMMIT)]


def test_grafts(repository: Path) -> None:
    head = git(repository, "rev-parse", "HEAD").decode().strip()
    stray = git(repository, "commit-tree", "-m", "stray", "HEAD^{tree}").decode().strip()
    (repository / ".git/info/grafts").write_text(f"# grafts\n{head} {stray}\n\n")
    assert stray in reached_from(repository, roots_of(repository, reflogs=False, indexes=False)[0])
    assert stray in git(repository, "rev-list", "HEAD").decode().split()
    (repository / ".git/info/grafts").write_text(f"{head} {NOWHERE}")
    roots, _ = roots_of(repository)
    with pytest.raises(GitObjectError, match=f"bad object {NOWHERE}"):
        reached_from(repository, roots)


def test_damaged_is_not_missing(repository: Path) -> None:
    """Git goes on without a damaged object that only a reflog names, and then what it names is lost."""
    lost = git(repository, "rev-parse", "HEAD@{1}").decode().strip()
    path = repository / ".git/objects" / lost[:2] / lost[2:]
    path.chmod(0o644)
    path.write_bytes(b"damaged")
    with Repository.open(repository) as opened, pytest.raises(CorruptError):
        all_roots(opened)
