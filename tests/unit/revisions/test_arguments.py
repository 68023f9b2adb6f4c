"""What revision arguments come to: objects in order, options that stand for many, words that are paths, errors."""

from __future__ import annotations

from pathlib import Path

import pytest

from pygitobj import ALL, BRANCHES, TAGS, Repository, RepositoryError, RevisionError
from pygitobj.formats.links import BLOB, COMMIT, TAG, TREE
from pygitobj.repository.tips import revision_arguments
from pygitobj.revisions.arguments import RevisionArguments
from pygitobj.revisions.pending import LEFT, RIGHT
from tests.support.command import git
from tests.support.made_history import make_history


@pytest.fixture(scope="module")
def history(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_history(tmp_path_factory.mktemp("history"))


def taken(path: Path, *words: str, lines: bytes = b"", told: list[str] | None = None) -> RevisionArguments:
    """What takes `words`, each of which is its own, in the repository at `path`."""
    repository = Repository.open(path, warn=(told if told is not None else []).append)
    given = lines.split(b"\n")[: lines.count(b"\n")]
    arguments = revision_arguments(repository, dashes="--" in words, lines=lambda: given)
    for word in words:
        assert arguments.take(word), word
    arguments.finish()
    return arguments


def shown(path: Path, *words: str, lines: bytes = b"") -> list[str]:
    """The names of what `words` come to, those that are left out with ^."""
    return ["^" * one.is_hidden + one.name for one in taken(path, *words, lines=lines).pending]


def ids(path: Path, *words: str) -> list[str]:
    """The ids of what `words` come to."""
    return [one.oid.hex() for one in taken(path, *words).pending]


def named(path: Path, *names: str) -> list[str]:
    """The ids that git says."""
    return git(path, "rev-parse", *names).decode().split()


def test_one_object(history: Path) -> None:
    main, commit = taken(history, "main", "v2").pending
    assert (main.name, main.code, main.is_hidden, main.side) == ("main", COMMIT, False, 0)
    assert commit.code == TAG  # as it was named: who walks follows it
    (blob, tree) = taken(history, "side:d/g", "v1^{tree}").pending
    assert (blob.code, blob.path, blob.mode, blob.name) == (BLOB, b"d/g", 0o100644, "side:d/g")
    assert (tree.code, tree.path, tree.mode) == (TREE, b"", 0)
    assert [one.is_hidden for one in taken(history, "^main", "--not", "main", "^main").pending] == [True, True, False]


def test_ranges(history: Path) -> None:
    assert shown(history, "light..main") == ["^light", "main"]
    assert shown(history, "..main", "main..") == ["^HEAD", "main", "^main", "HEAD"]
    base, left, right = taken(history, "light...side").pending
    assert [base.oid.hex()] == named(history, "main~3")
    assert (base.is_hidden, left.side, right.side) == (True, LEFT, RIGHT)
    assert not left.is_hidden
    assert [one.is_hidden for one in taken(history, "--not", "light...side", "light..side").pending] == [
        False, True, True, False, True,
    ]  # fmt: skip
    assert ids(history, "v1^@") == named(history, "v1^1", "v1^2", "v1^3")
    assert shown(history, "v1^!") == ["^v1", "^v1", "^v1", "v1"]
    assert shown(history, "^v1^!") == ["v1", "v1", "v1", "^v1"]
    assert ids(history, "v1^-2") == [*named(history, "v1^2"), *named(history, "v1")]
    assert shown(history, "main^-") == ["^main", "main"]


@pytest.mark.parametrize(
    "word", ["v1^-4", "v1^-0", "v1^-x", "v1^-2x", "nope..main", "nope", "main^2", "v1^-99999999999999999999"]
)
def test_what_is_no_revision(history: Path, word: str) -> None:
    with pytest.raises(RevisionError, match="bad revision '"):
        taken(history, word, "--")
    with pytest.raises(RevisionError, match=r"ambiguous argument '.*unknown revision or path not in the working tree"):
        taken(history, word)


def test_references(history: Path) -> None:
    heads = ["f", "feat/one", "main", "side"]
    assert shown(history, "--branches") == heads
    assert shown(history, "--branches=feat", "--branches=f*") == ["feat/one", "f", "feat/one"]
    assert shown(history, "--tags=v*", "--remotes") == ["v1", "v2", "o/main"]
    assert shown(history, "--glob=heads/f*", "--glob", "notes") == [
        "refs/heads/f",
        "refs/heads/feat/one",
        "refs/notes/n",
    ]
    everything = shown(history, "--all")
    assert everything[-2:] == ["HEAD", "worktrees/w/HEAD"]
    assert len(everything) == len(git(history, "for-each-ref").splitlines()) + 2
    assert shown(history, "--single-worktree", "--all")[-1] == "HEAD"
    # What is excluded is so for the next list alone, by the names that are used there.
    assert shown(history, "--exclude=f*", "--branches", "--branches") == ["main", "side", *heads]
    assert shown(history, "--exclude=refs/heads/main", "--branches") == heads
    assert "refs/heads/main" not in shown(history, "--exclude", "refs/heads/*", "--all")
    assert "refs/hidden/x" in everything
    assert "refs/hidden/x" not in shown(history, "--exclude-hidden=fetch", "--all")
    assert shown(history, "--bisect") == ["refs/bisect/bad", "^refs/bisect/good-1"]
    assert taken(history, "--bisect").bisects


def test_what_else_holds_objects(history: Path) -> None:
    lost = named(history, "refs/hidden/x")[0]
    logged = taken(history, "--reflog").pending
    assert lost in [one.oid.hex() for one in logged]
    assert {one.name for one in logged} == {""}
    assert [one[1:5] for one in taken(history, "--indexed-objects").pending][:1] == [(BLOB, "", b"d/staged", 0o100644)]
    assert ids(history, "--alternate-refs") == named(history.parent / "alt", "borrowed")
    assert ids(history, "--not", "--reflog") == ids(history, "--reflog")
    assert all(one.is_hidden for one in taken(history, "--not", "--reflog").pending)


def test_lines(history: Path) -> None:
    lines = b"main\n^side\n--not\n--tags=v1*\nside\n\nnope\n"
    assert shown(history, "--stdin", lines=lines) == ["main", "^side", "^v1", "^side"]
    assert shown(history, "--not", "--stdin", "side", lines=b"main\n") == ["main", "^side"]
    assert shown(history, "--stdin", lines=b"--end-of-options\nmain\0nope\n") == ["main"]
    arguments = taken(history, "--stdin", "--", "a", lines=b"main\n--\nnot/there\n-x\n")
    assert arguments.paths == ["not/there", "-x", "a"]
    for lines, message in (
        (b"-x\n", "invalid option '-x' in --stdin mode"),
        (b"--no-walk=x\n", "invalid option '--no-walk=x' in --stdin mode"),
        (b"--glob\n", "Option '--glob' requires a value"),
        (b"nope\n", "bad revision 'nope'"),
        (b"\0\n", "bad revision ''"),
        (b"--end-of-options\n--all\n", "bad revision '--all'"),
    ):
        with pytest.raises(RevisionError, match=f"^{message}$"):
            taken(history, "--stdin", lines=lines)
    with pytest.raises(RevisionError, match="--stdin given twice"):
        taken(history, "--stdin", "--stdin")


def test_words_that_are_paths(history: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(history)
    assert taken(history, "main", "a file").paths == ["a file"]
    assert taken(history, "v1", "no*such", ":(top)x", "a file").paths == ["no*such", ":(top)x", "a file"]
    assert taken(history, "main", "--", "nope", "-x", "--all").paths == ["nope", "-x", "--all"]
    for words, message in (
        (("f",), "ambiguous argument 'f': both revision and filename"),
        (("side..main",), "ambiguous argument 'side..main': both revision and filename"),
        (("a file", "nope"), "nope: no such path in the working tree."),
        (("a file", "--all"), "option '--all' must come before non-option arguments"),
        (("^nope",), "bad revision '\\^nope'"),
        (("main:nope",), "path 'nope' does not exist in 'main'"),
        (("nope:f",), "invalid object name 'nope'."),
        ((":1:d/staged",), "path 'd/staged' is in the index, but not at stage 1"),
        (("--end-of-options", "--all"), "option '--all' must come before non-option arguments"),
    ):
        with pytest.raises(RevisionError, match=f"^{message}"):
            taken(history, *words)
    assert shown(history, "f", "--") == ["f"]
    monkeypatch.chdir(history / ".git")
    assert shown(history / ".git", "f") == ["f"]


def test_what_is_taken_down(history: Path) -> None:
    assert taken(history, "--no-walk", "main").no_walk
    assert taken(history, "--no-walk=unsorted", "main").unsorted
    # What is left out makes a walk of it, and what was left out before.
    assert not taken(history, "--no-walk", "^main").no_walk
    assert not taken(history, "^main", "--no-walk", "main").no_walk
    assert taken(history, "^main", "--no-walk", "side").no_walk
    assert taken(history, "--filter=tree:1", "--filter=blob:none").filters == ["tree:1", "blob:none"]
    assert taken(history, "--filter=tree:1", "--no-filter").filters == []
    told: list[str] = []
    arguments = revision_arguments(Repository.open(history, warn=told.append))
    assert not arguments.take("--no-walk=x")
    assert arguments.take("--exclude-hidden=fetch")
    assert not arguments.take("--branches")
    assert not arguments.take("--pretty")
    assert not arguments.take("--stdin")
    assert told == [
        "error: invalid argument to --no-walk",
        "error: options '--exclude-hidden' and '--branches' cannot be used together",
    ]
    for words, message in (
        (("--exclude-hidden=x",), "unsupported section for hidden refs: x"),
        (("--exclude-hidden=fetch", "--exclude-hidden=fetch"), "--exclude-hidden= passed more than once"),
        (("--glob",), "Option '--glob' requires a value"),
        (("--exclude", "--"), "Option '--exclude' requires a value"),
    ):
        with pytest.raises(RevisionError, match=f"^{message}$"):
            taken(history, *words)


def test_what_is_not_there(history: Path, tmp_path: Path) -> None:
    assert shown(history, "--ignore-missing", "nope", "main", "nope..main", "1" * 40) == ["main"]
    with pytest.raises(RevisionError, match=r"^bad object 1111"):
        taken(history, "1" * 40)
    with pytest.raises(RevisionError, match=r"^Invalid revision range 1111.*main$"):
        taken(history, "1" * 40 + "..main")
    with pytest.raises(RevisionError, match=r"^Invalid symmetric difference expression tree...main$"):
        taken(history, "tree...main", "--")
    git(tmp_path, "init", "-q", "-b", "main", ".")
    (tmp_path / ".git/refs/heads/lost").write_text("1" * 40 + "\n")
    for words in (("--all",), ("--branches",), ("--glob=heads",)):
        with pytest.raises(RevisionError, match=r"^bad object (refs/heads/)?lost$"):
            taken(tmp_path, *words)
    assert shown(tmp_path, "--exclude=lost", "--branches", "--tags", "--ignore-missing", "--all") == []
    arguments = revision_arguments(Repository.open(tmp_path))
    arguments.ranges.may_be_missing = lambda _oid: True
    assert arguments.take("--all")
    assert (arguments.pending, arguments.missing) == ([], [b"\x11" * 20])
    (tmp_path / ".git/refs/heads/lost").write_text("garbage\n")
    with pytest.raises(RevisionError, match=r"^bad object refs/heads/lost$"):
        taken(tmp_path, "--all")


def test_what_is_damaged_is_not_passed_over_as_missing(tmp_path: Path) -> None:
    """Named by its id, by a reference, in a range from either end, by its parents, and by all references."""
    git(tmp_path, "init", "-q", "-b", "main", ".")
    for message in ("one", "two"):
        git(tmp_path, "commit", "-q", "--allow-empty", "-m", message)
    git(tmp_path, "branch", "sound", "main~1")
    lost = git(tmp_path, "rev-parse", "main").decode().strip()
    path = tmp_path / ".git/objects" / lost[:2] / lost[2:]
    path.chmod(0o644)
    path.write_bytes(b"no zlib stream")
    for words in ((lost,), ("main",), ("sound..main",), ("main..sound",), ("main...sound",), ("--all",), ("main^@",)):
        with pytest.raises(RevisionError, match=r"^bad object "):
            taken(tmp_path, "--ignore-missing", "sound", *words)
    path.unlink()
    assert shown(tmp_path, "--ignore-missing", "sound", lost, "main", "sound..main", "main...sound") == ["sound"]


@pytest.mark.parametrize(
    "word",
    [
        "tagged^{}", "tagged^{commit}", "tagged^{tree}", "tagged^0", "tagged~1", "tagged:path", "^tagged^{}",
        "tagged^@", "tagged^!", "tagged^-", "sound..tagged^{}", "tagged^{}..sound", "tagged...sound", "sound...tagged",
    ],
)  # fmt: skip
def test_what_cannot_be_resolved_for_damage_is_not_passed_over_as_missing(tmp_path: Path, word: str) -> None:
    """A step from what is there to what is damaged, which names nothing then; an empty file is damaged too."""
    git(tmp_path, "init", "-q", "-b", "main", ".")
    for message in ("one", "two"):
        git(tmp_path, "commit", "-q", "--allow-empty", "-m", message)
    git(tmp_path, "branch", "sound", "main~1")
    git(tmp_path, "tag", "-m", "a tag", "tagged", "main")
    lost = git(tmp_path, "rev-parse", "main").decode().strip()
    path = tmp_path / ".git/objects" / lost[:2] / lost[2:]
    path.chmod(0o644)
    for damage in (b"no zlib stream", path.read_bytes()[:40], b""):
        path.write_bytes(damage)
        with pytest.raises(RevisionError):
            taken(tmp_path, "--ignore-missing", "sound", word)
    path.unlink()
    assert shown(tmp_path, "--ignore-missing", "sound", word) == ["sound"]


def test_where_nothing_is_said(history: Path, tmp_path: Path) -> None:
    for words, expected in (((), ["HEAD"]), (("main",), ["main"]), (("--glob=nothing",), []), (("--not",), ["HEAD"])):
        arguments = taken(history, *words)
        arguments.use_default("HEAD")
        assert [one.name for one in arguments.pending] == expected
    git(tmp_path, "init", "-q", "-b", "unborn", ".")
    with pytest.raises(RevisionError, match=r"^your current branch 'unborn' does not have any commits yet$"):
        taken(tmp_path).use_default("HEAD")
    with pytest.raises(RevisionError, match=r"^your current branch appears to be broken$"):
        taken(tmp_path).use_default("nope")


def test_sets(history: Path) -> None:
    arguments = taken(history)
    arguments.add_set(TAGS.matching("refs/tags/v*") - TAGS.matching("refs/tags/v2"))
    arguments.add_set(BRANCHES.matching("refs/heads/feat"), hidden=True)
    assert [("^" * one.is_hidden) + one.name for one in arguments.pending] == ["refs/tags/v1", "^refs/heads/feat/one"]
    everything = taken(history)
    everything.add_set(ALL)
    assert [one.name for one in everything.pending] == shown(history, "--all")


@pytest.mark.parametrize(
    "word",
    [
        "a\0b", "a\nb", "x" * 1_000_000, "a..b..c", "...", "^^main", "main^0^@", "@{@{@{1}}}", "main@{" * 1000,
        "main..." * 1000, *("main" + step * 100_000 for step in ("^", "~", "^{}", "^0", "@{0}", "^@", ":", "~1^{")),
        "main@{" + "^{}" * 100_000 + "}",
    ],
)  # fmt: skip
def test_hostile_words(history: Path, word: str) -> None:
    """Each ends with what it means or with an error of ours, however long; tried to 10^6 letters, too."""
    try:
        taken(history, word)
    except (RevisionError, RepositoryError):
        return
