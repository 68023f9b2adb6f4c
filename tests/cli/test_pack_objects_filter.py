"""`pack-objects --filter`: git's objects for each filter, whatever is named, hidden or missing.

Tried besides, beside git 2.55: four filters on 300 commits of a repository of many years.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.support.command import PYGITOBJ, Answer, git, pygitobj, run
from tests.support.git_version import needs_newest_git
from tests.support.tangled import history

FILTERS = [
    "blob:none", "blob:limit=0", "blob:limit=5", "blob:limit=1k", "tree:0", "tree:1", "tree:2", "tree:3",
    "object:type=commit", "object:type=tag", "object:type=tree", "object:type=blob", "sparse:oid=b1:sparse",
    "combine:blob:none+tree:2", "combine:tree:3+blob:limit=4", "combine:object:type=tree+tree:1",
    "combine:sparse:oid=b1%3Asparse+blob:limit=6",
]  # fmt: skip
REVISIONS = [
    "b14", "b14\n^b7", "b13\nb9\n^b3\n^b5", "b14:a\nb13:top\nb12", "of-tree\nof-tag", "b14\n^b14:a", "b14\n^b13:top",
    "b14:a/x", "b12\nb12^{tree}", "--not\nb4\n--not\nb14\nof-tag",
]  # fmt: skip


def objects(repo: Path, pack: bytes, *words: str) -> list[bytes]:
    """The ids in a pack, which git has to take."""
    place = repo.parent / "taken.pack"
    place.unlink(missing_ok=True)
    place.with_suffix(".idx").unlink(missing_ok=True)
    git(repo, "index-pack", "--stdin", *words, str(place), stdin=pack)
    return sorted(
        line.split()[1] for line in git(repo, "show-index", stdin=place.with_suffix(".idx").read_bytes()).splitlines()
    )


def packed(repo: Path, command: Sequence[str], words: list[str], stdin: str) -> tuple[Answer, list[bytes]]:
    """The answer without its pack, and what is in that."""
    answer = run([*command, "pack-objects", "-q", "--stdout", *words], repo, stdin.encode() + b"\n")
    thin = ["--fix-thin"] if "--thin" in words else []
    if not answer.out:
        return answer, []
    found = [] if thin and answer.out[8:12] == bytes(4) else objects(repo, answer.out, *thin)
    return answer._replace(out=answer.out[:8]), found


def same(repo: Path, words: list[str], stdin: str) -> list[bytes]:
    """What both pack; of a thin pack only how it is taken, since bases may differ."""
    ours, theirs = packed(repo, PYGITOBJ, words, stdin), packed(repo, ["git"], words, stdin)
    assert ours == theirs, (words, stdin)
    return ours[1]


@pytest.fixture(scope="module", params=range(2))
def repo(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A repository whose commits share much, with patterns in a tree that is called b1:sparse below."""
    repo = tmp_path_factory.mktemp("filtered") / "repo"
    history(repo, request.param)
    sparse = git(repo, "hash-object", "-w", "--stdin", stdin=b"/a/\n!/a/x\ntop\n").decode().strip()
    tree = git(repo, "mktree", stdin=f"100644 blob {sparse}\tsparse\n".encode()).decode().strip()
    git(repo, "update-ref", "refs/sparse", tree)
    return repo


@pytest.mark.parametrize("spec", FILTERS)
def test_each_filter(repo: Path, spec: str) -> None:
    filter_ = f"--filter={spec}".replace("b1:", "refs/sparse:").replace("b1%3A", "refs/sparse%3A")
    for revisions in REVISIONS:
        same(repo, ["--revs", filter_], revisions)
    same(repo, ["--all", filter_], "")
    same(repo, ["--revs", "--no-sparse", filter_], "b14\n^b9")


@needs_newest_git
def test_several_are_one(repo: Path) -> None:
    both = same(repo, ["--revs", "--filter=tree:2", "--filter=blob:limit=4"], "b14")
    assert both == same(repo, ["--revs", "--filter=combine:tree:2+blob:limit=4"], "b14")
    assert len(same(repo, ["--revs", "--filter=tree:0", "--no-filter"], "b14")) > len(both)


@pytest.mark.parametrize("words", [
    ["--revs", "--filter=nonsense"], ["--revs", "--filter=tree:x"], ["--revs", "--filter=object:type=thing"],
    ["--revs", "--filter=nonsense", "--no-filter"], ["--revs", "--filter=nonsense", "--nonsense"],
    ["--revs", "--filter=sparse:oid=nothing"], ["--revs", "--filter=combine:"], ["--revs", "--filter=sparse:path=x"],
])  # fmt: skip
def test_what_is_no_filter(repo: Path, words: list[str]) -> None:
    same(repo, words, "b14")


def test_a_list_is_not_filtered(repo: Path) -> None:
    ids = git(repo, "rev-list", "--objects", "b14").decode()
    assert same(repo, ["--filter=blob:none"], ids.removesuffix("\n")) == same(repo, [], ids.removesuffix("\n"))


@needs_newest_git
def test_packs_are_not_filtered(repo: Path) -> None:
    same(repo, ["--stdin-packs", "--filter=blob:none"], "")


def test_it_stays_in_files_too(repo: Path, tmp_path: Path) -> None:
    answer = pygitobj(repo, "pack-objects", "-q", "--revs", "--filter=blob:none", str(tmp_path / "p"), stdin=b"b14\n")
    shown = git(repo, "verify-pack", "-v", str(tmp_path / f"p-{answer.out.decode().strip()}.idx"))
    assert b" blob " not in shown
    assert b" tree " in shown


def test_a_thin_pack(repo: Path) -> None:
    words = ["--thin", "--revs", "--filter=tree:1"]
    answer, found = packed(repo, PYGITOBJ, words, "b14\n^b9")
    assert answer.code == 0
    assert set(packed(repo, PYGITOBJ, words[1:], "b14\n^b9")[1]) <= set(found)


@pytest.mark.parametrize("action", ["error", "allow-any", "allow-promisor"])
@pytest.mark.parametrize("spec", ["blob:none", "blob:limit=100", "tree:1", "tree:3"])
def test_what_is_missing(tmp_path: Path, spec: str, action: str) -> None:
    repo = tmp_path / "repo"
    history(repo, 1)
    packs = [pack.rename(tmp_path / pack.name) for pack in list((repo / "objects/pack").iterdir())]
    for pack in packs:
        if pack.suffix == ".pack":
            git(repo, "unpack-objects", "-q", stdin=pack.read_bytes())
    oid = git(repo, "rev-parse", "--verify", "b14:top").decode().strip()
    (repo / "objects" / oid[:2] / oid[2:]).unlink()
    words = ["pack-objects", "-q", "--stdout", "--revs", f"--filter={spec}", f"--missing={action}"]
    ours, theirs = pygitobj(repo, *words, stdin=b"b14\n"), run(["git", *words], repo, b"b14\n")
    assert ours.code == theirs.code
    assert not ours.code or oid.encode() in ours.err
    assert ours.out[:12] == theirs.out[:12]
