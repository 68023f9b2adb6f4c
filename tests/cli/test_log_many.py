"""Many commits of a log at once beside git: what is as most commits are, and what of it is not."""

from __future__ import annotations

import shlex
from pathlib import Path

import pytest

from tests.support.command import git, pygitobj, run
from tests.support.git_version import needs_newest_git

pytestmark = needs_newest_git
WORDS = """
--all --raw|--all --raw --no-renames|--all --raw -m|--all --raw -c|--all --raw --first-parent|--all --raw --abbrev=4
--all --oneline --raw --no-abbrev|--all --format=%H --raw|--all --format=format:%s --numstat|--all --oneline
--all --numstat|--all --numstat --no-renames|--all --numstat -m|--all --numstat --abbrev-commit|--all --numstat -w
--all --raw --full-history -- d|--no-merges --raw --reverse|--raw --no-root HEAD~3..|--topo-order --raw --abbrev-commit
--all --raw --no-mailmap|--all --numstat --ignore-submodules|--all --pretty=oneline -3 --skip=2 --raw
"""
COMMIT = """commit refs/heads/{branch}
mark :{mark}
author {author} {seconds} +0130
committer C <c@x> {seconds} +0000
{encoding}data {size}
{message}
{rest}
"""
MESSAGES = [
    "subject\n\nbody\n\n\tby\ta tab\n", "two lines\nof a subject\n", "", "\n\n  indented \n\n\n", "no end of a line",
    "trailing  \n \t\nx\n", "tab\tin it\n", "\u00e9\ttab after it\n",
]  # fmt: skip
TEXT = "".join(f"line {number}\n" for number in range(40))


def data(text: str) -> str:
    """Bytes as they are read from a stream."""
    return f"data {len(text.encode())}\n{text}\n"


def changes() -> list[str]:
    """What each commit changes."""
    return [
        f"M 100644 inline d/a\n{data(TEXT)}M 100644 inline d/b\n{data('b' * 300)}M 120000 inline link\n{data('d/a')}",
        f"M 100644 inline d/a\n{data(TEXT.replace('7', 'x'))}M 100755 inline d/b\n{data('b' * 300)}",
        "R d/a d/moved\n",
        f"D d/b\nM 100644 inline d/new\n{data('quite another')}",
        f"M 100644 inline binary\n{data('a' + chr(0) + 'b')}M 100644 inline unsaid\n{data('x')}",
        f"M 100644 inline binary\n{data('b' + chr(0))}M 100644 inline unsaid\n{data('y')}M 160000 {'1' * 40} sub\n",
        f'M 160000 {"2" * 40} sub\nM 100644 inline "q\\"\\303\\251"\n{data("z")}',
        f"M 100644 inline .mailmap\n{data('M <b@x> <n2@x>')}M 100644 inline .gitattributes\n{data('unsaid -diff')}",
        f"M 100644 inline link\n{data('no link any more')}M 100644 inline d/moved\n{data('')}",
    ]


@pytest.fixture(scope="module")
def repository(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("many")
    git(place, "init", "-q", "--bare", "-b", "main")
    stream = ""
    for mark, rest in enumerate(changes(), 1):
        message = MESSAGES[mark % len(MESSAGES)]
        stream += COMMIT.format(
            branch="main", mark=mark, author=f"N{mark} <n{mark % 4}@x>", seconds=1700000000 + mark,
            encoding="encoding latin1\n" if mark == 3 else "", size=len(message.encode()), message=message, rest=rest,
        )  # fmt: skip
    for mark, rest in ((20, f"from :4\nM 100644 inline side\n{data('side')}"), (21, "from :20\nmerge :9\nD side\n")):
        stream += COMMIT.format(
            branch="side", mark=mark, author="S <s@x>", seconds=1700000100 + mark, encoding="", size=1, message="s",
            rest=rest,
        )  # fmt: skip
    git(place, "fast-import", "--quiet", stdin=stream.encode())
    return place


def test_as_git_shows_them(repository: Path) -> None:
    for line in WORDS.split("\n"):
        for words in filter(None, line.split("|")):
            given = ["log", *shlex.split(words)]
            assert pygitobj(repository, *given) == run(["git", *given], repository), words
    assert run(["git", "log", "--all", "--oneline"], repository)[0].count(b"\n") == 11
