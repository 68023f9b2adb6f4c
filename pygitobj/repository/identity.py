"""Who writes commits here, and when: from the environment, then the configuration, then the system.

    name    GIT_AUTHOR_NAME, author.name, user.name, the name that the system has of the user
    email   GIT_AUTHOR_EMAIL, author.email, user.email, EMAIL
    date    GIT_AUTHOR_DATE, now

and the same for the committer. Follows git's Documentation/git-commit-tree, "COMMIT INFORMATION".
"""

from __future__ import annotations

import os
from collections.abc import Mapping

from pygitobj.errors import RepositoryError
from pygitobj.formats.date import Date, date_now, parse_date
from pygitobj.formats.ident import Ident, build_ident
from pygitobj.repository.config import Config

# What a name neither starts nor ends with.
CRUD = bytes(range(33)) + b",:;<>\"\\'"
# What is left out of the middle of one.
FORBIDDEN = b"\n<>"


def load_ident(role: str, config: Config, environment: Mapping[str, str]) -> Ident:
    """The "author" or the "committer". Raises RepositoryError, in git's words, where nobody says who that is."""
    upper = role.upper()
    # What is set in the environment counts where it is empty too, and so does an empty user.name or user.email.
    email = environment.get(f"GIT_{upper}_EMAIL")
    if email is None:
        email = config.get(f"{role}.email") or config.get("user.email")
    if email is None and not config.get_bool("user.useConfigOnly"):
        email = environment.get("EMAIL") or None
    name = environment.get(f"GIT_{upper}_NAME")
    if name is None:
        name = config.get(f"{role}.name") or config.get("user.name")
    if name is None:
        name = system_name(config)
    if email is None:
        raise RepositoryError(
            "no email was given and auto-detection is disabled"
            if config.get_bool("user.useConfigOnly")
            else f"no email was given (GIT_{upper}_EMAIL, user.email or EMAIL says it)"
        )
    if not name:
        raise RepositoryError(f"empty ident name (for <{email}>) not allowed")
    seconds, offset = load_date(environment.get(f"GIT_{upper}_DATE"))
    try:
        return build_ident(cleaned(name, "name"), cleaned(email, "email"), seconds, offset)
    except ValueError as error:
        raise RepositoryError(str(error)) from None


def load_log_ident(config: Config, environment: Mapping[str, str]) -> Ident:
    """The committer as logs of references name him: somebody is always found, from the system if need be.

    Raises RepositoryError for a date that is none.
    """
    try:
        return load_ident("committer", config, environment)
    except RepositoryError:
        seconds, offset = load_date(environment.get("GIT_COMMITTER_DATE"))
        user, host = login_name(), os.uname().nodename
        name = environment.get("GIT_COMMITTER_NAME") or config.get("committer.name") or config.get("user.name")
        email = environment.get("GIT_COMMITTER_EMAIL") or config.get("committer.email") or config.get("user.email")
        host = host if "." in host else f"{host}.(none)"
        found = os.fsencode(name or user).strip(CRUD).translate(None, FORBIDDEN)
        address = os.fsencode(email or f"{user}@{host}").strip(CRUD).translate(None, FORBIDDEN)
        return build_ident(found, address, seconds, offset)


def login_name() -> str:
    """What the system calls the user."""
    try:
        from pwd import getpwuid

        return getpwuid(os.getuid()).pw_name
    except (ImportError, KeyError):
        return "unknown"


def system_name(config: Config) -> str:
    """The user's name as the system has it, "" for none. Raises RepositoryError where only a configured one will do."""
    if config.get_bool("user.useConfigOnly"):
        raise RepositoryError("no name was given and auto-detection is disabled")
    try:
        from pwd import getpwuid  # not every system has it

        entry = getpwuid(os.getuid())
    except (ImportError, KeyError):
        return ""
    return entry.pw_gecos.partition(",")[0].replace("&", entry.pw_name.capitalize())


def cleaned(text: str, what: str) -> bytes:
    """`text` without what a commit's line cannot hold. Raises RepositoryError where nothing is left of a name."""
    raw = os.fsencode(text)
    left = raw.strip(CRUD).translate(None, FORBIDDEN)
    if not left and what == "name":
        raise RepositoryError(f"name consists only of disallowed characters: {text}")
    return left


def load_date(text: str | None) -> Date:
    """The date that `text` says, now for none. Raises RepositoryError."""
    if not text:
        return date_now()
    date = parse_date(text)
    if date is None or date[0] < 0:
        raise RepositoryError(f"invalid date format: {text}")
    return date
