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
    (["core.notesRef="], ["--notes"], NotesAsked(True)),
    ([], ["--notes=twice"], NotesAsked(None, [notes_ref("twice")])),
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
    # Notes that stand twice, in a directory and beside it, as nobody's git writes them.
    blobs = [store.write("blob", note) for note in (b"first\n", b"second", b"")]
    rows = []
    for oid, pair in zip(sorted(ids), ((0, 1), (1, 0), (2, 0), (0, 2), (0, 0)), strict=False):
        inside = store.write("tree", b"100644 %b\0%b" % (str(oid)[2:].encode(), blobs[pair[0]]))
        rows.append((b"40000", str(oid)[:2].encode(), inside))
        rows.append((b"100644", str(oid).encode(), blobs[pair[1]]))
    assert len({name for _, name, _ in rows}) == len(rows)
    tree = store.write("tree", b"".join(b"%b %b\0%b" % row for row in sorted(rows, key=lambda row: row[1])))
    commit = store.write("commit", b"tree %b\n%b\n" % (str(tree).encode(), PEOPLE))
    subprocess.run(["git", "update-ref", "refs/notes/twice", str(commit)], cwd=path, check=True)
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
