"""What of the configuration counts for a URL, beside git: any git has --get-urlmatch, `get --url` is the same.

Tried besides: 60,000 pairs of URLs that parts of these make up, as in the last test here.
"""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from tests.support.command import git, pygitobj, run
from tests.support.git_version import git_version, newest

PATTERNS = [
    "https://example.com", "https://example.com/", "HTTPS://Example.COM:443/a", "https://example.com:0443/a/b",
    "https://example.com/a/b/", "https://example.com/a/../a/b", "https://*.example.com", "https://*.com/a",
    "https://*/", "https://*.*", "https://me@example.com", "https://me:secret@example.com/a", "https://@example.com/",
    "http://example.com", "http://example.com:80", "https://example.com:8080", "https://example.com./a",
    "https://sub.example.com", "https://ex*.com", "https://example.com/a%2fb", "https://example.com/%61",
    "https://example.com/a?q", "https://example.com/?q", "https://example.com#f", "file:///a", "file://localhost/a",
    "file://", "https://", "nonsense", "https://[::1]:8/a", "https://[::1]", "ssh://a.b/../x", "https://EXAMPLE.com/A",
    "", "https://exam ple.com", "https://example.com/\u00e9", "https://example.com/%C3%A9", "https://.example.com",
]  # fmt: skip
URLS = [
    *PATTERNS, "https://you@example.com/a", "https://me:other@example.com/a/b/c", "https://a.example.com/ab",
    "https://a.b.example.com/a", "https://example.com/a/bc", "https://example.com/a/b?x#y", "https://example.com:x/",
    "https://example.com/%zz", "https://example.com:99999", "https://example.com:/a", "https://me@sub.example.com",
    "https://*.example.com/a/", "ftp://example.com/",
]  # fmt: skip
NAMES = ["http", "http.x", "HTTP.X", "http.https://example.com.x", "other", "http.none", "http.flag", "http.Both", ""]


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("urls")
    git(path, "init", "-q", ".")
    lines = ["[http]\n\tx = all\n\tboth = all\n\tonly = yes\n[other]\n\ty = 1\n"]
    patterns = random.Random(1).sample(PATTERNS, len(PATTERNS))
    lines += [f'[http "{pattern}"]\n\tx = {pattern}\n\tboth = {len(pattern)}\n' for pattern in patterns]
    lines += ['[http "https://me@example.com"]\n\tflag\n\tboth = again\n[http]\n\tx = again\n\tflag = no\n']
    with (path / ".git/config").open("a") as file:
        file.writelines(lines)
    return path


@pytest.mark.parametrize("url", URLS)
def test_what_counts_for_a_url(place: Path, url: str) -> None:
    for name in NAMES:
        words = ["config", "--get-urlmatch", name, url]
        theirs = run(["git", *words], place)
        assert pygitobj(place, *words) == theirs, words
        assert pygitobj(place, "config", "get", f"--url={url}", name) == theirs


@pytest.mark.parametrize(
    "options",
    [["-z"], ["--type=bool"], ["--bool-or-str"], newest(["--show-scope"]), newest(["--type=path"]),
     ["--show-names"], ["--int"], ["--name-only"], ["--show-origin"], ["--default=x"],
     ["--fixed-value"], ["--get-color"]],
)  # fmt: skip
def test_how_it_is_shown(place: Path, options: list[str]) -> None:
    if options == ["--show-names"] and git_version() < (2, 46):
        pytest.skip("older git does not know the option")
    for name in ("http", "http.flag", "http.x"):
        words = ["config", *options, "--get-urlmatch", name, "https://me@example.com/"]
        theirs = run(["git", *words], place)
        ours = pygitobj(place, *words)
        assert (ours.out, ours.code) == (theirs.out, theirs.code), words


def test_a_file_and_too_few_words(place: Path) -> None:
    (place / "file").write_text('[http "https://x"]\n\tx = here\n')
    for words in (["-f", "file", "--get-urlmatch", "http.x", "https://x/y"], ["--get-urlmatch", "http"]):
        theirs = run(["git", "config", *words], place)
        ours = pygitobj(place, "config", *words)
        assert (ours.out, ours.code) == (theirs.out, theirs.code), words
    for options in (["--all"], ["--regexp"], ["--value=x"], ["--default=x"]):
        assert pygitobj(place, "config", "get", "--url=https://x", *options, "http.x").code == 128


def made_up(chance: random.Random) -> str:
    """A URL of odd parts."""
    return "".join((
        chance.choice(["https://", "https://", "http://", "HTTPS://"]),
        chance.choice(["", "", "me@", "me:x@", "@", "%6De@", "you@"]),
        ".".join(chance.choice(["a", "*", "B", "", "*a"]) for _ in range(chance.randrange(1, 4))),
        chance.choice(["", "", "", ":443", ":80", ":8", ":008", ":"]),
        "".join("/" + chance.choice(["a", "b", ".", "..", "", "%61", "a%2Fb"]) for _ in range(chance.randrange(4))),
        chance.choice(["", "", "", "/", "?a", "#a"]),
    ))  # fmt: skip


def test_urls_that_are_made_up(tmp_path: Path) -> None:
    """Each pattern has a variable of its own, so that one answer tells of all that are like."""
    chance = random.Random(5)
    lines = [f'[http "{made_up(chance)}"]\n\tv{number} = 1\n' for number in range(300)]
    (tmp_path / "file").write_text("".join(lines))
    for _ in range(20):
        words = ["config", "-f", "file", "--get-urlmatch", "http", made_up(chance)]
        theirs = run(["git", *words], tmp_path)
        assert pygitobj(tmp_path, *words) == theirs, words
