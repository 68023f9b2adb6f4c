"""Random contents and settings beside git: what the work tree has of a blob, and what a textconv program shows of it."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.support.command import git, pygitobj, run

pytestmark = pytest.mark.property

PIECES = [
    b"a",
    b"\n",
    b"\r\n",
    b"\r",
    b"\0",
    b"$Id$",
    b"$Id: x$",
    b"$Id: \n$",
    b"\x1a",
    b"\xff",
    b"\xc3\xa9",
    b"text " * 40,
]
CONTENTS = st.lists(st.sampled_from(PIECES), max_size=12).map(b"".join)
ATTRIBUTES = st.lists(
    st.sampled_from([
        "text", "-text", "!text", "text=auto", "text=input", "eol=lf", "eol=crlf", "crlf", "-crlf", "crlf=input", "ident",
        "-ident", "diff=up", "diff", "-diff", "diff=cpp", "filter=case", "filter=none", "binary",
        "working-tree-encoding=UTF-16LE", "working-tree-encoding=ISO-8859-1", "working-tree-encoding=utf8",
    ]),
    max_size=4,
)  # fmt: skip
SETTINGS = st.lists(
    st.sampled_from([
        "core.autocrlf=true", "core.autocrlf=input", "core.autocrlf=false", "core.eol=crlf", "core.eol=lf",
        "core.eol=native", "filter.case.required", "filter.case.smudge=tr a-z A-Z", "filter.case.smudge=false",
        "diff.up.textconv=tr a-z A-Z <", "diff.up.textconv=wc -c <", "diff.default.textconv=od -c", "diff.cpp.binary=true",
    ]),
    max_size=4,
)  # fmt: skip
PATHS = st.sampled_from(["f", "d/f", "f.c", "d/e/f.c"])


@pytest.fixture(scope="module")
def repository(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("converted")
    git(place, "init", "-q", "-b", "main", ".")
    return place


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(PATHS, CONTENTS), min_size=1, max_size=6), ATTRIBUTES, ATTRIBUTES, SETTINGS)
def test_as_git_shows_them(
    repository: Path, blobs: list[tuple[str, bytes]], every: list[str], some: list[str], said: list[str]
) -> None:
    (repository / ".gitattributes").write_text(f"* {' '.join(every)}\n*.c {' '.join(some)}\n")
    lines = b"".join(
        b"%b %b\n"
        % (git(repository, "hash-object", "-w", "--stdin", "--no-filters", stdin=data).strip(), path.encode())
        for path, data in blobs
    )
    words = [word for setting in said for word in ("-c", setting)]
    for option in ("--filters", "--textconv"):
        command = [*words, "cat-file", "--batch", option]
        mine, theirs = pygitobj(repository, *command, stdin=lines), run(["git", *command], repository, lines)
        assert (mine.out, mine.code) == (theirs.out, theirs.code), (option, mine.err, theirs.err)
