"""A filter that is run for each file: `filter.<name>.clean` and `filter.<name>.smudge`.

It has the content on its standard input, and gives the new one on its standard output. In its command `%f` stands for
the path, quoted for the shell.

Follows git's Documentation/gitattributes, "filter".
"""

from __future__ import annotations

import re

from pygitobj.formats.script_quote import quote_shell
from pygitobj.repository.programs import Program, cannot_run

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pygitobj.repository.repository import Repository

PLACEHOLDER = re.compile(rb"%([%f])")


def expanded(command: str, path: bytes) -> str:
    """`command` with `path` in it. What follows another percent sign stays."""
    from os import fsdecode, fsencode

    word = quote_shell(path)
    return fsdecode(PLACEHOLDER.sub(lambda match: b"%" if match[1] == b"%" else word, fsencode(command)))


def filtered(repository: Repository, command: str, path: bytes, data: bytes) -> bytes | None:
    """What `command` makes of `data`; None where it failed, which is told of. It need not read everything."""
    line = expanded(command, path)
    try:
        program = Program(line, repository)
    except OSError as error:
        repository.warn(cannot_run(line, error))
        repository.warn(f"error: cannot fork to run external filter '{command}'")
        repository.warn(f"error: external filter '{command}' failed")
        return None
    try:
        program.send([data])
        made = program.take_all()
    except BaseException:
        program.stop()
        raise
    code = program.end()
    if code:
        number = program.died_of()
        if number is not None:
            repository.warn(f"error: {line} died of signal {number}")
        repository.warn(f"error: external filter '{command}' failed {code}")
        repository.warn(f"error: external filter '{command}' failed")
    return None if code else made
