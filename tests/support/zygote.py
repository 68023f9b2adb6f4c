"""A process that has all of pygitobj loaded, and forks a child for each command that it is asked for.

A child is `python -m pygitobj <words>` from there on: standard streams, directory, environment and umask are those that
were sent, all else is as in an interpreter that has just started, and the end is its own, by exit code or by signal.
forked.py asks; the end of the socket ends this process. It is run as a file, `zygote.py <socket>`, so that nothing of
the tests is imported, and pygitobj is found where the command finds it.

    to it       8 bytes: the size of what follows, and the descriptors of stdin, stdout, stderr and the directory
                pickled: words, environment, umask
    from it     4 bytes: the process id of the child;  4 bytes: its exit code, or minus the signal that ended it
"""

from __future__ import annotations

import gc
import os
import pickle
import pkgutil
import runpy
import socket
import sys
import time
from importlib import import_module
from struct import Struct

SIZE = Struct("<Q")
NUMBER = Struct("<i")
STREAMS = (0, 1, 2)
# What commands import late, beside modules of the package.
LATE = (
    "click", "concurrent.futures.thread", "email.utils", "hashlib", "json", "shutil", "subprocess", "tempfile",
    "textwrap", "zoneinfo",
)  # fmt: skip


def load_all() -> None:
    """Import every module of the package, and what these import late."""
    import pygitobj

    for found in pkgutil.walk_packages(pygitobj.__path__, "pygitobj."):
        # Without a compiler there are no compiled kernels; nor are those there of the other implementation.
        if not found.name.endswith("__main__") and ".native" not in found.name:
            import_module(found.name)
    for name in LATE:
        import_module(name)


def received(requests: socket.socket, size: int) -> bytes:
    """The next `size` bytes, or fewer where they end."""
    data = b""
    while len(data) < size and (piece := requests.recv(size - len(data))):
        data += piece
    return data


def become(files: list[int], words: list[bytes], environ: dict[bytes, bytes], umask: int) -> None:
    """Take over what makes one process differ from another."""
    *streams, directory = files
    for number, file in zip(STREAMS, streams, strict=True):
        os.dup2(file, number)
    os.fchdir(directory)
    for file in files:
        os.close(file)
    if environ != os.environb:
        for name in os.environb.keys() - environ.keys():
            del os.environb[name]
        os.environb.update(environ)
        time.tzset()
    os.umask(umask)
    sys.argv = ["pygitobj", *map(os.fsdecode, words)]
    # As `python -m` looks for modules first.
    sys.path.insert(0, os.getcwd())


def serve(requests: socket.socket) -> bool:
    """Answer requests until there are no more, which gives False; in a child, which is to go on as a command, True."""
    while True:
        head, files, _, _ = socket.recv_fds(requests, SIZE.size, len(STREAMS) + 1)
        if len(head) < SIZE.size:
            return False
        request = pickle.loads(received(requests, *SIZE.unpack(head)))
        child = os.fork()
        if child == 0:
            requests.close()
            become(files, *request)
            return True
        for file in files:
            os.close(file)
        requests.sendall(NUMBER.pack(child))
        _, status = os.waitpid(child, 0)
        requests.sendall(NUMBER.pack(os.waitstatus_to_exitcode(status)))


if __name__ == "__main__":
    load_all()
    # What is there stays for good: no collection of a child's looks at it, or copies its pages.
    gc.collect()
    gc.freeze()
    if serve(socket.socket(fileno=int(sys.argv[1]))):
        runpy.run_module("pygitobj", run_name="__main__", alter_sys=True)
