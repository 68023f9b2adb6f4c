"""What kind of repository it is, from its configuration: what git opens is opened, what it refuses is refused in its words.

Tried besides: each extension in both versions, values of every kind, several that are wrong, and linked worktrees.
"""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest

from pygitobj import SHA1, SHA256, RepositoryError
from pygitobj.repository.layout import Layout, layout_of, read_layout
from tests.support.command import git, run

CORE = "[core]\n\trepositoryformatversion = {version}\n"

# What follows the version, and which versions.
TEXTS = [
    "",
    "[core]\n\tbare = true\n",
    "[core]\n\tbare = no\n",
    "[core]\n\tbare\n",
    "[core]\n\tbare = maybe\n",
    "[extensions]\n\tnoop = x\n",
    "[extensions]\n\tnoop-v1 = x\n",
    "[extensions]\n\tpreciousObjects = true\n",
    "[extensions]\n\tpartialClone = origin\n",
    "[extensions]\n\tworktreeConfig = true\n",
    "[extensions]\n\tobjectFormat = sha1\n",
    "[extensions]\n\tobjectFormat\n",
    "[extensions]\n\tobjectFormat = sha3\n",
    "[extensions]\n\tunknown = x\n",
    "[extensions]\n\tunknown = x\n\tother\n",
    "[extensions]\n\tnoop-v1 = x\n\tobjectFormat = sha1\n",
    "[extensions]\n\tpreciousObjects = perhaps\n",
]
VERSIONS = ["0", "1", "2", "-1", "one", "", "1k"]


def theirs(place: Path) -> str:
    """What git says as it refuses the repository, "" where it takes it."""
    answer = run(["git", "rev-parse", "--git-dir"], place)
    if answer.code == 0:
        return ""
    return answer.err.decode().removesuffix("\n")


def ours(place: Path) -> str:
    try:
        read_layout(f"{place}/.git", f"{place}/.git", ".git")
    except RepositoryError as error:
        return f"fatal: {error}"
    return ""


@pytest.fixture
def place(tmp_path: Path) -> Path:
    git(tmp_path, "init", "-q", ".")
    return tmp_path


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("text", TEXTS)
def test_what_git_opens(place: Path, text: str, version: str) -> None:
    (place / ".git/config").write_text(CORE.format(version=version) + text)
    assert bool(ours(place)) is bool(theirs(place)), (ours(place), theirs(place))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (CORE.format(version="7"), "Expected git repo version <= 1, found 7"),
        (
            CORE.format(version="1") + "[extensions]\n\tfoo = 1\n\tbar\n",
            "unknown repository extensions found:\n\tfoo\n\tbar",
        ),
        (CORE.format(version="1") + "[extensions]\n\tfoo\n", "unknown repository extension found:\n\tfoo"),
        (
            CORE.format(version="0") + "[extensions]\n\tnoop-v1\n",
            "repo version is 0, but v1-only extension found:\n\tnoop-v1",
        ),
        (
            CORE.format(version="0") + "[extensions]\n\tnoop-v1\n\tobjectFormat = sha1\n",
            "repo version is 0, but v1-only extensions found:\n\tnoop-v1\n\tobjectformat",
        ),
        ("[core\n", "bad config line 1 in file .git/config"),
        (
            CORE.format(version="0") + "[extensions]\n\tnoop-v1\n\tpreciousObjects = perhaps\n",
            "bad boolean config value 'perhaps' for 'extensions.preciousobjects'",
        ),
    ],
)
def test_gits_words(place: Path, text: str, words: str) -> None:
    (place / ".git/config").write_text(text)
    assert ours(place) == f"fatal: {words}" == theirs(place)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("[extensions]\n\tobjectFormat = sha3\n", r"bad config line 4 in file \.git/config"),
        ("[extensions]\n\trefStorage = other\n", r"bad config line 4 in file \.git/config"),
        ("[extensions]\n\tpartialClone\n", r"bad config line 4 in file \.git/config"),
        ("[core]\n\tworktree\n", r"bad config line 4 in file \.git/config"),
    ],
)
def test_a_value_that_cannot_be_is_told_with_its_line(place: Path, text: str, words: str) -> None:
    (place / ".git/config").write_text(CORE.format(version=1) + text)
    with pytest.raises(RepositoryError, match=words):
        read_layout(f"{place}/.git", f"{place}/.git", ".git")


@pytest.mark.parametrize("name", ["preciousObjects", "worktreeConfig", "relativeWorktrees", "submodulePathConfig"])
@pytest.mark.parametrize("before", [CORE.format(version=0), CORE.format(version=1), ""])
def test_a_word_that_is_no_boolean_is_refused_whatever_the_version(place: Path, before: str, name: str) -> None:
    (place / ".git/config").write_text(f"{before}[extensions]\n\t{name} = perhaps\n")
    assert ours(place) == f"fatal: bad boolean config value 'perhaps' for 'extensions.{name.lower()}'"


def test_what_it_says() -> None:
    from pygitobj.formats.config import parse_config

    text = b"""[core]
    repositoryformatversion = 1
    bare = false
    worktree = ../there
[extensions]
    objectFormat = sha256
    compatObjectFormat = sha1
    refStorage = reftable
    partialClone = origin
    preciousObjects
    worktreeConfig = true
    relativeWorktrees = on
"""
    assert layout_of(list(parse_config(text)), "config") == Layout(
        version=1,
        object_format=SHA256,
        compat_object_format=SHA1,
        ref_storage="reftable",
        partial_clone="origin",
        precious_objects=True,
        worktree_config=True,
        relative_worktrees=True,
        is_bare=False,
        work_tree="../there",
    )


def test_without_a_version_no_extension_counts(place: Path) -> None:
    (place / ".git/config").write_text("[core]\n\tbare = true\n[extensions]\n\tobjectFormat = sha256\n\tunknown\n")
    assert read_layout(f"{place}/.git", f"{place}/.git", ".git") == Layout(is_bare=True)
    assert theirs(place) == ""
    (place / ".git/config").unlink()
    assert read_layout(f"{place}/.git", f"{place}/.git", ".git") == Layout()


def test_a_linked_worktree(place: Path) -> None:
    (place / ".git/config").write_text(CORE.format(version=1) + "\tbare = true\n\tworktree = /elsewhere\n")
    own, common = f"{place}/.git/worktrees/w", f"{place}/.git"
    os.makedirs(own)
    # Whether the repository is bare says nothing of it.
    assert read_layout(own, common, "w") == Layout(version=1)
    assert read_layout(common, common, ".git") == Layout(version=1, is_bare=True, work_tree="/elsewhere")
    # One directory by two names is one.
    (place / "link").symlink_to(".git")
    assert read_layout(f"{place}/link", common, ".git").is_bare is True


def test_a_configuration_of_each_worktree(place: Path) -> None:
    text = CORE.format(version=1) + "\tbare = true\n[extensions]\n\tworktreeConfig = true\n"
    (place / ".git/config").write_text(text)
    own = place / ".git/worktrees/w"
    own.mkdir(parents=True)
    (own / "config.worktree").write_text("[core]\n\tworktree = ../there\n\tbare = false\n")
    found = read_layout(str(own), f"{place}/.git", "w")
    assert (found.is_bare, found.work_tree, found.worktree_config) == (False, "../there", True)
    (own / "config.worktree").write_text("[core]\n\tworktree\n")
    with pytest.raises(RepositoryError, match=r"bad config line 2 in file w/config\.worktree"):
        read_layout(str(own), f"{place}/.git", "w")


@pytest.mark.parametrize("number", [errno.EACCES, errno.EIO])
def test_what_cannot_be_read_is_not_the_default(place: Path, monkeypatch: pytest.MonkeyPatch, number: int) -> None:
    def refuse(path: object, *_: object, **__: object) -> None:
        raise OSError(number, os.strerror(number), path)

    monkeypatch.setattr(os, "open", refuse)
    with pytest.raises(RepositoryError, match=rf"^unable to access '\.git/config': {os.strerror(number)}$"):
        read_layout(f"{place}/.git", f"{place}/.git", ".git")
