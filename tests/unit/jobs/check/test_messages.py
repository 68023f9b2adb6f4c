"""The table of what may be wrong, and what may be set of it."""

from __future__ import annotations

from pathlib import Path

import pytest

from pygitobj.errors import GitObjectError
from pygitobj.formats.config import ConfigEntry
from pygitobj.jobs.check.messages import STRICT, Severities, configured, parse_severities
from pygitobj.oid import SHA1
from pygitobj.repository.config import Config, ConfigValue, Origin

ONE, OTHER = "1" * 40, "2" * 40


def test_what_is_not_set() -> None:
    names = ("nulInHeader", "badDate", "hasDotgit", "badTagName", "extraHeaderEntry")
    assert [STRICT.of(name) for name in names] == ["error", "error", "error", "warn", "ignore"]
    assert [Severities(strict=False).of(name) for name in names] == ["error", "error", "warn", "warn", "ignore"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", {}),
        ("badDate=warn", {"baddate": "warn"}),
        ("badDate:ignore,BADDATE=error|hasDot=warn extraHeaderEntry=error,,", {
            "baddate": "error", "hasdot": "warn", "extraheaderentry": "error",
        }),
        ("nulInHeader=error", {"nulinheader": "error"}),
    ],
)  # fmt: skip
def test_severities_that_are_set(text: str, expected: dict[str, str]) -> None:
    assert parse_severities(text, SHA1).given == expected


def test_a_warning_that_was_set_stays_one() -> None:
    assert parse_severities("hasDotgit=warn", SHA1).of("hasDotgit") == "warn"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("foo", "Missing '=': 'foo'"),
        ("foo=warn", "Unhandled message id: foo"),
        ("badDate=WARN", "Unknown fsck message type: 'WARN'"),
        ("badDate=", "Unknown fsck message type: ''"),
        ("badDate=fatal", "Unknown fsck message type: 'fatal'"),
        ("NULinHeader=warn", "Cannot demote nulinheader to warn"),
        ("skipList", "skiplist requires a path"),
        ("skipList=", "could not open object name list: "),
        ("largePathname=warn:x", "unable to parse max tree entry len: x"),
    ],
)
def test_what_cannot_be_set(text: str, message: str) -> None:
    with pytest.raises(GitObjectError) as raised:
        parse_severities(text, SHA1)
    assert str(raised.value) == message


def test_the_longest_name() -> None:
    assert parse_severities("largePathname=warn:1k", SHA1).longest == 1024


def test_a_skip_list(tmp_path: Path) -> None:
    path = tmp_path / "list"
    path.write_text(f"# comment\n\n  {ONE}  # why\n{OTHER}\r\n\t\n")
    assert parse_severities(f"skiplist={path}", SHA1).skipped == {bytes.fromhex(ONE), bytes.fromhex(OTHER)}
    for line in (ONE[:39], f"{ONE} x", "x", f"{ONE}00"):
        path.write_text(line)
        with pytest.raises(GitObjectError, match="invalid object name: "):
            parse_severities(f"skiplist={path}", SHA1)
    path.unlink()
    path.mkdir()
    with pytest.raises(GitObjectError, match="could not open object name list: "):
        parse_severities(f"skiplist={path}", SHA1)


def test_from_the_configuration(tmp_path: Path) -> None:
    (tmp_path / "list").write_text(ONE)
    given = [
        ("fsck.baddate", "warn"),
        ("core.x", "y"),
        ("fsck.skiplist", str(tmp_path / "list")),
        ("fsck.baddate", "error"),
    ]

    def config(entries: list[tuple[str, str | None]]) -> Config:
        return Config(ConfigValue(ConfigEntry(name, value, 1), Origin("local", None)) for name, value in entries)

    found = configured(config([*given]), SHA1)
    assert found.given == {"baddate": "error"}
    assert found.skipped == {bytes.fromhex(ONE)}
    for name, value in (
        ("fsck.foo", "warn"),
        ("fsck.a.baddate", "warn"),
        ("fsck.baddate", None),
        ("fsck.baddate", "x"),
    ):
        with pytest.raises(GitObjectError):
            configured(config([(name, value)]), SHA1)
