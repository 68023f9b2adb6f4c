"""Programs that git runs when something happens: files in `hooks/`, and those that the configuration names.

    hook.<name>.command     what is run, by the shell where its text needs one
    hook.<name>.event       when, as often as it stands there; an empty one takes back those before it
    hook.<name>.enabled     whether at all
    core.hooksPath          where the files are, in the place of `hooks/`

Those of the configuration run first, in its order, then the file. Each is run at the top of the work tree, or in a bare
repository. Follows git's Documentation/githooks and git-hook.
"""

from __future__ import annotations

import os
import signal
import sys
import threading
from errno import ENOEXEC
from subprocess import PIPE, Popen

from pygitobj.errors import RepositoryError
from pygitobj.files.directory import status
from pygitobj.repository.config import advises

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pygitobj.repository.config import Config
    from pygitobj.repository.repository import Repository

SECTION = "hook."
EXECUTABLE = 0o111
# What ends a program without a word: whoever sent it knows.
QUIET = (signal.SIGINT, signal.SIGQUIT, signal.SIGPIPE)
# The files that this process has said are not run: once is enough.
TOLD_OF: set[str] = set()
# Where one of these is in a command, git has the shell run it.
FOR_THE_SHELL = frozenset("|&;<>()$`\\\"' \t\n*?[#~=%")


def run_hooks(repository: Repository, event: str, words: list[str], given: bytes) -> bool:
    """Run what there is for `event` with `words`, `given` on its standard input; whether nothing failed.

    What it prints goes to standard error. Raises RepositoryError for configuration that cannot be.
    """
    return all(run(repository, [*command, *words], given) for command in commands_for(repository, event))


def commands_for(repository: Repository, event: str) -> list[list[str]]:
    """The commands for `event`, each as words."""
    found = [words_of(command) for command in configured(repository.config, event)]
    path = hook_file(repository, event)
    return found if path is None else [*found, [path]]


def words_of(command: str) -> list[str]:
    """The words that run `command`, with more to come."""
    if FOR_THE_SHELL.intersection(command):
        return ["sh", "-c", f'{command} "$@"', command]
    return [command]


def configured(config: Config, event: str) -> list[str]:
    """The commands that `config` has for `event`. Raises RepositoryError for one without a command."""
    names: list[str] = []
    disabled: set[str] = set()
    commands: dict[str, str] = {}
    for value in config.values:
        key, text = value.entry.name, value.entry.value
        if not key.startswith(SECTION) or key.count(".") < 2:
            continue
        name, _, variable = key.removeprefix(SECTION).rpartition(".")
        if variable == "enabled":
            (disabled.discard if config.get_bool(key, True) else disabled.add)(name)
        elif text is None:
            raise RepositoryError(f"missing value for '{key}'")
        elif variable == "command":
            commands[name] = text
        elif variable == "event" and not text:
            names = [other for other in names if other != name]
        elif variable == "event" and text == event:
            names = [*(other for other in names if other != name), name]
    if event in disabled and event not in commands:
        return []
    for name in names:
        if name not in commands and name not in disabled:
            raise RepositoryError(
                f"'{SECTION}{name}.command' must be configured or '{SECTION}{name}.event' must be removed; aborting."
            )
    return [commands[name] for name in names if name not in disabled]


def hook_file(repository: Repository, event: str) -> str | None:
    """The file that is run for `event`, None where there is none. Raises OSError where that cannot be told."""
    place = repository.config.get_path("core.hooksPath")
    if place is None:
        place = f"{repository.location.common_dir}/hooks"
    path = os.path.join(repository.base, place, event)
    found = status(path)
    if found is None or found.st_mode & EXECUTABLE:
        return None if found is None else path
    if path not in TOLD_OF and advises(repository.config, repository.environ, "ignoredHook"):
        TOLD_OF.add(path)
        repository.warn(
            f"hint: The '{shown(repository, path)}' hook was ignored because it's not set as executable.\n"
            "hint: You can disable this warning with `git config set advice.ignoredHook false`."
        )
    return None


def run(repository: Repository, words: list[str], given: bytes) -> bool:
    """Run `words`, with `given` on standard input; whether it succeeded."""
    sys.stdout.flush()
    sys.stderr.flush()
    # A hook that does not read all that it is given does not end us.
    is_main = threading.current_thread() is threading.main_thread()
    before = signal.signal(signal.SIGPIPE, signal.SIG_IGN) if is_main else None
    try:
        code = ended(repository, words, given)
    except OSError as error:
        told = f"fatal: cannot exec '{shown(repository, words[0])}'" if "/" in words[0] else ""
        repository.warn(f"{told or f'error: cannot run {words[0]}'}: {error.strerror}")
        return False
    finally:
        if is_main:
            signal.signal(signal.SIGPIPE, before)
    if -code > 0 and -code not in QUIET:
        repository.warn(f"error: {shown(repository, words[0])} died of signal {-code}")
    return code == 0


def ended(repository: Repository, words: list[str], given: bytes) -> int:
    """How the program `words` ended, with `given` on standard input. Raises OSError where it cannot be run."""
    place = repository.location.work_tree or repository.location.git_dir
    try:
        program = Popen(words, cwd=place, stdin=PIPE, stdout=2, env=environment(repository))
    except OSError as error:
        if error.errno != ENOEXEC:
            raise
        # A script that does not say what runs it.
        program = Popen(["sh", *words], cwd=place, stdin=PIPE, stdout=2, env=environment(repository))
    with program:
        try:
            program.communicate(given)
        except BrokenPipeError:
            pass  # it ended without reading all; how, is what counts
    return program.returncode


def shown(repository: Repository, path: str) -> str:
    """`path` as git's messages have it."""
    location = repository.location
    return f"{location.named}{path.removeprefix(location.git_dir)}" if path.startswith(f"{location.git_dir}/") else path


def environment(repository: Repository) -> dict[str, str]:
    """The environment of a program: it finds the repository as we did, or is told where it is."""
    environ = dict(repository.environ)
    if repository.location.work_tree is None or "GIT_DIR" in environ:
        environ["GIT_DIR"] = os.path.abspath(repository.location.git_dir)
    return environ
