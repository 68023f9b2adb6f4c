"""Configuration that git refuses, in git 2.55's words: numbers, names, and which file has it."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from tests.support.command import pygitobj


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    subprocess.run(["git", "init", "-q", "-b", "main", tmp_path / "r"], check=True)
    config = b"[core]\n\trepositoryformatversion = 0\n\tbare = false\n"
    (tmp_path / "r/.git/config").write_bytes(config)
    return tmp_path / "r"


LINE_5 = "fatal: bad config line 5 in file .git/config"
BAD_NUMBER = "fatal: bad numeric config value '{}' for 'core.compression' in file .git/config: {}"


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("[x z]\n\ta = 1\n", ["fatal: bad config line 4 in file .git/config"]),
        ("[include]\n\tpath\n", ["error: missing value for 'include.path'", LINE_5]),
        ("[include]\n\tpath = ~nobody-of-that-name/x\n",
         ["error: could not expand include path '~nobody-of-that-name/x'", LINE_5]),
        ("[extensions]\n\tobjectformat\n", ["error: missing value for 'extensions.objectformat'", LINE_5]),
        ("[core]\n\tcompression\n", [BAD_NUMBER.format("", "invalid unit")]),
        ("[core]\n\tcompression = 2147483648\n", [BAD_NUMBER.format("2147483648", "out of range")]),
        ("[core]\n\tcompression = -2147483649\n", [BAD_NUMBER.format("-2147483649", "out of range")]),
        ("[core]\n\tcompression = 2g\n", [BAD_NUMBER.format("2g", "out of range")]),
        ("[core]\n\tcompression = \u0663\n", [BAD_NUMBER.format("\u0663", "invalid unit")]),
        ("[core]\n\tcompression = 1_0\n", [BAD_NUMBER.format("1_0", "invalid unit")]),
        ("[core]\n\tbare = 2147483648\n", ["fatal: bad boolean config value '2147483648' for 'core.bare'"]),
        ("[core]\n\tbare = tr\u0075\u00e9\n", ["fatal: bad boolean config value 'tru\u00e9' for 'core.bare'"]),
        ("[core]\n\trepositoryformatversion = 1x\n",
         ["fatal: bad numeric config value '1x' for 'core.repositoryformatversion' in file .git/config: invalid unit"]),
        ("[core]\n\tdeltaBaseCacheLimit = 99999999999999999999\n",
         ["fatal: bad numeric config value '99999999999999999999' for 'core.deltabasecachelimit' in file .git/config: "
          "out of range"]),
        ("[core]\n\tfsync\n", ["error: missing value for 'core.fsync'",
                              "fatal: bad config variable 'core.fsync' in file '.git/config' at line 5"]),
    ],
)  # fmt: skip
def test_files(repository: Path, text: str, lines: list[str]) -> None:
    with (repository / ".git/config").open("a", encoding="utf-8") as file:
        file.write(text)
    answer = pygitobj(repository, "hash-object", "-w", "--stdin", stdin=b"a\n")
    assert (answer.err.decode().split("\n")[:-1], answer.code) == (lines, 128)


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("x", "key does not contain a section: x"),
        (".x", "key does not contain a section: .x"),
        ("a.", "key does not contain variable name: a."),
        ("a.1x", "invalid key: a.1x"),
        ("a_b.x", "invalid key: a_b.x"),
        ("c\u00f6re.x", "invalid key: c\u00f6re.x"),
        ("core.\ufb01", "invalid key: core.\ufb01"),
        ("core.x\u00b2", "invalid key: core.x\u00b2"),
        ("\u0130nclude.path", "invalid key: \u0130nclude.path"),
        ("a.b\nc.d", "invalid key (newline): a.b\nc.d"),
    ],
)
def test_names(repository: Path, name: str, said: str) -> None:
    answer = pygitobj(repository, "-c", f"{name}=1", "hash-object", "-w", "--stdin")
    assert answer.err.decode() == f"error: {said}\nfatal: unable to parse command-line config\n"
    assert answer.code == 128
