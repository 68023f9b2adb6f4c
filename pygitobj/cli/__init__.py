"""The command line: one file a command; options in, bytes out."""

import sys


def run() -> None:
    """Run the command of this process's arguments, and end the process with its exit code."""
    from pygitobj.cli.main import main  # so that importing the package costs nothing

    sys.exit(main(sys.argv[1:]))
