"""`unpack-objects`: a pack from standard input into loose objects.

Follows git's Documentation/git-unpack-objects.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence

from pygitobj.cli.index_pack import STDIN, Given, options_for, parse_header
from pygitobj.cli.parse_options import HelpRequestedError, UsageError
from pygitobj.cli.progress import Progress
from pygitobj.cli.session import Session
from pygitobj.formats.numbers import strtoul
from pygitobj.jobs.receive.index_pack import Stream
from pygitobj.jobs.receive.unpack_objects import Unpacking, unpack_stream
from pygitobj.jobs.report import silent

USAGE = "usage: git unpack-objects [-n] [-q] [-r] [--strict]\n"


def run(session: Session, words: Sequence[str]) -> int:
    """Do what `words` say; gives the exit code: 1 where something was damaged and the rest was recovered."""
    if list(words) == ["-h"]:
        raise HelpRequestedError(USAGE)
    how, quiet, most = Unpacking(), not sys.stderr.isatty(), 0
    given = Given()
    for word in words:
        name, equals, value = word.partition("=")
        if word == "-n":
            how = how._replace(dry=True)
        elif word == "-r":
            how = how._replace(recover=True)
        elif word == "-q":
            quiet = True
        elif name == "--strict":
            given.strict = value
            given.severities.append(value)
        elif name == "--pack_header" and equals:
            given.start = parse_header(value)
        elif name == "--max-input-size" and equals:
            most = strtoul(value).value
        else:
            raise UsageError(USAGE)
    with session.open_repository() as repository:
        options = options_for(given, repository)
        options = options._replace(
            checks=options.checks._replace(at_once=False), report=silent if quiet else Progress()
        )
        stream = Stream(STDIN, most, thin=True, start=given.start)
        unpacked = unpack_stream(stream, repository.objects, repository.write_policy(), options, how)
    sys.stdout.buffer.write(unpacked.rest)
    return 0 if unpacked.is_whole else 1
