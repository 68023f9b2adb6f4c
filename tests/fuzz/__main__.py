"""Fuzz for some seconds: `python -m tests.fuzz <seconds> [target…]`, led by coverage where atheris is installed.

Every target has its share of the time and a process of its own. What makes one fail is kept in
tests/regressions/fuzz/<target>, where the suite replays it for ever; the exit code says whether there was any.
"""

from __future__ import annotations

import importlib.util
import os
import subprocess
import sys
from pathlib import Path

FINDINGS = Path(os.environ.get("PYGITOBJ_FUZZ_FINDINGS", "tests/regressions/fuzz"))
CORPUS = Path(os.environ.get("PYGITOBJ_FUZZ_CORPUS", ".fuzz"))
LARGEST_INPUT = 4096
# A single input may take so many seconds under sanitizers, and the whole process so many MiB.
SLOWEST, MOST_MEMORY = 30, 4096
ONE = "--one"


def guide(name: str, seconds: int) -> None:
    """Let atheris lead the target `name`; ends the process."""
    import atheris

    corpus, findings = CORPUS / name, FINDINGS / name
    for directory in (corpus, findings):
        directory.mkdir(parents=True, exist_ok=True)
    # Only what is imported now is told apart line by line: the package, and not what it stands on.
    with atheris.instrument_imports(include=["pygitobj"]):
        from tests.fuzz.targets import TARGETS
    options = [
        f"-max_total_time={seconds}", f"-max_len={LARGEST_INPUT}", f"-timeout={SLOWEST}",
        f"-rss_limit_mb={MOST_MEMORY}", f"-artifact_prefix={findings}/", "-print_final_stats=1", "-verbosity=0",
    ]  # fmt: skip
    atheris.Setup([sys.argv[0], *options, str(corpus), str(findings)], TARGETS[name])
    atheris.Fuzz()


def fuzz(name: str, seconds: int) -> bool:
    """Fuzz one target; whether nothing was found."""
    print(f"{name}: {seconds} s", flush=True)
    if importlib.util.find_spec("atheris") is None:
        from tests.fuzz.unguided import run_unguided

        return run_unguided(name, seconds, FINDINGS / name)
    done = subprocess.run([sys.executable, "-m", "tests.fuzz", ONE, str(seconds), name], check=False)
    directory = FINDINGS / name
    if not any(directory.iterdir()):
        directory.rmdir()
    return done.returncode == 0


def main(words: list[str]) -> int:
    """Do what `words` say; gives the exit code."""
    if words[:1] == [ONE]:
        guide(words[2], int(words[1]))
    from tests.fuzz.targets import TARGETS  # a guided process imports it later, so that it can be instrumented

    seconds = int(words[0]) if words else 60
    names = words[1:] or list(TARGETS)
    unknown = [name for name in names if name not in TARGETS]
    if unknown:
        print(f"no such target: {unknown[0]} (there are {', '.join(TARGETS)})")
        return 2
    failed = [name for name in names if not fuzz(name, max(1, seconds // len(names)))]
    print(f"{len(names) - len(failed)} targets without a finding" + (f", found: {', '.join(failed)}" if failed else ""))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
