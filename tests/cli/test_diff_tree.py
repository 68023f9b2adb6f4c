"""`diff-tree` beside git: every way to show differences, of commits and trees that changed files in every way."""

from __future__ import annotations

import random
import shlex
from pathlib import Path

import pytest

from tests.support.changed_files import make_changes
from tests.support.command import git, pygitobj, run
from tests.support.git_version import needs_newest_git, newest

FORMATS = [
    "--raw", "-r", "-t", "-r -z", "-r --abbrev", "-r --abbrev=10", "--name-only", "-r --name-status -z", "-p",
    "-p -U0", "-p -U1",
    "-p --inter-hunk-context=9", "--stat", "--stat=40", "--stat=80,10,3", "--stat-graph-width=5", "--stat-count=2",
    "--numstat", "--numstat -z", "--shortstat", "--summary", "--stat --summary", "--compact-summary",
    "--patch-with-stat",
    "--patch-with-raw", "--dirstat", "--dirstat=files,1", "--dirstat=lines,cumulative,0", "-s", "--check",
    "--no-prefix -p", "--src-prefix=x/ --dst-prefix=y\t -p", "--line-prefix=>> -p --stat --summary --raw",
    "--full-index -p",
    "--abbrev=12 -p", "-R -p", "-R -r", "-r --relative=b/", "-p --relative=b", "--diff-filter=AD -r",
    "--diff-filter=d -r",
    "-Sseven -p", "-Gretu -r", "-S7 --pickaxe-regex -r", "-Sfile --pickaxe-all -r", "-r --exit-code", "--quiet",
    "-w -p", "-b --raw -r",
    "-p --color", "--stat --color", "--check --color", "-p --color --ws-error-highlight=all", "-p -a",
    "-p --output-indicator-new=> --output-indicator-old=<", "-p -W", "-p --binary", "-p --histogram", "-p --patience",
    "-p --minimal", "-D -p", "-r -- b z", "-p -- b/", "-r -- *.txt", "-r --full-diff -- b",
    "-r --skip-to=b/new", "-r --rotate-to=was",
    "--word-diff -p", "--word-diff=porcelain -p", "--color-words -p", "--word-diff-regex=. -p",
    "--word-diff --color -p",
    "-p -I^line", "-p --ignore-blank-lines", "-r --ignore-submodules", "-p --stat --relative=none",
]  # fmt: skip
RENAMES = ["", "-M", "-C", "-C -C", "-B", "-B -M", "-M90%", "-M100% -l1", "--no-rename-empty -M"]


@pytest.fixture(scope="module")
def changed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The repository."""
    return make_changes(tmp_path_factory.mktemp("changed"))


def answers_alike(place: Path, words: list[str], stdin: bytes = b"") -> None:
    """Hold both to the same answer."""
    ours = pygitobj(place, "diff-tree", *words, stdin=stdin)
    theirs = run(["git", "diff-tree", *words], place, stdin)
    assert (ours.out, ours.code) == (theirs.out, theirs.code)


@pytest.mark.parametrize("renames", RENAMES)
@pytest.mark.parametrize("words", FORMATS)
def test_two_trees(changed: Path, words: str, renames: str) -> None:
    given = shlex.split(words)
    at = given.index("--") if "--" in given else len(given)
    answers_alike(changed, [*shlex.split(renames), *given[:at], "first", "second", *given[at:]])


@pytest.mark.parametrize(
    "words",
    [
        "first", "--root first", "main", "-m main", "-m -r main", "-v second", "--pretty=oneline -m main",
        "--no-commit-id -r second",
        "--format=%s -s second", "--pretty=fuller -p --stat second", "--always -v main", "first..second",
        "second ^first",
        "--diff-merges=first-parent main", "--diff-merges=separate -p main", "--abbrev-commit --abbrev=8 -v second",
        "--merge-base main first", "first^{tree} second^{tree}",
        newest("--diff-merges=off main"),
        "-c --raw main", "-c --name-only -z main", "--cc --raw --stat -v main", "-c -p main",
        "--cc main", "--cc -U0 --color main",
        newest("-r --max-depth=0 second"),
        newest("-r -t --max-depth=1 second"),
        newest("--max-depth=2 --name-only second"),
        newest("--max-depth=0 second -- z/deep"),
        newest("--max-depth=1 second -- z"),
        newest("--max-depth=1 second -- *.txt"),
        newest("--max-depth=-1 second"),
        "-c -M --combined-all-paths --name-status main", "-c --raw --pretty=oneline main",
        "-c --raw --diff-filter=M main",
        "-c --numstat --abbrev --raw main", "--cc --raw --no-commit-id --always main",
        "-m ^main", "-v -c ^main", "--format=%m%h -m ^main",
        "--pretty=email -s second", "--pretty=mboxrd -p --stat --line-prefix=x second", "--pretty=email -m --raw main",
    ],
)  # fmt: skip
def test_commits(changed: Path, words: str) -> None:
    answers_alike(changed, shlex.split(words))


@pytest.mark.parametrize(
    "words", ["", "-r", "-r -m --root", "-p -m", "-v -m", "--always", "-s --always", "--name-only -r -z"]
)
def test_input(changed: Path, words: str) -> None:
    ids = [git(changed, "rev-parse", name).decode().strip() for name in ("main", "third", "second", "first")]
    trees = [git(changed, "rev-parse", f"{name}^{{tree}}").decode().strip() for name in ("first", "third")]
    blob = git(
        changed, "rev-parse", "first:" + git(changed, "ls-tree", "-r", "--name-only", "first").decode().split()[0]
    )
    lines = [
        *ids,
        "no id",
        f"{ids[0]} {ids[3]}",
        f"{ids[3]} {ids[0]} {ids[1]}",
        " ".join(trees),
        f"{trees[0]} x",
        f"{trees[0]} {ids[0]}",
        f"{trees[0]} {blob.decode().strip()}",
        f"{ids[0]} {trees[0]}",
        trees[0],
    ]
    stdin = "".join(f"{line}\n" for line in lines).encode() + b"cut"
    answers_alike(changed, ["--stdin", *shlex.split(words)], stdin)


@pytest.mark.parametrize("words", ["-C -C -l1 -r first second", "-c -C -C -l1 main"])
def test_a_limit_of_renames_is_told(changed: Path, words: str) -> None:
    ours = pygitobj(changed, "diff-tree", *words.split())
    assert ours.err == run(["git", "diff-tree", *words.split()], changed).err
    assert bool(ours.err) == ("first" in words)


def test_copies_from_outside_of_a_directory(tmp_path: Path) -> None:
    git(tmp_path, "init", "-q", "-b", "main")
    for path in ("a/f", "b/g"):
        (tmp_path / path).parent.mkdir()
        (tmp_path / path).write_text("the same\n")
        git(tmp_path, "add", ".")
        git(tmp_path, "commit", "-qm", path)
    answers_alike(tmp_path, ["-r", "-C", "--find-copies-harder", "--relative=b", "HEAD"])
    answers_alike(tmp_path, ["-r", "-C", "--find-copies-harder", "HEAD"])


def test_input_up_to_what_is_no_parent(changed: Path) -> None:
    main, first, tree = git(changed, "rev-parse", "main", "first", "second^{tree}").decode().split()
    answers_alike(changed, ["--stdin", "-r", "--root"], f"{main} {first}\n{first} {tree}\n{main}\n".encode())


@pytest.mark.parametrize(
    "words",
    [
        "", "--stdin --merge-base", "--merge-base first", "nothing", "--nope first", "first^{tree}",
        "-p -s --name-only first",
        "-Sx -Gx first", "--diff-filter=Q first", "-Ux first", "--stat=x first", "-stat first",
        "--skip-to=nope first second",
        "-Mx first", "-Bx first", "--dirstat=x first", "--combined-all-paths first", "--diff-algorithm=x first",
        "-I[ first",
        "--raw=1 first", "--ws-error-highlight=x first", "--output-indicator-new=xy first", "--color=x first",
        newest("-h"), "--find-object=nope first", "--ignore-submodules=x first", "-O/nowhere -r first second",
    ],
)  # fmt: skip
def test_what_cannot_be(changed: Path, words: str) -> None:
    ours = pygitobj(changed, "diff-tree", *shlex.split(words))
    theirs = run(["git", "diff-tree", *shlex.split(words)], changed)
    assert (ours.out, ours.code) == (theirs.out, theirs.code)
    assert ours.err == theirs.err or words == ""


@needs_newest_git
def test_a_configured_depth(changed: Path) -> None:
    for depth in range(4):
        words = ["-c", f"core.maxTreeDepth={depth}", "diff-tree", "-r", "--root", "second"]
        ours, theirs = pygitobj(changed, *words), run(["git", *words], changed)
        assert (ours.out, ours.err, ours.code) == (theirs.out, theirs.err, theirs.code)


@pytest.mark.parametrize("words", ["-p first second", "--stat -v -m main", "--color=auto -p first second"])
def test_output_to_a_file(changed: Path, tmp_path: Path, words: str) -> None:
    theirs = run(["git", "diff-tree", f"--output={tmp_path}/theirs", *shlex.split(words)], changed)
    ours = pygitobj(changed, "diff-tree", f"--output={tmp_path}/ours", *shlex.split(words))
    assert (ours.out, ours.code) == (theirs.out, theirs.code)
    assert (tmp_path / "ours").read_bytes() == (tmp_path / "theirs").read_bytes() != b""


def test_moved_lines(tmp_path: Path) -> None:
    git(tmp_path, "init", "-q", "-b", "main")
    rng = random.Random(4)
    blocks = [[f"{'  ' * rng.randint(0, 2)}block {block} has a line {line}" for line in range(4)] for block in range(9)]
    for _ in range(2):
        rng.shuffle(blocks)
        texts = [[line for block in some for line in (*block, "", "}")] for some in (blocks[:5], blocks[5:])]
        (tmp_path / "one").write_text("\n".join(texts[0]))
        (tmp_path / "two").write_text("\n".join(["\t" + line if line else line for line in texts[1]] + [""]))
        git(tmp_path, "add", ".")
        git(tmp_path, "-c", "user.name=A", "-c", "user.email=a@x", "commit", "-q", "-m", "moved")
    said = [f"--color-moved={mode}" for mode in ("no", "plain", "blocks", "zebra", "default", "dimmed_zebra")]
    spaces = ("ignore-space-change", "ignore-space-at-eol", "ignore-all-space", "allow-indentation-change")
    said += [f"--color-moved=dimmed-zebra --color-moved-ws={space}" for space in spaces]
    said += [
        "--color-moved -w --ws-error-highlight=all",
        "--color-moved=plain -B1 -R",
        "--no-color-moved",
        "--color-moved=x",
    ]
    said += [
        "--color-moved --word-diff",
        "--color-moved-ws=x",
        f"--color-moved-ws={spaces[0]},{spaces[3]}",
        "--color-moved",
    ]
    for words in said:
        answers_alike(tmp_path, ["-p", "--color", *words.split(), "HEAD~1", "HEAD"])
    before = ["-c", "diff.colorMoved=blocks", "-c", f"diff.colorMovedWS={spaces[2]}", "-c", "color.diff.newMoved=red"]
    show = [*before, "show", "--color=always", "--format=%s", "--line-prefix=|"]
    assert pygitobj(tmp_path, *show) == run(["git", *show], tmp_path)
