"""How files are written, from the configuration."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from pygitobj import Repository
from pygitobj.errors import RepositoryError
from pygitobj.files.atomic import WritePolicy


def policy(directory: Path, *settings: tuple[str, str | None]) -> WritePolicy:
    """The policy under `settings`."""
    subprocess.run(["git", "init", "-q", directory], check=True)
    return Repository.open(directory, overrides=settings).write_policy()


@pytest.mark.parametrize(
    ("settings", "expected"),
    [
        ([], False),
        ([("core.fsync", "loose-object")], True),
        ([("core.fsync", "objects")], True),
        # What is added wins over what is taken away, in whatever order they stand: git does so.
        ([("core.fsync", "all,-loose-object")], True),
        ([("core.fsync", "-loose-object")], False),
        ([("core.fsync", "loose-object,none")], True),
        ([("core.fsync", "none")], False),
        ([("core.fsync", "none,committed")], True),
        ([("core.fsyncObjectFiles", "true")], True),
        ([("core.fsyncObjectFiles", "false")], False),
        ([("core.fsync", "pack"), ("core.fsyncObjectFiles", "true")], False),
        ([("core.fsync", "all"), ("core.fsyncMethod", "writeout-only")], False),
        ([("core.fsync", "all"), ("core.fsyncMethod", "batch")], True),
    ],
)
def test_which_files_are_flushed(tmp_path: Path, settings: list[tuple[str, str]], expected: bool) -> None:
    assert policy(tmp_path, *settings).sync_loose is expected


@pytest.mark.parametrize(
    ("settings", "level"),
    [
        ([], 1),
        ([("core.compression", "6")], 6),
        ([("core.looseCompression", "0")], 0),
        ([("core.compression", "9"), ("core.looseCompression", "-1")], -1),
    ],
)
def test_compression(tmp_path: Path, settings: list[tuple[str, str]], level: int) -> None:
    assert policy(tmp_path, *settings).level == level


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (None, (0o660, False)), ("", (0, False)), ("0", (0, False)), ("umask", (0, False)), ("false", (0, False)),
        ("group", (0o660, False)), ("1", (0o660, False)), ("yes", (0o660, False)), ("8", (0o660, False)),
        ("world", (0o664, False)), ("2", (0o664, False)), ("all", (0o664, False)), ("everybody", (0o664, False)),
        ("0600", (0o600, True)), ("640", (0o640, True)), (" 0777", (0o666, True)), ("0x1", (0o660, False)),
    ],
)  # fmt: skip
def test_who_shares(tmp_path: Path, value: str | None, expected: tuple[int, bool]) -> None:
    found = policy(tmp_path, ("core.sharedRepository", value))
    assert (found.shared, found.exact) == expected


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("core.compression", "10"),
        *[("core.sharedRepository", value) for value in ("0400", "x", "Group", "UMASK", "3", "0600x")],
    ],
)
def test_what_git_refuses(tmp_path: Path, name: str, value: str) -> None:
    with pytest.raises(RepositoryError):
        policy(tmp_path, (name, value))


UNKNOWN = "warning: ignoring unknown core.fsync component '{}'"


@pytest.mark.parametrize(
    ("settings", "expected"),
    [
        # What git 2.55 says; a word means all that start with it, and "none" counts only at the end.
        ([("core.fsync", "foo")], [UNKNOWN.format("foo")]),
        ([("core.fsync", "pack,foo,-bar")], [UNKNOWN.format("foo"), UNKNOWN.format("bar")]),
        ([("core.fsync", "none,pack")], [UNKNOWN.format("none")]),
        ([("core.fsync", "pack,none")], []),
        ([("core.fsync", " pack ,loose")], [UNKNOWN.format("pack ")]),
        ([("core.fsync", "-")], ["warning: invalid value for variable core.fsync"]),
        ([("core.fsync", "")], []),
        ([("core.fsync", "o,,")], []),
        ([("core.fsync", "foo"), ("core.fsync", "pack")], [UNKNOWN.format("foo")]),
        ([("core.fsyncMethod", "zz")], ["warning: ignoring unknown core.fsyncMethod value 'zz'"]),
        (
            [("core.fsyncObjectFiles", "1"), ("core.fsyncObjectFiles", "0")],
            ["warning: core.fsyncObjectFiles is deprecated; use core.fsync instead"],
        ),
    ],
)
def test_what_is_passed_over_is_told_once(tmp_path: Path, settings: list[tuple[str, str]], expected: list[str]) -> None:
    subprocess.run(["git", "init", "-q", tmp_path], check=True)
    told: list[str] = []
    repository = Repository.open(tmp_path, overrides=settings, warn=told.append)
    assert repository.write_policy() == repository.write_policy()
    assert told == expected


@pytest.mark.parametrize(("value", "loose"), [("lo", True), ("o", True), ("pa", False), ("lo,none", True)])
def test_words_may_be_cut_short(tmp_path: Path, value: str, loose: bool) -> None:
    assert policy(tmp_path, ("core.fsync", value)).sync_loose is loose
