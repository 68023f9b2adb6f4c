"""Builds the compiled kernels where that can be done; without them pygitobj is pure Python and says so.

PYGITOBJ_BUILD=pure      do not try
PYGITOBJ_BUILD=native    fail where they cannot be built, as wheels must
CFLAGS, LDFLAGS          as for any extension, such as -fsanitize=address
"""

from __future__ import annotations

import compileall
import os
import sys
import tempfile
from importlib.util import find_spec
from pathlib import Path

from setuptools import Extension, setup
from setuptools.command.build_ext import build_ext
from setuptools.command.build_py import build_py
from setuptools.errors import CCompilerError, CompileError, LinkError, PlatformError

FAILURES = (CCompilerError, CompileError, LinkError, PlatformError, OSError)
NATIVE = Path("pygitobj/kernels/native")
# The modules that hash. The others need not load libcrypto.
HASHING = tuple(f"pygitobj.kernels.native.{name}" for name in ("digest", "resolve", "scan"))
WANTED = os.environ.get("PYGITOBJ_BUILD", "")
# Nothing pickles a kernel, nor asks for more of its functions than a builtin one tells: two fifths of the C less.
DIRECTIVES = {
    "language_level": 3,
    "freethreading_compatible": True,
    "embedsignature": True,
    "embedsignature.format": "clinic",
    "binding": False,
    "auto_pickle": False,
}


def cores() -> int:
    """How many processes can run at once."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def say_pure(reason: str) -> None:
    """Tell, in one line, that the compiled kernels are left out."""
    reason = " ".join(reason.split())
    sys.stderr.write(f"pygitobj: built without the compiled kernels, pure Python does their work ({reason})\n")


class BuildPackage(build_py):
    """Compiles the modules of a tree that is installed in place, as those are that are installed elsewhere.

    Where Python may not write what it compiles (PYTHONDONTWRITEBYTECODE), each start would do it anew, for three times
    as long.
    """

    def run(self) -> None:
        """Build the package."""
        super().run()
        if self.editable_mode:
            compileall.compile_dir("pygitobj", quiet=2)


class BuildKernels(build_ext):
    """Builds the extension modules, with libdeflate and libcrypto where header and library are found."""

    def finalize_options(self) -> None:
        """Compile as many at once as there are cores, unless `-j` says otherwise."""
        super().finalize_options()
        if self.parallel is None:
            self.parallel = cores()

    def build_extensions(self) -> None:
        """Build them all or none."""
        try:
            self.require("zlib.h", "z", "zlibVersion()")
            if self.has("libdeflate.h", "deflate", "libdeflate_alloc_decompressor()"):
                for extension in self.extensions:
                    extension.define_macros.append(("PYGITOBJ_LIBDEFLATE", "1"))
                    extension.libraries.insert(0, "deflate")
            if self.has("openssl/evp.h", "crypto", "EVP_sha1()"):
                for extension in self.extensions:
                    if extension.name in HASHING:
                        extension.define_macros.append(("PYGITOBJ_LIBCRYPTO", "1"))
                        extension.libraries.insert(0, "crypto")
            translate(self.extensions, self.parallel)
            super().build_extensions()
        except FAILURES as error:
            if WANTED == "native":
                raise
            self.extensions = []
            say_pure(str(error))

    def has(self, header: str, library: str, call: str) -> bool:
        """Whether what includes `header` and makes `call` can be linked with `library`."""
        try:
            self.require(header, library, call)
        except FAILURES:
            return False
        return True

    def require(self, header: str, library: str, call: str) -> None:
        """As `has`, but raises."""
        with tempfile.TemporaryDirectory() as scratch:
            source = Path(scratch, "probe.c")
            source.write_text(f"#include <{header}>\nint probe(void) {{ return !{call}; }}\n")
            objects = self.compiler.compile([str(source)], output_dir="/", extra_postargs=["-w"])
            self.compiler.link_shared_object(objects, str(Path(scratch, "probe.so")), libraries=[library])


def extensions() -> list[Extension]:
    """The extension modules. pip runs this file three times, and only the last time anything is built."""
    sources = sorted(NATIVE.glob("*.pyx"))
    if WANTED == "pure" or not sources:
        return []
    if find_spec("Cython") is None:
        if WANTED == "native":
            raise ModuleNotFoundError("the compiled kernels are made with Cython")
        say_pure("no Cython")
        return []
    # What debuggers need is a quarter of the compiler's work; who wants it says so in CFLAGS.
    plain = [] if "-g" in os.environ.get("CFLAGS", "").split() else ["-g0"]
    return [
        Extension(
            ".".join(source.with_suffix("").parts),
            [str(source)],
            libraries=["z"],
            extra_compile_args=["-O3", *plain, "-pthread"],
        )
        for source in sources
    ]


def translate(extensions: list[Extension], processes: int) -> None:
    """Make C of the modules' Cython, in so many processes, and put it in their place."""
    from Cython.Build import cythonize  # only what builds needs it

    given = {"compiler_directives": DIRECTIVES, "build_dir": "build/cython", "quiet": True}
    try:
        made = cythonize(extensions, nthreads=processes if processes > 1 else 0, **given)
    except (OSError, NotImplementedError):
        made = cythonize(extensions, **given)  # there are systems without what pools of processes need
    sources = {extension.name: (extension.sources, extension.depends) for extension in made}
    for extension in extensions:
        extension.sources, extension.depends = sources[extension.name]


if __name__ == "__main__":
    setup(ext_modules=extensions(), cmdclass={"build_py": BuildPackage, "build_ext": BuildKernels})
