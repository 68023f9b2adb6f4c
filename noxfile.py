"""One word per habit: `nox -s tests`, lint, types, docs, bench, coverage, properties, and more: docs/reliability.md."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import nox

nox.options.sessions = ["tests", "lint", "types", "docs"]
SANITIZERS = ("libasan.so", "libubsan.so")
# Per cent of lines and branches together, rounded down: raise it with them, and CONTRIBUTING.md.
LEAST_COVERED = 72
nox.options.reuse_existing_virtualenvs = True


@nox.session(python=["3.11", "3.12", "3.13"])
def tests(session: nox.Session) -> None:
    """Run the suite on each Python that is there; arguments go to pytest."""
    session.install("-e", ".[test]")
    session.run("pytest", *session.posargs)


@nox.session
def lint(session: nox.Session) -> None:
    """Check style, and that imports only go down the floors."""
    session.install("-e", ".[lint,test]")
    session.run("ruff", "check")
    session.run("ruff", "format", "--check")
    session.run("lint-imports")


@nox.session
def types(session: nox.Session) -> None:
    """Check types, strictly, and those of the examples in README and docs also as pyright sees them."""
    session.install("-e", ".[lint,test]")
    session.run("mypy")
    here = Path.cwd()
    examples = str(Path(session.create_tmp(), "examples"))
    session.run("python", "-m", "tests.typed_examples", examples)
    session.run("mypy", "--strict", "--config-file=", examples, env={"MYPYPATH": str(here)})
    python = str(Path(session.bin, "python"))
    session.run("pyright", "--pythonpath", python, examples, env={"PYTHONPATH": str(here)})


@nox.session
def bench(session: nox.Session) -> None:
    """Print the tables of docs/performance.md; arguments are repositories."""
    session.install(".[bench]")
    session.run("python", "-m", "benchmarks.compare", *session.posargs)
    session.run("python", "-m", "benchmarks.writing", *session.posargs)
    session.run("python", "-m", "benchmarks.safety", *session.posargs)


@nox.session
def coverage(session: nox.Session) -> None:
    """Measure which branches of the Python code the quick parts of the suite take; arguments go to pytest.

    It fails where they are fewer than before.
    """
    session.install("-e", ".[test]", "pytest-cov>=5")
    parts = [f"tests/{name}" for name in ("unit", "kernels", "store")]
    # Properties take other branches every time.
    asked = [
        "-m",
        "not slow and not property",
        "--cov=pygitobj",
        "--cov-branch",
        "--cov-report=term-missing:skip-covered",
        f"--cov-fail-under={LEAST_COVERED}",
    ]
    session.run("pytest", *parts, *asked, *session.posargs)


@nox.session
def properties(session: nox.Session) -> None:
    """Run the property tests for a long time."""
    session.install("-e", ".[test]")
    session.run("pytest", "-m", "property", "--hypothesis-profile=fuzz", *session.posargs)


@nox.session
def faults(session: nox.Session) -> None:
    """Let every call of the system fail under every job, for so many seconds: see docs/reliability.md."""
    run_trial(session, "test_faults.py", "test_ref_faults.py")


@nox.session
def kills(session: nox.Session) -> None:
    """Kill every writing job, at every call and at any time, for so many seconds."""
    run_trial(session, "test_kills.py")


@nox.session
def powercut(session: nox.Session) -> None:
    """Read the states that a power cut could leave, for so many seconds."""
    run_trial(session, "test_powercut.py", "test_ref_powercut.py")


@nox.session
def storm(session: nox.Session) -> None:
    """Write, read, repack and prune in many processes at once, for so many seconds."""
    run_trial(session, "test_storm.py")


@nox.session
def beside_git(session: nox.Session) -> None:
    """Put git through the same trials, with strace, and print what came of it."""
    session.install("-e", ".[test]")
    session.run("python", "-m", "tests.beside_git", *(session.posargs or ["60"]))


def run_trial(session: nox.Session, *names: str) -> None:
    """Run trials of tests/faults; the first argument is how many seconds it takes, the rest goes to pytest."""
    seconds, *rest = session.posargs or ["60"]
    session.install("-e", ".[test]")
    session.run("pytest", *(f"tests/faults/{name}" for name in names), f"--seconds={seconds}", *rest)


@nox.session
def fuzz(session: nox.Session) -> None:
    """Fuzz all readers and kernels for some seconds, led by coverage, the kernels built by clang with sanitizers.

    Findings come into tests/regressions/fuzz, where the suite replays them.
    """
    session.install("-e", ".[test]", "atheris", "setuptools>=77", "Cython")
    here = Path.cwd()
    tree = Path(session.create_tmp(), "tree")
    shutil.rmtree(tree, ignore_errors=True)
    session.run("git", "clone", "--quiet", ".", str(tree), external=True)
    session.chdir(tree)
    flags = "-fsanitize=fuzzer-no-link,address,undefined -fno-sanitize=function,vptr"
    build = {"CC": "clang", "LDSHARED": "clang -shared", "PYGITOBJ_BUILD": "native", "LDFLAGS": flags}
    build["CFLAGS"] = f"{flags} -g -O1 -fno-omit-frame-pointer"
    session.run("python", "setup.py", "-q", "build_ext", "--inplace", "-j", "4", env=build)
    find = "import atheris; print(atheris.path())"
    site = str(session.run("python", "-c", find, silent=True)).strip()
    run = {
        "LD_PRELOAD": f"{site}/asan_with_fuzzer.so",
        "ASAN_OPTIONS": "detect_leaks=0:allocator_may_return_null=1:handle_sigbus=0",
        "UBSAN_OPTIONS": "halt_on_error=1:print_stacktrace=1",
        "PYGITOBJ_FUZZ_CORPUS": str(here / ".fuzz"),
        "PYGITOBJ_FUZZ_FINDINGS": str(here / "tests" / "regressions" / "fuzz"),
    }
    session.run("python", "-m", "tests.fuzz", *(session.posargs or ["60"]), env=run)


@nox.session
def sanitize(session: nox.Session) -> None:
    """Run the compiled kernels over all hostile input under AddressSanitizer and UBSan.

    An argument is for how many seconds files are written over while they are read.
    """
    session.install("-e", ".[test]", "setuptools", "Cython")
    tree = Path(session.create_tmp(), "tree")
    shutil.rmtree(tree, ignore_errors=True)
    session.run("git", "clone", "--quiet", ".", str(tree), external=True)
    session.chdir(tree)
    flags = "-fsanitize=address,undefined"
    build = {"CFLAGS": f"{flags} -g -O1 -fno-omit-frame-pointer", "LDFLAGS": flags, "PYGITOBJ_BUILD": "native"}
    session.run("python", "setup.py", "-q", "build_ext", "--inplace", env=build)
    found = [subprocess.check_output(["gcc", f"-print-file-name={name}"], text=True).strip() for name in SANITIZERS]
    run = {
        "LD_PRELOAD": " ".join(found),
        "ASAN_OPTIONS": "detect_leaks=0:allocator_may_return_null=1:handle_segv=0",
        "UBSAN_OPTIONS": "halt_on_error=1:print_stacktrace=1",
        "PYTHONMALLOC": "malloc",
        "PYGITOBJ_TRIAL_SECONDS": (*session.posargs, "30")[0],
    }
    suite = ["tests/kernels", "tests/properties/test_kernels_agree.py", "tests/properties/test_hostile_packs.py"]
    suite += ["tests/regressions", "tests/faults/test_every_byte.py", "tests/faults/test_hostile_files.py"]
    suite += ["tests/faults/test_written_over.py", "-k", "not takes_little_memory"]
    session.run("python", "-m", "pytest", "-o", "addopts=", "-p", "no:xdist", *suite, env=run)


@nox.session
def leaks(session: nox.Session) -> None:
    """Read a million objects and show how much memory that leaves behind."""
    session.install(".")
    session.run("python", "-m", "benchmarks.leaks", *(session.posargs or ["."]))


@nox.session
def wheels(session: nox.Session) -> None:
    """Build wheels with libdeflate in them for this platform, and read this repository with one of them."""
    session.install("cibuildwheel")
    session.run("cibuildwheel", "--output-dir", "dist", *session.posargs)


@nox.session
def docs(session: nox.Session) -> None:
    """Run every example in README and docs."""
    session.install("-e", ".[test]")
    session.run("pytest", "tests/test_docs.py", *session.posargs)
