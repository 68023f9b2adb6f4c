"""The commands, each in a module of its own that is loaded when it is run."""

from __future__ import annotations

from collections.abc import Sequence
from importlib import import_module

from pygitobj.cli import is_traced
from pygitobj.cli.parse_options import UsageError
from pygitobj.cli.session import Session

# Those that git runs without a repository; the others look for one before they look at their words.
ANYWHERE = (
    "archive", "bundle", "check-ref-format", "config", "diff", "explain", "grep", "hash-object", "index-pack", "init",
    "patch-id", "rev-parse", "shortlog", "show-index", "var", "verify-pack",
)  # fmt: skip
# Each command, its module, and what the list of commands says of it.
COMMANDS = {
    "annotate": ("annotate", "Tell which commit each line of a file comes from, with tabs"),
    "archive": ("archive", "Make an archive of a tree, tar or zip"),
    "blame": ("blame", "Tell which commit each line of a file comes from"),
    "branch": ("branch", "List branches"),
    "bundle": ("bundle", "Tell what is in a bundle, and take it in"),
    "cat-file": ("cat_file", "Show objects' contents, types and sizes, one or many"),
    "check-attr": ("check_attr", "Tell which attributes paths have"),
    "check-mailmap": ("check_mailmap", "Tell who is to be shown for contacts"),
    "check-ref-format": ("check_ref_format", "Tell whether a reference may be called so"),
    "cherry": ("cherry", "Tell which commits another branch has nothing like"),
    "commit-graph": ("commit_graph", "Check what is kept of commits beside them"),
    "commit-tree": ("commit_tree", "Make a commit of a tree"),
    "config": ("config", "Show what the configuration says"),
    "count-objects": ("count_objects", "Count objects, and the room that they take"),
    "describe": ("describe", "Call commits after the tag that they come after"),
    "diff": ("diff", "Show what differs between commits, trees or blobs"),
    "diff-pairs": ("diff_pairs", "Show pairs of files that come in as raw lines"),
    "diff-tree": ("diff_tree", "Show what differs between trees, or what commits changed"),
    "for-each-ref": ("for_each_ref", "List references, each as a format shows it"),
    "grep": ("grep", "Show lines of files of revisions that match patterns"),
    "hash-object": ("hash_object", "Compute the id of a file's content, and write it as an object"),
    "index-pack": ("index_pack", "Index a pack, from a file or as it comes in"),
    "init": ("init", "Make a repository, or complete one that is there"),
    "last-modified": ("last_modified", "Tell which commits last changed the entries of a tree"),
    "log": ("log", "Show the commits that revisions reach, and what they changed"),
    "ls-tree": ("ls_tree", "List the entries of a tree"),
    "merge-base": ("merge_base", "Find the best common ancestors of commits"),
    "mktag": ("mktag", "Make a tag object, if nothing is wrong with it"),
    "mktree": ("mktree", "Make trees from lines as ls-tree prints them"),
    "multi-pack-index": ("multi_pack_index", "Check the index of many packs"),
    "name-rev": ("name_rev", "Call commits after the references that reach them"),
    "pack-objects": ("pack_objects", "Make packs of objects, as deltas of one another"),
    "pack-refs": ("pack_refs", "Put references that have files of their own into one"),
    "patch-id": ("patch_id", "Compute ids of patches, by which those that change the same are found"),
    "prune": ("prune", "Take away objects that nothing reaches"),
    "prune-packed": ("prune_packed", "Take away loose objects that a pack has too"),
    "reflog": ("reflog", "Show logs of references, add to them, cut them down, or take them away"),
    "refs": ("refs", "List references, look for one, or pack all of them"),
    "repack": ("repack", "Put the objects of a repository into one pack, or few"),
    "replace": ("replace", "List, make and remove what is read in the place of other objects"),
    "rev-list": ("rev_list", "List the commits that revisions reach"),
    "rev-parse": ("rev_parse", "Show what names mean, and where a repository is"),
    "shortlog": ("shortlog", "Group commits by who made them"),
    "show": ("show", "Show commits with what they changed, tags, trees and blobs"),
    "show-index": ("show_index", "Show what a pack's index says"),
    "show-ref": ("show_ref", "List references, or look for one"),
    "symbolic-ref": ("symbolic_ref", "Show, set or delete what a symbolic reference leads to"),
    "tag": ("tag", "List tags"),
    "unpack-file": ("unpack_file", "Write a blob into a temporary file"),
    "unpack-objects": ("unpack_objects", "Unpack a pack into loose objects"),
    "update-ref": ("update_ref", "Change references, one or many in a transaction"),
    "var": ("var", "Show what git uses for a name of its own"),
    "verify-pack": ("verify_pack", "Check packs and their indexes"),
    "whatchanged": ("whatchanged", "Show commits and the files that each of them changed"),
    "worktree": ("worktree", "List the worktrees of a repository"),
    "explain": ("explain", "Tell how one object is found and how its bytes are kept"),
}


def run_command(name: str, session: Session, words: Sequence[str]) -> int:
    """Run the command `name`, whose module has `run(session, words)`; gives its exit code."""
    if is_traced():
        from pygitobj.cli.trace import name_command

        name_command(name)
    try:
        return int(import_module(f"pygitobj.cli.{COMMANDS[name][0]}").run(session, words))
    except UsageError:
        if name not in ANYWHERE:
            session.open_repository()
        raise
