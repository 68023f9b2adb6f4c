"""Python's own ways with text know more than git's, and are used only where that is right: the list below says where.

int and float take underscores, white space and the digits of every script, and int refuses many digits; isdigit and
its kin, lower, strip, split and splitlines, and the classes of a pattern for str, know all of Unicode. For bytes most
are C's, but strip and split take the vertical tab and the form feed for white space, and int(bytes) is int(str).
fromhex leaves out white space. pygitobj/formats/numbers.py and small_text.py have what git does.
"""

from __future__ import annotations

import ast
import re

from tests.support.package_nodes import package_nodes

# With any arguments, and only without.
METHODS = re.compile(
    "is(digit|decimal|numeric|alpha|alnum|space|identifier|upper|lower|title|printable)"
    "|lower|upper|casefold|title|swapcase|capitalize|splitlines|expandtabs|fromhex"
)
BARE = ("strip", "lstrip", "rstrip", "split", "rsplit")
PATTERNS = ("compile", "match", "search", "fullmatch", "sub", "subn", "split", "findall", "finditer")
# Numbers that were numbers before.
OF_NUMBERS = re.compile(
    r"int\((time\.time\(\)|time\.mktime\(.*|datetime\(.*\.timestamp\(\)|.*(/|\*| - ).*|.*\.run\(.*|commands\.main\(.*)",
    re.DOTALL,
)
LOOKED_AT = "digits, looked at before, and not too many"
OF_A_PATTERN = "digits of a pattern for bytes, which bounds them"
OF_BYTES = "of bytes: C's"
AS_LOCALE = "letters of whatever script, where the locale has them"
OURS = "names that we gave ourselves"
IDENT = "of bytes, in an ident, whose ends are white space of C's"
ALLOWED = {
    ("changes/blame/final_text.py", ""): OF_BYTES,
    ("changes/blame/guesses.py", ""): OF_BYTES,
    ("changes/filters.py", "StatusFilter.with_letters"): LOOKED_AT,
    ("changes/language_words.py", ""): OURS,
    ("changes/language_words.py", "any_case"): OURS,
    ("changes/languages.py", ""): OURS,
    ("changes/pickaxe.py", "looks_for_text"): OF_BYTES,
    ("changes/search/pattern.py", "find_needles"): OF_BYTES,
    ("cli/archive.py", "without_level"): LOOKED_AT,
    ("cli/blaming/command.py", "style_of"): OURS,
    ("cli/blaming/commit_info.py", "CommitInfos.who"): LOOKED_AT,
    ("cli/diff_pairs.py", "id_at"): LOOKED_AT,
    ("cli/diff_pairs.py", "mode_at"): LOOKED_AT,
    ("cli/diffing/option_formats.py", "permille_in"): LOOKED_AT,
    ("cli/diffing/option_pairs.py", "score_at"): LOOKED_AT,
    ("cli/diffing/option_pairs.py", "take_filter"): LOOKED_AT,
    ("cli/diffing/tree_input.py", "id_in"): LOOKED_AT,
    ("cli/log_config.py", "decoration_colors"): OURS,
    ("cli/shortlog_walk.py", "trailers_in"): OF_BYTES,
    ("face/change.py", "short"): "text for people",
    ("formats/posix_bytes.py", "PosixBytes.needles"): "of ASCII alone",
    ("formats/small_text.py", "ended_lines"): "of bytes, without the one that C takes for none",
    ("kernels/pure/usual_commit.py", "person_of"): OF_A_PATTERN,
    ("kernels/pure/usual_commit.py", "shown_date"): OF_A_PATTERN,
    ("kernels/pure/medium_text.py", "message_of"): OF_BYTES,
    ("kernels/pure/raw_lines.py", "shown"): "of ASCII alone",
    ("cli/mktree.py", "mode_of"): OF_A_PATTERN,
    ("formats/commit.py", "Commit.subject"): "text for people",
    ("formats/config.py", "parse_section"): OF_BYTES,
    ("formats/config.py", "parse_variable"): OF_BYTES,
    ("formats/fsck.py", "check_id_line"): OURS,
    ("formats/fsck.py", "time_problem"): LOOKED_AT,
    ("formats/fsck_tree.py", "is_dotgit_on_windows"): OF_BYTES,
    ("formats/fsck_tree.py", "mode_of"): LOOKED_AT,
    ("formats/git_index.py", "parse_cache_tree"): OF_A_PATTERN,
    ("formats/git_index.py", "parse_resolve_undo"): OF_A_PATTERN,
    ("formats/ident.py", "Ident.offset"): LOOKED_AT,
    ("formats/ident.py", "build_ident"): IDENT,
    ("formats/ident.py", "decimal"): LOOKED_AT,
    ("formats/ident.py", "parse_ident"): LOOKED_AT,
    ("formats/ident.py", "ident_parts"): IDENT,
    ("formats/text.py", "decode_text"): "a name that Python looks up",
    ("formats/url.py", "escaped_at"): LOOKED_AT,
    ("formats/url.py", "host_and_port"): LOOKED_AT,
    ("formats/url.py", "parse_url"): LOOKED_AT,
    ("jobs/check/messages.py", ""): OURS,
    ("jobs/check/messages.py", "Severities.of"): OURS,
    ("jobs/unreachable/recent_hook.py", "hooked_ids"): OURS,
    ("kernels/pure/reach.py", ""): "digits that were just made",
    ("formats/loose.py", "parse_loose_header"): "of bytes, at most 32 of them, digits alone",
    ("formats/mailmap.py", "Mailmap.map"): OF_BYTES,
    ("formats/mailmap.py", "Mailmap.new"): OF_BYTES,
    ("formats/path_pattern.py", "PatternList.__init__"): OF_BYTES,
    ("formats/path_pattern.py", "PatternList.add_wild"): OF_BYTES,
    ("formats/path_pattern.py", "PatternList.matching"): OF_BYTES,
    ("formats/path_matcher.py", "PathMatcher.same"): OF_BYTES,
    ("formats/path_pattern.py", "WildPattern.__init__"): OF_BYTES,
    ("formats/path_pattern.py", "matches"): OF_BYTES,
    ("formats/posix_automaton.py", "Automaton.has"): AS_LOCALE,
    ("formats/posix_automaton.py", "Automaton.kind"): AS_LOCALE,
    ("formats/posix_sets.py", ""): AS_LOCALE,
    ("formats/posix_sets.py", "character"): AS_LOCALE,
    ("formats/posix_syntax.py", "Parser.count"): LOOKED_AT,
    ("formats/posix_syntax.py", "Parser.thing"): LOOKED_AT,
    ("formats/numbers.py", "digits_at"): LOOKED_AT,
    ("formats/numbers.py", "number_at_start"): LOOKED_AT,
    ("formats/pkt_line.py", "length_of"): "four hex digits, looked at before",
    ("formats/encoding.py", ""): OURS,
    ("formats/pack.py", "parse_pack_header"): "a number, of which the type is not known",
    ("formats/color.py", "color_of"): LOOKED_AT,
    ("formats/percent.py", "hex_byte"): LOOKED_AT,
    ("formats/trailers.py", "trailers_of"): OF_BYTES,
    ("cli/pretty/sorting.py", "sort_items"): OF_BYTES,
    ("cli/refs.py", "run"): "an exit code",
    ("cli/show_ref.py", "print_plainly"): LOOKED_AT,
    ("kernels/pure/ref_lines.py", "plain_refs"): LOOKED_AT,
    ("formats/quote.py", "unescape"): LOOKED_AT,
    ("formats/reflog.py", "parse_offset"): OF_A_PATTERN,
    ("formats/reflog.py", "seconds"): OF_A_PATTERN,
    ("formats/wildmatch.py", "matcher.is_match"): OF_BYTES,
    ("formats/wildmatch.py", "parts_of"): OF_BYTES,
    ("formats/wildmatch.py", "set_at"): OF_BYTES,
    ("formats/wildmatch.py", "wildmatch"): OF_BYTES,
    ("kernels/pure/commits.py", "parse_date"): LOOKED_AT,
    ("kernels/pure/tree.py", "parse_malformed_tree"): "of bytes, octal digits alone",
    ("kernels/pure/tree.py", "parse_tree"): "of bytes, octal digits alone",
    ("kernels/pure/tree_sides.py", "entries_of"): "of bytes, octal digits alone",
    ("repository/identity.py", "load_ident"): OURS,
    ("repository/identity.py", "system_name"): "what the system has of a user, for people",
    ("repository/include.py", "is_git_dir"): OF_BYTES,
    ("revisions/resolve.py", "step_from"): "a number, of which the type is not known",
    ("store/foreign.py", "require_made_for"): OURS,
    ("store/database.py", "ObjectDatabase.require_writable"): OURS,
    # Ids in hex, whose length is looked at: fromhex leaves white space out.
    ("cli/batch/requests.py", "full_ids"): LOOKED_AT,
    ("cli/batch/names.py", "Names.full_id"): LOOKED_AT,
    ("jobs/inspect/count_objects.py", "oid_of"): LOOKED_AT,
    ("walk/notes.py", "unhex"): LOOKED_AT,
    ("formats/encoding_names.py", ""): OURS,
    ("formats/newer_widths.py", "newer_widths"): OURS,
    ("jobs/packing/object_list.py", "parse_objects"): LOOKED_AT,
    ("kernels/pure/commits.py", "parse_commit"): LOOKED_AT,
    ("oid.py", "ObjectId.__new__"): LOOKED_AT,
    ("oid.py", "ObjectFormat.bounds_of"): LOOKED_AT,
    ("sources/loose.py", "LooseSource.shard"): LOOKED_AT,
    ("walk/tags.py", "usual_link"): LOOKED_AT,
}


def knows_too_much(call: ast.AST) -> bool:
    """Whether `call` is a call that reads text in Python's way."""
    if not isinstance(call, ast.Call):
        return False
    function = call.func
    if isinstance(function, ast.Name):
        if function.id not in ("int", "float") or not call.args or isinstance(call.args[0], ast.Constant):
            return False
        return OF_NUMBERS.match(ast.unparse(call)) is None
    if not isinstance(function, ast.Attribute):
        return False
    if isinstance(function.value, ast.Name) and function.value.id == "re":
        return function.attr in PATTERNS and is_loose_pattern(call)
    if METHODS.fullmatch(function.attr):
        return True
    return function.attr in BARE and not call.args and not call.keywords


def is_loose_pattern(call: ast.Call) -> bool:
    """Whether the pattern is for str and has a class that knows all of Unicode."""
    pattern = call.args[0]
    if not isinstance(pattern, ast.Constant) or not isinstance(pattern.value, str):
        return False
    return re.search(r"\\[dDsSwWbB]", pattern.value) is not None and "re.ASCII" not in ast.unparse(call)


def test_text_is_read_as_c_reads_it() -> None:
    found = {(path, name, ast.unparse(call)) for path, name, call in package_nodes() if knows_too_much(call)}
    loose = sorted(text for text in found if text[:2] not in ALLOWED)
    assert not loose, "use pygitobj/formats/numbers.py, or say in ALLOWED why not"


def test_that_it_finds_them() -> None:
    wrong = ["int(text)", "int(text, 8)", "float(text)", "x.isdigit()", "x.lower()", "x.strip()", "x.split()"]
    wrong += ["x.splitlines(True)", "bytes.fromhex(x)", r"re.compile('\\d')", r"re.match('a\\s', x)"]
    right = ["int(time.time())", "int(a / b)", "x.strip(SPACE)", "x.split(',')", r"re.compile(b'\\d')"]
    right += [r"re.compile('\\d', re.ASCII)", "re.compile('[0-9]')", "int(1)"]
    calls_in = [ast.parse(text, mode="eval").body for text in wrong + right]
    assert [knows_too_much(call) for call in calls_in if isinstance(call, ast.Call)] == [True] * 11 + [False] * 8
