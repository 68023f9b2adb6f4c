"""init: the files that git makes, its messages and exit codes; and nothing written over where something is there.

The bytes are recorded from git 2.55, which orders a configuration in another way than older ones. Tried besides: every
option in work trees and bare, GIT_DIR and GIT_WORK_TREE with each, and file modes under other umasks.
"""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from tests.support.command import Answer, git, pygitobj, run

V0 = "[core]\n\trepositoryformatversion = 0\n\tfilemode = true\n"
V1 = "[core]\n\trepositoryformatversion = 1\n\tfilemode = true\n"
BARE, TREE = "\tbare = true\n", "\tbare = false\n\tlogallrefupdates = true\n"
SHA256 = "[extensions]\n\tobjectformat = sha256\n"
DENY = "[receive]\n\tdenyNonFastforwards = true\n"
DIRECTORIES = ["objects", "objects/info", "objects/pack", "refs", "refs/heads", "refs/tags"]


@pytest.fixture(autouse=True)
def nobody(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No configuration of whoever runs the tests."""
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")
    for name in ("XDG_CONFIG_HOME", "GIT_CONFIG_GLOBAL", "GIT_DEFAULT_HASH", "GIT_DEFAULT_REF_FORMAT"):
        monkeypatch.delenv(name, raising=False)


def all_below(place: Path) -> list[str]:
    return sorted(str(path.relative_to(place)) for path in place.rglob("*"))


def init(place: Path, *words: str, before: tuple[str, ...] = ()) -> Answer:
    return pygitobj(place, *before, "init", *words)


@pytest.mark.parametrize(
    ("words", "head", "config"),
    [
        (["--bare"], "master", V0 + BARE),
        (["--bare", "-b", "main"], "main", V0 + BARE),
        (["--bare", "--initial-branch=x/y"], "x/y", V0 + BARE),
        (["--bare", "--object-format=sha256"], "master", SHA256 + V1 + BARE),
        (["--bare", "--object-format", "sha1", "--ref-format=files"], "master", V0 + BARE),
        (["--bare", "--shared"], "master", V0 + BARE + "\tsharedrepository = 1\n" + DENY),
        (["--bare", "--shared=all"], "master", V0 + BARE + "\tsharedrepository = 2\n" + DENY),
        (["--bare", "--shared=0660"], "master", V0 + BARE + "\tsharedrepository = 0660\n" + DENY),
        (["--bare", "--shared=umask"], "master", V0 + BARE),
        ([], "master", V0 + TREE),
        (["--object-format=sha256", "-b", "main"], "main", SHA256 + V1 + TREE),
    ],
)
def test_the_files(tmp_path: Path, words: list[str], head: str, config: str) -> None:
    answer = init(tmp_path, *words, "r")
    place = tmp_path / "r" if "--bare" in words else tmp_path / "r" / ".git"
    shared = " shared" if "sharedrepository" in config else ""
    assert answer.out.decode() == f"Initialized empty{shared} Git repository in {place}/\n"
    assert answer.code == 0
    assert (b"hint: Using 'master' as the name" in answer.err) == (head == "master")
    assert all_below(place) == sorted(["HEAD", "config", *DIRECTORIES])
    assert (place / "HEAD").read_text() == f"ref: refs/heads/{head}\n"
    assert (place / "config").read_text() == config
    assert git(place, "rev-parse", "--is-bare-repository") == (b"true\n" if "--bare" in words else b"false\n")


@pytest.mark.parametrize(
    ("said", "says_it"),
    [(None, True), ("true", False), ("false", False), ("always", False), ("0", False), ("", False), ("no", False)],
)
@pytest.mark.parametrize("ref_format", ["files", "reftable"])
def test_logs_as_somebody_has_said_already(tmp_path: Path, said: str | None, says_it: bool, ref_format: str) -> None:
    """Then the repository says nothing of them: what is said outside it would be overruled."""
    before = [] if said is None else ["-c", f"core.logAllRefUpdates={said}"]
    assert init(tmp_path, "-q", "-b", "main", f"--ref-format={ref_format}", "r", before=tuple(before)).code == 0
    config = (tmp_path / "r/.git/config").read_text()
    assert ("logallrefupdates" in config) == says_it
    assert init(tmp_path, "-q", "-b", "main", "r").code == 0
    assert "\tlogallrefupdates = true\n" in (tmp_path / "r/.git/config").read_text()


def test_logs_as_nobody_can_say(tmp_path: Path) -> None:
    answer = init(tmp_path, "-q", "r", before=("-c", "core.logAllRefUpdates=foo"))
    assert answer == (b"", b"fatal: bad boolean config value 'foo' for 'core.logallrefupdates'\n", 128)
    assert not (tmp_path / "r/.git").exists()
    assert init(tmp_path, "-q", "--bare", "r", before=("-c", "core.logAllRefUpdates=foo")).code == 0


def test_modes_of_a_shared_one(tmp_path: Path) -> None:
    init(tmp_path, "-q", "--bare", "--shared=0660", "r")
    for path in [tmp_path / "r", *(tmp_path / "r").rglob("*")]:
        mode = stat.S_IMODE(path.stat().st_mode)
        assert oct(mode) == oct(0o2770 if path.is_dir() else 0o660), path


@pytest.mark.parametrize(
    ("words", "said", "code"),
    [
        (["--object-format=foo"], "fatal: unknown hash algorithm 'foo'\n", 128),
        (["--ref-format=foo"], "fatal: unknown ref storage format 'foo'\n", 128),
        (["--shared=foo"], "fatal: bad boolean config value 'foo' for 'arg'\n", 128),
        (["--shared=0400"], "fatal: problem with core.sharedRepository filemode value (0400).\n"
                            "The owner of files must always have read and write permissions.\n", 128),
        (["-b", "a..b"], "fatal: invalid initial branch name: 'a..b'\n", 128),
        (["--bare", "--separate-git-dir=x"],
         "fatal: options '--separate-git-dir' and '--bare' cannot be used together\n", 128),
        (["file"], "fatal: cannot mkdir file: File exists\n", 128),
        (["file/r"], "fatal: cannot mkdir file/r: File exists\n", 128),
        (["--template=x"],
         "fatal: templates are not copied: --template is not supported but without a directory\n", 128),
        (["--separate-git-dir=x"], "fatal: --separate-git-dir is not supported\n", 128),
    ],
)  # fmt: skip
def test_what_is_refused_makes_nothing(tmp_path: Path, words: list[str], said: str, code: int) -> None:
    (tmp_path / "file").write_bytes(b"")
    before = all_below(tmp_path)
    answer = init(tmp_path, *words)
    assert (answer.err.decode(), answer.code) == (said, code)
    assert all_below(tmp_path) == before


@pytest.mark.parametrize(
    ("said", "version", "extension"),
    [
        ("true", 1, "\tsubmodulepathconfig = true\n"),
        ("1", 1, "\tsubmodulepathconfig = true\n"),
        ("no", 0, ""),
        ("", 0, ""),
    ],
)
def test_places_of_submodules_by_the_configuration(tmp_path: Path, said: str, version: int, extension: str) -> None:
    assert init(tmp_path, "--bare", "-q", "r", before=("-c", f"init.defaultSubmodulePathConfig={said}")).code == 0
    config = (tmp_path / "r/config").read_text()
    assert extension in config
    assert ("submodulepathconfig" in config) is bool(extension)
    assert f"repositoryformatversion = {version}\n" in config
    assert pygitobj(tmp_path / "r", "rev-parse", "--git-dir") == (b".\n", b"", 0)


def test_places_of_submodules_by_no_boolean(tmp_path: Path) -> None:
    answer = init(tmp_path, "--bare", "r", before=("-c", "init.defaultSubmodulePathConfig=maybe"))
    said = b"fatal: bad boolean config value 'maybe' for 'init.defaultSubmodulePathConfig'\n"
    assert answer == (b"", said, 128)
    assert all_below(tmp_path) == ["r"]


def test_usage(tmp_path: Path) -> None:
    answer = init(tmp_path, "a", "b")
    assert answer.code == 129
    assert answer.err.startswith(b"usage: git init [-q | --quiet] [--bare] [--template=<template-directory>]\n")
    assert init(tmp_path, "-h").code == 129
    assert all_below(tmp_path) == []


@pytest.mark.parametrize(
    ("before", "said"),
    [
        (["-c", "init.defaultBranch=trunk"], b"ref: refs/heads/trunk\n"),
        (["-c", "init.defaultBranch=trunk", "-c", "init.defaultBranch=main"], b"ref: refs/heads/main\n"),
        (["-c", "advice.defaultBranchName=false"], b"ref: refs/heads/master\n"),
    ],
)
def test_configured_branch(tmp_path: Path, before: list[str], said: bytes) -> None:
    answer = init(tmp_path, "--bare", "r", before=tuple(before))
    assert answer.err == b""
    assert (tmp_path / "r" / "HEAD").read_bytes() == said


def test_formats_of_the_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / ".gitconfig").write_text("[init]\n\tdefaultObjectFormat = sha256\n\tdefaultBranch = main\n")
    init(tmp_path, "--bare", "one")
    assert "sha256" in (tmp_path / "one" / "config").read_text()
    monkeypatch.setenv("GIT_DEFAULT_HASH", "sha1")
    init(tmp_path, "--bare", "two")
    assert "sha256" not in (tmp_path / "two" / "config").read_text()
    init(tmp_path, "--bare", "--object-format=sha256", "three")
    assert "sha256" in (tmp_path / "three" / "config").read_text()
    monkeypatch.setenv("GIT_DEFAULT_HASH", "foo")
    assert init(tmp_path, "--bare", "four").err == b"fatal: unknown hash algorithm 'foo'\n"
    monkeypatch.delenv("GIT_DEFAULT_HASH")
    monkeypatch.setenv("GIT_DEFAULT_REF_FORMAT", "foo")
    assert init(tmp_path, "--bare", "four").err == b"fatal: unknown ref storage format 'foo'\n"


def test_places_of_the_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GIT_WORK_TREE", ".")
    answer = init(tmp_path)
    assert answer.err.startswith(b"fatal: GIT_WORK_TREE (or --work-tree=<directory>) not allowed without")
    (tmp_path / "tree").mkdir()
    monkeypatch.setenv("GIT_WORK_TREE", "tree")
    monkeypatch.setenv("GIT_DIR", "d.git")
    init(tmp_path, "-q")
    assert f"\tworktree = {tmp_path}/tree\n" in (tmp_path / "d.git" / "config").read_text()


@pytest.mark.parametrize("words", [["--bare"], []])
def test_again(tmp_path: Path, words: list[str]) -> None:
    """What is there stays as it is, with what others wrote meanwhile."""
    init(tmp_path, "-q", "-b", "main", *words, "r")
    place = tmp_path / "r" if words else tmp_path / "r" / ".git"
    tree = git(place, "mktree").decode().strip()
    who = [f"GIT_{role}_{what}=a" for role in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")]
    made = run(["env", *who, "git", "commit-tree", tree], place)
    git(place, "update-ref", "refs/heads/main", made.out.decode().strip())
    git(place, "config", "my.value", "1")
    (place / "objects" / "info").rmdir()
    before = {name: (place / name).read_bytes() for name in ("config", "HEAD", "refs/heads/main")}
    answer = init(tmp_path, "-b", "other", *words, "r")
    assert answer.out.decode() == f"Reinitialized existing Git repository in {place}/\n"
    assert answer.err == b"warning: re-init: ignored --initial-branch=other\n"
    assert {name: (place / name).read_bytes() for name in before} == before
    assert (place / "objects" / "info").is_dir()
    assert init(tmp_path, "--object-format=sha256", *words, "r").err == (
        b"fatal: attempt to reinitialize repository with different hash\n"
    )
    assert init(tmp_path, "--ref-format=reftable", *words, "r").err == (
        b"fatal: attempt to reinitialize repository with different reference storage format\n"
    )
    assert init(tmp_path, "--shared=group", *words, "r").out.startswith(b"Reinitialized existing shared Git repository")
    assert git(place, "config", "core.sharedRepository") == b"1\n"
    assert git(place, "config", "my.value") == b"1\n"


def test_a_configuration_without_a_repository(tmp_path: Path) -> None:
    """What somebody has prepared is kept, and gets what it lacks."""
    (tmp_path / "config").write_text("[user]\n\tname = A\n[core]\n\tbare = true")
    assert init(tmp_path, "-q", "--bare", "--object-format=sha256").code == 0
    text = (tmp_path / "config").read_text()
    assert text.startswith("[user]\n\tname = A\n[core]\n\tbare = true\n[extensions]\n\tobjectformat = sha256\n[core]\n")
    assert git(tmp_path, "rev-parse", "--show-object-format") == b"sha256\n"


def test_the_lock_of_another(tmp_path: Path) -> None:
    (tmp_path / "config.lock").write_bytes(b"")
    answer = init(tmp_path, "--bare")
    assert answer.err.decode() == f"fatal: could not lock config file {tmp_path}/config: File exists\n"
    assert (tmp_path / "config.lock").exists()
    assert not (tmp_path / "HEAD").exists()


def test_a_newer_repository_is_left_alone(tmp_path: Path) -> None:
    init(tmp_path, "-q", "--bare")
    (tmp_path / "config").write_text("[core]\n\trepositoryformatversion = 99\n")
    answer = init(tmp_path, "--bare")
    assert answer.err == b"fatal: Expected git repo version <= 1, found 99\n"
    assert answer.code == 128


def test_with_reftable(tmp_path: Path) -> None:
    """As git 2.55 lays it out; made again it stays what it is."""
    answer = init(tmp_path, "--bare", "--ref-format=reftable", "-b", "main", "r")
    assert answer.code == 0, answer
    place = tmp_path / "r"
    assert (place / "HEAD").read_text() == "ref: refs/heads/.invalid\n"
    assert (place / "refs" / "heads").read_text() == "this repository uses the reftable format\n"
    assert (place / "config").read_text() == "[extensions]\n\trefstorage = reftable\n" + V1 + BARE
    tables = (place / "reftable" / "tables.list").read_text().split()
    assert len(tables) == 1
    assert (place / "reftable" / tables[0]).is_file()
    assert pygitobj(place, "symbolic-ref", "HEAD").out == b"refs/heads/main\n"
    before = (place / "config").read_bytes()
    assert init(tmp_path, "--bare", "r").out == f"Reinitialized existing Git repository in {place}/\n".encode()
    assert (place / "config").read_bytes() == before
    assert pygitobj(place, "symbolic-ref", "HEAD").out == b"refs/heads/main\n"
