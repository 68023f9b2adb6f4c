"""Configuration beside git: the same entries from the same files, and the same words for what is wrong."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pygitobj import Repository, RepositoryError
from pygitobj.formats.config import parse_config
from pygitobj.repository.config import Config, load_config
from tests.support.command import git, run

SNIPPETS = [
    "[a]\nb = c\n",
    "[A]\nB\n",
    '[a "Sub.Sec"]\nkey=value\n',
    '[a "q\\"u\\\\o"]\nk = 1\n',
    "[a.SUB]\nk = v\n",
    "[a] k = v\n",
    "[a]\nk = v ; comment\nl = w # comment\n",
    '[a]\nk = "v ; no comment"  # comment\n',
    "[a]\nk = one \\\n two\n",
    '[a]\nk = " spaced " \n',
    "[a]\nk = in  between\n",
    '[a]\nk = \\t\\n\\\\\\"\n',
    "[a]\r\nk = v\r\n",
    "\ufeff[a]\nk = v\n",
    '[a]\nk =\nl = ""\n',
    "# only a comment",
    "[a]\nk = v\\\n",
    "[a]\nk-1 = v\n; x\n[b]\n",
    "[a]\nk = v",
    "[a]\n1k = v\n",
    "[a]\nk_ = v\n",
    "[a\n]\nk = v\n",
    '[a]\nk = "v\n',
    "[a]\nk = \\q\n",
    "k = v\n",
    '[a "b]\nk = v\n',
    "[a]\nk v\n",
    "[a b]\nk = v\n",
]


def entries_of(config: Config) -> list[tuple[str, str | None]]:
    return [(value.entry.name, value.entry.value) for value in config.values]


def git_lists(directory: Path, *words: str) -> list[tuple[str, str | None]]:
    items = git(directory, "config", "--list", "-z", *words).decode().split("\0")[:-1]
    return [(item.partition("\n")[0], item.partition("\n")[2] if "\n" in item else None) for item in items]


@pytest.mark.parametrize("snippet", SNIPPETS)
def test_syntax(tmp_path: Path, snippet: str) -> None:
    path = tmp_path / "config"
    path.write_bytes(snippet.encode())
    theirs = run(["git", "config", "--list", "-z", "-f", "config"], tmp_path)
    if theirs.code == 0:
        ours = [(entry.name, entry.value) for entry in parse_config(snippet.encode())]
        assert ours == git_lists(tmp_path, "-f", "config")
    else:
        with pytest.raises(RepositoryError) as caught:
            list(parse_config(snippet.encode()))
        assert f"fatal: {caught.value} in file config" == theirs.err.decode().strip()


@given(st.binary(max_size=60))
def test_any_bytes(data: bytes) -> None:
    try:
        for name, value, line in parse_config(data):
            assert name
            assert value is None or isinstance(value, str)
            assert line >= 1
    except RepositoryError:
        pass


@given(
    st.lists(st.sampled_from(["[a]", '[a "b"]', "\n", "k", "=", "v", '"', "\\", "#", " ", ";", "]", "["]), max_size=12)
)
def test_pieces_of_syntax(pieces: list[str]) -> None:
    try:
        list(parse_config("".join(pieces).encode()))
    except RepositoryError:
        pass


@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0\r"), max_size=30))
def test_what_git_writes_is_read(tmp_path_factory: pytest.TempPathFactory, value: str) -> None:
    directory = tmp_path_factory.mktemp("config")
    git(directory, "config", "-f", "file", "a.b", value)
    (entry,) = parse_config((directory / "file").read_bytes())
    assert entry[:2] == ("a.b", value)


def test_scopes_and_includes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    git(tmp_path, "init", "-q", "-b", "topic", ".")
    (tmp_path / "home" / ".config" / "git").mkdir(parents=True)
    (tmp_path / "home" / ".config" / "git" / "config").write_text("[from]\n\txdg = 1\n\tlast = xdg\n")
    (tmp_path / "home" / ".gitconfig").write_text(
        "[from]\n\thome = 1\n\tlast = home\n[include]\n\tpath = included\n\tpath = ~/included2\n\tpath = missing\n"
        f'[includeIf "gitdir:{tmp_path}/"]\n\tpath = by-dir\n[includeIf "gitdir:/nowhere/"]\n\tpath = not-by-dir\n'
        '[includeIf "onbranch:top*"]\n\tpath = by-branch\n[includeIf "gitdir/i:**/.GIT"]\n\tpath = by-case\n'
    )
    for name in ("included", "included2", "by-dir", "not-by-dir", "by-branch", "by-case"):
        (tmp_path / "home" / name).write_text(f"[from]\n\tfile = {name}\n")
    (tmp_path / "system").write_text("[from]\n\tsystem = 1\n")
    git(tmp_path, "config", "from.last", "local")
    monkeypatch.delenv("GIT_CONFIG_GLOBAL")
    monkeypatch.delenv("GIT_CONFIG_NOSYSTEM")
    monkeypatch.delenv("XDG_CONFIG_HOME", raising=False)
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.setenv("GIT_CONFIG_SYSTEM", str(tmp_path / "system"))
    monkeypatch.setenv("GIT_CONFIG_COUNT", "1")
    monkeypatch.setenv("GIT_CONFIG_KEY_0", "From.Count")
    monkeypatch.setenv("GIT_CONFIG_VALUE_0", "1")
    monkeypatch.setenv("GIT_CONFIG_PARAMETERS", "'from.new'='it'\\''s' 'from.old=1' 'from.bare'")
    git_dir = str(tmp_path / ".git")
    config = load_config(git_dir, git_dir, branch=lambda: "topic")
    assert sorted(entries_of(config), key=str) == sorted(git_lists(tmp_path), key=str)
    for name in ("from.last", "from.count", "from.new"):
        assert config.get(name) == git(tmp_path, "config", name).decode().strip()


def test_the_branch_is_asked_only_where_an_include_hangs_on_it(tmp_path: Path) -> None:
    git(tmp_path, "init", "-q", "-b", "topic", ".")
    asked: list[str] = []

    def branch() -> str:
        asked.append("branch")
        return "topic"

    git_dir = str(tmp_path / ".git")
    for kind, times in (("gitdir:**/.git", 0), ("hasconfig:remote.*.url:x", 0), ("onbranch:topic", 1)):
        (tmp_path / ".git" / "config").write_text(f'[includeIf "{kind}"]\n\tpath = other\n')
        load_config(git_dir, git_dir, branch=branch)
        assert len(asked) == times
    # What HEAD leads to does not matter to whoever asks for a value.
    git(tmp_path, "config", "--replace-all", "a.b", "c")
    (tmp_path / ".git" / "refs" / "heads" / "topic").symlink_to("topic")
    with Repository.open(str(tmp_path)) as repo:
        assert repo.config.get("a.b") == "c"


@pytest.mark.parametrize("where", ["refs/heads/topic", "refs/heads/b", "refs/remotes/o/topic", None])
def test_includes_by_branch_as_git_sees_it(tmp_path: Path, where: str | None) -> None:
    git(tmp_path, "init", "-q", "-b", "topic", ".")
    git(tmp_path, "symbolic-ref", "refs/heads/b", "refs/heads/topic")
    if where is None:
        (tmp_path / ".git" / "HEAD").write_text("1" * 40 + "\n")
    else:
        (tmp_path / ".git" / "HEAD").write_text(f"ref: {where}\n")
    (tmp_path / "more").write_text("[x]\n\ty = topic\n")
    (tmp_path / ".git" / "config").write_text(
        f'[core]\n\trepositoryformatversion = 0\n[includeIf "onbranch:**topic"]\n\tpath = {tmp_path}/more\n'
    )
    with Repository.open(str(tmp_path)) as repo:
        assert repo.config.get("x.y") == (run(["git", "config", "x.y"], tmp_path).out.decode().strip() or None)


@pytest.mark.parametrize(
    "text", ["1", "-1", "10k", "2M", "1g", "0x10", "010", "1z", "k", "9999999999999999999", "", " 7", "+3"]
)
def test_numbers(tmp_path: Path, text: str) -> None:
    git(tmp_path, "init", "-q", ".")
    with (tmp_path / ".git" / "config").open("a") as file:
        file.write(f'[x]\n\ty = "{text}"\n')
    theirs = run(["git", "config", "--type=int", "x.y"], tmp_path)
    config = load_config(str(tmp_path / ".git"), str(tmp_path / ".git"))
    if theirs.code == 0:
        assert config.get_int("x.y") == int(theirs.out)
    else:
        with pytest.raises(RepositoryError) as caught:
            config.get_int("x.y")
        ours = f"fatal: {caught.value}".replace(str(tmp_path) + "/", "")
        assert ours == theirs.err.decode().strip()


@pytest.mark.parametrize("text", ["true", "YES", "on", "1", "2", "0", "no", "OFF", "false", "", "maybe", "-1", "1k"])
def test_booleans(tmp_path: Path, text: str) -> None:
    git(tmp_path, "init", "-q", ".")
    with (tmp_path / ".git" / "config").open("a") as file:
        file.write(f'[x]\n\ty = "{text}"\n\tbare\n')
    theirs = run(["git", "config", "--type=bool", "x.y"], tmp_path)
    config = load_config(str(tmp_path / ".git"), str(tmp_path / ".git"))
    assert config.get_bool("x.bare")
    if theirs.code == 0:
        assert config.get_bool("x.y") == (theirs.out == b"true\n")
    else:
        with pytest.raises(RepositoryError) as caught:
            config.get_bool("x.y")
        assert f"fatal: {caught.value}" == theirs.err.decode().strip()
