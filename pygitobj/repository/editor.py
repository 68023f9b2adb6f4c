"""The user's editor: which one it is, and a file in it.

Follows git's Documentation/git-var, "GIT_EDITOR".
"""

from __future__ import annotations

import os
import signal
import sys
from errno import ENOENT, ENOEXEC
from subprocess import Popen

from pygitobj.errors import GitObjectError
from pygitobj.repository.config import advises
from pygitobj.repository.programs import BY_A_SIGNAL, QUIET, SHELL, cannot_run, environment_of, is_main_thread, words_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from pygitobj.repository.config import Config
    from pygitobj.repository.repository import Repository

# This one changes nothing: it is not run.
NOTHING = ":"
WAITING = "hint: Waiting for your editor to close the file..."
CLEAR_LINE = "\r\033[K"
# While an editor runs these are for it.
FOR_THE_EDITOR = (signal.SIGINT, signal.SIGQUIT)


class EditorError(GitObjectError):
    """The file was not edited."""


def is_dumb(environ: Mapping[str, str]) -> bool:
    """Whether the terminal is one that cannot do anything."""
    return environ.get("TERM", "dumb") == "dumb"


def editor_of(config: Config, environ: Mapping[str, str]) -> str | None:
    """The editor; None on a terminal that can do nothing, where nobody says which."""
    dumb = is_dumb(environ)
    said = (environ.get("GIT_EDITOR"), config.get("core.editor"), None if dumb else environ.get("VISUAL"))
    found = next((text for text in said if text is not None), environ.get("EDITOR"))
    return "vi" if found is None and not dumb else found


def edit(repository: Repository, path: str) -> None:
    """Have the user edit the file `path`. Raises EditorError where that failed; `repository.warn` was told more."""
    editor = editor_of(repository.config, repository.environ)
    if editor is None:
        raise EditorError("Terminal is dumb, but EDITOR unset")
    if editor == NOTHING:
        return
    waits = sys.stderr.isatty() and advises(repository.config, repository.environ, "waitingForEditor")
    dumb = is_dumb(repository.environ)
    if waits:
        sys.stderr.write(WAITING + ("\n" if dumb else " "))
        sys.stderr.flush()
    code = ended(repository, editor, os.path.realpath(path))
    if -code in FOR_THE_EDITOR:
        signal.raise_signal(-code)
    if waits and not dumb:
        sys.stderr.write(CLEAR_LINE)
        sys.stderr.flush()
    if code < 0 and -code not in QUIET:
        repository.warn(f"error: {editor} died of signal {-code}")
    if code:
        raise EditorError(f"there was a problem with the editor '{editor}'")


def ended(repository: Repository, editor: str, path: str) -> int:
    """How `editor` ended with the file `path`: its exit code, or a signal below zero. Raises EditorError."""
    sys.stdout.flush()
    try:
        program = start(repository, editor, path)
    except OSError as error:
        repository.warn(cannot_run(editor, error))
        raise EditorError(f"unable to start editor '{editor}'") from None
    kept = [(number, signal.signal(number, signal.SIG_IGN)) for number in FOR_THE_EDITOR if is_main_thread()]
    try:
        code = program.wait()
    finally:
        for number, handler in kept:
            signal.signal(number, handler)
    # The shell that ran it may tell of the signal in the exit code.
    return BY_A_SIGNAL - code if code - BY_A_SIGNAL in FOR_THE_EDITOR else code


def start(repository: Repository, editor: str, path: str) -> Popen[bytes]:
    """Run `editor` with the file `path`. Raises OSError."""
    if not editor:
        raise FileNotFoundError(ENOENT, os.strerror(ENOENT))  # it would be looked for as a directory of PATH
    words = words_of(editor, [path])
    place, environ = repository.base, environment_of(repository)
    try:
        return Popen(words, cwd=place, env=environ)
    except OSError as error:
        if error.errno != ENOEXEC:
            raise
    return Popen([SHELL, *words], cwd=place, env=environ)
