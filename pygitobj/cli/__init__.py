"""The command line: one file a command; options in, bytes out."""

import os
import sys


def run() -> None:
    """Run the command of this process's arguments, and end the process with its exit code."""
    from pygitobj.cli.main import main  # so that importing the package costs nothing

    code = main(sys.argv[1:])
    # Taking the interpreter apart would be a sixth of what a one-shot command takes, and nothing is left to be saved.
    try:
        sys.stdout.flush()
    except OSError as error:
        sys.stderr.write(f"fatal: write failure on standard output: {error.strerror}\n")
        code = 128
    sys.stderr.flush()
    os._exit(code)
