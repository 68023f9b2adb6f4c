"""`:/<text>` and `<rev>^{/<text>}` beside git, wherever a revision is taken: the youngest commit whose message matches.

Tried besides: the same in a repository of packs alone, and dates that are equal, in which what was met first counts.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from pygitobj import CorruptError, NotFoundError, Repository, RevisionError
from tests.support.command import git, pygitobj, run
from tests.support.git_version import needs_newest_git

NAMES = [
    ":/one", ":/^one", ":/!bang", ":/!!bang", ":/!", ":/!-", ":/nope", ":/(", ":/[", ":/a**",
    ":/*on", ":/(*on)", ":/x|*on", ":/after", ":/odd", ":/two.*line", ":/two$", ":/line\n$", ":/(o)n\\1", r":/o{1,2}",
    r":/\bside", ":/[[:upper:]]", ":/one~1", ":/one^{tree}", ":/", ":/same", ":/same a", "main^{/one}", "main^{/^one}",
    "main^{/}", "main^{/!-}", "main^{/!-merge}", "main^{/!!bang}", "main^{/!x}", "main^{/nope}", "main^{/(}",
    "main^{/a:b}:f", "main^{/a:b}:g",
    "main^{/nope}:f", "main:f^{/one}", "v1^{/two}", "v1^{/root}^0", "v1^{/one}~1", "blob^{/one}", "main^{/x}y}",
    "main^{/}x}", "nope^{/x}", "^{/x}", "@^{/one}", "main~1^{/side}", "main^{/one}^{/root}", "same^{/same}",
    "main^{tree}^{/one}", "refs/x/nomsg^{/!-a}", "refs/x/nomsg^{/}",
]  # fmt: skip


def raw_commit(top: Path, name: str, second: int, rest: bytes, *parents: str) -> str:
    """A commit with these bytes after its people, under the reference `name`; its id."""
    lines = [b"tree " + git(top, "rev-parse", "main^{tree}").strip(), *(f"parent {one}".encode() for one in parents)]
    lines += [b"author a <a@b> 1 +0000", b"committer a <a@b> %d +0000" % second]
    body = b"\n".join(lines) + b"\n" + rest
    oid = git(top, "hash-object", "-w", "-t", "commit", "--literally", "--stdin", stdin=body).decode().strip()
    git(top, "update-ref", name, oid)
    return oid


@pytest.fixture(scope="module", params=["loose", "packed"])
def place(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A history with a merge, a detached HEAD, odd messages, and commits of the same second."""
    top = tmp_path_factory.mktemp("searched")
    git(top, "init", "-q", "-b", "main", ".")
    (top / "f").write_text("x\n")
    git(top, "add", "f")
    with pytest.MonkeyPatch.context() as patch:
        for number, words in enumerate(
            [
                ("commit", "-q", "-m", "one root"),
                ("commit", "-q", "--allow-empty", "-m", "two a:b\n\nbody line"),
                ("checkout", "-q", "-b", "side"),
                ("commit", "-q", "--allow-empty", "-m", "!bang side"),
                ("checkout", "-q", "main"),
                ("commit", "-q", "--allow-empty", "-m", "three \u00e4"),
                ("merge", "-q", "-m", "merge one", "side"),
                ("tag", "-a", "-m", "tag two", "v1"),
                ("tag", "blob", "HEAD:f"),
                ("commit", "-q", "--allow-empty", "--allow-empty-message", "-m", ""),
                ("checkout", "-q", "--detach"),
                ("commit", "-q", "--allow-empty", "-m", "detached one"),
            ]
        ):
            patch.setenv("GIT_COMMITTER_DATE", f"{1_700_000_000 + number * 10} +0000")
            git(top, *words)
    raw_commit(top, "refs/x/nomsg", 1_800_000_000, b"")
    raw_commit(top, "refs/x/nul", 1_700_000_005, b"encoding latin1\n\nodd \344 text\0after nul")
    ids = [raw_commit(top, f"refs/heads/{one}", 1_600_000_000, b"\nsame %c\n" % one.encode()) for one in "cabd"]
    raw_commit(top, "refs/heads/same", 1_600_000_001, b"\nmerge of four\n", *ids)
    if request.param == "packed":
        git(top, "repack", "-adq")
        git(top, "pack-refs", "--all")
    return top


@pytest.mark.parametrize("name", NAMES)
def test_names(place: Path, name: str) -> None:
    for words in (["rev-parse", "--verify", name], ["rev-parse", "-q", "--verify", name], ["cat-file", "-t", name]):
        assert pygitobj(place, *words) == run(["git", *words], place)


@needs_newest_git  # older git finds another commit where one without a message is the youngest
@pytest.mark.parametrize("name", [":/!-one", ":/!-."])
def test_what_does_not_match_from_all_references(place: Path, name: str) -> None:
    words = ["rev-parse", "--verify", name]
    assert pygitobj(place, *words) == run(["git", *words], place)


def test_batches(place: Path) -> None:
    asked = "".join(f"{name}\n" for name in NAMES if "\n" not in name).encode()
    assert pygitobj(place, "cat-file", "--batch-check", stdin=asked) == run(
        ["git", "cat-file", "--batch-check"], place, asked
    )


def test_the_library(place: Path) -> None:
    with Repository.open(place) as repo:
        assert str(repo.resolve(":/one")) == git(place, "rev-parse", ":/one").decode().strip()
        assert repo.commit("main^{/a:b}").message.startswith(b"two")
        for name in (":/nope", ":/(", "main^{/nope}", "main^{/!x}"):
            with pytest.raises(RevisionError):
                repo.resolve(name)


def test_replaced_and_cut_off_history(place: Path, tmp_path: Path) -> None:
    git(tmp_path, "clone", "-q", "--no-local", str(place), "whole")
    git(tmp_path / "whole", "replace", "origin/main~1", "origin/side")
    git(tmp_path, "clone", "-q", "--depth=2", "--branch=main", place.as_uri(), "cut")
    for top, names in (("whole", ["origin/main^{/merge}", "origin/main^{/bang}"]), ("cut", ["main^{/root}", ":/root"])):
        for name in names:
            words = ["rev-parse", "--verify", name]
            assert pygitobj(tmp_path / top, *words) == run(["git", *words], tmp_path / top)


@pytest.mark.parametrize("harm", ["gone", "damaged"])
def test_what_cannot_be_read_on_the_way_is_an_error(tmp_path: Path, harm: str) -> None:
    git(tmp_path, "init", "-q", "-b", "main", ".")
    for text in ("old", "lost", "new"):
        git(tmp_path, "commit", "-q", "--allow-empty", "-m", text)
    lost = git(tmp_path, "rev-parse", "main~1").decode().strip()
    file = tmp_path / ".git" / "objects" / lost[:2] / lost[2:]
    os.chmod(file, 0o644)
    file.unlink() if harm == "gone" else file.write_bytes(b"no object")
    with Repository.open(tmp_path) as repo:
        # What is found before does not hang on it.
        assert repo.resolve(":/new") == repo.resolve("main^{/new}") == repo.resolve("main")
        for name in (":/old", "main^{/old}", ":/!-new", "main^{/nope}"):
            with pytest.raises((NotFoundError, CorruptError)):
                repo.resolve(name)
    for name in (":/old", "main^{/old}"):
        answer = pygitobj(tmp_path, "rev-parse", "--verify", name)
        assert (answer.code, answer.out) == (128, b"")
        assert lost in answer.err.decode()
