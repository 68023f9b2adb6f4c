"""rev-list beside git: the same words give the same bytes, messages and exit code."""

from __future__ import annotations

import shlex
from functools import cache
from pathlib import Path

import pytest

from tests.support.command import git, pygitobj, run
from tests.support.git_version import needs_newest_git

pytestmark = needs_newest_git
# What is answered alike. Perl's patterns are left out, which a git may have been built without.
WORDS = r"""
HEAD|-h|--help-all|--nosuch HEAD|-n|-n HEAD|-nx HEAD|-2x HEAD|--max-count=x HEAD|--max-count|--skip=x HEAD
--max-count=2 --max-count-oldest=2 HEAD|--max-count-oldest=2 --max-count=2 HEAD|--max-count-oldest 2 HEAD
--skip=1 --max-count-oldest=2 HEAD|--max-count-oldest=2 --skip=1 HEAD|--max-age=abc HEAD|--min-age HEAD|--since HEAD
--left-only --right-only HEAD|--right-only --left-only HEAD|--parents --children HEAD|--boundary --maximal-only HEAD
--graph --reverse HEAD|--graph --walk-reflogs HEAD|--graph --reverse --walk-reflogs HEAD|--no-walk --graph HEAD
--graph-lane-limit=2 HEAD|--graph --show-linear-break HEAD|--grep-reflog=x HEAD|--walk-reflogs --topo-order HEAD
--walk-reflogs --children HEAD|-g ^HEAD|-g main|-g main@{1}|-g main@{0} side|-g HEAD --oneline
-g HEAD --format=%gd%n%gs|-g HEAD --format=%gD --date=iso|-g HEAD -- f|-g HEAD --parents
-g HEAD --grep-reflog=commit|-g HEAD --since=@1700000103 --format=%gd|--ancestry-path HEAD
--ancestry-path=nosuch HEAD|--no-walk=nope HEAD|--no-walk HEAD ^HEAD~1|--unpacked=foo HEAD|--unpacked HEAD
--expand-tabs=x HEAD|--expand-tabs=-1 HEAD|--date=nope HEAD|--pretty=nope HEAD|--pretty HEAD|--pretty=oneline HEAD
--pretty=short --abbrev-commit HEAD|--oneline --no-abbrev HEAD|--abbrev=0 --abbrev-commit HEAD
--abbrev=99 --abbrev-commit HEAD|--abbrev-commit --parents HEAD|--header HEAD|--header --max-count=1 --parents HEAD
-v -n1 HEAD|--timestamp HEAD|--timestamp --parents --left-right main...side|--count HEAD
--count --left-right main...side|--quiet HEAD|--quiet --count HEAD|--count --left-right --boundary main...side
--notes HEAD|--show-notes=foo HEAD|--no-notes HEAD|--no-commit-header HEAD|--no-commit-header --format=%s HEAD
--commit-header --format=%s HEAD|--no-commit-header --pretty=oneline HEAD|--format= HEAD|--format=format:%s HEAD
--format=tformat:%s HEAD|--format=%m%H --left-right --boundary main~1...side|-z HEAD|-z --boundary HEAD ^HEAD~2
-z --header HEAD|-z --left-right HEAD|-z --parents HEAD|-z --children HEAD|-z --timestamp HEAD|-z --bisect HEAD
-z --count HEAD|-z --disk-usage HEAD|--bisect HEAD|--bisect-vars HEAD|--bisect-all HEAD|--bisect-vars --bisect-all HEAD
--bisect-all --oneline HEAD|--bisect-all --pretty HEAD|--bisect-all --format=%h HEAD|--bisect-all --parents HEAD
--bisect-all --format=%h --no-commit-header HEAD|--bisect-all --graph HEAD|--bisect-all --graph --oneline HEAD
--bisect-all --header HEAD|--disk-usage=human --disk-usage HEAD|--disk-usage --disk-usage=human HEAD
--bisect-vars HEAD ^HEAD|--bisect --first-parent HEAD|--bisect HEAD ^main|--|HEAD --|nosuch|nosuch --|^nosuch|f
HEAD f|HEAD -- nosuch|f HEAD|HEAD nosuch|-- f|--default HEAD|--default HEAD -- f|--default nosuch|--default|--all
--all -- f|--branches=nope|--tags|--remotes|--glob=nope|--exclude=refs/heads/* --all|--exclude-hidden=nope --all
deadbeefdeadbeefdeadbeefdeadbeefdeadbeef|HEAD:f|HEAD^{tree}|v1|light v1|v1^{}|HEAD^@|HEAD^!|HEAD^-|HEAD^-2|main..
..main|main...side|main....side|-p HEAD|--stat HEAD|--raw HEAD|-r HEAD|-c HEAD|--cc HEAD|-m HEAD|--full-diff HEAD
-M HEAD|--color HEAD|--color=always --format=%Cred%h HEAD|--no-color --format=%C(auto)%h HEAD|--exit-code HEAD
-w HEAD|--name-only HEAD|-s HEAD|--author=A HEAD|--author=nobody HEAD|--committer=C --grep=m HEAD
--grep=m --grep=1 --all-match HEAD|--grep=m --invert-grep HEAD|--grep='[' HEAD|--grep='M 1' -i HEAD|-F --grep=. HEAD
--no-merges HEAD|--min-parents=x HEAD|--max-parents=-1 HEAD|--no-min-parents --no-max-parents --merges HEAD
--reverse --reverse HEAD|--reverse -n2 HEAD|--graph HEAD|--graph --oneline HEAD|--graph --boundary HEAD ^main
--graph --left-right --boundary main~1...side|--graph --format=%s%n%b HEAD|--graph --parents HEAD|--graph -n 2 HEAD
--graph --max-count-oldest=2 HEAD|--graph --graph-lane-limit=1 HEAD|--graph --no-graph HEAD|--graph -- f
--simplify-by-decoration HEAD|--simplify-by-decoration --parents HEAD|--simplify-merges --parents HEAD -- g
--in-commit-order HEAD|--remove-empty HEAD -- g|--progress=foo HEAD|--use-bitmap-index --count HEAD
--use-bitmap-index HEAD|--single-worktree --all|--do-walk --no-walk HEAD|--end-of-options HEAD
--end-of-options --all|--max-count 1 HEAD|-1 HEAD|-0 HEAD|--encoding=latin1 --pretty HEAD
--encoding=none --pretty=raw HEAD|--relative-date --pretty HEAD~3|--date=short --pretty HEAD~3
--date short --pretty HEAD~3|--show-signature HEAD|--no-kept-objects HEAD|--no-kept-objects=on-disk HEAD
--first-parent HEAD -- f|--children HEAD -- f|--show-pulls HEAD -- f g|--sparse HEAD -- g|--full-history HEAD -- .
-m HEAD -- f|--diff-merges=separate HEAD -- f|--diff-merges=c HEAD -- f|--diff-merges=zz HEAD|--cc HEAD|--dd HEAD -- f
--combined-all-paths HEAD|--follow HEAD|--follow HEAD -- f
HEAD -- ''|HEAD -- ':(nope)f'|HEAD -- ../f|--reflog|--disk-usage HEAD|--disk-usage=human HEAD|--disk-usage=nope HEAD
--objects HEAD|--objects --count HEAD|--objects --count --left-right HEAD|--filter=blob:none HEAD
--missing=print HEAD|--exclude-promisor-objects --missing=print HEAD|--indexed-objects|--maximal-only --all
--maximal-only main side HEAD~1|--maximal-only --count main side|--exclude-first-parent-only HEAD ^main
--log-size HEAD|--root HEAD|--always HEAD|--no-walk HEAD main|--no-walk=unsorted main HEAD|-- HEAD
--cherry main...HEAD|--cherry-mark main...HEAD|--cherry-pick main...HEAD|--cherry-mark --left-right --count main...HEAD
--cherry-mark --cherry-pick HEAD|--cherry-pick --cherry-mark HEAD|--left-only --cherry HEAD|--cherry --left-only HEAD
--cherry-mark -z main...HEAD|--cherry-mark --count --objects main...HEAD|--cherry HEAD|--cherry-mark --graph main...HEAD
HEAD --since=@1700000103|HEAD --since-as-filter=@1700000103 --until=@1700000105
"""
# What stands on standard input for --stdin.
INPUTS = [
    (b"HEAD\n", "--stdin"),
    (b"HEAD\n^main\n", "--stdin"),
    (b"--\nf\n", "--stdin"),
    (b"--\nf\n", "--stdin HEAD"),
    (b"\n", "--stdin"),
    (b"nope\n", "--stdin"),
    (b"--nosuch\n", "--stdin"),
    (b"HEAD\n", "--stdin --stdin"),
]
SECONDS = 1_700_000_100


@cache
def made_at(place: Path) -> Path:
    """A repository with a merge, two branches, an annotated tag and a light one, and logs."""
    git(place, "init", "-q", "-b", "main")
    git(place, "config", "user.name", "A")
    git(place, "config", "user.email", "a@x")
    for number in range(1, 5):
        commit(place, "f", str(number), f"m {number}", SECONDS + number)
    git(place, "checkout", "-q", "-b", "side", "HEAD~2")
    commit(place, "g", "x", "side", SECONDS + 9)
    git(place, "-c", "user.name=M", "merge", "-q", "-m", "mrg", "main")
    git(place, "tag", "-a", "-m", "t", "v1")
    git(place, "tag", "light", "HEAD~1")
    return place


def commit(place: Path, path: str, text: str, message: str, seconds: int) -> None:
    """Make a commit at that second."""
    (place / path).write_text(text)
    git(place, "add", path)
    git(place, "-c", "user.useConfigOnly=true", "commit", "-q", "-m", message, f"--date=@{seconds} +0000")


@pytest.fixture(scope="module")
def repository(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return made_at(tmp_path_factory.mktemp("rev-list"))


@pytest.mark.parametrize("words", [words for line in WORDS.splitlines() if line for words in line.split("|")])
def test_words(repository: Path, words: str) -> None:
    asked = shlex.split(words)
    assert pygitobj(repository, "rev-list", *asked) == run(["git", "rev-list", *asked], repository)


@pytest.mark.parametrize(("given", "words"), INPUTS)
def test_standard_input(repository: Path, given: bytes, words: str) -> None:
    asked = shlex.split(words)
    ours = pygitobj(repository, "rev-list", *asked, stdin=given)
    assert ours == run(["git", "rev-list", *asked], repository, given)
