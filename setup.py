"""Builds the compiled kernels where that can be done; without them pygitobj is pure Python and says so.

PYGITOBJ_BUILD=pure      do not try
PYGITOBJ_BUILD=native    fail where they cannot be built, as wheels must
CFLAGS, LDFLAGS          as for any extension, such as -fsanitize=address
"""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path

from setuptools import Extension, setup
from setuptools.command.build_ext import build_ext
from setuptools.errors import CCompilerError, CompileError, LinkError, PlatformError

FAILURES = (CCompilerError, CompileError, LinkError, PlatformError, OSError)
NATIVE = Path("pygitobj/kernels/native")
# The modules that hash. The others need not load libcrypto.
HASHING = tuple(f"pygitobj.kernels.native.{name}" for name in ("digest", "resolve", "scan"))
WANTED = os.environ.get("PYGITOBJ_BUILD", "")


def say_pure(reason: str) -> None:
    """Tell, in one line, that the compiled kernels are left out."""
    reason = " ".join(reason.split())
    sys.stderr.write(f"pygitobj: built without the compiled kernels, pure Python does their work ({reason})\n")


class BuildKernels(build_ext):
    """Builds the extension modules, with libdeflate and libcrypto where header and library are found."""

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
    """The extension modules, as C."""
    sources = sorted(NATIVE.glob("*.pyx"))
    if WANTED == "pure" or not sources:
        return []
    try:
        from Cython.Build import cythonize
    except ImportError:
        if WANTED == "native":
            raise
        say_pure("no Cython")
        return []
    modules = [
        Extension(
            ".".join(source.with_suffix("").parts),
            [str(source)],
            libraries=["z"],
            extra_compile_args=["-O3", "-pthread"],
        )
        for source in sources
    ]
    directives = {"language_level": 3, "freethreading_compatible": True, "embedsignature": False}
    built: list[Extension] = cythonize(modules, compiler_directives=directives, build_dir="build/cython", quiet=True)
    return built


setup(ext_modules=extensions(), cmdclass={"build_ext": BuildKernels})
