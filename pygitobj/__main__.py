"""`python -m pygitobj` is the command line."""

from pygitobj.cli import run

run()
