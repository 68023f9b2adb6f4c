"""Notes of commits: of the usual reference, of others that options and configuration name, and bodies of all kinds."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from pygitobj.cli.pretty.commit_format import CommitFormat
from pygitobj.cli.pretty.commit_notes import NotesAsked, ShownNotes, notes_ref
from pygitobj.cli.pretty.commit_shown import CommitSettings, ShownCommit
from pygitobj.cli.pretty.world import World
from pygitobj.oid import ObjectId
from pygitobj.repository.repository import Repository
from tests.unit.cli.pretty.commits import PEOPLE, TREE, write_commits

NOTES = (
    b"a note\n",
    b"two\n\nlines",
    b"",
    b"\n",
    b"a\n\n\n",
    b"nul\0inside\nx\0",
    b"\n\nlate",
    "caf\u00e9 \u65e5\n".encode(),
    b"\xff\n",
)
ASKED: tuple[tuple[list[str], list[str], NotesAsked], ...] = (
    ([], ["--notes"], NotesAsked(True)),
    ([], ["--notes=other"], NotesAsked(None, [notes_ref("other")])),
    ([], ["--notes", "--notes=other"], NotesAsked(True, [notes_ref("other")])),
    ([], ["--notes=notes/*"], NotesAsked(None, [notes_ref("notes/*")])),
    ([], ["--notes=deep/*"], NotesAsked(None, [notes_ref("deep/*")])),
    ([], ["--notes=none"], NotesAsked(None, [notes_ref("none")])),
    (["core.notesRef=refs/notes/other"], ["--notes"], NotesAsked(True)),
    (["notes.displayRef=refs/notes/*"], ["--notes"], NotesAsked(True)),
    (["notes.displayRef=refs/notes/*"], ["--notes=other"], NotesAsked(None, [notes_ref("other")])),
)  # fmt: skip


def noted(path: Path) -> list[ObjectId]:
    """A repository with notes of every kind; gives the ids of its commits."""
    bodies = [TREE + PEOPLE + b"\n%d\n" % number for number in range(len(NOTES))]
    ids = write_commits(path, [*bodies, TREE + PEOPLE + b"\nwithout\n"])
    store = Repository.open(path).objects
    for name in ("commits", "other", "deep/one"):
        for number, note in enumerate(NOTES[: len(NOTES) if name == "commits" else 3]):
            blob = store.write("blob", note)
            words = ["git", "notes", f"--ref={name}", "add", "--allow-empty", "-C", str(blob), str(ids[number])]
            subprocess.run(words, cwd=path, check=True, capture_output=True)
    return ids


@pytest.mark.parametrize(("config", "options", "asked"), ASKED)
def test_notes(tmp_path: Path, config: list[str], options: list[str], asked: NotesAsked) -> None:
    ids = noted(tmp_path)
    for setting in config:
        subprocess.run(["git", "config", *setting.split("=", 1)], cwd=tmp_path, check=True)
    for encoding in ("UTF-8", "ISO-8859-1"):
        with Repository.open(tmp_path, warn=lambda _: None) as repository:
            notes = ShownNotes(repository, asked, encoding)
            settings = CommitSettings(World(repository), encoding=encoding)
            medium, of_notes = (CommitFormat.parse(word, settings) for word in ("medium", "format:[%N]"))
            for oid in ids:
                body = repository.objects.read(oid).data
                words = ["git", "log", "--no-walk", *options, f"--encoding={encoding}", str(oid)]
                said = subprocess.run([*words, "--format=tformat:[%N]"], cwd=tmp_path, capture_output=True, check=True)
                assert of_notes.show(ShownCommit(oid, body, notes=notes.raw(oid))) + b"\n" == said.stdout
                said = subprocess.run([*words, "--pretty=medium"], cwd=tmp_path, capture_output=True, check=True)
                head = b"commit %b\n" % str(oid).encode()
                assert head + medium.show(ShownCommit(oid, body)) + notes.shown(oid) == said.stdout
