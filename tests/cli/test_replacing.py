"""`replace` where it changes something: what git 2.55 answers, and the same references afterwards."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from corpus.recipes import commit_files, git, hash_object, start
from tests.support.command import Answer, pygitobj, run
from tests.support.git_version import git_version, needs_newest_git

SOME, OTHER = "1" * 40, "2" * 40
SIGNATURE = b"gpgsig -----BEGIN PGP SIGNATURE-----\n \n abc\n -----END PGP SIGNATURE-----\n"
OBJECT = "object {}\ntype commit\ntag old\ntagger A <a@b> 1 +0000\n\nold\n"


def bodies(path: Path) -> dict[str, str]:
    """Odd objects, with what commands call them."""
    tree = git(path, "rev-parse", "HEAD^{tree}").decode().strip()
    parent = git(path, "rev-parse", "HEAD^").decode().strip()
    people = b"author A <a@b> 1 +0000\ncommitter A <a@b> 1 +0000\n"
    commit = f"tree {tree}\nparent {parent}\n".encode() + people
    merged = OBJECT.format(parent).replace("\n", "\n ")[:-1].encode()
    return {
        "signed": hash_object(path, "commit", commit + SIGNATURE + b"\nsigned\n\ngpgsig no\n"),
        "sha256": hash_object(path, "commit", commit + SIGNATURE.replace(b"gpgsig", b"gpgsig-sha256") + b"\nsigned\n"),
        "merge": hash_object(path, "commit", commit + b"mergetag " + merged + b"\nmerge\n"),
        "odd": hash_object(path, "commit", commit + b"mergetag x\n\nmerge\n"),
        "bare": hash_object(path, "commit", f"tree {tree}\n".encode() + people),
        "oldtag": hash_object(path, "tag", OBJECT.format(parent).encode()),
    }


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, str]]:
    path = start(tmp_path_factory.mktemp("replacing") / "repository")
    for text in ("one", "two", "three"):
        commit_files(path, text, file=f"{text}\n", dir_inner=text)
    git(path, "tag", "-a", "-m", "x", "v1", "HEAD~1")
    return path, bodies(path)


def copies(first: tuple[Path, dict[str, str]], place: Path) -> list[Path]:
    for name in ("theirs", "ours"):
        shutil.copytree(first[0], place / name)
    return [place / "theirs", place / "ours"]


def state(path: Path) -> bytes:
    """The references of a repository, and what is read for each object that one is about."""
    said = git(path, "for-each-ref", "--format=%(refname) %(objectname)")
    for line in said.decode().splitlines():
        if line.startswith("refs/replace/"):
            said += run(["git", "--no-replace-objects", "cat-file", "-p", line.split()[1]], path).out
    return said


def both(paths: list[Path], words: list[str]) -> Answer:
    """What the two answer, which is the same, as is what is there then."""
    theirs, ours = (run(["git", *words], paths[0]), pygitobj(paths[1], *words))
    assert ours == theirs, words
    assert state(paths[1]) == state(paths[0]), words
    return ours


LINES = [
    "replace HEAD HEAD~1",
    "replace HEAD HEAD~2",
    "replace -f HEAD HEAD~2",
    "replace -d HEAD HEAD~1",
    "replace HEAD HEAD^{tree}",
    "replace -f HEAD HEAD^{tree}",
    "replace -d HEAD~2 nothing HEAD",
    f"replace HEAD {SOME}",
    f"replace {SOME} {OTHER}",
    f"replace -f HEAD {SOME}",
    f"replace -f {SOME} HEAD",
    f"replace -d {SOME}",
    "replace nothing HEAD",
    "replace HEAD nothing",
    "replace HEAD:file HEAD~1:file",
    "replace v1 HEAD",
    "replace v1 {oldtag}",
    "replace --graft HEAD HEAD~2",
    "replace --graft HEAD",
    "replace -f --graft HEAD",
    "replace -f -g HEAD HEAD~1",
    "replace -g HEAD~1 v1",
    "replace -g v1",
    "replace -g HEAD~2 HEAD HEAD~1 HEAD",
    "replace -g HEAD^{tree}",
    "replace -g HEAD HEAD^{tree}",
    "replace -g HEAD nothing",
    "replace -g nothing",
    f"replace -g {SOME}",
    f"replace -f -g HEAD {SOME}",
    "replace -g {signed}",
    "replace -g {sha256} HEAD",
    "replace -g {merge}",
    "replace -g {merge} HEAD {oldtag} HEAD~2",
    "replace -g {merge} HEAD~2 HEAD~1",
    "replace -g {odd} HEAD",
    "replace -g {bare} HEAD",
    "replace -l --format=long",
    "replace --format=medium",
    "replace -e HEAD nothing",
    "replace -d",
    "replace -e",
    "replace -g",
    "replace --convert-graft-file x",
    "replace --convert-graft-file",
    "replace a b c",
    "replace --raw a b",
    "replace -f -d a",
    "replace -f",
    "replace --format=short a b",
    "replace -e nothing",
    f"replace -e {SOME}",
    "-c core.logAllRefUpdates=always replace -f HEAD HEAD~2",
]


@needs_newest_git
def test_replace_as_git(first: tuple[Path, dict[str, str]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GIT_EDITOR", ":")
    paths = copies(first, tmp_path)
    for line in LINES:
        both(paths, [first[1].get(word.strip("{}"), word) for word in line.split()])


@needs_newest_git
def test_another_place_for_the_references(
    first: tuple[Path, dict[str, str]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GIT_REPLACE_REF_BASE", "refs/odd/")
    paths = copies(first, tmp_path)
    for line in ("replace HEAD HEAD~1", "replace", "replace -d HEAD"):
        both(paths, line.split())


GRAFTS = {
    "usual": "# a remark\n{0} {2}\n{1}\n\n",
    "unnecessary": "{0} {1}\n",
    "names": "HEAD HEAD~2\r\n  v1 \n",
    "bad": "{0}\nnothing {1}\n{1} nothing\n",
    "no end": "{1} \t{0}",
    "NUL": "{0}\0 {1}\n",
    "empty": "",
}


@needs_newest_git
@pytest.mark.parametrize("name", GRAFTS)
def test_grafts(first: tuple[Path, dict[str, str]], tmp_path: Path, name: str) -> None:
    ids = git(first[0], "rev-parse", "HEAD", "HEAD~1", "HEAD~2").decode().split()
    paths = copies(first, tmp_path)
    for path in paths:
        (path / ".git/info").mkdir(exist_ok=True)
        (path / ".git/info/grafts").write_text(GRAFTS[name].format(*ids))
    both(paths, ["replace", "--convert-graft-file"])
    assert (paths[1] / ".git/info/grafts").exists() == (paths[0] / ".git/info/grafts").exists()
    both(paths, ["replace", "-f", "--convert-graft-file"])


# What an editor does, and the object that it gets.
EDITS = [
    ("sed -i s/three/four/", "HEAD", []),
    ("sed -i s/three/four/", "HEAD:file", []),
    ("sed -i s/three/four/", "HEAD:file", ["--raw"]),
    ("sed -i s/file/other/", "HEAD^{tree}", []),
    ("sed -i -e '$!d'", "HEAD^{tree}", []),
    ("sed -i s/blob/tree/", "HEAD^{tree}", []),
    ("sed -i s/file/other/", "HEAD^{tree}", ["--raw"]),
    ("truncate -s 0", "HEAD^{tree}", []),
    ("truncate -s 0", "HEAD^{tree}", ["--raw"]),
    ("truncate -s 0", "HEAD", []),
    ("sed -i s/author/auther/", "HEAD", []),
    ("sed -i s/tag/tog/", "v1", []),
    ("sed -i 's/^x/y/'", "v1", []),
    (":", "HEAD", []),
    ("false", "HEAD", []),
    ("", "HEAD", []),
    ("/no/such/program", "HEAD", []),
    ("no-such-program", "HEAD", []),
    ("rm", "HEAD", []),
    ("rm", "HEAD^{tree}", []),
    ("kill -TERM $$ #", "HEAD", []),
    ("exit 7 #", "HEAD", []),
    ('test "$GIT_DIR" = "" && sed -i s/three/four/', "HEAD", []),
]


@needs_newest_git
@pytest.mark.parametrize(("editor", "name", "options"), EDITS)
def test_edit(
    first: tuple[Path, dict[str, str]],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    editor: str,
    name: str,
    options: list[str],
) -> None:
    monkeypatch.setenv("GIT_EDITOR", editor)
    paths = copies(first, tmp_path)
    both(paths, ["replace", "--edit", *options, name])
    both(paths, ["replace", "--edit", *options, name])
    both(paths, ["replace", "-f", "--edit", *options, name])


@needs_newest_git
def test_which_editor(first: tuple[Path, dict[str, str]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    paths = copies(first, tmp_path)
    for name in ("GIT_EDITOR", "VISUAL", "EDITOR"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("TERM", "dumb")
    both(paths, ["replace", "-e", "HEAD"])
    monkeypatch.setenv("VISUAL", "sed -i s/three/visual/")
    both(paths, ["replace", "-e", "HEAD"])
    monkeypatch.setenv("EDITOR", "sed -i s/three/editor/")
    both(paths, ["replace", "-e", "HEAD"])
    monkeypatch.setenv("TERM", "vt100")
    both(paths, ["replace", "-f", "-e", "HEAD"])
    both(paths, ["-c", "core.editor=sed -i s/three/core/", "replace", "-f", "-e", "HEAD"])


def test_a_file_in_the_way_of_the_editor(first: tuple[Path, dict[str, str]], tmp_path: Path) -> None:
    (_, ours) = copies(first, tmp_path)
    (ours / ".git/REPLACE_EDITOBJ").mkdir()
    answer = pygitobj(ours, "replace", "-e", "HEAD")
    end = b"error: unable to open .git/REPLACE_EDITOBJ for writing: Is a directory\n"
    assert answer == Answer(b"", end, 255)


def test_both_signatures_go(first: tuple[Path, dict[str, str]], tmp_path: Path) -> None:
    """Of two that come one after the other git leaves the first."""
    (_, ours) = copies(first, tmp_path)
    body = git(ours, "cat-file", "commit", "HEAD").replace(
        b"\n\n", b"\n" + SIGNATURE + SIGNATURE.replace(b"gpgsig", b"gpgsig-sha256") + b"\n", 1
    )
    oid = hash_object(ours, "commit", body)
    assert pygitobj(ours, "replace", "--graft", oid).code == 0
    made = git(ours, "cat-file", "commit", oid)
    assert b"gpgsig" not in made
    assert b"parent" not in made


@pytest.mark.skipif(git_version() < (2, 45), reason="older git has no reftables")
def test_in_reftables(tmp_path: Path) -> None:
    path = start(tmp_path / "repository", "--ref-format=reftable", "--object-format=sha256")
    commit_files(path, "one", file="one\n")
    commit_files(path, "two", file="two\n")
    assert pygitobj(path, "replace", "--graft", "HEAD").code == 0
    assert git(path, "rev-list", "--count", "HEAD") == b"1\n"
    (path / ".git/info").mkdir(exist_ok=True)
    (path / ".git/info/grafts").write_bytes(git(path, "rev-parse", "HEAD"))
    assert pygitobj(path, "replace", "-f", "--convert-graft-file").code == 0
    assert not os.path.exists(path / ".git/info/grafts")
    assert pygitobj(path, "replace", "-d", "HEAD").code == 0
    assert git(path, "rev-list", "--count", "HEAD") == b"2\n"
