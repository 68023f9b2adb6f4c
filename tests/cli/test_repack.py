"""repack beside git: the same objects in as many packs, the same loose ones left, messages and exit codes."""

from __future__ import annotations

import json
import os
import random
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from pygitobj import Repository
from pygitobj.jobs.maintain import repack
from pygitobj.jobs.packing import pack_objects
from tests.support.command import PYGITOBJ, Answer, git, pygitobj, run

GIT = ["git"]


@pytest.fixture(scope="module")
def history(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A repository with three packs, loose objects, tags; and objects that only reflog, index or nothing has."""
    repo = tmp_path_factory.mktemp("history") / "r"
    git(repo.parent, "init", "-q", "-b", "main", "r")
    git(repo, "config", "gc.auto", "0")
    git(repo, "config", "repack.writeBitmaps", "false")
    lines = [f"line {number} {number * 7919}\n" for number in range(300)]
    for step in range(24):
        lines[step * 17 % 300] = f"changed in {step}\n"
        (repo / f"file{step % 2}").write_text("".join(lines))
        git(repo, "add", ".")
        git(repo, "commit", "-qm", f"step {step}")
        if step in (11, 17, 20):
            git(repo, "repack", "-dq")
    git(repo, "tag", "-am", "a tag", "v1", "HEAD~3")
    git(repo, "branch", "side", "HEAD~9")
    (repo / "gone").write_text("only in the reflog\n")
    git(repo, "add", ".")
    git(repo, "commit", "-qm", "taken back")
    git(repo, "reset", "-q", "--hard", "HEAD~1")
    (repo / "indexed").write_text("only in the index\n")
    git(repo, "add", "indexed")
    git(repo, "hash-object", "-w", "--stdin", stdin=b"loose, and nothing leads here\n")
    oid = git(repo, "hash-object", "-w", "--stdin", stdin=b"packed, and nothing leads here\n")
    git(repo, "pack-objects", "-q", ".git/objects/pack/pack", stdin=oid)
    git(repo, "prune-packed")
    (repo / ".git/objects/info/packs").unlink()
    (repo / ".git/info/refs").unlink()
    return repo


@pytest.fixture
def repo(history: Path, tmp_path: Path) -> Path:
    """A copy of it."""
    shutil.copytree(history, tmp_path / "r", symlinks=True)
    return tmp_path / "r"


def packs_of(repo: Path) -> list[list[str]]:
    """The ids in each pack, which git finds good, sorted."""
    found = []
    for pack in sorted((repo / ".git/objects/pack").glob("*.pack")):
        shown = git(repo, "verify-pack", "-v", str(pack))
        found.append(sorted(line.split()[0].decode() for line in shown.splitlines() if len(line.split()) in (5, 7)))
    return sorted(found)


def loose_of(repo: Path) -> list[str]:
    """The ids of loose objects."""
    return sorted(path.parent.name + path.name for path in (repo / ".git/objects").glob("[0-9a-f][0-9a-f]/*"))


def state_after(
    repo: Path, command: Sequence[str], words: Sequence[str]
) -> tuple[Answer, list[list[str]], list[str], str]:
    """The answer of a repack in a copy of `repo`, then its packs, loose objects, and what clients of http read."""
    copy = repo.parent / "copy"
    shutil.rmtree(copy, ignore_errors=True)
    shutil.copytree(repo, copy, symlinks=True)
    answer = run([*command, "repack", *words], copy)
    folder = copy / ".git/objects/pack"
    stems = {path.stem for path in folder.iterdir() if path.suffix != ".keep"}
    assert all((folder / f"{stem}{suffix}").exists() for stem in stems for suffix in (".pack", ".idx"))
    git(copy, "fsck", "--full", "--strict")
    listed = copy / ".git/objects/info/packs"
    if listed.exists():
        names = sorted(line.split()[1] for line in listed.read_text().splitlines() if line)
        assert names == sorted(path.name for path in folder.glob("*.pack"))
    info = copy / ".git/info/refs"
    return answer, packs_of(copy), loose_of(copy), info.read_text() if info.exists() else ""


@pytest.mark.parametrize(
    "words",
    [
        "", "-d", "-a", "-ad", "-adf", "-adF", "-Ad", "-A", "-adk", "-ak", "-dq", "-adq", "-adn", "-adl",
        "-ad --window=0", "-adf --depth=3", "-adf --window-memory=10k", "-ad --threads=1",
        "-Ad --unpack-unreachable=now",
        "-Ad --unpack-unreachable=2.weeks.ago", "-ad --keep-pack=nothing.pack", "-ad --pack-kept-objects",
        "--geometric=2", "--geometric=2 -d", "-d -g 3", "--geometric=50 -d", "--geometric=1 -d", "-adk -f",
        "-a -k -A", "-d --geometric=2 -a", "--nope", "-ad --max-pack-size=1m",
    ],
)  # fmt: skip
def test_beside_git(repo: Path, words: str) -> None:
    theirs, ours = (state_after(repo, command, words.split()) for command in (GIT, PYGITOBJ))
    if theirs[0].code == 129:
        assert ours[0].err.splitlines()[0] == theirs[0].err.splitlines()[0]
        assert ours[0].code == 129
        assert ours[1:] == theirs[1:]
    else:
        # As older versions of git put it.
        older, newer = b"'--keep-unreachable' and '-A'", b"'-A' and '-k/--keep-unreachable'"
        assert ours == (theirs[0]._replace(err=theirs[0].err.replace(older, newer)), *theirs[1:])


@pytest.mark.parametrize("words", ["-ad", "-ad --pack-kept-objects", "-adk", "-Ad", "-d --geometric=2"])
def test_kept_packs(repo: Path, words: str) -> None:
    """A pack with a .keep file stays as it is, and its objects out of new ones."""
    sorted((repo / ".git/objects/pack").glob("*.pack"))[1].with_suffix(".keep").touch()
    assert state_after(repo, PYGITOBJ, words.split()) == state_after(repo, GIT, words.split())


def test_kept_by_name(repo: Path) -> None:
    for pack in sorted((repo / ".git/objects/pack").glob("*.pack")):
        words = ["-ad", f"--keep-pack={pack.name}"]
        assert state_after(repo, PYGITOBJ, words) == state_after(repo, GIT, words)


def test_alternates(repo: Path, tmp_path: Path) -> None:
    """With -l what an alternate has stays there; without, it comes along."""
    git(tmp_path, "clone", "-q", "--shared", str(repo), "clone")
    borrower = tmp_path / "clone"
    (borrower / "more").write_text("more\n")
    git(borrower, "add", ".")
    git(borrower, "commit", "-qm", "more")
    for words in (["-ad"], ["-adl"], ["-d"], ["-dl"]):
        assert state_after(borrower, PYGITOBJ, words) == state_after(borrower, GIT, words)


def test_worktrees(repo: Path, tmp_path: Path) -> None:
    """What only another worktree's HEAD or index has is reachable."""
    git(repo, "worktree", "add", "-q", "--detach", str(tmp_path / "tree"))
    (tmp_path / "tree/more").write_text("only in the worktree\n")
    git(tmp_path / "tree", "add", ".")
    git(tmp_path / "tree", "commit", "-qm", "only here")
    (tmp_path / "tree/staged").write_text("only staged in the worktree\n")
    git(tmp_path / "tree", "add", ".")
    git(repo, "reflog", "expire", "--expire=all", "--all")
    shutil.rmtree(repo / ".git/logs")
    assert pygitobj(repo, "repack", "-adq").code == 0
    git(repo, "prune")
    git(repo, "fsck", "--full")
    for name in ("HEAD", ":more", ":staged"):
        git(tmp_path / "tree", "cat-file", "-e", name)


def test_shallow(repo: Path, tmp_path: Path) -> None:
    git(tmp_path, "clone", "-q", "--depth=3", f"file://{repo}", "clone")
    for words in (["-ad"], ["-adf"]):
        assert state_after(tmp_path / "clone", PYGITOBJ, words) == state_after(tmp_path / "clone", GIT, words)


def test_commits_that_went_are_shallow_no_more(repo: Path, tmp_path: Path) -> None:
    git(repo, "branch", "other", "HEAD~8")
    git(tmp_path, "clone", "-q", "--depth=2", "--no-single-branch", f"file://{repo}", "clone")
    clone = tmp_path / "clone"
    git(clone, "branch", "-r", "-d", "origin/other", "origin/side")
    git(clone, "reflog", "expire", "--expire=all", "--all")
    left = []
    for name, command in (("theirs", GIT), ("ours", PYGITOBJ)):
        shutil.copytree(clone, tmp_path / name, symlinks=True)
        assert run([*command, "repack", "-adq"], tmp_path / name).code == 0
        left.append((tmp_path / name / ".git/shallow").read_bytes())
    assert left[1] == left[0] != (clone / ".git/shallow").read_bytes()


def test_replace_refs_change_nothing(repo: Path) -> None:
    git(repo, "replace", "HEAD~2", "HEAD~5")
    for words in (["-ad"], ["-adf"]):
        assert state_after(repo, PYGITOBJ, words) == state_after(repo, GIT, words)


def test_partial_clone(repo: Path, tmp_path: Path) -> None:
    """What the remote has promised stays in packs that say so, and what is missing there is not missed."""
    git(repo, "config", "uploadpack.allowFilter", "true")
    git(tmp_path, "clone", "-q", "--no-checkout", "--filter=blob:none", f"file://{repo}", "clone")
    clone = tmp_path / "clone"
    git(clone, "hash-object", "-w", "--stdin", stdin=b"of its own\n")
    tree = git(clone, "mktree", "--missing", stdin=git(clone, "ls-tree", "HEAD"))
    made = git(clone, "commit-tree", tree.decode().strip(), "-p", "HEAD", "-m", "own").decode().strip()
    git(clone, "update-ref", "refs/heads/own", made)
    for words in (["-ad"], ["-adf"], ["-d"]):
        answer, packs, loose, _ = state_after(clone, PYGITOBJ, words)
        theirs = state_after(clone, GIT, words)
        assert (answer, packs, loose) == theirs[:3]
        kept = list((repo.parent / "copy/.git/objects/pack").glob("*.promisor"))
        assert len(kept) == 1


def sparse_clone(repo: Path, tmp_path: Path) -> Path:
    """A partial clone whose index names blobs that are not there, with a commit of its own."""
    git(repo, "config", "uploadpack.allowFilter", "true")
    git(tmp_path, "clone", "-q", "--no-checkout", "--filter=blob:none", f"file://{repo}", "clone")
    clone = tmp_path / "clone"
    git(clone, "sparse-checkout", "set", "--no-cone", "/file0")
    git(clone, "checkout", "-q", "main")
    (clone / "file0").write_text("changed here\n")
    git(clone, "commit", "-qam", "local")
    shutil.rmtree(repo)
    return clone


def test_promised_blobs_of_kept_packs(repo: Path, tmp_path: Path) -> None:
    """They stay where they are; git packs them once more."""
    clone = sparse_clone(repo, tmp_path)
    kept = list((clone / ".git/objects/pack").glob("*.promisor"))
    for pack in kept:
        pack.with_suffix(".keep").touch()
    assert pygitobj(clone, "repack", "-adq").code == 0
    assert sorted((clone / ".git/objects/pack").glob("*.promisor")) == sorted(kept)
    assert len(packs_of(clone)) == len(kept) + 1
    assert pygitobj(clone, "cat-file", "-p", "HEAD:file0").out == b"changed here\n"


@pytest.mark.parametrize("words", ["-d", "-ad", "-Ad", "-adk"])
def test_promised_blobs_may_be_missing(repo: Path, tmp_path: Path, words: str) -> None:
    clone = sparse_clone(repo, tmp_path)
    left = []
    for name, command in (("theirs", GIT), ("ours", PYGITOBJ)):
        copy = tmp_path / name
        shutil.copytree(clone, copy, symlinks=True)
        answer = run([*command, "repack", "-q", words], copy)
        packs = {path.stem for path in (copy / ".git/objects/pack").glob("*.promisor")}
        left.append((answer, packs_of(copy), loose_of(copy), len(packs)))
    assert left[1] == left[0]


def test_young_objects_keep_what_they_need(repo: Path) -> None:
    """With -A what an unreachable object that is young names is kept with it, however old."""
    blob = git(repo, "hash-object", "-w", "--stdin", stdin=b"old\n").decode().strip()
    tree = git(repo, "mktree", stdin=f"100644 blob {blob}\tx\n".encode()).decode().strip()
    name = git(repo, "pack-objects", "-q", ".git/objects/pack/pack", stdin=f"{blob}\n{tree}\n".encode())
    git(repo, "prune-packed")
    os.utime(repo / f".git/objects/pack/pack-{name.decode().strip()}.pack", (1e9, 1e9))
    commit = git(repo, "commit-tree", "-m", "young", tree).decode().strip()
    words = ["-q", "-A", "-d", "--unpack-unreachable=2.weeks.ago"]
    theirs = state_after(repo, GIT, words)
    assert state_after(repo, PYGITOBJ, words) == theirs
    assert {blob, tree, commit} <= set(theirs[2])


@pytest.mark.parametrize("words", ["-ad", "-adF", "-adF --threads=8"])
def test_few_objects_of_other_names_find_one_another(tmp_path: Path, words: str) -> None:
    """Work is not shared out in pieces so small that what is alike comes apart."""
    git(tmp_path, "init", "-q", "r")
    body = random.Random(1).randbytes(1_500_000)
    for number in range(12):
        (tmp_path / f"r/v{number}.bin").write_bytes(body + b"more" * number * 30)
    git(tmp_path / "r", "add", ".")
    git(tmp_path / "r", "commit", "-qm", "alike")
    assert pygitobj(tmp_path / "r", "repack", "-q", *words.split()).code == 0
    (pack,) = (tmp_path / "r/.git/objects/pack").glob("*.pack")
    assert pack.stat().st_size < 1_600_000


@pytest.mark.parametrize("words", ["-adk", "-d --geometric=2"])
def test_damaged_loose_objects_stay(repo: Path, words: str) -> None:
    """What nothing leads to and cannot be read is no reason not to pack the rest."""
    oid = git(repo, "hash-object", "-w", "--stdin", stdin=b"to be damaged\n").decode().strip()
    path = repo / ".git/objects" / oid[:2] / oid[2:]
    path.chmod(0o644)
    path.write_bytes(b"")
    for name, command in (("theirs", GIT), ("ours", PYGITOBJ)):
        copy = repo.parent / name
        shutil.copytree(repo, copy, symlinks=True)
        assert run([*command, "repack", *words.split()], copy).code == 0
        assert loose_of(copy) == [oid]


def test_a_bad_reference_does_not_undo_a_repack(repo: Path) -> None:
    """Where no walk is needed it only keeps clients of http from being told."""
    (repo / ".git/refs/heads/bad").write_text("1" * 40 + "\n")
    for command in (GIT, PYGITOBJ):
        answer = run([*command, "repack", "-d", "--geometric=2"], repo)
        assert answer.code == 0
        assert b"error: " in answer.err


@pytest.mark.parametrize("closed", ["<&-", ">&-", "2>&-", "<&- >&- 2>&-"])
def test_closed_streams(repo: Path, closed: str) -> None:
    answer = run(["sh", "-c", f"{' '.join(PYGITOBJ)} repack -ad {closed}"], repo)
    assert answer.code == 0
    assert b"Traceback" not in answer.err
    assert len(packs_of(repo)) == 1


def test_numbers(repo: Path) -> None:
    # As the git of the documents reads them; older ones took decimal digits alone.
    for text, code in (("010", 0), ("0x10", 0), ("+3", 0), ("1k", 0), ("08", 129), ("1_0", 129), ("", 129), ("x", 129)):
        answer = pygitobj(repo, "repack", "-ad", f"--depth={text}")
        assert answer.code == code, text
        expected = (
            b"error: option `depth' expects an integer value with an optional k/m/g suffix\n" if text else b"error: "
        )
        assert code == 0 or answer.err.startswith(expected), text
    git(repo, "config", "pack.threads", "-1")
    answers = [run([*command, "repack", "-ad"], repo) for command in (GIT, PYGITOBJ)]
    assert answers[1] == answers[0]


@pytest.mark.parametrize("value", ["refs/heads/broken", "1" * 40, "not a ref"])
def test_a_reference_that_leads_nowhere(repo: Path, value: str) -> None:
    """Nothing is packed or removed where it cannot be told what is reachable."""
    (repo / ".git/refs/heads/bad").write_text(f"{value}\n" if " " in value or value[0] == "1" else f"ref: {value}\n")
    before = packs_of(repo), loose_of(repo)
    theirs, ours = (run([*command, "repack", "-ad"], shutil.copytree(repo, repo.parent / f"{number}"))
                    for number, command in enumerate((GIT, PYGITOBJ)))  # fmt: skip
    assert ours == theirs
    if ours.code:
        assert (packs_of(repo.parent / "1"), loose_of(repo.parent / "1")) == before


def test_precious_objects(repo: Path) -> None:
    git(repo, "config", "core.repositoryFormatVersion", "1")
    git(repo, "config", "extensions.preciousObjects", "true")
    answers = [run([*command, "repack", "-ad"], repo) for command in (GIT, PYGITOBJ)]
    assert answers[0] == answers[1]
    assert answers[1].code == 128


def test_a_multi_pack_index_goes_with_its_packs(repo: Path) -> None:
    """It would tell of packs that are gone."""
    git(repo, "multi-pack-index", "write")
    assert pygitobj(repo, "repack", "-adq").code == 0
    assert not (repo / ".git/objects/pack/multi-pack-index").exists()
    assert b"error" not in git(repo, "fsck", "--full")


def test_a_pack_that_a_writer_counts_on_stays(repo: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A writer that finds an object in a pack gives the pack a new time, and does not write the object again."""
    body = b"packed, and nothing leads here\n"
    write = pack_objects.write_packs

    def while_a_writer_comes(*args: Any) -> object:
        with Repository.open(repo) as writer:
            writer.objects.write("blob", body)
        return write(*args)

    monkeypatch.setattr(repack, "write_packs", while_a_writer_comes)
    with Repository.open(repo) as opened:
        done = repack.repack(opened, repack.RepackOptions(everything=True, delete=True))
    assert len(done.removed) == 3
    oid = git(repo, "hash-object", "--stdin", stdin=body).decode().strip()
    assert git(repo, "cat-file", "blob", oid) == body


def test_json(repo: Path) -> None:
    done = json.loads(pygitobj(repo, "repack", "-ad", "--json").out)
    assert [len(done["packs"]), len(done["removed"])] == [1, 4]
    assert done["objects"] == len(packs_of(repo)[0])
    assert done["pruned"] > 0
    assert pygitobj(repo, "repack", "-d", "--json").out == b'{"packs": [], "removed": [], "objects": 0, "pruned": 0}\n'


@pytest.mark.parametrize("option", ["-b", "--write-midx", "--cruft", "-i", "--filter=blob:none"])
def test_what_is_not_there_is_refused(repo: Path, option: str) -> None:
    answer = pygitobj(repo, "repack", "-a", option)
    assert answer.code == 128
    assert b"is not supported yet" in answer.err
    assert len(packs_of(repo)) == 4


def test_sha256(tmp_path: Path) -> None:
    git(tmp_path, "init", "-q", "-b", "main", "--object-format=sha256", "r")
    for step in range(8):
        (tmp_path / "r/file").write_text("".join(f"line {number} {step * (number == step)}\n" for number in range(200)))
        git(tmp_path / "r", "add", ".")
        git(tmp_path / "r", "commit", "-qm", f"step {step}")
    for words in (["-d"], ["-ad"], ["-adf"]):
        assert state_after(tmp_path / "r", PYGITOBJ, words) == state_after(tmp_path / "r", GIT, words)


def test_a_read_only_directory(repo: Path) -> None:
    if os.geteuid() == 0:
        pytest.skip("root may write anywhere")
    before = packs_of(repo)
    (repo / ".git/objects/pack").chmod(0o555)
    answer = pygitobj(repo, "repack", "-ad")
    (repo / ".git/objects/pack").chmod(0o755)
    assert answer.code == 128
    assert answer.err.count(b"\n") == 1
    assert packs_of(repo) == before
