"""Who writes commits: which of the places that say so counts first, and what is refused in git's words."""

from __future__ import annotations

from pathlib import Path

import pytest

from pygitobj.errors import RepositoryError
from pygitobj.formats.ident import Ident
from pygitobj.repository.config import load_config
from pygitobj.repository.identity import cleaned, load_date, load_ident

PEOPLE = "[user]\n\tname = User\n\temail = u@x\n[author]\n\tname = Author\n\temail = a@x\n"
DATE = {"GIT_AUTHOR_DATE": "@7 +0100", "GIT_COMMITTER_DATE": "@8 -0100"}


def ident(folder: Path, role: str, text: str, **environ: str) -> Ident:
    (folder / "config").write_text(text)
    environ = DATE | environ
    config = load_config(None, f"{folder}", environ={"GIT_CONFIG_NOSYSTEM": "1"})
    return load_ident(role, config, environ)


def test_what_is_said_of_the_role_counts_first(tmp_path: Path) -> None:
    author = ident(tmp_path, "author", PEOPLE)
    assert (author.name, author.email, author.time, author.offset) == (b"Author", b"a@x", 7, 60)
    committer = ident(tmp_path, "committer", PEOPLE)
    assert (committer.name, committer.email, committer.time, committer.offset) == (b"User", b"u@x", 8, -60)
    author = ident(tmp_path, "author", PEOPLE, GIT_AUTHOR_NAME="Me", GIT_COMMITTER_NAME="other", EMAIL="e@x")
    assert (author.name, author.email) == (b"Me", b"a@x")


def test_the_address_of_the_environment_counts_last(tmp_path: Path) -> None:
    text = "[user]\n\tname = User\n"
    assert ident(tmp_path, "author", text, EMAIL="e@x").email == b"e@x"
    # What is empty is said too, but for this one.
    assert ident(tmp_path, "author", PEOPLE, GIT_AUTHOR_EMAIL="", EMAIL="e@x").email == b""


@pytest.mark.parametrize(
    ("text", "environ", "message"),
    [
        ("[user]\nname=A\n", {}, "no email was given (GIT_AUTHOR_EMAIL, user.email or EMAIL says it)"),
        ("[user]\nname=A\n", {"EMAIL": ""}, "no email was given (GIT_AUTHOR_EMAIL, user.email or EMAIL says it)"),
        (
            "[user]\nname=A\nuseConfigOnly\n",
            {"EMAIL": "e@x"},
            "no email was given and auto-detection is disabled",
        ),
        ("[user]\nemail=a@x\nuseConfigOnly\n", {}, "no name was given and auto-detection is disabled"),
        (PEOPLE, {"GIT_AUTHOR_NAME": ""}, "empty ident name (for <a@x>) not allowed"),
        (PEOPLE, {"GIT_AUTHOR_NAME": " ,<> "}, "name consists only of disallowed characters:  ,<> "),
        (PEOPLE, {"GIT_AUTHOR_DATE": "junk"}, "invalid date format: junk"),
    ],
)
def test_nobody(tmp_path: Path, text: str, environ: dict[str, str], message: str) -> None:
    with pytest.raises(RepositoryError) as caught:
        ident(tmp_path, "author", text, **environ)
    assert str(caught.value) == message


def test_a_dot_is_a_name(tmp_path: Path) -> None:
    assert ident(tmp_path, "author", PEOPLE, GIT_AUTHOR_NAME=" .,<> ").name == b"."


@pytest.mark.parametrize(
    ("text", "left"),
    [("A U Thor", b"A U Thor"), (" A. ", b"A."), ('"A"', b"A"), ("A<b>\nc", b"Abc"), ("\x01\u00e9,", b"\xc3\xa9")],
)
def test_what_a_line_cannot_hold_is_left_out(text: str, left: bytes) -> None:
    assert cleaned(text, "name") == cleaned(text, "email") == left


def test_without_a_date_it_is_now() -> None:
    assert load_date(None)[0] > 1_700_000_000
    assert load_date("@0 -0000") == (0, 0)
