"""`check-mailmap`: who is to be shown for contacts, as the mailmap says.

    Name <email>        a line for each contact; without a name the email alone

A contact without an email in brackets is an email itself. Follows git's Documentation/git-check-mailmap.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Sequence

from pygitobj.cli.parse_options import Option, Options, Spec, parse_options
from pygitobj.cli.session import Session
from pygitobj.errors import GitObjectError
from pygitobj.formats.ident import ident_parts
from pygitobj.formats.mailmap import Mailmap
from pygitobj.formats.small_text import text_of
from pygitobj.repository.default_config import check_default_config
from pygitobj.repository.mailmap import in_blob, in_file
from pygitobj.repository.repository import Repository

SPEC = Spec(
    usage=("git check-mailmap [<options>] <contact>...",),
    options=(
        Option("stdin", "flag", "also read contacts from stdin", long="stdin"),
        Option(
            "file", "value", "read additional mailmap entries from file", long="mailmap-file", argument="<file>"
        ),
        Option(
            "blob", "value", "read additional mailmap entries from blob", long="mailmap-blob", argument="<blob>"
        ),
    ),
)  # fmt: skip


def run(session: Session, words: Sequence[str]) -> int:
    """Do what `words` say; gives the exit code."""
    if list(words) in (["-h"], ["--help-all"]):
        parse_options(SPEC, words)
    with session.open_repository() as repository:
        check_default_config(repository.config)
        parsed = parse_options(SPEC, words)
        reads_stdin = parsed.options.flag("stdin")
        if not parsed.arguments and not reads_stdin:
            raise GitObjectError("no contacts specified")
        mailmap = mailmap_asked(repository, parsed.options)
        sys.stdout.flush()
        for contact in contacts(parsed.arguments, reads_stdin=reads_stdin):
            sys.stdout.buffer.write(shown(mailmap, contact))
            sys.stdout.buffer.flush()
    return 0


def mailmap_asked(repository: Repository, given: Options) -> Mailmap:
    """The mailmap of the repository, then what the blob and the file say that were given."""
    mailmap = repository.mailmap()
    blob, path = given.text("blob"), given.text("file")
    if blob is not None:
        mailmap.add(in_blob(repository.revisions, blob))
    if path:
        mailmap.add_file(in_file(path, os.path.join(repository.location.prefix, path), repository.warn))
    return mailmap


def contacts(named: Sequence[str], *, reads_stdin: bool) -> Iterator[bytes]:
    """The contacts that were `named`, then those of the lines of standard input if it is read."""
    yield from map(os.fsencode, named)
    if reads_stdin:
        for line in sys.stdin.buffer:
            yield text_of(line.removesuffix(b"\n"))


def shown(mailmap: Mailmap, contact: bytes) -> bytes:
    """The line for `contact`."""
    parts = ident_parts(contact)
    name, email = mailmap.person(b"", contact) if parts is None else mailmap.person(parts.name, parts.email)
    return b"%s<%s>\n" % (name + b" " if name else b"", email)
