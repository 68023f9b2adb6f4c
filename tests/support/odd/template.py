"""The repository that all rows start from, and what is left in a copy of it.

`main` has one commit, m, on its branch main, and a linked worktree `linked`, detached at the same commit; no reflogs.
Besides there are objects that nothing names: the commits a to f, each with a tree and a blob of its own, c the
parent of d and e of f; the tag t of a commit; the blobs p and q.
"""

from __future__ import annotations

import shutil
from pathlib import Path

from pygitobj import ObjectId, ObjectStore
from tests.support.command import git
from tests.support.odd.row import Row

COMMITS = "abcdef"
PARENTS = {"d": "c", "f": "e"}
BLOBS = "pq"
LETTERS = COMMITS + "t" + BLOBS
NOWHERE, ZEROS = "1" * 40, "0" * 40
LINK = "link: "


class Template:
    """The template in `directory`, and the ids of its objects by letter."""

    def __init__(self, directory: Path, *, packed: bool) -> None:
        self.directory = directory
        git(directory, "init", "-q", "-b", "main", "main")
        self.top = directory / "main"
        self.git_dir = self.top / ".git"
        (self.top / "f").write_text("f\n")
        git(self.top, "add", "f")
        git(self.top, "commit", "-qm", "m")
        git(self.top, "worktree", "add", "-q", "--detach", "../linked")
        self.ids = {"m": git(self.top, "rev-parse", "HEAD").decode().strip()}
        for letter in COMMITS + "g":
            above = ["-p", self.ids[PARENTS[letter]]] if letter in PARENTS else []
            self.ids[letter] = self.make("commit-tree", "-m", letter, *above, self.tree(self.blob(letter)))
        body = f"object {self.ids['g']}\ntype commit\ntag t\ntagger A <a@b> 1 +0000\n\nt\n"
        self.ids["t"] = self.make("mktag", stdin=body)
        for letter in BLOBS:
            self.ids[letter] = self.blob(f"only {letter}")
        if packed:
            git(self.top, "pack-objects", "-q", ".git/objects/pack/pack", stdin="\n".join(self.loose()).encode())
            git(self.top, "prune-packed")
        shutil.rmtree(self.git_dir / "logs")
        shutil.rmtree(self.git_dir / "worktrees/linked/logs")
        shutil.rmtree(self.git_dir / "hooks", ignore_errors=True)
        (self.git_dir / "worktrees/linked/gitdir").write_text("../../../../linked/.git\n")
        (directory / "linked/.git").write_text("gitdir: ../main/.git/worktrees/linked\n")
        self.words = self.ids | {letter.upper(): oid.upper() for letter, oid in self.ids.items()}
        self.words |= {"x": NOWHERE, "o": ZEROS}

    def make(self, *words: str, stdin: str = "") -> str:
        return git(self.top, *words, stdin=stdin.encode()).decode().strip()

    def blob(self, text: str) -> str:
        return self.make("hash-object", "-w", "--stdin", stdin=text)

    def tree(self, blob: str) -> str:
        return self.make("mktree", stdin=f"100644 blob {blob}\tf\n")

    def loose(self) -> list[str]:
        """The ids of all loose objects."""
        return [file.parent.name + file.name for file in (self.git_dir / "objects").glob("??/*")]

    def build(self, row: Row, directory: Path) -> Path:
        """A copy of the template in `directory` with what is odd in `row`; gives where commands are to run."""
        shutil.copytree(self.directory, directory, symlinks=True, dirs_exist_ok=True)
        for name, text in row.files.items():
            put(directory / "main/.git", name, text, self.words)
        for command in row.commands:
            git(directory / row.top, *(word.format_map(self.words) for word in command.split()))
        return directory / row.top

    def environ(self, row: Row, directory: Path) -> dict[str, str]:
        """The environment that `row` asks for; `{here}` is the directory of the copy."""
        words = self.words | {"here": str(directory)}
        return {name: value.format_map(words) for name, value in row.environ.items()}

    def left_loose(self, directory: Path) -> str:
        """The letters whose objects are loose files of the copy in `directory`."""
        objects = directory / "main/.git/objects"
        return "".join(one for one in LETTERS if (objects / self.ids[one][:2] / self.ids[one][2:]).exists())

    def left(self, directory: Path) -> str:
        """The letters whose objects the copy in `directory` still has."""
        with ObjectStore(str(directory / "main/.git/objects")) as store:
            return "".join(one for one in LETTERS if ObjectId(self.ids[one]) in store)


def put(git_dir: Path, name: str, text: str, words: dict[str, str]) -> None:
    """Write what a row says into the file `name` of `git_dir`."""
    path = git_dir / name.removeprefix("-")
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)
    if name.startswith("-"):
        return
    text = text.format_map(words)
    if text.startswith(LINK):
        path.symlink_to(text.removeprefix(LINK))
    elif text == "directory":
        path.mkdir()
    else:
        path.write_bytes(text.encode("latin-1"))
