"""check-mailmap beside git: the same bytes, messages and exit codes."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.command import git, pygitobj, run
from tests.support.git_version import needs_newest_git

MAP = b"A <a@x>\nA <a@x> <b@y>\nC <c@c>\n<d@d> D <dd@x>\n# none\nE <e@e> Old <old@x>\n"


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A repository with a mailmap, and another one in a file."""
    root = tmp_path_factory.mktemp("mailmap")
    git(root, "init", "-q")
    (root / ".mailmap").write_bytes(MAP)
    (root / "more").write_bytes(b"Zed <z@z> <a@x>\n")
    git(root, "add", ".")
    git(root, "commit", "-qm", "1")
    return root


def require_same(place: Path, *words: str, stdin: bytes = b"") -> None:
    assert pygitobj(place, *words, stdin=stdin) == run(["git", *words], place, stdin)


@pytest.mark.parametrize(
    "contact",
    ["<b@y>", "B <B@Y>", "X <c@c>", "d <DD@x> 12 +00", "old <old@x>", "<>", " < >", "n > <e@e> x>", "  lead <c@c>",
     "\udcff <x>"],
)  # fmt: skip
def test_contacts(place: Path, contact: str) -> None:
    require_same(place, "check-mailmap", contact)
    line = contact.encode("utf-8", "surrogateescape")
    require_same(place, "check-mailmap", "--stdin", "<c@c>", stdin=line + b"\0more\n" + line + b"\r\n" + line)


@needs_newest_git
@pytest.mark.parametrize("contact", ["b@y", "n <e", "", "c@c", "dd@x"])
def test_contacts_without_brackets(place: Path, contact: str) -> None:
    require_same(place, "check-mailmap", contact)


@needs_newest_git
@pytest.mark.parametrize(
    "words",
    ["", "-h", "--stdin x", "--mailmap-file more <a@x>", "--mailmap-file=nowhere <a@x>", "--mailmap-file more/x <a@x>",
     "--mailmap-blob HEAD:more <a@x>", "--mailmap-blob=HEAD <a@x>", "--mailmap-blob=none <a@x>", "--mailmap-blob= x",
     "--mailmap-file=more --mailmap-blob=HEAD:.mailmap <a@x>", "--no-mailmap-file q", "--mailmap-file",
     "--bogus", "-z"],
)  # fmt: skip
def test_words(place: Path, words: str) -> None:
    require_same(place, "check-mailmap", *words.split())


@pytest.mark.parametrize("setting", ["mailmap.file=more", "mailmap.file=nowhere", "mailmap.blob=HEAD:more"])
def test_settings(place: Path, setting: str) -> None:
    require_same(place, "-c", setting, "check-mailmap", "<a@x>", "<b@y>")


def test_a_value_that_cannot_be(place: Path) -> None:
    require_same(place, "-c", "core.bare=x", "check-mailmap", "<b@y>")
    require_same(place.parent, "check-mailmap", "<b@y>")
