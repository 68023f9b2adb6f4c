"""config beside git: what is there, in every form in which it can be asked for.

The subcommands `get` and `list` came with git 2.46: what they say is compared with what the options before them say,
which any git has. Tried besides: each kind of name with each type, and each place with each way of showing.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.command import Answer, git, pygitobj, run
from tests.support.git_version import newest

CONFIG = """\
[n]
\ti = 12
\tk = 3k
\tbig = 99999999999
\tt = yes
\tf = off
\te
\tw = word
\tnever = never
\tnow = now
\tpath = ~/x
\tbad = "a\tb\\"c"
\tmulti = a
\tmulti = b
\tmulti = c
\tnl = "x\\ny"
[Color "ui"]
\tX = red
[a "Sub.X"]
\tKey = one
\tkey = two
"""
NAMES = [
    "n.i", "n.e", "n.path", "n.bad", "n.multi", "n.none", "N.I", "a.Sub.X.key", "A.Sub.X.KEY", "a.sub.x.key", "n.nl",
    "inc.x", "nodot", "n.", ".n", "n i.x", "n.1x", "user.name",
]  # fmt: skip
TYPES = ["bool", "int", "bool-or-int", "bool-or-str", "path"]
WAYS = [[], ["--show-origin"], ["--show-scope"], ["-z"], ["-z", "--show-origin", "--show-scope"], ["--name-only"]]
PLACES = [[], ["--local"], ["--global"], ["--system"], ["--worktree"], ["-f", "file"],
          ["-f", "file", "--includes"],
          ["--blob", "HEAD:file", "--no-includes"], ["--no-includes"], ["--global", "--includes"]]  # fmt: skip


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository with values in all its files."""
    home = tmp_path / "home"
    home.mkdir()
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("GIT_CONFIG_SYSTEM", str(tmp_path / "system"))
    for name in ("XDG_CONFIG_HOME", "GIT_CONFIG_GLOBAL", "GIT_CONFIG_NOSYSTEM", "GIT_CONFIG"):
        monkeypatch.delenv(name, raising=False)
    (home / ".gitconfig").write_text("[user]\n\tname = G\n\temail = g@x\n[include]\n\tpath = inc\n")
    (home / "inc").write_text("[inc]\n\tx = 1\n")
    (tmp_path / "system").write_text("[sys]\n\tx = 5k\n")
    git(tmp_path, "init", "-q", "-b", "main", "r")
    place = tmp_path / "r"
    with (place / ".git" / "config").open("a") as file:
        file.write(CONFIG)
    (place / "file").write_text("[f]\n\tx = 1\n\tx = 2\n[include]\n\tpath = ../home/inc\n")
    (place / "broken").write_text("[f]\nx = 1\n!\n")
    (place / "sub").mkdir()
    git(place, "add", "file", "broken")
    git(place, "commit", "-qm", "x")
    return place


def both(place: Path, *words: str, before: tuple[str, ...] = ()) -> Answer:
    """What pygitobj says, which is what git says."""
    ours = pygitobj(place, *before, "config", *words)
    assert ours == run(["git", *before, "config", *words], place), words
    return ours


@pytest.mark.parametrize("where", PLACES, ids=" ".join)
@pytest.mark.parametrize("way", WAYS, ids=" ".join)
def test_lists(place: Path, where: list[str], way: list[str]) -> None:
    ours = both(place, "--list", *where, *way)
    assert ours.out
    if not where:
        assert pygitobj(place, "config", "list", *way) == ours


@pytest.mark.parametrize("name", NAMES)
def test_one_name(place: Path, name: str) -> None:
    ours = both(place, "--show-origin", "--get", name)
    assert pygitobj(place, "config", "get", "--show-origin", name) == ours
    both(place, "--get-all", name)
    both(place, "--get", "--default", "1k", "--int", name)


@pytest.mark.parametrize("kind", TYPES)
@pytest.mark.parametrize("name", ["n.i", "n.k", "n.big", "n.t", "n.e", "n.w", "n.path"])
def test_types(place: Path, name: str, kind: str) -> None:
    both(place, f"--{kind}", "--get", name)


@pytest.mark.parametrize("kind", TYPES)
def test_lists_of_a_type(place: Path, kind: str) -> None:
    """Git lists what is of the type, and says nothing of the rest; older git ends at the first that is not."""
    names = ("n.i", "n.big", "n.t", "n.w", "n.multi")
    listed = pygitobj(place, "config", "list", "--local", f"--type={kind}")
    assert listed.code == 0
    for name in names:
        one = pygitobj(place, "config", "get", "--all", f"--type={kind}", name)
        shown = [line.partition(b"=")[2] for line in listed.out.splitlines() if line.startswith(f"{name}=".encode())]
        assert shown == (one.out.splitlines() if one.code == 0 else []), name


@pytest.mark.parametrize(
    "words",
    [
        ["--get-all", "n.multi", "!b"], ["--get-all", "n.multi", "a|c"], ["--get", "n.multi", "[ab]"],
        ["--fixed-value", "--get", "n.multi", "b"], ["--fixed-value", "--get", "n.multi", "[b]"],
        ["--get-regexp", r"^n\."], ["--get-regexp", "multi", "b"], ["--name-only", "--get-regexp", "n"],
        ["-z", "--get-regexp", "n"], ["--get-regexp", "nosuch"], ["--get-regexp", "^N.[a-m]"], ["--get-regexp", "["],
        ["--get", "n.i", "("], ["--show-origin", "--get-regexp", "Sub"],
    ],
    ids=" ".join,
)  # fmt: skip
def test_patterns(place: Path, words: list[str]) -> None:
    both(place, *words)


@pytest.mark.parametrize(
    ("words", "out"),
    [
        (["--value=b", "n.multi"], b"b\n"), (["--all", "--value=!b", "n.multi"], b"a\nc\n"),
        (["--regexp", "n.mul"], b"c\n"),
        (["--regexp", "--all", "--show-names", r"\.Sub\."], b"a.Sub.X.key one\na.Sub.X.key two\n"),
        (["--fixed-value", "--value=b", "n.multi"], b"b\n"), (["--default=d", "n.none"], b"d\n"),
        (["--show-scope", "-z", "n.i"], b"local\x0012\x00"), (["--show-names", "n.i"], b"n.i 12\n"),
    ],
)  # fmt: skip
def test_get(place: Path, words: list[str], out: bytes) -> None:
    """Recorded from git 2.55."""
    assert pygitobj(place, "config", "get", *words) == Answer(out, b"", 0)


@pytest.mark.parametrize(
    ("words", "said", "code"),
    [
        (["get", "--fixed-value", "n.i"], b"fatal: --fixed-value only applies with 'value-pattern'\n", 128),
        (["get", "--all", "--default=x", "n.i"], b"fatal: --default= cannot be used with --all or --url=\n", 128),
        (["get"], b"error: wrong number of arguments, should be 1\n", 129),
        (["get", "a", "b"], b"error: wrong number of arguments, should be 1\n", 129),
        (["--get", "a", "b", "c"], b"error: wrong number of arguments, should be from 1 to 2\n", 129),
        (["list", "x"], b"error: wrong number of arguments, should be 0\n", 129),
        ([], b"error: no action specified\n", 129),
        (["--name-only", "--get", "n.i"], b"error: --name-only is only applicable to --list or --get-regexp\n", 129),
        (["--default=x", "--get-all", "n.i"], b"error: --default is only applicable to --get\n", 129),
        (["--bool", "--int", "n.i"], b"error: only one type at a time\n", 129),
        (["--local", "--global", "--list"], b"error: only one config file at a time\n", 129),
        (["get", "--type=foo", "n.i"], b"fatal: unrecognized --type argument, foo\n", 128),
        (["--list", "-f", "none"], b"fatal: unable to read config file 'none': No such file or directory\n", 128),
        (["--get", "n.i", "-f", "none"], b"error: wrong number of arguments, should be from 1 to 2\n", 129),
        (["--list", "-f", "broken"], b"fatal: bad config line 3 in file broken\n", 128),
        (["--blob", "HEAD:none", "--get", "n.i"], b"error: unable to resolve config blob 'HEAD:none'\n", 1),
        (["--blob", "HEAD", "--get", "n.i"], b"error: reference 'HEAD' does not point to a blob\n", 1),
        (["n.i=5"], b"error: missing value to set to the variable 'n.i=5'\n"
                    b'hint: did you mean "git config set n.i 5"?\n', 129),
    ],
)  # fmt: skip
def test_refused(place: Path, words: list[str], said: bytes, code: int) -> None:
    """Recorded from git 2.55."""
    answer = pygitobj(place, "config", *words)
    assert (answer.err, answer.code) == (said, code)


@pytest.mark.parametrize(
    "words",
    [["n.i", "5"], ["set", "n.i", "5"], ["unset", "n.i"], ["--unset", "n.i"], ["--add", "n.i", "5"], ["edit"], ["-e"],
     ["--replace-all", "n.i", "5"], ["rename-section", "n", "m"], ["--remove-section", "n"], ["n.i", "5", "6"]],
    ids=" ".join,
)  # fmt: skip
def test_nothing_is_written(place: Path, words: list[str]) -> None:
    before = (place / ".git" / "config").read_bytes()
    answer = pygitobj(place, "config", *words)
    assert answer.code == 128
    assert answer.err.endswith(b"is not supported: the configuration is read, and never written\n")
    assert (place / ".git" / "config").read_bytes() == before


COLORS = """\
[color "diff"]
\tnew = bold green
\told = nocolor
\tmeta = "#ff0000 ul"
\tnone
[color]
\tui = auto
\tbranch = always
\ttag = 1
\toff = never
\tword = sometimes
[diff]
\tcolor = always
"""


@pytest.mark.parametrize(
    "words",
    ["--get-color color.diff.new", "--get-color color.diff.absent red", "--get-color color.diff.old",
     "--get-color color.diff.absent", newest("--get-color color.diff.absent nocolor"),
     "--get-color color.diff.meta blue", "--get-color Color.diff.NEW",
     newest("--get-color"), newest("--get-color a b c"),
     "--type=color color.diff.new", "--type=color color.diff.old", "--type=color color.diff.meta",
     "--get --type=color --default=reset color.absent", "--get-colorbool color.ui", "--get-colorbool color.branch",
     "--get-colorbool color.branch true", "--get-colorbool color.tag", "--get-colorbool color.tag true",
     "--get-colorbool color.off true", "--get-colorbool color.absent true", "--get-colorbool color.absent false",
     "--get-colorbool color.absent maybe", "--get-colorbool color.diff", "--get-colorbool color.word",
     newest("--get-colorbool")],
)  # fmt: skip
@pytest.mark.parametrize("terminal", ["xterm", "dumb"])
def test_colors(place: Path, monkeypatch: pytest.MonkeyPatch, words: str, terminal: str) -> None:
    with (place / ".git/config").open("a") as file:
        file.write(COLORS)
    monkeypatch.setenv("TERM", terminal)
    both(place, *words.split())


def test_places_in_names_of_files(place: Path) -> None:
    for here in (place / "sub", place / ".git"):
        both(here, "--list", "--show-origin")
    both(place / "sub", "-f", "../file", "--show-origin", "--list")
    both(place, "--show-origin", "n.i", before=("--git-dir=.git",))
    both(place.parent, "--show-origin", "n.i", before=(f"--git-dir={place}/.git",))
    git(place.parent, "clone", "-q", "--bare", "r", "bare.git")
    both(place.parent / "bare.git", "--local", "--list", "--show-origin")


def test_the_command_line_and_the_environment(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    both(place, "--show-origin", "--show-scope", "x.y", before=("-c", "x.y=1"))
    both(place, "--int", "x.y", before=("-c", "x.y=abc"))
    both(place, "--bool", "x.y", before=("-c", "x.y"))
    monkeypatch.setenv("GIT_CONFIG", "file")
    both(place, "--list")


def test_outside_of_repositories(place: Path) -> None:
    elsewhere = place.parent / "home"
    both(elsewhere, "--list", "--show-origin")
    for scope in ("local", "worktree"):
        assert both(elsewhere, f"--{scope}", "--list").code == 128
    assert both(elsewhere, "--blob", "x", "--list").code == 128


def test_usage(place: Path) -> None:
    assert pygitobj(place, "config", "-h").out.startswith(b"usage: git config list [<file-option>]")
    assert pygitobj(place, "config", "get", "-h").code == 129
    assert pygitobj(place, "config", "--nope").code == 129
