"""Files that fail while they are mapped: cut short, or with pages that cannot be had, as where a disk is bad.

A page is made to fail by putting the page of an empty file in its place: whoever touches it is sent SIGBUS, as for a
bad sector.
"""

from __future__ import annotations

import ctypes
import errno
import mmap
import os
import sys
import tempfile
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.support.unchecked import unchecked

PAGE = mmap.PAGESIZE
MAP_FIXED = 0x10
PASSED = 0

LIBC = ctypes.CDLL(None, use_errno=True)
LIBC.mmap.restype = ctypes.c_void_p
LIBC.mmap.argtypes = [ctypes.c_void_p, ctypes.c_size_t, ctypes.c_int, ctypes.c_int, ctypes.c_int, ctypes.c_long]


def in_child(job: Callable[[], object]) -> int:
    """Run `job` in a child: gives PASSED, 1 where it raised (which is printed), or minus the signal that killed it."""
    sys.stdout.flush()
    child = os.fork()
    if child == 0:
        code = 1
        try:
            job()
            code = PASSED
        except BaseException:  # noqa: BLE001
            traceback.print_exc()
        finally:
            sys.stderr.flush()
            os._exit(code)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


class View(ctypes.Structure):
    """Python's Py_buffer, of which the address is looked at."""

    _fields_ = (("address", ctypes.c_void_p), ("rest", ctypes.c_char * 256))


def address_of(mapped: mmap.mmap) -> int:
    """Where `mapped` lies."""
    view = View()
    assert ctypes.pythonapi.PyObject_GetBuffer(ctypes.py_object(mapped), ctypes.byref(view), 0) == 0
    address: int = view.address
    ctypes.pythonapi.PyBuffer_Release(ctypes.byref(view))
    return address


def when_mapped(path: Path, call: Callable[[mmap.mmap], object]) -> None:
    """From now on tell `call` of each map of the file `path`."""

    class Mapped(mmap.mmap):
        def __new__(cls, descriptor: int, *arguments: Any, **options: Any) -> Mapped:
            made = super().__new__(cls, descriptor, *arguments, **options)
            if descriptor >= 0 and os.path.samestat(os.fstat(descriptor), os.stat(path)):
                call(made)
            return made

    unchecked(mmap).mmap = Mapped


def let_page_fail(address: int) -> None:
    """Let whoever touches the page at `address` be sent SIGBUS."""
    # The file is empty from the start: were it cut later, other threads could read zeros meanwhile, and no signal.
    with tempfile.TemporaryFile() as file:
        placed = LIBC.mmap(address, PAGE, mmap.PROT_READ, mmap.MAP_SHARED | MAP_FIXED, file.fileno(), 0)
        assert placed == address, ctypes.get_errno()


def let_disk_fail(path: Path, first: int, pages: int = 1) -> None:
    """From now on `pages` pages of the file `path`, from the number `first` on, can be neither mapped nor read."""
    start, end = first * PAGE, (first + pages) * PAGE
    there = os.stat(path)
    real = os.pread

    def let_pages_fail(mapped: mmap.mmap) -> None:
        for at in range(start, end, PAGE):
            let_page_fail(address_of(mapped) + at)

    def pread(descriptor: int, size: int, at: int) -> bytes:
        if os.path.samestat(os.fstat(descriptor), there) and at < end and at + size > start:
            if at >= start:
                raise OSError(errno.EIO, os.strerror(errno.EIO))
            size = start - at
        return real(descriptor, size, at)

    when_mapped(path, let_pages_fail)
    os.pread = pread
