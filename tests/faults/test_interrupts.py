"""Ctrl-C in the middle of reading many objects: it ends within a second, by KeyboardInterrupt."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from pathlib import Path

SCRIPT = """
import signal, sys
from pygitobj import Repository
with Repository.open(sys.argv[1], verify=False) as repository:
    signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell's background ignores it
    print("reading", flush=True)
    try:
        while True:
            for _ in repository.objects.scan(ordered=True):
                pass
    except KeyboardInterrupt:
        print("interrupted", flush=True)
"""


def test_an_interrupt_ends_a_bulk_read(countries: Path) -> None:
    command = [sys.executable, "-c", SCRIPT, str(countries)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "reading\n"
        time.sleep(1)
        process.send_signal(signal.SIGINT)
        start = time.monotonic()
        assert process.stdout.read() == "interrupted\n"
        assert process.wait(20) == 0
        taken = time.monotonic() - start
    # A second on a machine that does nothing else.
    assert taken < 5
