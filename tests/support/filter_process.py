"""A long-running filter for tests: `filter_process.py <log> <behaviour for each file>…`, the last one for all others.

    upper       turns letters into capitals, as a filter should
    error       says that it cannot
    abort       says that it never will
    delayed     says that it will later, without having been asked whether
    other       gives a status that nobody knows
    late        gives content, and an error after it
    dies        ends before it has read the content
    half        ends in the middle of what it gives
    garbage     answers with what is no line
    early       gives more than it is given, all of it before it reads the content
    hangs       waits for ever, having read the content

Each start, and each request, is a line of the log.
"""

from __future__ import annotations

import sys
import time

MOST = 65516
given, made = sys.stdin.buffer, sys.stdout.buffer


def read_list() -> list[bytes]:
    """The lines up to the end of a list."""
    lines: list[bytes] = []
    while True:
        header = given.read(4)
        if not header:
            sys.exit(0)
        size = int(header, 16)
        if not size:
            return lines
        lines.append(given.read(size - 4))


def write(*lines: bytes) -> None:
    """A list of lines."""
    for line in lines:
        made.write(b"%04x" % (len(line) + 4) + line)
    made.write(b"0000")
    made.flush()


def write_content(data: bytes) -> None:
    """`data` as content."""
    write(*(data[at : at + MOST] for at in range(0, len(data), MOST)))


def answer(how: str, request: list[bytes]) -> None:
    """Do with one file what `how` says."""
    if how == "dies":
        sys.exit(0)
    if how == "early":
        write(b"status=success\n")
        write_content(b"early" * 300_000)
        read_list()
        write()
        return
    content = b"".join(read_list())
    if how == "hangs":
        time.sleep(1000)
    if how == "garbage":
        made.write(b"what is this?")
        made.flush()
        return
    if how in ("error", "abort", "delayed", "other"):
        write(b"status=%b\n" % how.encode())
        return
    write(b"status=success\n")
    if how == "half":
        made.write(b"0010half")
        made.flush()
        sys.exit(3)
    if how == "upper":
        content = content.upper()
    write_content(content)
    write(*([b"status=error\n"] if how == "late" else []))


def main(log: str, *behaviours: str) -> None:
    """Greet, and answer."""
    with open(log, "ab", buffering=0) as lines:
        lines.write(b"start\n")
        read_list()
        write(b"git-filter-server\n", b"version=2\n")
        read_list()
        write(b"capability=clean\n", b"capability=smudge\n")
        for number in range(1 << 30):
            request = read_list()
            lines.write(b" ".join(line.strip() for line in request) + b"\n")
            answer(behaviours[min(number, len(behaviours) - 1)], request)


if __name__ == "__main__":
    main(*sys.argv[1:])
