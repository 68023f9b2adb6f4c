"""Configuration that the environment and the command line say: the same entries as git's, refused in the same words.

Tried besides: quotes of each kind within a part, names with and without sections, and counts that are no numbers.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pygitobj import RepositoryError
from pygitobj.repository.config_command import (
    PARAMETERS,
    BadParameterError,
    canonical_name,
    checked_name,
    command_entries,
    unquote_shell,
)
from pygitobj.repository.ownership import quote_shell
from tests.support.command import run

PARAMETER_TEXTS = [
    "",
    "'a.b'='c'",
    "'a.b=c'",
    "'a.b'",
    "'a.b'=",
    "'a.b'=''",
    "'a.b'='c' 'd.e=f'",
    "'a.b'='c'  \t 'd.e'",
    "'a.b'='it'\\''s'",
    "'a.b'='so'\\!''",
    "'a.b'='='",
    "'a.b=c=d'",
    "'A.Sub.B'='c'",
    "'a.b'='c'x",
    "'a.b'x",
    "a.b=c",
    "'a.b'='c",
    "'a.b",
    "'a.b'=c",
    "'=c'",
    "''",
    "'a'='b'",
    "'a.'='b'",
    "'.b'='b'",
    "'a b.c'='d'",
    "'a.1b'='c'",
    "'a.b c.d'='e'",
    "'a.b_c'='d'",
    " 'a.b'='c'",
]
COUNTS: list[dict[str, str]] = [
    {"GIT_CONFIG_COUNT": ""},
    {"GIT_CONFIG_COUNT": "0"},
    {"GIT_CONFIG_COUNT": "1", "GIT_CONFIG_KEY_0": "a.b", "GIT_CONFIG_VALUE_0": "c"},
    {
        "GIT_CONFIG_COUNT": "2",
        "GIT_CONFIG_KEY_0": "a.b",
        "GIT_CONFIG_VALUE_0": "c",
        "GIT_CONFIG_KEY_1": "A.x.B",
        "GIT_CONFIG_VALUE_1": "",
    },
    {"GIT_CONFIG_COUNT": "1", "GIT_CONFIG_KEY_0": "a.b"},
    {"GIT_CONFIG_COUNT": "1", "GIT_CONFIG_VALUE_0": "a.b"},
    {"GIT_CONFIG_COUNT": "1", "GIT_CONFIG_KEY_0": "", "GIT_CONFIG_VALUE_0": "c"},
    {"GIT_CONFIG_COUNT": "1", "GIT_CONFIG_KEY_0": "ab", "GIT_CONFIG_VALUE_0": "c"},
    {"GIT_CONFIG_COUNT": "x"},
    {"GIT_CONFIG_COUNT": "1x"},
    {"GIT_CONFIG_COUNT": "-1"},
    {"GIT_CONFIG_COUNT": "99999999999"},
    {"GIT_CONFIG_COUNT": " 0"},
]


def theirs(folder: Path, environ: dict[str, str]) -> tuple[list[str], bool]:
    """The entries that git lists, and whether it refuses them."""
    environ = {"HOME": str(folder), "GIT_CONFIG_NOSYSTEM": "1", **environ}
    answer = run(["env", *(f"{name}={value}" for name, value in environ.items()), "git", "config", "--list"], folder)
    return answer.out.decode().splitlines(), answer.code != 0


def ours(environ: dict[str, str]) -> tuple[list[str], bool]:
    try:
        entries = list(command_entries([], environ))
    except BadParameterError:
        return [], True
    return [name if value is None else f"{name}={value}" for name, value in entries], False


@pytest.mark.parametrize("text", PARAMETER_TEXTS)
def test_parameters_as_git_takes_them(tmp_path: Path, text: str) -> None:
    environ = {PARAMETERS: text}
    assert ours(environ) == theirs(tmp_path, environ)


@pytest.mark.parametrize("environ", COUNTS)
def test_counted_entries_as_git_takes_them(tmp_path: Path, environ: dict[str, str]) -> None:
    assert ours(environ) == theirs(tmp_path, environ)


def test_later_ones_win() -> None:
    environ = {"GIT_CONFIG_COUNT": "1", "GIT_CONFIG_KEY_0": "A.B", "GIT_CONFIG_VALUE_0": "1", PARAMETERS: "'a.b'='2'"}
    found = list(command_entries([("a.B", "3"), ("a.b", None)], environ))
    assert found == [("a.b", "1"), ("a.b", "2"), ("a.b", "3"), ("a.b", None)]


@pytest.mark.parametrize(
    ("environ", "detail"),
    [
        ({PARAMETERS: "a"}, "bogus format in GIT_CONFIG_PARAMETERS"),
        ({PARAMETERS: "'=c'"}, "bogus config parameter: =c"),
        ({PARAMETERS: "'a'='b'"}, "key does not contain a section: a"),
        ({PARAMETERS: "'a.'='b'"}, "key does not contain variable name: a."),
        ({PARAMETERS: "''='b'"}, "empty config key"),
        ({PARAMETERS: "'a b.c'='d'"}, "invalid key: a b.c"),
        ({PARAMETERS: "'a.b\nc.d'='e'"}, "invalid key (newline): a.b\nc.d"),
        ({"GIT_CONFIG_COUNT": "1"}, "missing config key GIT_CONFIG_KEY_0"),
        ({"GIT_CONFIG_COUNT": "1", "GIT_CONFIG_KEY_0": "a.b"}, "missing config value GIT_CONFIG_VALUE_0"),
        ({"GIT_CONFIG_COUNT": "1x"}, "bogus count in GIT_CONFIG_COUNT"),
        ({"GIT_CONFIG_COUNT": "99999999999"}, "too many entries in GIT_CONFIG_COUNT"),
    ],
)
def test_what_is_wrong_is_said(tmp_path: Path, environ: dict[str, str], detail: str) -> None:
    with pytest.raises(RepositoryError, match=r"^unable to parse command-line config$") as caught:
        list(command_entries([], environ))
    assert isinstance(caught.value, BadParameterError)
    assert caught.value.detail == detail
    environ = {"HOME": str(tmp_path), **environ}
    answer = run(["env", *(f"{name}={value}" for name, value in environ.items()), "git", "config", "--list"], tmp_path)
    assert answer.err.decode().startswith(f"error: {detail}\n")


@given(st.text(st.characters(codec="utf-8", exclude_characters="\0")))
def test_what_a_shell_quotes_is_read_back(text: str) -> None:
    quoted = quote_shell(text)
    quoted = quoted if quoted.startswith("'") else f"'{quoted}'"
    assert unquote_shell(quoted + " rest") == (text, " rest")


def test_names() -> None:
    assert canonical_name("A.B") == "a.b"
    assert canonical_name("A.Sub.Sec.B") == "a.Sub.Sec.b"
    assert canonical_name("A") == "a"
    assert checked_name("A-1.x y.B-2") == "a-1.x y.b-2"
    # Only ASCII has cases here.
    assert canonical_name("É.Ü.İ") == "É.Ü.İ"
