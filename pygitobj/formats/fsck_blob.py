"""What is wrong with a blob that a tree calls .gitmodules or .gitattributes, as git's fsck names it.

Follows git's Documentation/fsck-msgids and gitmodules.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from pygitobj.formats.config import BOM, BadConfigLineError, parse_config
from pygitobj.formats.fsck_tree import GITATTRIBUTES, GITMODULES, Finding
from pygitobj.formats.numbers import until_nul
from pygitobj.formats.url import BadUrlError, decode_url, normal_url

MAX_ATTRIBUTES = 100 << 20
MAX_LINE = 2048
SECTION = "submodule."
# What git hands on to its transport for http, which is `http::<url>` or a URL of its own.
HELPERS = ("http::", "https::", "ftp::", "ftps::")
SCHEMES = ("http://", "https://", "ftp://", "ftps://")
UP = re.compile(r"\.\.[/\\]")
HERE = re.compile(r"\.[/\\]")


def check_special(kind: str, data: bytes | None) -> Iterator[Finding]:
    """What is wrong with the blob `data` that is called `kind`; None is one that is too large to be read."""
    if kind == GITMODULES:
        yield from check_gitmodules(data)
    elif kind == GITATTRIBUTES:
        yield from check_gitattributes(data)


def check_gitattributes(data: bytes | None) -> Iterator[Finding]:
    """What is wrong with attributes: their size, and that of a line."""
    if data is None or len(data) > MAX_ATTRIBUTES:
        yield Finding("gitattributesLarge", ".gitattributes too large to parse", goes_on=True)
        return
    if any(len(line) >= MAX_LINE for line in data.partition(b"\0")[0].split(b"\n")):
        yield Finding("gitattributesLineLength", ".gitattributes has too long lines to parse", goes_on=True)


def check_gitmodules(data: bytes | None) -> Iterator[Finding]:
    """What is wrong with the submodules that are described: names, URLs, paths and commands that could be misused."""
    if data is None:
        yield Finding("gitmodulesLarge", ".gitmodules too large to parse", goes_on=True)
        return
    try:
        if data.startswith(BOM):
            raise BadConfigLineError(1)  # git takes one in files, but not in blobs
        for entry in parse_config(data):
            name = until_nul(entry.name)
            end = name.rfind(".")
            if name.startswith(SECTION) and end >= len(SECTION):
                value = None if entry.value is None else until_nul(entry.value)
                yield from check_submodule(name[len(SECTION) : end], name[end + 1 :], value)
    except BadConfigLineError:
        yield Finding("gitmodulesParse", "could not parse gitmodules blob", goes_on=True)


def check_submodule(name: str, key: str, value: str | None) -> Iterator[Finding]:
    """What is wrong with the setting `key` of the submodule `name`."""
    if is_bad_name(name):
        yield Finding("gitmodulesName", f"disallowed submodule name: {name}", goes_on=True)
    if value is None:
        return
    if key == "url" and is_bad_url(value):
        yield Finding("gitmodulesUrl", f"disallowed submodule url: {value}", goes_on=True)
    if key == "path" and value.startswith("-"):
        yield Finding("gitmodulesPath", f"disallowed submodule path: {value}", goes_on=True)
    if key == "update" and value.startswith("!"):
        yield Finding("gitmodulesUpdate", f"disallowed submodule update setting: {value}", goes_on=True)


def is_bad_name(name: str) -> bool:
    """Whether a submodule called `name` would have its repository elsewhere: nothing, or a `..` on the way."""
    return not name or ".." in name.replace("\\", "/").split("/")


def is_bad_url(url: str) -> bool:
    """Whether `url` could be taken for an option, or for another URL by what fetches it."""
    if url.startswith("-"):
        return True
    # A character for each byte: URLs know nothing else.
    text = url.encode("utf-8", "surrogateescape").decode("latin-1")
    if UP.match(text) or HERE.match(text) or text.startswith("git://"):
        ups, rest = leading_ups(text)
        return "\n" in decode_url(text) or (ups > 0 and rest.startswith((":", "/")))
    helper = next((start for start in HELPERS if text.startswith(start)), "")
    if not helper and not text.startswith(SCHEMES):
        return False
    try:
        return "\n" in decode_url(normal_url(text[len(helper) :]))
    except BadUrlError:
        return True


def leading_ups(url: str) -> tuple[int, str]:
    """How often a relative URL starts with `../`, and what is left behind these and every `./`."""
    at = ups = 0
    while match := UP.match(url, at) or HERE.match(url, at):
        ups += match.re is UP
        at = match.end()
    return ups, url[at:]
