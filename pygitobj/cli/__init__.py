"""The command line: one file a command; options in, bytes out."""

import gc
import os
import sys

FATAL_EXIT = 128
# So many objects more than before have Python look for circular garbage, of which commands make hardly any.
YOUNG, OLDER = 1 << 16, 20

# This process, by its number, if it is a command.
COMMAND: set[int] = set()


def die_of_signals() -> None:
    """Let Ctrl-C, and a reader that goes away, end the process at once and quietly, as they end git.

    For a process that is a command, and as early as can be: until then Ctrl-C shows where Python is. An interrupt that
    whoever started the process told it to ignore stays ignored.
    """
    # Built in. The module `signal` loads more, and an interrupt may come while it does.
    import _signal  # type: ignore[import-not-found]

    if _signal.getsignal(_signal.SIGINT) is _signal.default_int_handler:
        _signal.signal(_signal.SIGINT, _signal.SIG_DFL)
    _signal.signal(_signal.SIGPIPE, _signal.SIG_DFL)


def is_own_process() -> bool:
    """Whether this process is a command and nothing else, so that it may make a copy of itself."""
    return os.getpid() in COMMAND


def run() -> None:
    """Run the command of this process's arguments, and end the process with its exit code."""
    COMMAND.add(os.getpid())
    die_of_signals()
    gc.set_threshold(YOUNG, OLDER, OLDER)
    from pygitobj.cli.main import main  # so that importing the package costs nothing
    from pygitobj.cli.standard_output import tell_of_failed_writes
    from pygitobj.cli.terminal import tell

    # Taking the interpreter apart would be a sixth of what a one-shot command takes, and nothing is left to be saved.
    tell_of_failed_writes()
    code = 0
    try:
        code = main(sys.argv[1:])
        sys.stdout.flush()
    except OSError as error:
        if code != FATAL_EXIT:  # else it was told why
            code = FATAL_EXIT
            tell(f"fatal: {error.strerror}\n")
    tell("")
    os._exit(code)


def is_traced() -> bool:
    """Whether events may be wanted (trace.py, which is not loaded otherwise)."""
    return bool(os.environ.get("GIT_TRACE2_EVENT"))
