"""What every backend of references answers, whatever it keeps them in; git writes, and says what is right.

A backend is one more parameter of `storage`, and the rest is the same for all.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import pytest

from pygitobj import Repository
from pygitobj.errors import RefError
from pygitobj.formats.reflog import ReflogEntry
from pygitobj.oid import FORMATS, ObjectFormat, ObjectId
from pygitobj.refs.backend import RefBackend
from pygitobj.refs.backends import FILES, REFTABLE, backend_of
from pygitobj.refs.names import name_to_write
from pygitobj.refs.refs import Refs
from pygitobj.refs.updates import Optimizing, RefPolicy, Update
from pygitobj.refs.values import Stored, Symbolic
from tests.support.command import git, run
from tests.support.ref_sequences import commit
from tests.support.reftable import require_reftable


class Made:
    """A repository whose references `storage` has, and a worktree linked to it; each has references of its own."""

    def __init__(self, directory: Path, storage: str, object_format: str) -> None:
        self.storage = storage
        self.format: ObjectFormat = FORMATS[object_format]
        self.main, self.linked = directory / "main", directory / "linked"
        words = [f"--object-format={object_format}", *([f"--ref-format={storage}"] if storage != FILES else [])]
        git(directory, "init", "-q", "-b", "trunk", *words, "main")
        for text in ("one", "two"):
            git(self.main, "commit", "-q", "--allow-empty", "-m", text)
        git(self.main, "tag", "-a", "-m", "m", "v1", "HEAD~1")
        git(self.main, "symbolic-ref", "refs/remotes/origin/HEAD", "refs/remotes/origin/trunk")
        git(self.main, "update-ref", "refs/bisect/bad", "HEAD")
        git(self.main, "worktree", "add", "-q", "-b", "side", "../linked")
        git(self.linked, "update-ref", "refs/worktree/mine", "HEAD~1")

    @property
    def git_dir(self) -> str:
        return str(self.main / ".git")

    @property
    def linked_dir(self) -> str:
        return f"{self.git_dir}/worktrees/linked"

    def here(self) -> RefBackend:
        return backend_of(self.storage, self.git_dir, self.git_dir, self.format)

    def there(self) -> RefBackend:
        return self.here().elsewhere(self.linked_dir, self.git_dir)

    def id_of(self, name: str, top: Path | None = None) -> ObjectId:
        return ObjectId(git(top or self.main, "rev-parse", "--verify", name).decode().strip())

    def listed(self, top: Path) -> list[tuple[str, str]]:
        """The names and ids that git lists."""
        lines = git(top, "for-each-ref", "--format=%(refname) %(objectname)").decode().splitlines()
        return [(line.split()[0], line.split()[1]) for line in lines]


@pytest.fixture(params=[FILES, REFTABLE])
def storage(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == REFTABLE:
        require_reftable(tmp_path)
    return str(request.param)


@pytest.fixture(params=["sha1", "sha256"])
def made(request: pytest.FixtureRequest, tmp_path: Path, storage: str) -> Made:
    return Made(tmp_path, storage, request.param)


def pairs(backend: RefBackend, prefix: str, *, strict: bool = False) -> list[tuple[str, str]]:
    """The names and ids of what `backend` lists, but for symbolic references."""
    found = backend.stored(prefix, strict=strict)
    return [(ref.name, str(ref.value)) for ref in found if isinstance(ref.value, ObjectId)]


PACKINGS: dict[str, Callable[[Made], object]] = {
    "loose": lambda made: None,
    "packed": lambda made: git(made.main, "pack-refs", "--all"),
    "half packed": lambda made: [git(made.main, "pack-refs", "--all"), git(made.main, "branch", "later")],
    "over packed": lambda made: [
        git(made.main, "pack-refs", "--all"),
        git(made.main, "update-ref", "refs/heads/side", "HEAD~1"),
    ],
    "deleted": lambda made: [git(made.main, "pack-refs", "--all"), git(made.main, "tag", "-d", "v1")],
}


@pytest.mark.parametrize("packing", PACKINGS)
def test_there_and_absent(made: Made, packing: str) -> None:
    PACKINGS[packing](made)
    backend = made.here()
    assert backend.read("HEAD") == Symbolic("refs/heads/trunk")
    assert backend.read("refs/remotes/origin/HEAD") == Symbolic("refs/remotes/origin/trunk")
    for name, oid in made.listed(made.main):
        assert backend.read(name) == ObjectId(oid)
        assert backend.is_taken(name) or (packing != "loose" and made.storage == FILES)
    for absent in ("refs/heads/nowhere", "refs/heads", "refs/heads/trunk/x", "refs/remotes/origin/trunk", "OTHER_HEAD"):
        assert backend.read(absent) is None
        assert backend.is_taken(absent) == (absent == "refs/heads" and made.storage == FILES)


@pytest.mark.parametrize("packing", PACKINGS)
@pytest.mark.parametrize("strict", [False, True])
def test_listing(made: Made, packing: str, strict: bool) -> None:
    PACKINGS[packing](made)
    for top, backend in ((made.main, made.here()), (made.linked, made.there())):
        listed = made.listed(top)
        assert pairs(backend, "refs/", strict=strict) == listed
        prefixes = (
            "refs/heads/",
            "refs/heads/si",
            "refs/tags/",
            "refs/bisect/",
            "refs/worktree/m",
            "refs/no/",
            "refs/b",
        )
        for prefix in prefixes:
            assert pairs(backend, prefix, strict=strict) == [ref for ref in listed if ref[0].startswith(prefix)]
    symbolic = Stored("refs/remotes/origin/HEAD", Symbolic("refs/remotes/origin/trunk"))
    assert symbolic in list(made.here().stored("refs/remotes/", strict=strict))


@pytest.mark.parametrize("strict", [False, True])
@pytest.mark.parametrize(
    "prefix", ["refs//", "refs//heads", "refs/heads//", "refs/heads//t", "refs/bisect//", "refs///"]
)
def test_two_slashes_start_no_name(made: Made, prefix: str, strict: bool) -> None:
    assert pairs(made.here(), prefix, strict=strict) == []


def test_peeled_ids_stand_beside_what_is_packed(made: Made) -> None:
    git(made.main, "pack-refs", "--all")
    found = {ref.name: ref.peeled for ref in made.here().stored("refs/", strict=False)}
    assert found["refs/tags/v1"] == made.id_of("v1^{}")
    assert found["refs/heads/trunk"] is None


def test_each_worktree_has_its_own(made: Made) -> None:
    here, there = made.here(), made.there()
    assert there.read("HEAD") == Symbolic("refs/heads/side")
    assert there.read("main-worktree/HEAD") == here.read("HEAD")
    assert here.read("worktrees/linked/HEAD") == there.read("HEAD")
    assert here.read("worktrees/linked/refs/worktree/mine") == there.read("refs/worktree/mine")
    assert there.read("main-worktree/refs/bisect/bad") == made.id_of("HEAD")
    assert here.read("refs/worktree/mine") is None
    assert there.read("refs/bisect/bad") is None
    assert [ref.name for ref in here.own()] == ["refs/bisect/bad"]
    assert [ref.name for ref in there.own()] == ["refs/worktree/mine"]


def test_root_references(made: Made) -> None:
    git(made.main, "update-ref", "ORIG_HEAD", "HEAD~1")
    git(made.main, "update-ref", "OTHER", "HEAD")
    for name in ("FETCH_HEAD", "MERGE_HEAD", "COMMIT_EDITMSG", "lower_HEAD"):
        (Path(made.git_dir) / name).write_text("x\n")
    assert made.here().root_names() == ["HEAD", "ORIG_HEAD"]
    assert made.there().root_names() == [name for name in ("HEAD", "ORIG_HEAD") if is_root(made, name)]


def is_root(made: Made, name: str) -> bool:
    """Whether git has the reference `name` in the linked worktree."""
    return run(["git", "rev-parse", "-q", "--verify", name], made.linked).code == 0


def test_logs(made: Made) -> None:
    one, two = made.id_of("trunk~1"), made.id_of("trunk")
    backend = made.here()
    log = backend.log("refs/heads/trunk")
    assert log is not None
    assert [entry[:2] for entry in log] == [(made.format.null_id, one), (one, two)]
    assert backend.log("HEAD") == log
    assert backend.log("refs/tags/v1") is None
    assert backend.log("refs/heads") is None
    logs: dict[str, list[ReflogEntry]] = {name: list(entries) for name, entries in backend.logs()}
    assert logs["refs/heads/trunk"] == log
    assert {"HEAD", "refs/heads/side", "refs/heads/trunk"} <= logs.keys()
    assert [name for name, _ in made.there().logs()] == ["HEAD"]
    assert made.there().log("refs/heads/trunk") == log


def test_what_git_changes_is_seen_at_the_next_question(made: Made) -> None:
    """Each change with the size of what it replaces, as soon as git can make it, of loose and packed references."""
    backend = made.here()
    ids = [made.id_of("HEAD"), made.id_of("HEAD~1")]
    for turn in range(12):
        oid = ids[turn % 2]
        git(made.main, "update-ref", "refs/heads/moved", str(oid))
        assert backend.read("refs/heads/moved") == oid
        if turn % 3:
            git(made.main, "pack-refs", "--all")
            assert backend.read("refs/heads/moved") == oid
        assert ("refs/heads/moved", str(oid)) in pairs(backend, "refs/heads/m")
    git(made.main, "update-ref", "-d", "refs/heads/moved")
    assert backend.read("refs/heads/moved") is None
    assert pairs(backend, "refs/heads/m") == []


@pytest.mark.parametrize("object_format", ["sha1", "sha256"])
def test_what_a_newer_git_wrote(vectors: Path, object_format: str) -> None:
    """The references of the shared repositories, whatever git is here; `refs.txt` is how that git listed them."""
    git_dir, answers = str(vectors / f"reftable-{object_format}.git"), vectors / f"reftable-{object_format}.answers"
    backend = backend_of(REFTABLE, git_dir, git_dir, FORMATS[object_format])
    refs = Refs(backend)
    listed = [line.split(" ") for line in (answers / "refs.txt").read_text().splitlines()]
    assert [(name, str(oid)) for name, oid in refs] == [(name, oid) for oid, name, _ in listed]
    for oid, name, target in listed:
        assert backend.read(name) == (Symbolic(target) if target else ObjectId(oid))
        assert str(refs.get(name)) == oid
    assert str(refs.get("HEAD")) == (answers / "head.txt").read_text().split()[0]
    assert backend.root_names() == ["HEAD"]
    tip = refs.get("refs/heads/main")
    for name in ("HEAD", "refs/heads/main"):
        log = backend.log(name)
        assert log
        assert log[-1].new == tip
        assert all(before.new == after.old for before, after in pairwise(log))
    assert {name for name, _ in backend.logs()} >= {"HEAD", "refs/heads/main"}


# Writing


def change(top: Path, *updates: Update) -> None:
    """Change references as seen from the worktree `top`, as one transaction."""
    with Repository.open(top) as repository:
        commit(repository, list(updates))


def log_of(top: Path, name: str) -> list[str]:
    return git(top, "reflog", "show", "--format=%H %gs", name).decode().splitlines()


def test_git_reads_what_a_transaction_wrote(made: Made) -> None:
    one, two, tag = made.id_of("trunk~1"), made.id_of("trunk"), made.id_of("v1")
    change(
        made.main,
        Update("refs/heads/trunk", one, two, b"back"),
        Update("refs/heads/new/deep", two, None, b"made"),
        Update("refs/tags/again", tag),
        Update("refs/heads/sym", Symbolic("refs/heads/new/deep"), no_deref=True),
        Update("refs/tags/v1", None, tag),
        Update("refs/bisect/bad", one),
    )
    listed = dict(made.listed(made.main))
    assert listed["refs/heads/trunk"] == listed["refs/bisect/bad"] == str(one)
    assert listed["refs/heads/new/deep"] == listed["refs/heads/sym"] == str(two)
    assert listed["refs/tags/again"] == str(tag)
    assert "refs/tags/v1" not in listed
    assert git(made.main, "symbolic-ref", "refs/heads/sym") == b"refs/heads/new/deep\n"
    for name in ("HEAD", "refs/heads/trunk"):
        assert log_of(made.main, name)[0] == f"{one} back"
    assert log_of(made.main, "refs/heads/new/deep") == [f"{two} made"]
    assert made.here().log("refs/tags/again") is None
    assert pairs(made.here(), "refs/") == [ref for ref in made.listed(made.main) if ref[0] not in symbolic(made)]


def symbolic(made: Made) -> set[str]:
    """The names of symbolic references."""
    return {ref.name for ref in made.here().stored("refs/", strict=False) if isinstance(ref.value, Symbolic)}


def test_what_is_refused_changes_nothing(made: Made) -> None:
    one, two = made.id_of("trunk~1"), made.id_of("trunk")
    before = made.listed(made.main), log_of(made.main, "HEAD")
    wrong = {
        "is at": Update("refs/heads/side", one, one),
        "reference already exists": Update("refs/heads/side", one, None),
        "reference is missing|unable to resolve": Update("refs/heads/none", one, two),
        "exists; cannot create": Update("refs/heads/side/below", one),
        "cannot process": Update("refs/heads/other/below", one),
    }
    for message, update in wrong.items():
        with pytest.raises(RefError, match=message):
            change(made.main, Update("refs/heads/other", one), Update("refs/heads/trunk", one), update)
        assert (made.listed(made.main), log_of(made.main, "HEAD")) == before
    with pytest.raises(RefError, match="not allowed"):
        change(made.main, Update("HEAD", one), Update("refs/heads/trunk", one))
    assert (made.listed(made.main), log_of(made.main, "HEAD")) == before


def test_each_worktree_writes_its_own(made: Made) -> None:
    one = made.id_of("trunk~1")
    change(made.linked, Update("HEAD", one, message=b"linked"), Update("refs/bisect/good", one))
    assert made.id_of("refs/heads/side") == one
    assert log_of(made.linked, "HEAD")[0] == f"{one} linked"
    assert sorted(ref.name for ref in made.there().own()) == ["refs/bisect/good", "refs/worktree/mine"]
    two = made.id_of("trunk")
    change(made.main, Update("worktrees/linked/refs/bisect/good", two), Update("main-worktree/refs/bisect/bad", one))
    assert made.there().read("refs/bisect/good") == two
    assert made.here().read("refs/bisect/bad") == one


def test_logs_are_cut_down_and_dropped(made: Made) -> None:
    name = name_to_write("refs/heads/trunk")
    one, two = made.id_of("trunk~1"), made.id_of("trunk")
    for number in range(3):
        change(made.main, Update(name, one if number % 2 == 0 else two, message=b"turn %d" % number))
    backend, policy = made.here(), RefPolicy()
    whole = log_of(made.main, name)
    backend.rewrite_log(name, lambda entries, oid: None, policy)
    assert log_of(made.main, name) == whole
    backend.rewrite_log(name, lambda entries, oid: [entry for entry in entries if entry.message != b"turn 1"], policy)
    assert log_of(made.main, name) == [line for line in whole if not line.endswith("turn 1")]
    backend.rewrite_log(name, lambda entries, oid: entries[:2], policy, updates_ref=True)
    assert made.id_of(name) == two
    backend.rewrite_log(name, lambda entries, oid: [], policy)
    assert backend.log(name) == []
    assert git(made.main, "reflog", "exists", name) == b""
    change(made.main, Update(name, one, message=b"later"))
    assert log_of(made.main, name) == [f"{one} later"]
    backend.delete_log(name, policy)
    assert backend.log(name) is None
    assert run(["git", "reflog", "exists", name], made.main).code == 1


def test_optimized(made: Made) -> None:
    backend = made.here()
    before = list(backend.stored("", strict=True)), dict(made.listed(made.main)), log_of(made.main, "HEAD")
    for auto in (True, False):
        options = Optimizing(lambda name, oid: True, lambda name, oid: None, lambda line: None, auto=auto)
        backend.optimize(options, RefPolicy())
        names = [ref[:2] for ref in backend.stored("", strict=True)]
        assert (names, dict(made.listed(made.main)), log_of(made.main, "HEAD")) == (
            [ref[:2] for ref in before[0]], *before[1:],
        )  # fmt: skip
