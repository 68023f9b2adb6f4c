"""What names an object in an odd way keeps it: the tables of tests/support/odd, which have what git 2.55 does in each.

They go through every root: packed-refs (names that stand twice, order, headers, bad lines, bad names, loose files over
them, what the file itself is), loose references and HEADs (what surrounds an id or a target, chains, links, what is no
reference), worktrees and environments, reflogs, the state of rebases, grafts, replace refs, `shallow`, indexes.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from pygitobj import GitObjectError, NotFoundError, Repository
from pygitobj.jobs.maintain.prune import PruneOptions, prune
from pygitobj.jobs.maintain.repack import RepackOptions, repack
from tests.support.command import Answer, run
from tests.support.odd import ROWS, TABLES
from tests.support.odd.row import FATAL, GIVES_UP, MISSING, Row
from tests.support.odd.template import LETTERS, Template

NEWEST = (2, 55)


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Template:
    return Template(tmp_path_factory.mktemp("template"), packed=False)


@pytest.fixture(scope="module")
def packed_template(tmp_path_factory: pytest.TempPathFactory) -> Template:
    return Template(tmp_path_factory.mktemp("template"), packed=True)


@pytest.fixture
def here(tmp_path: Path) -> Iterator[Path]:
    """A directory for a copy; commands go to other places from there."""
    before = os.getcwd()
    yield tmp_path
    os.chdir(before)


def opened(made: Template, row: Row, here: Path) -> Repository:
    """The repository of `row`, looked at from where its command runs."""
    os.chdir(made.build(row, here))
    return Repository.open(".", environ={**os.environ, **made.environ(row, here)})


def expected(row: Row) -> str:
    """What is kept, where it is not given up."""
    return "".join(letter for letter in LETTERS if letter in f"{row.keeps}{row.more}")


@pytest.mark.parametrize("row", ROWS.values(), ids=ROWS)
def test_pruned(template: Template, here: Path, row: Row) -> None:
    if row.stops or row.keeps is GIVES_UP:
        with pytest.raises(GitObjectError), opened(template, row, here) as repository:
            prune(repository, PruneOptions(), lambda _: None)
        assert template.left_loose(here) == LETTERS
        return
    with opened(template, row, here) as repository:
        prune(repository, PruneOptions(), lambda _: None)
    assert template.left_loose(here) == expected(row)


@pytest.mark.parametrize("name", ROWS)
def test_repacked(packed_template: Template, here: Path, name: str) -> None:
    """As for prune, but for what a rebase has put aside: git drops it in a repack, here it is kept if it is there."""
    row = ROWS[name]
    options = RepackOptions(everything=True, delete=True)
    gone_state = name.startswith("state: ") and row.keeps is GIVES_UP
    if row.stops or (row.keeps is GIVES_UP and not gone_state):
        with pytest.raises(GitObjectError), opened(packed_template, row, here) as repository:
            repack(repository, options)
        assert packed_template.left(here) == LETTERS
        return
    with opened(packed_template, row, here) as repository:
        repack(repository, options)
    assert packed_template.left(here) == ("" if gone_state else expected(row))


NAMED = {name: row for name, row in ROWS.items() if row.names}


@pytest.mark.parametrize("row", NAMED.values(), ids=NAMED)
def test_looked_up(template: Template, here: Path, row: Row) -> None:
    wanted = {**row.names, **row.lookups}
    found = {}
    letters = {oid: letter for letter, oid in template.ids.items()}
    for name in wanted:
        try:
            with opened(template, row, here / name.replace("/", "_")) as repository:
                oid = repository.lookup(name).id
                found[name] = letters[str(oid)] if oid is not None and repository.reader.header(oid) else MISSING
        except NotFoundError:
            found[name] = MISSING
        except GitObjectError:
            found[name] = FATAL
    assert found == wanted


@pytest.mark.parametrize("kind", TABLES)
def test_the_tables_say_what_git_does(template: Template, tmp_path: Path, kind: str) -> None:
    version = re.findall(rb"\d+", run(["git", "--version"], tmp_path).out)
    if tuple(map(int, version[:2])) < NEWEST:
        pytest.skip("the tables are of a newer git")
    for number, (name, row) in enumerate(TABLES[kind].items()):
        here = tmp_path / str(number)
        top = template.build(row, here)
        words = ["env", *(f"{name}={value}" for name, value in template.environ(row, here).items()), "git"]
        means = {name: meaning(template, run([*words, "cat-file", BATCH], top, name.encode())) for name in row.names}
        done = run([*words, "prune", "--expire=now"], top)
        kept = template.left_loose(here)
        assert (name, means, done.code) == (name, row.names, 0 if row.keeps is not GIVES_UP else 128)
        assert (name, kept) == (name, LETTERS if row.keeps is GIVES_UP else row.keeps)


BATCH = "--batch-check=%(objectname)"


def meaning(template: Template, answer: Answer) -> str:
    """What a name means, by the answer of cat-file."""
    if answer.code:
        return FATAL
    letters = {oid.encode(): letter for letter, oid in template.ids.items()}
    return letters.get(answer.out.strip(), MISSING)
