"""No error of the system is taken for an answer: what may be caught, and which calls may not be used, is written down.

docs/decisions/0008 says what each catch below may mean. A new one belongs in both.
"""

from __future__ import annotations

import ast
import re

import pytest

from tests.support.package_nodes import PACKAGE, package_nodes

# They say no to whatever error; files/directory.py has what says so only of what is not there.
BANNED = re.compile(
    r"os\.path\.(exists|lexists|isfile|isdir|islink|ismount)|os\.(access|walk|fwalk)"
    r"|.*\.(is_dir|is_file|is_symlink|exists|iterdir|i?glob|rglob)|(.*\.)?suppress"
)
CALLS_ALLOWED = {
    ("repository/discovery.py", "may_enter", "os.access"),
    ("refs/loose_names.py", "files_below", "entry.is_dir"),
    ("refs/loose_names.py", "files_below", "entry.is_file"),
    ("refs/loose_names.py", "is_circle", "entry.is_dir"),
    ("files/directory.py", "entries_in", "entry.is_dir"),
    ("refs/loose_names.py", "is_circle", "entry.is_symlink"),
    ("revisions/resolve.py", "what_is_wrong", "os.path.lexists"),
    ("revisions/index_path.py", "what_is_wrong", "os.path.lexists"),
    ("files/atomic.py", "freshen", "os.access"),
}
# Handlers that end an error of the system without raising one.
CATCHES_ALLOWED = {
    # It is noted: who finds nothing else raises it.
    ("sources/packed.py", "PackedSource.has"),
    ("sources/packed.py", "PackedSource.find"),
    ("sources/packed.py", "PackedSource.copy_at"),
    ("sources/packed.py", "PackedSource.row_in"),
    ("sources/packed.py", "PackedSource.rows_like"),
    ("sources/packed.py", "PackedSource.parts_in"),
    ("sources/matching.py", "parts_of_many"),
    ("sources/packed.py", "PackedSource.opens"),
    ("sources/loose.py", "LooseSource.has"),
    ("sources/packed.py", "PackedSource.all_packs"),
    ("sources/packed.py", "PackedSource.refresh"),
    ("sources/alternates.py", "object_directories.add"),
    ("sources/alternates.py", "alternates_of"),
    ("store/database.py", "ObjectDatabase._directories"),
    ("store/recovery.py", "first_good"),
    ("store/recovery.py", "repair_at_hand"),
    ("store/recovery.py", "good_copy"),
    # It is asked for again, in another way that raises.
    ("sources/packed.py", "PackedSource.entry"),
    ("store/object_store.py", "ObjectStore.header"),
    ("store/object_store.py", "ObjectStore.read"),
    ("store/windows.py", "Planned.part"),
    ("store/windows.py", "Window.plan"),
    ("store/bulk.py", "describe_all"),
    ("cli/batch/columns.py", "ColumnAnswers.gaps_of"),
    ("cli/batch/answers.py", "Answers.stays"),
    ("cli/diffing/trees.py", "until_error"),
    ("jobs/inspect/tree_files.py", "contents"),
    ("face/diffs.py", "Differ.texts_of"),
    ("store/bulk.py", "some_infos"),
    ("cli/walking/formats.py", "sound"),
    ("cli/pretty/items.py", "in_windows"),
    ("files/idx.py", "reverse_rows"),
    ("store/verify_many.py", "built_soundly"),
    ("store/pack_list.py", "listed"),
    ("store/pack_list.py", "prefer_deltas"),
    ("walk/read_ahead.py", "CommitsAhead.look_ahead"),
    ("walk/promised.py", "with_codes"),
    ("walk/tagged_commits.py", "commits_tagged"),
    ("walk/tree_levels.py", "body_or_none"),
    ("repository/tree_walk.py", "TreesAhead.read"),
    ("walk/path_changes.py", "PathChanges.look_at"),
    ("kernels/pure/entries.py", "EntryReader.entry_or_none"),
    ("kernels/pure/decoder.py", "PackDecoder.info_many"),
    ("store/bulk.py", "chunks"),
    ("kernels/pure/plan.py", "Plan.build"),
    ("files/mapped.py", "map_file"),
    ("files/unmapped.py", "UnmappedFile.block"),
    ("jobs/maintain/remove_packs.py", "PackRemoval.read"),
    ("jobs/maintain/remove_packs.py", "held"),
    ("files/incoming.py", "PackInStream.look_again"),
    # It is given to whoever asked, as a value, or told, and raised where that is not wanted.
    ("face/diffs.py", "Differ.renamed"),
    ("face/diffs.py", "Differ.counts_of"),
    # It is raised when what comes before it was shown.
    ("cli/log_diffs.py", "LogDiffs.plain_start"),
    # There is no terminal.
    ("cli/diffing/stat_lines.py", "terminal_width"),
    ("store/verify_many.py", "reason_of"),
    # It is told, and what it is about stays as it is.
    ("jobs/maintain/prune.py", "Pruning.is_old"),
    ("jobs/maintain/prune.py", "Pruning.set_aside"),
    ("jobs/maintain/prune.py", "Pruning.unlink"),
    ("jobs/maintain/prune_packed.py", "PackedPruning.take"),
    ("jobs/maintain/remove_packs.py", "PackRemoval.put_back"),
    ("jobs/maintain/prune_packed.py", "packed_soundly"),
    ("jobs/maintain/repack.py", "tell_clients"),
    ("repository/mailmap.py", "in_file"),
    ("repository/attribute_files.py", "rules_at"),
    ("repository/alternate_refs.py", "refs_at"),
    ("repository/alternate_refs.py", "refs_told"),
    ("jobs/inspect/explain.py", "copy_that_serves"),
    ("jobs/inspect/explain.py", "verdict"),
    ("cli/__init__.py", "run"),
    ("cli/main.py", "answer"),
    ("cli/verify_pack.py", "run"),
    ("cli/verify_pack.py", "verify_one"),
    ("cli/refs_exists.py", "tell_existence"),
    ("cli/replace_write.py", "convert_grafts"),
    ("cli/refs_migrate.py", "run_refs"),
    ("cli/bundle_create.py", "packed"),
    ("jobs/check/files_of_refs.py", "check_files"),
    ("jobs/check/files_of_refs.py", "check_one"),
    ("jobs/check/files_of_refs.py", "check_packed_file"),
    ("jobs/check/tables_of_refs.py", "check_tables"),
    ("jobs/migrate/old_files.py", "OldFiles.remove"),
    ("jobs/migrate/old_tables.py", "OldTables.remove"),
    ("refs/files_optimize.py", "prune"),
    ("repository/hooks.py", "ended"),
    ("repository/hooks.py", "run"),
    ("jobs/convert/program.py", "filtered"),
    ("jobs/convert/process.py", "Processes.start"),
    ("files/looked.py", "Looked.add_absent"),
    ("files/looked.py", "Looked.holds"),
    # Many references at once: each is looked at by itself then, which meets it again.
    ("cli/refs_at_once.py", "is_nothing"),
    ("refs/plain_lines.py", "plain_names"),
    # Nothing is shared with a copy of the process, or what the copy could not show is shown by the process.
    ("cli/shared_work.py", "Copy.start"),
    ("cli/shared_work.py", "shown"),
    # More is written or kept than need be.
    ("files/atomic.py", "take_away"),
    ("files/folder.py", "drop"),
    ("files/atomic.py", "NewFile.drop"),
    ("files/temporary.py", "TemporaryFile.remove"),
    ("jobs/convert/textconv_cache.py", "TextconvCache.put"),
    ("jobs/convert/textconv_cache.py", "TextconvCache.flush"),
    ("jobs/convert/textconv.py", "output_of"),
    ("jobs/maintain/prune_packed.py", "Keeper.keeps"),
    ("jobs/maintain/remove_packs.py", "can_read"),
    ("repository/gc_lock.py", "is_alive"),
    ("store/copying.py", "keeps_loose"),
    ("store/existing.py", "is_equal"),
    ("store/existing.py", "keeps"),
    ("jobs/unreachable/recent_hook.py", "ids_from"),
    ("files/leaving.py", "Leaving.went"),
    ("files/atomic.py", "freshen"),
    ("files/directory.py", "remove_if_empty"),
    ("files/directory.py", "remove_unused"),
    ("files/directory.py", "remove_empty_below"),
    ("files/directory.py", "remove_tree"),
    ("jobs/migrate/old_files.py", "remove_directories"),
    ("jobs/migrate/places.py", "Moves.take_back"),
    ("jobs/migrate/places.py", "PlacedFiles.take_back"),
    ("jobs/migrate/migrate.py", "Migration.is_switched"),
    ("refs/files_log.py", "LogWriter.take_back"),
    ("files/pack_family.py", "tells_of"),
    ("refs/reftable_addition.py", "NewTable.drop"),
    ("refs/reftable_compaction.py", "compact_a_little"),
    # It is told, and what it has is found in another way.
    ("files/commit_graph.py", "open_graph"),
    ("files/commit_graph.py", "open_layer"),
    ("files/commit_graph.py", "load_layer"),
    ("jobs/check/commit_graph.py", "unlike_objects"),
    ("files/multi_pack_index.py", "open_layers.attempt"),
    ("store/bitmaps.py", "open_bitmaps"),
    ("files/multi_pack_index.py", "CoveredPacks.seen"),
    ("files/multi_pack_index.py", "CoveredPacks.ask"),
    ("jobs/check/multi_pack_index.py", "wrong_places"),
    ("jobs/check/multi_pack_index.py", "opens"),
    # Another error is about to be raised, or there is nobody left to tell.
    ("files/unmapped.py", "Origin.failure"),
    ("cli/terminal.py", "tell"),
    ("files/ending.py", "Guard.act"),
    # What is told to whoever traces is left out.
    ("cli/trace.py", "Events.tell"),
    ("cli/trace.py", "target"),
    # It is no error of a file.
    ("repository/identity.py", "load_log_ident"),
    ("cli/var.py", "all_lines"),
    ("jobs/inspect/signatures.py", "Verifier.check"),
    ("jobs/inspect/signatures.py", "Verifier.run"),
    ("revisions/ambiguity.py", "day"),
}
SWALLOWING = {"OSError", "IOError", "EnvironmentError", "Exception", "BaseException", "PermissionError"}
SWALLOWING |= {"GitObjectError", "RepositoryError"}


def caught(handler: ast.ExceptHandler) -> set[str]:
    """The names of what `handler` catches."""
    if handler.type is None:
        return {"BaseException"}
    parts = handler.type.elts if isinstance(handler.type, ast.Tuple) else [handler.type]
    return {ast.unparse(part).rpartition(".")[2] for part in parts}


def test_calls_that_say_no_to_any_error() -> None:
    found = {
        (path, name, ast.unparse(node.func))
        for path, name, node in package_nodes()
        if isinstance(node, ast.Call) and BANNED.fullmatch(ast.unparse(node.func))
    }
    assert found <= CALLS_ALLOWED, "use pygitobj/files/directory.py"
    ignoring = [
        path for path, _, node in package_nodes() if isinstance(node, ast.keyword) and node.arg == "ignore_errors"
    ]
    assert not ignoring


def test_catches_that_raise_nothing() -> None:
    found = {
        (path, name)
        for path, name, node in package_nodes()
        if isinstance(node, ast.ExceptHandler)
        and caught(node) & SWALLOWING
        and not any(isinstance(part, ast.Raise) for part in ast.walk(node))
    }
    assert found <= CATCHES_ALLOWED, "say in docs/decisions/0008 what it may mean, or let it raise"


def test_the_decision_names_each_file() -> None:
    decision = PACKAGE.parent / "docs/decisions/0008-what-an-error-may-mean.md"
    if not decision.exists():
        pytest.skip("the documents are not here")
    text = decision.read_text()
    for path, name in CATCHES_ALLOWED:
        assert f"{path}" in text, (path, name)


def test_compiled_kernels() -> None:
    found = [
        (path.name, line.strip())
        for path in sorted(PACKAGE.rglob("*.pyx"))
        for line in path.read_text().splitlines()
        if re.match(r"\s*except\b(.*\b(OSError|Exception|BaseException)\b|:)", line)
    ]
    assert set(found) <= {("decoder.pyx", "except Exception:")}
