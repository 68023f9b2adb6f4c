"""Formats of commits show of every odd commit what git shows: people that are none, messages and encodings."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from pygitobj.cli.pretty.commit_format import CommitFormat
from pygitobj.cli.pretty.commit_shown import CommitSettings, ShownCommit
from pygitobj.cli.pretty.commit_values import parents_of
from pygitobj.cli.pretty.many_commits import ManyCommits
from pygitobj.cli.pretty.world import World
from pygitobj.formats.date_modes import parse_date_mode
from pygitobj.oid import SHA1, ObjectId
from pygitobj.repository.repository import Repository
from tests.support.git_version import newest
from tests.unit.cli.pretty.commits import odd_commits, shown_by_git, shown_by_us, write_commits

BUILT_IN = ("short", "medium", "full", "fuller", "raw", "email", "mboxrd", "reference")
# One placeholder each, several, magic, columns, lines, colours that are not shown, and what is none.
TEXTS = (
    "%H %h %T %t %P %p %m|%s|%f|%e",
    "[%b][%B]",
    "%an;%ae;%al;%cn;%ce;%cl",
    "%aN;%aE;%aL;%cN;%cE",
    "%ad|%cd|%at|%ct|%ai|%aI|%as",
    "%aD|%cD|%ci|%cI|%cs|%ch",
    "%n%%%x41%x0a%x|%xg|%x4",
    "%+s%-s% s%+e%-e% e|%+b%-b% b",
    "a%n%n%-eb%n%n%-sc",
    "%<(10)%s|%<(10,trunc)%s|",
    "%>(12)%s|%>(12,ltrunc)%s|%>(12,mtrunc)%s|",
    "%><(13)%s|%><(13,mtrunc)%s|%><|(40)%an|",
    "abc  %>>(5)%s|abc  %>>|(9)%an|",
    "%<(1,trunc)%s|%<(2,trunc)%s|",
    "%<(3,mtrunc)%s|%<(2,ltrunc)%s|%<(1,mtrunc)%s|",
    "x%<|(20)%s|%<|(5)%an|%<|(-70)%s|",
    "%<(0)%s|%<()%s|%<(x)%s|%<(5%s|%<(-3)%s|%<5)%s|",
    "%<(10,)%s|%<(10,nope)%s|%<(10,trunc%s|",
    "%<(20)%C(red)%s|%<(20)%Cred%an|%<(20)%Cred|%<(20)%Cnope%s|",
    "%<(20)%zz|%<(20)%+s|%<(20)% e|%<(20)%-e|",
    "%<(8)%>(20)%s|%an|%<(12)%n|%<(4)%%%s|",
    "%<(8)abc%s|%<(10,trunc)%w(20)%s|",
    "%w(30)%s%n%b",
    "%w(30,4,2)%B",
    "%w(0,3,5)%B%w()%s",
    "%w(1,1,1)%s%w(76,6,9)%b",
    "%w(20,1)%s%w(10)%an%w(0,1,1)%ae",
    "%w(x)%w(1,x)%w(1,2,3,4)%w(-1)%w(1%w(99999)%w",
    "%+w(20)%s%-w(10)%b",
    "%C(auto)%h%Creset%Cgreen%Cblue%C(bold yellow)%C(auto,red)%C(nope)%C%C(",
    "%gd%gD%gs%gn%ge|%gN|%gE|%gx|%g",
    "%N%S%zz %z% z%+z%-z%",
    "%(nope)%(trailersx)%(trailers%(describex)%(count",
    "%<(10)%at|%>(12)%aI|%+at%-at% aI|",
)
TRAILERS = (
    "%(trailers)",
    "%(trailers:only)",
    "%(trailers:unfold)",
    "%(trailers:only,unfold)",
    "%(trailers:key=reviewed-by)",
    "%(trailers:key=Reviewed-By:,key=fixes,valueonly)",
    "%(trailers:keyonly,separator=/)",
    "%(trailers:separator=%x2C %n%%)",
    "%(trailers:key_value_separator= = ,only=no,key=A)",
    "%(trailers:only=,unfold=yes,)",
    "%(trailers:)",
    "%(trailers:,)|%(trailers:nope)|%(trailers:key)",
)
ENCODINGS = ("UTF-8", "utf8", "ISO-8859-1", "latin-1", "EUC-JP", "nonsense", "none")
DATES = (
    "default",
    "iso",
    newest("iso-strict"),
    "rfc",
    "short",
    "raw",
    "unix",
    "local",
    "iso-local",
    "raw-local",
    "format:%Y/%m %H %z",
)


WORDS = (*BUILT_IN, *(f"format:{text}" for text in (*TEXTS, *TRAILERS)))


def is_newer(word: str) -> bool:
    """Whether older git shows something else: subjects of mails, moments in UTC, trailers."""
    return word in ("email", "mboxrd") or any(part in word for part in ("%aI", "%cI", "%(trailers"))


def write_odd(target: Path) -> None:
    """Make the repository."""
    write_commits(target, odd_commits())


@pytest.fixture(scope="module")
def odd(
    tmp_path_factory: pytest.TempPathFactory, build_once: Callable[[str, Callable[[Path], None]], Path]
) -> tuple[Path, list[ObjectId]]:
    """A repository of odd commits, and their ids."""
    path = build_once("odd-commits", write_odd)
    return path, [SHA1.hash_object("commit", body) for body in odd_commits()]


@pytest.mark.parametrize("word", [newest(word) if is_newer(word) else word for word in WORDS])
def test_formats(odd: tuple[Path, list[ObjectId]], word: str) -> None:
    path, ids = odd
    assert shown_by_us(path, ids, word) == shown_by_git(path, ids, word)


@pytest.mark.parametrize(
    "word", ["medium", "raw", newest("email"), "format:%an|%s|%b|%e", "format:%<(12,trunc)%s|%w(20)%b"]
)
@pytest.mark.parametrize("encoding", ENCODINGS)
def test_encodings(odd: tuple[Path, list[ObjectId]], word: str, encoding: str) -> None:
    path, ids = odd
    ours = shown_by_us(path, ids, word, encoding="" if encoding == "none" else encoding)
    assert ours == shown_by_git(path, ids, word, f"--encoding={encoding}")


@pytest.mark.parametrize("word", ["medium", "fuller", "reference", "format:%ad %cd"])
@pytest.mark.parametrize("date", DATES)
def test_dates(odd: tuple[Path, list[ObjectId]], word: str, date: str) -> None:
    path, ids = odd
    ours = shown_by_us(path, ids, word, date_mode=parse_date_mode(date), date_given=True)
    assert ours == shown_by_git(path, ids, word, f"--date={date}")


@pytest.mark.parametrize("word", ["medium", "short", newest("email")])
def test_of_log(odd: tuple[Path, list[ObjectId]], word: str) -> None:
    # `log` makes blanks of tabs where the format or an option says so, and words of RFC 2047 of headers of mails.
    path, ids = odd
    for oid in [oid for oid, body in zip(ids, odd_commits(), strict=True) if b"\t" in body or not body.isascii()]:
        for tab, option in (
            (None, "--date=default"),
            (8, "--expand-tabs"),
            (3, "--expand-tabs=3"),
            (0, "--no-expand-tabs"),
        ):
            arguments = ["git", "log", "--no-walk", "--no-decorate", f"--pretty={word}", option, str(oid)]
            said = subprocess.run(arguments, cwd=path, capture_output=True, check=True).stdout
            settings = {"subject_prefix": b"PATCH", "encodes_headers": True, "maps_people": True}
            (ours,) = shown_by_us(path, [oid], word, expand_tabs=tab, **settings)
            assert ours.partition(b"\n")[2] == said.partition(b"\n")[2] + b"\n"


def test_many_at_once_are_shown_as_one_by_one(odd: tuple[Path, list[ObjectId]]) -> None:
    path, ids = odd
    told: dict[str, int] = {}
    with Repository.open(path) as repository:
        settings = CommitSettings(World(repository), expand_tabs=0)
        bodies = [repository.reader.read(oid).data for oid in ids]
        commits = [ShownCommit(oid, body) for oid, body in zip(ids, bodies, strict=True)]
        named = sorted({parent for commit in commits for parent in parents_of(commit)})
        numbers = [[named.index(parent) for parent in parents_of(commit)] for commit in commits]
        words = [(f"format:{text}", "default") for text in (*TEXTS, *TRAILERS, "%H|%h|%T|%t|%P|%p", "%d|%D|%s|%e")]
        dates = [*(date for date in DATES if isinstance(date, str)), "iso-strict", "relative"]
        words += [(f"format:{date} %ad %cd", date) for date in dates]
        for word, date in words:
            shown = CommitFormat.parse(word, settings._replace(date_mode=parse_date_mode(date)))
            many = ManyCommits(shown, None, shortens=False)
            together = many.shown(b"".join(ids), bodies, numbers, named.__getitem__)
            for commit, text in zip(commits, together, strict=True):
                assert text in (None, shown.show(commit)), (word, commit.body)
            told[word] = sum(text is not None for text in together)
        many = ManyCommits(CommitFormat.parse("%an", settings), None, shortens=False)
        assert many.shown(ids[0], [b"none as most are"], [()], named.__getitem__) == [None]
    # What these are made of is known of most commits; wrapping is not done together.
    assert min(told[f"format:{text}"] for text in (*TEXTS[1:6], "%H|%h|%T|%t|%P|%p")) > len(ids) // 2
    assert told["format:%w(30)%s%n%b"] == 0
