"""One word per habit: `nox -s tests`, lint, types, bench, fuzz, docs."""

from __future__ import annotations

import nox

nox.options.sessions = ["tests", "lint", "types", "docs"]
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
    """Check types, strictly."""
    session.install("-e", ".[lint,test]")
    session.run("mypy")


@nox.session
def bench(session: nox.Session) -> None:
    """Print the table of docs/performance.md; arguments are repositories."""
    session.install(".[bench]")
    session.run("python", "-m", "benchmarks.compare", *session.posargs)


@nox.session
def fuzz(session: nox.Session) -> None:
    """Run the property tests for a long time."""
    session.install("-e", ".[test]")
    session.run("pytest", "-m", "property", "--hypothesis-profile=fuzz", *session.posargs)


@nox.session
def docs(session: nox.Session) -> None:
    """Run every example in README and docs."""
    session.install("-e", ".[test]")
    session.run("pytest", "tests/test_docs.py", *session.posargs)
