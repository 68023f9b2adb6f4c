"""The examples of README and docs as modules, for type checkers: `python -m tests.typed_examples <folder>`."""

from __future__ import annotations

import doctest
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent


def pages() -> list[Path]:
    """The pages that have examples."""
    found = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
    return [page for page in found if ">>> " in page.read_text()]


def module_of(page: Path) -> str:
    """The examples of `page` as one module, each line where it stands in the page."""
    lines: list[str] = []
    for example in doctest.DocTestParser().get_examples(page.read_text()):
        lines += [""] * (example.lineno - len(lines))
        lines += example.source.rstrip("\n").split("\n")
    return "\n".join(lines) + "\n"


def main() -> None:
    """Write a module for each page into the folder that is named."""
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    for page in pages():
        name = page.relative_to(ROOT).with_suffix("").as_posix().replace("/", "_").lower()
        (folder / f"{name}.py").write_text(module_of(page))


if __name__ == "__main__":
    main()
