"""`python -m pygitobj`, and the script `pygitobj`, are the command line."""

from pygitobj.cli import die_of_signals, run

# Whatever is loaded from here on may be interrupted. Nothing but a command imports this module.
die_of_signals()

if __name__ == "__main__":
    run()
