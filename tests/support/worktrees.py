"""A repository with a linked worktree, and what git and we say must be kept of it."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from pygitobj import Repository
from pygitobj.repository.index_roots import index_roots
from pygitobj.repository.roots import ref_roots, reflogs, require_ref_roots
from tests.support.command import git

EVERYTHING = ("--all", "--reflog", "--indexed-objects")


class Made:
    """A repository with one linked worktree, each with things of its own, and a commit that nothing keeps."""

    def __init__(self, directory: Path, object_format: str = "sha1") -> None:
        self.main = directory / "main"
        self.linked = directory / "linked"
        git(directory, "init", "-q", "-b", "trunk", f"--object-format={object_format}", "main")
        self.commit(self.main, "f", "one\n")
        self.commit(self.main, "d/e", "two\n")
        git(self.main, "tag", "-a", "-m", "tag", "v1", "HEAD~1")
        git(self.main, "tag", "blob", "HEAD:f")
        git(self.main, "pack-refs", "--all")
        git(self.main, "branch", "later")
        git(self.main, "worktree", "add", "-q", "--detach", "../linked")
        self.commit(self.linked, "g", "three\n")
        self.stray = self.object_of("commit-tree", "-m", "stray", self.tree("stray"))

    def write(self, top: Path, name: str, text: str) -> None:
        (top / name).parent.mkdir(parents=True, exist_ok=True)
        (top / name).write_text(text)
        git(top, "add", name)

    def commit(self, top: Path, name: str, text: str) -> None:
        self.write(top, name, text)
        git(top, "commit", "-q", "-m", text)

    def object_of(self, *words: str, stdin: bytes = b"") -> str:
        return git(self.main, *words, stdin=stdin).decode().strip()

    def blob(self, text: str) -> str:
        return self.object_of("hash-object", "-w", "--stdin", stdin=text.encode())

    def tree(self, text: str) -> str:
        return self.object_of("mktree", stdin=f"100644 blob {self.blob(text)}\t{text}\n".encode())

    @property
    def own(self) -> Path:
        """The git directory of the linked worktree."""
        return self.main / ".git" / "worktrees" / "linked"

    def put(self, name: str, text: str) -> None:
        """Write a file of the main git directory, or a link where `text` says so."""
        path = self.main / ".git" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if text.startswith("link: "):
            path.symlink_to(text.removeprefix("link: "))
        else:
            path.write_text(text)


def reflog_ids(repository: Repository) -> list[bytes]:
    """The ids in all reflogs, each once."""
    return list(dict.fromkeys(oid for reflog in reflogs(repository) for oid in reflog.ids))


def names(top: Path) -> set[str]:
    """The names of all references; none is given twice."""
    with Repository.open(top) as repository:
        found = [root.name for root in ref_roots(repository)]
    assert len(found) == len(set(found))
    return set(found)


def roots(top: Path, environ: dict[str, str] | None = None) -> set[str]:
    """Every id that something must be kept for."""
    with Repository.open(top, environ=environ or {}) as repository:
        found = {bytes(ref.id) for ref in require_ref_roots(repository)}
        found.update(oid for oid in reflog_ids(repository) if oid in repository.objects)
        found.update(root.id for root in index_roots(repository))
    return {oid.hex() for oid in found}


def reached(top: Path, *options: str, stdin: Iterable[str] = ()) -> set[bytes]:
    """The ids of everything that rev-list reaches."""
    lines = git(top, "rev-list", "--objects", "--no-object-names", *options, stdin="\n".join(stdin).encode())
    return set(lines.split())


def agrees(top: Path) -> None:
    """What is reached from our roots is what git reaches."""
    assert reached(top, "--stdin", stdin=roots(top)) == reached(top, *EVERYTHING)
