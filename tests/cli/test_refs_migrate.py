"""`refs migrate` there and back: what is kept, what is said, and which files there are, as with git 2.55."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest

from tests.faults.test_ref_migration import build, files, state
from tests.support.command import git, pygitobj

USAGE = b"usage: git refs migrate --ref-format=<format> [--no-reflog] [--dry-run]\n"
HELP = (
    USAGE
    + b"""
    --ref-format <format> specify the reference format to convert to
    --[no-]dry-run        perform a non-destructive dry-run
    --no-reflog           drop reflogs entirely during the migration
    --reflog              opposite of --no-reflog

"""
)
TABLE = re.compile(r"reftable/0x000000000001-0x00000000000\d-[0-9a-f]{8}\.ref")
ABOUT_REFS = re.compile("HEAD|ORIG_HEAD|packed-refs|refs/.*|logs/.*|reftable/.*")


def about_refs(path: Path) -> dict[str, bytes]:
    return {name: data for name, data in files(path).items() if ABOUT_REFS.fullmatch(name)}


@pytest.mark.parametrize(
    ("words", "answer"),
    [
        (["-h"], (HELP, b"", 129)),
        ([], (b"", b"usage: missing --ref-format=<format>\n", 129)),
        (["x"], (b"", b"usage: too many arguments\n", 129)),
        (["--no-reflog", "--reflog"], (b"", b"usage: missing --ref-format=<format>\n", 129)),
        (["--ref-format=nope"], (b"", b"error: unknown ref storage format 'nope'\n", 255)),
        (["--ref-format=files"], (b"", b"error: repository already uses 'files' format\n", 255)),
    ],
)
def test_what_is_not_done(tmp_path: Path, words: list[str], answer: tuple[bytes, bytes, int]) -> None:
    path = build(tmp_path / "r", "files")
    before = files(path)
    assert pygitobj(path, "refs", "migrate", *words) == answer
    assert files(path) == before


def test_there_and_back(tmp_path: Path) -> None:
    path = build(tmp_path / "r", "files")
    os.chmod(path / ".git/config", 0o640)
    config = (path / ".git/config").read_bytes()
    before, was = state(path), about_refs(path)
    assert pygitobj(path, "refs", "migrate", "--ref-format=reftable") == (b"", b"", 0)
    assert state(path) == before
    now = about_refs(path)
    (table,) = [name for name in now if TABLE.fullmatch(name)]
    assert {name: data for name, data in now.items() if name != table} == {
        "HEAD": b"ref: refs/heads/.invalid\n",
        "refs/heads": b"this repository uses the reftable format\n",
        "reftable/tables.list": table.removeprefix("reftable/").encode() + b"\n",
    }
    assert (path / ".git/config").read_bytes() == config.replace(b"version = 0", b"version = 1") + (
        b"[extensions]\n\trefstorage = reftable\n"
    )
    assert pygitobj(path, "refs", "migrate", "--ref-format=files") == (b"", b"", 0)
    assert state(path) == before
    assert (path / ".git/config").read_bytes() == config
    assert (path / ".git/config").stat().st_mode & 0o777 == 0o640
    assert not (path / ".git/reftable").exists()
    packed = git(path, "for-each-ref", "--format=%(objectname) %(refname) %(*objectname)%(symref)").decode()
    now = about_refs(path)
    assert {name for name in now if not name.startswith("logs/")} == {
        "HEAD", "ORIG_HEAD", "packed-refs", "refs/bisect/bad", "refs/heads/dangling", "refs/heads/sym",
    }  # fmt: skip
    assert {name: now[name] for name in now if name.startswith("logs/")} == {
        name: was[name] for name in was if name.startswith("logs/")
    }
    lines = [line.split(" ") for line in packed.splitlines()]
    shared = [line for line in lines if line[1] not in ("refs/bisect/bad", "refs/heads/sym")]
    expected = "".join(f"{oid} {name}\n" + f"^{peeled}\n" * bool(peeled) for oid, name, peeled in shared)
    assert now["packed-refs"].decode() == "# pack-refs with: peeled fully-peeled sorted \n" + expected


@pytest.mark.parametrize("ref_format", ["files", "reftable"])
@pytest.mark.parametrize("before", ["", "[extensions]\n\tsubmodulePathConfig = false\n"])
def test_places_of_submodules_by_the_configuration(tmp_path: Path, ref_format: str, before: str) -> None:
    other = "files" if ref_format == "reftable" else "reftable"
    path = build(tmp_path / "r", ref_format)
    text = (path / ".git/config").read_text()
    if before:
        text = text.replace("version = 0", "version = 1") + before
    (path / ".git/config").write_text(text + "[init]\n\tdefaultSubmodulePathConfig = true\n")
    was = state(path)
    assert pygitobj(path, "refs", "migrate", f"--ref-format={other}") == (b"", b"", 0)
    config = (path / ".git/config").read_text().lower()
    assert config.count("submodulepathconfig = true\n") == 2
    assert "repositoryformatversion = 1\n" in config
    assert "submodulepathconfig = false" not in config
    assert state(path) == was


@pytest.mark.parametrize("ref_format", ["files", "reftable"])
def test_places_of_submodules_by_no_boolean(tmp_path: Path, ref_format: str) -> None:
    other = "files" if ref_format == "reftable" else "reftable"
    path = build(tmp_path / "r", ref_format)
    with open(path / ".git/config", "a") as config:
        config.write("[init]\n\tdefaultSubmodulePathConfig = maybe\n")
    before = files(path)
    answer = pygitobj(path, "refs", "migrate", f"--ref-format={other}")
    said = b"error: bad boolean config value 'maybe' for 'init.defaultSubmodulePathConfig'\n"
    assert answer == (b"", said, 255)
    assert files(path) == before


@pytest.mark.parametrize("ref_format", ["files", "reftable"])
def test_without_logs(tmp_path: Path, ref_format: str) -> None:
    other = "files" if ref_format == "reftable" else "reftable"
    path = build(tmp_path / "r", ref_format)
    refs, roots, _ = state(path)
    assert pygitobj(path, "refs", "migrate", f"--ref-format={other}", "--no-reflog") == (b"", b"", 0)
    assert state(path) == (refs, roots, [])
    assert not (path / ".git/logs").exists()


@pytest.mark.parametrize("ref_format", ["files", "reftable"])
def test_dry_run(tmp_path: Path, ref_format: str) -> None:
    other = "files" if ref_format == "reftable" else "reftable"
    path = build(tmp_path / "r", ref_format)
    before = files(path)
    out, err, code = pygitobj(path, "refs", "migrate", f"--ref-format={other}", "--dry-run")
    found = re.fullmatch(rb"Finished dry-run migration of refs, the result can be found at '(.*)'\n", out)
    assert (err, code) == (b"", 0)
    assert found is not None
    directory = found[1].decode()
    now = files(path)
    assert {name: now.pop(name) for name in sorted(now) if f".git/{name}".startswith(f"{directory}/")}
    assert now == before


def test_a_log_without_entries_and_one_with_a_long_message(tmp_path: Path) -> None:
    path = build(tmp_path / "r", "files")
    log = path / ".git/logs/refs/heads/main"
    log.write_bytes(log.read_bytes().replace(b"m2", b"m" * 5000))
    (path / ".git/logs/refs/heads/empty").write_bytes(b"")
    message = b"warning: messages in the log of 'refs/heads/main' are cut after 2048 bytes\n"
    assert pygitobj(path, "refs", "migrate", "--ref-format=reftable") == (b"", message, 0)
    assert pygitobj(path, "refs", "migrate", "--ref-format=files") == (b"", b"", 0)
    assert log.read_bytes().endswith(b"\t" + b"m" * 2048 + b"\n")
    assert (path / ".git/logs/refs/heads/empty").read_bytes() == b""


def test_names_that_cannot_both_be_files(tmp_path: Path) -> None:
    path = build(tmp_path / "r", "reftable")
    assert pygitobj(path, "update-ref", "-d", "refs/heads/a/b/c")[2] == 0
    assert pygitobj(path, "update-ref", "--create-reflog", "-m", "x", "refs/heads/gone/on", "HEAD")[2] == 0
    before = files(path)
    answer = b"error: 'logs/refs/heads/gone/on' and another, whose name goes on from there, cannot both be files\n"
    assert pygitobj(path, "refs", "migrate", "--ref-format=files") == (b"", answer, 255)
    assert files(path) == before
