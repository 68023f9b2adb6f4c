"""`unpack-objects`: a pack from standard input into loose objects.

Follows git's Documentation/git-unpack-objects.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence

from pygitobj.cli.index_pack import STDIN, Given, options_for
from pygitobj.cli.parse_options import HelpRequestedError, UsageError
from pygitobj.cli.progress import Progress
from pygitobj.cli.session import Session
from pygitobj.formats.numbers import strtoul
from pygitobj.jobs.index_pack import Stream
from pygitobj.jobs.received import Checks, parse_severities
from pygitobj.jobs.report import silent
from pygitobj.jobs.unpack_objects import Unpacking, unpack_stream

USAGE = "usage: git unpack-objects [-n] [-q] [-r] [--strict]\n"


def run(session: Session, words: Sequence[str]) -> int:
    """Do what `words` say; gives the exit code: 1 where something was damaged and the rest was recovered."""
    if list(words) == ["-h"]:
        raise HelpRequestedError(USAGE)
    how, quiet, most = Unpacking(), False, 0
    checks = Checks()
    for word in words:
        name, equals, value = word.partition("=")
        if word == "-n":
            how = how._replace(dry=True)
        elif word == "-r":
            how = how._replace(recover=True)
        elif word == "-q":
            quiet = True
        elif name == "--strict":
            checks = Checks(form=True, links=True, severities=parse_severities(value))
        elif name == "--max-input-size" and equals:
            most = strtoul(value).value
        else:
            raise UsageError(USAGE)
    with session.open_repository() as repository:
        options = options_for(Given(), repository)._replace(checks=checks, report=silent if quiet else Progress())
        stream = Stream(STDIN, most, thin=True)
        good, rest = unpack_stream(stream, repository.objects, repository.write_policy(), options, how)
    sys.stdout.buffer.write(rest)
    return 0 if good else 1
