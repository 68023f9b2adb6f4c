"""Stacks that git writes in shapes taken by chance are read as git reads them, whole or with a byte of them changed."""

from __future__ import annotations

import os
import random
from pathlib import Path

import pytest

from pygitobj import Repository
from pygitobj.errors import GitObjectError
from tests.support.command import git, run
from tests.support.reftable import require_reftable

pytestmark = pytest.mark.slow
LISTED = ("for-each-ref", "--format=%(refname) %(objectname) %(symref)")
SEEDS = range(6)


class Shaped:
    """A repository of references, written by git in a shape that follows from `seed`."""

    def __init__(self, place: Path, seed: int) -> None:
        self.chance = chance = random.Random(seed)
        object_format = chance.choice(["sha1", "sha256"])
        git(place, "init", "-q", "-b", "main", "--ref-format=reftable", f"--object-format={object_format}", "r")
        self.path = place / "r"
        self.set("blockSize", chance.choice([256, 300, 1000, 4096, 16384]))
        self.set("restartInterval", chance.choice([1, 3, 16, 200]))
        self.set("indexObjects", chance.choice(["true", "false"]))
        self.set("geometricFactor", chance.choice([1, 2, 5]))
        tree = git(self.path, "mktree").decode().strip()
        self.ids = [self.commit(str(number), tree) for number in range(4)]
        for number in range(3):
            git(self.path, "tag", "-a", "-m", "m", f"v{number}", self.ids[number])
        self.names = [f"refs/{chance.choice(['heads', 'tags', 'x/y'])}/{self.word()}" for _ in range(60)]
        for _ in range(chance.randint(1, 25)):
            self.change()
        if chance.random() < 0.3:
            git(self.path, "pack-refs")

    def set(self, name: str, value: object) -> None:
        git(self.path, "config", f"reftable.{name}", str(value))

    def commit(self, message: str, tree: str) -> str:
        return git(self.path, "commit-tree", "-m", message, tree).decode().strip()

    def word(self) -> str:
        return "-".join("".join(self.chance.choices("abö", k=self.chance.randint(1, 9))) for _ in range(2))

    def change(self) -> None:
        """Some references are set, made symbolic or deleted, whatever git takes of it."""
        lines = []
        for name in self.chance.sample(self.names, self.chance.randint(1, 20)):
            kind = self.chance.random()
            if kind < 0.7:
                lines.append(f"update {name} {self.chance.choice(self.ids)}\n")
            elif kind < 0.85:
                lines.append(f"delete {name}\n")
            else:
                lines.append(f"symref-update {name} {self.chance.choice(self.names)}\n")
        words = ("update-ref", "--no-deref", "--create-reflog", "-m", self.word() * 3, "--batch-updates", "--stdin")
        run(["git", *words], self.path, "".join(lines).encode())

    def listed(self) -> tuple[list[str], int]:
        """What git lists, and how it ends."""
        answer = run(["git", *LISTED], self.path)
        return os.fsdecode(answer.out).splitlines(), answer.code

    def ours(self) -> list[str]:
        """What we list, as git does."""
        with Repository.open(self.path) as repository:
            refs = repository.ref_store
            ends = {name: refs.resolve(name) for name, _ in refs}
            return [f"{name} {oid} {ends[name].name if ends[name].symbolic else ''}" for name, oid in refs]


@pytest.fixture
def shaped(tmp_path: Path, request: pytest.FixtureRequest) -> Shaped:
    require_reftable(tmp_path)
    return Shaped(tmp_path, request.param)


@pytest.mark.parametrize("shaped", SEEDS, indirect=True)
def test_read_as_git_reads_it(shaped: Shaped) -> None:
    listed, code = shaped.listed()
    assert (shaped.ours(), code) == (listed, 0)
    with Repository.open(shaped.path) as repository:
        refs = repository.ref_store
        for name in shaped.names:
            found = run(["git", "rev-parse", "-q", "--verify", name], shaped.path)
            assert str(refs.get(name) or "") == found.out.decode().strip()
            log = run(["git", "log", "-g", "--format=%gD %gs", name, "--"], shaped.path)
            if log.code == 0 and not refs.resolve(name).symbolic:
                # git shows none that leads to no commit.
                entries = [entry for entry in refs.log(name) or [] if entry.new != refs.format.null_id]
                assert [os.fsdecode(entry.message) for entry in reversed(entries)] == [
                    line.partition(" ")[2] for line in os.fsdecode(log.out).splitlines()
                ]


@pytest.mark.parametrize("shaped", SEEDS, indirect=True)
def test_a_byte_is_changed(shaped: Shaped, request: pytest.FixtureRequest) -> None:
    """What git says, or the truth, or our error; never a part for the whole, unless git dies of it."""
    right = shaped.ours()
    tables = sorted((shaped.path / ".git/reftable").glob("*.ref"))
    errors = 0
    for _ in range(600 if request.config.getoption("seconds") else 40):
        path = shaped.chance.choice(tables)
        content = path.read_bytes()
        at = shaped.chance.randrange(len(content))
        changed = content[at] ^ shaped.chance.choice([1, 2, 4, 8, 16, 32, 64, 128, 255])
        path.chmod(0o644)
        path.write_bytes(content[:at] + bytes((changed,)) + content[at + 1 :])
        try:
            ours = shaped.ours()
        except GitObjectError:
            errors += 1
        else:
            listed, code = shaped.listed()
            assert ours in (right, listed) or code < 0, (path, at, changed)
        path.write_bytes(content)
    assert errors
