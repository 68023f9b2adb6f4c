"""`rev-list --objects`: git's objects in git's order, whatever is hidden, filtered, missing, or asked of paths.

Tried besides, beside git 2.55: all objects of three repositories of up to 162,000 objects, and each filter on parts.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.command import Answer, git, pygitobj, run
from tests.support.git_version import needs_newest_git, newest
from tests.support.tangled import history


def both(repo: Path, *words: str) -> Answer:
    """What rev-list gives, which is what git gives; what stands in no order sorted."""
    ours, theirs = (
        run_sorted(answer) for answer in (pygitobj(repo, "rev-list", *words), run(["git", "rev-list", *words], repo))
    )
    assert ours == theirs, words
    return ours


def run_sorted(answer: Answer) -> Answer:
    """`answer` with what is missing or omitted in order."""
    lines = answer.out.splitlines(keepends=True)
    loose = sorted(line for line in lines if line[:1] in (b"~", b"?"))
    return answer._replace(out=b"".join([line for line in lines if line[:1] not in (b"~", b"?")] + loose))


QUESTIONS = [
    "--objects --all", "--objects b14 ^b7", "--objects-edge b14 ^b7 ^b3", "--objects-edge --bisect b14 ^b7 ^b3",
    "--objects-edge --bisect-all b14 ^b7 ^b3", "--objects-edge --bisect-vars b14 ^b7", "--objects --bisect b14 ^b7",
    "--objects-edge-aggressive b14 ^b9",
    "--objects --in-commit-order --all", "--objects --count b14 b9", "--objects --no-object-names b14",
    "--objects b14:a b13:top b12", "--objects of-tree of-tag", "--objects b14 ^b14:a", "--objects b14 ^b13:top",
    "--objects b14 -- a", "--objects b14 ^b5 -- a/x top", "--objects --reverse b14", "--objects --max-count=2 b14",
    "--objects --parents b14 ^b4", "--objects --boundary b14 ^b8", "--objects --first-parent b14",
    "--objects --first-parent --boundary b14", "--objects --first-parent --boundary --max-count=2 b14",
    "--objects --filter=blob:none --all", "--objects --filter=blob:limit=5 b14",
    "--objects --filter=tree:0 b14 of-tree", "--objects --filter=tree:0 b14 b13:a b13:top",
    "--objects --filter=tree:1 --all", "--objects --filter=tree:2 b14 b7", "--objects --filter=object:type=tree b14",
    "--objects --filter=object:type=blob b14 b13:top", "--objects --filter=object:type=tag --all",
    "--objects --filter=blob:none b14:a b14:a/x b14", "--objects --filter=object:type=commit b14",
    "--objects --filter=combine:blob:none+tree:2 b14",
    "--objects --filter=tree:2 --filter=blob:limit=4 b14", "--objects --filter=sparse:oid=b1:sparse b14",
    "--objects --filter-provided-objects --filter=tree:0 b14 b13:a",
    "--objects --filter=blob:none --filter-print-omitted b14", "--objects --filter=tree:1 --filter-print-omitted b14",
    "--objects --filter=blob:limit=3 --filter-print-omitted b14",
    "--objects --filter=combine:tree%3A2+blob%3Alimit=2 --filter-print-omitted b14 b3",
    "--objects --filter=nonsense b14", "--objects --filter=tree:x b14", "--objects --filter=combine: b14",
    "--objects --filter=object:type=thing b14", "--filter=blob:none b14", "--objects --filter=sparse:path=x b14",
    "--objects --filter=sparse:oid=nothing b14", "--objects --quiet b14", "--disk-usage --objects b14",
    "--disk-usage b14", "--disk-usage=human --objects --all", "--disk-usage=no b14", "--objects --unpacked b14",
    "--objects b14..b14", "--objects --no-walk b14 b3", "--objects --oneline b14 ^b10", "--objects --header b14 ^b12",
    "--objects",
]  # fmt: skip


@pytest.mark.parametrize("seed", range(3))
def test_random_histories(tmp_path: Path, seed: int) -> None:
    repo = tmp_path / "repo"
    history(repo, seed)
    sparse = git(repo, "hash-object", "-w", "--stdin", stdin=b"/a/\n!/a/x\n# comment\ntop\n").decode().strip()
    tree = git(repo, "mktree", stdin=f"100644 blob {sparse}\tsparse\n".encode()).decode().strip()
    for question in QUESTIONS:
        both(repo, *question.replace("b1:sparse", f"{tree}:sparse").split())


@pytest.mark.parametrize("packed", [False, True])
@pytest.mark.parametrize("kind", ["blob", "tree", newest("commit")])
def test_what_is_missing(tmp_path: Path, kind: str, packed: bool) -> None:
    repo = tmp_path / "repo"
    history(repo, 1)
    names = {"blob": "b14:top", "tree": "b14:a", "commit": "b14~1"}
    objects = tmp_path / "objects"
    oid = git(repo, "rev-parse", "--verify", names[kind]).decode().strip()
    (repo / "objects/pack").rename(objects)
    (repo / "objects/pack").mkdir()
    for pack in objects.glob("*.pack"):
        git(repo, "unpack-objects", "-q", stdin=pack.read_bytes())
    (repo / "objects" / oid[:2] / oid[2:]).unlink()
    if packed:
        rest = [line.split()[0] for line in git(repo, "cat-file", "--batch-all-objects", "--batch-check").splitlines()]
        git(repo, "pack-objects", "-q", "objects/pack/pack", stdin=b"\n".join(rest) + b"\n")
    for action in ("allow-any", "print", "allow-promisor"):
        both(repo, "--objects", f"--missing={action}", "--all")
    answer = pygitobj(repo, "rev-list", "--objects", "--all")
    assert answer.code == 128
    # A commit is called after the reference that was to be followed.
    assert oid.encode() in answer.err or kind == "commit"


def test_an_object_of_two_types(tmp_path: Path) -> None:
    repo = tmp_path / "repo"
    history(repo, 2)
    tree = git(repo, "rev-parse", "b14:a").decode().strip()
    odd = git(repo, "mktree", stdin=f"040000 tree {tree}\ta\n".encode()).decode().strip()
    body = b"100644 file\0" + bytes.fromhex(tree)
    bad = git(repo, "hash-object", "-t", "tree", "-w", "--stdin", "--literally", stdin=body).decode().strip()
    answer = pygitobj(repo, "rev-list", "--objects", odd, bad)
    theirs = run(["git", "rev-list", "--objects", odd, bad], repo)
    assert (answer.code, answer.err) == (theirs.code, theirs.err.splitlines(keepends=True)[-1])
    assert b"is not a blob" in answer.err


@pytest.mark.parametrize("kind", ["tree", "commit"])
def test_a_blob_that_is_named_as_a_tree(tmp_path: Path, kind: str) -> None:
    repo = tmp_path / "repo"
    history(repo, 2)
    blob = git(repo, "hash-object", "-w", "--stdin", stdin=b"a blob\n").decode().strip()
    body = b"40000 a\0" + bytes.fromhex(blob)
    if kind == "commit":
        body = f"tree {blob}\nauthor C <c@x> 1 +0000\ncommitter C <c@x> 1 +0000\n\nc\n".encode()
    bad = git(repo, "hash-object", "-t", kind, "-w", "--stdin", "--literally", stdin=body).decode().strip()
    answer = pygitobj(repo, "rev-list", "--objects", blob, bad)
    assert answer.code == run(["git", "rev-list", "--objects", blob, bad], repo).code == 128
    assert b"is not a tree\n" in answer.err


@pytest.mark.parametrize("options", [(), ("--objects",), ("--ignore-missing",), ("--objects", "b14")])
@pytest.mark.parametrize(("named", "said"), [("b14", "blob"), ("b14:a", "blob"), ("b14:a", "commit"), ("b14", "tree")])
def test_a_tag_that_lies_about_a_type(tmp_path: Path, options: tuple[str, ...], named: str, said: str) -> None:
    repo = tmp_path / "repo"
    history(repo, 2)
    oid = git(repo, "rev-parse", named).decode().strip()
    body = f"object {oid}\ntype {said}\ntag t\ntagger C <c@x> 1 +0000\n\nt\n".encode()
    tag = git(repo, "hash-object", "-t", "tag", "-w", "--stdin", "--literally", stdin=body).decode().strip()
    answer = pygitobj(repo, "rev-list", *options, tag)
    assert answer.code == run(["git", "rev-list", *options, tag], repo).code == 128
    assert (answer.out, answer.err) == (b"", f"fatal: bad object {tag}\n".encode())


@needs_newest_git
def test_aggressive_edges_are_all_that_was_named_and_is_hidden(tmp_path: Path) -> None:
    """Also a commit that was not named as hidden itself, but that a hidden one reaches."""
    repo = tmp_path / "repo"
    history(repo, 4)
    parents = git(repo, "rev-list", "--all", "--parents").decode().splitlines()
    for line in parents:
        commit, *above = line.split()
        for parent in above:
            both(repo, "--objects-edge-aggressive", parent, f"^{commit}")
            both(repo, "--objects-edge-aggressive", parent, "b14", f"^{commit}")
