"""The command line with caches, windows and groups of next to nothing: `python -m tests.support.small_bounds <words>`.

What is forgotten, read again or begun anew only in large repositories is so in every small one then.
"""

from __future__ import annotations

import importlib
import sys

from pygitobj.changes.contents import Contents
from pygitobj.cli import run
from pygitobj.cli.walking.grouped import grouped

# Bounds that change nothing but when something is done, where they are used.
BOUNDS = {
    "changes.blame.files_of_parents": {"MOST_ENTRIES": 3, "FEW": 1, "MANY": 2, "MOST_AHEAD": 1},
    "changes.broken": {"GROUP": 2},
    "changes.contents": {"MOST_HELD": 2000, "LARGE": 3000, "PIECE": 1000},
    "changes.most_similar": {"MOST_COUNTS": 1000},
    "changes.pickaxe": {"GROUP": 2},
    "cli.diffing.show": {"GROUP": 2},
    "cli.grepping.search": {"MOST_KNOWN": 100},
    "cli.log_diffs": {"MOST_BLOBS": 3},
    "cli.log_many": {"WINDOW": 2, "MOST": 3},
    "cli.log_run": {"SHARED": 5, "ENOUGH": 2},
    "cli.output": {"FLUSH_SIZE": 100},
    "cli.rev_list_objects": {"GROUP": 2},
    "cli.shared_work": {"ROOM": 500},
    "cli.walking.formats": {"ROOM": 1500},
    "files.unmapped": {"MOST_BLOCKS": 2},
    "jobs.inspect.tree_files": {"MANY": 2, "WINDOW": 2000},
    "repository.tree_walk": {"MOST_HELD": 2000, "WINDOW": 1000},
    "store.object_store": {"WINDOW": 5000},
    "store.windows": {"MOST_COUNT": 3},
    "walk.filtered_listing": {"MANY": 2},
    "walk.kept_bodies": {"ROOM": 2000},
    "walk.object_listing": {"MANY": 3, "FEW": 1, "MOST": 3, "ROOM": 3000},
    "walk.path_changes": {"MOST_ANSWERS": 4, "BATCH": 4, "MOST_NODES": 3000},
    "walk.read_ahead": {"WINDOW": 2000},
    "walk.select.ahead": {"FEWEST": 1, "MOST": 2},
    "walk.select.engine": {"FEW": 1, "MANY": 3, "SOME": 2},
    "walk.select.told": {"FEW": 1, "SOME": 2, "MANY": 3},
    "walk.tagged_commits": {"MANY": 1, "WINDOW": 1000},
    "walk.tree_comparison": {"BATCH": 4, "CHUNK": 3},
    "walk.tree_levels": {"MOST_HELD": 4000, "MOST_NODES": 3000},
}


def make_small() -> None:
    """Have all bounds small from now on."""
    for name, bounds in BOUNDS.items():
        module = importlib.import_module(f"pygitobj.{name}")
        for bound, small in bounds.items():
            assert getattr(module, bound) > small, f"{name} has no {bound} that is larger"
            setattr(module, bound, small)
    defaults = Contents.__init__.__kwdefaults__
    assert defaults is not None
    defaults["most_held"] = 20000
    grouped.__defaults__ = (3,)


if __name__ == "__main__":
    make_small()
    sys.argv[0] = "pygitobj"
    run()
