"""Formats of commits: what `--pretty` and `--format` name, and what they show of a commit.

    oneline, short, medium, full, fuller, reference, email, mboxrd, raw     or how one of these begins
    format:<text>       what is between commits parts them
    tformat:<text>      what is between them ends each; so it is with any text that has a percent sign, and with none
    <name>              pretty.<name> of the configuration: such a text, or the name of another

Follows git's Documentation/pretty-formats and config/pretty.
"""

from __future__ import annotations

from pygitobj.cli.pretty.commit_builtin import MAILS, ONELINE, BuiltIn
from pygitobj.cli.pretty.commit_shown import CommitNeeds, CommitSettings, ShownCommit
from pygitobj.cli.pretty.commit_template import Template
from pygitobj.errors import GitObjectError
from pygitobj.formats.encoding import UTF_8, converted, is_utf_8
from pygitobj.formats.numbers import lower
from pygitobj.record import Record
from pygitobj.repository.config import Config, require_text

SECTION = "pretty."
SEPARATES, ENDS = "format:", "tformat:"
REFERENCE = "reference"
REFERENCE_TEXT = "%C(auto)%h (%s, %ad)"
BUILT_IN = ("raw", "medium", "short", "email", "mboxrd", "fuller", "full", ONELINE, REFERENCE)
USUAL = "medium"


class Named(Record):
    """A format: the name of a built-in one, or the `text` of a user's, and whether it ends commits or parts them."""

    name: str = ""
    text: str | None = None
    ends: bool = False

    @property
    def is_oneline(self) -> bool:
        """Whether a commit is one line with its id."""
        return self.name == ONELINE and self.text is None


def named(word: str | None, config: Config) -> Named:
    """The format that `word` names, the usual one without it. Raises GitObjectError in git's words."""
    if word is None:
        return Named(USUAL)
    if word.startswith(SEPARATES):
        return Named(text=word.removeprefix(SEPARATES))
    if not word or word.startswith(ENDS) or "%" in word:
        return Named(text=word.removeprefix(ENDS), ends=True)
    known: dict[str, Named | str] = {name: Named(name, ends=name == ONELINE) for name in BUILT_IN}
    known[REFERENCE] = Named(REFERENCE, REFERENCE_TEXT, True)
    known.update(configured(config))
    sought, steps = word, 0
    while True:
        if steps >= len(known):
            raise GitObjectError(f"invalid --pretty format: '{word}' references an alias which points to itself")
        names = [name for name in known if lower(name).startswith(lower(sought))]
        if not names:
            raise GitObjectError(f"invalid --pretty format: {word}")
        found = known[min(names, key=len)]
        if isinstance(found, Named):
            return found
        sought, steps = found, steps + 1


def configured(config: Config) -> dict[str, Named | str]:
    """The formats that `config` names; those that are other names as these."""
    found: dict[str, Named | str] = {}
    for value in config:
        if not value.entry.name.startswith(SECTION):
            continue
        name = value.entry.name.removeprefix(SECTION)
        if name in BUILT_IN:
            continue
        text = require_text(value)
        if text.startswith(SEPARATES):
            found[name] = Named(name, text.removeprefix(SEPARATES))
        elif text.startswith(ENDS) or "%" in text:
            found[name] = Named(name, text.removeprefix(ENDS), True)
        else:
            found[name] = text
    return found


class CommitFormat:
    """What shows commits; `ends` says whether what is between two of them ends each or parts them."""

    def __init__(self, named: Named, settings: CommitSettings) -> None:
        self.named = named
        self.ends = named.ends
        if named.name == REFERENCE and not settings.date_given:
            settings = settings._replace(date_mode=settings.date_mode._replace(kind="short"))
        self.settings = settings
        self.shows: BuiltIn | Template
        if named.text is None:
            self.shows = BuiltIn(named.name, settings)
            self.show = self.shows.show
        else:
            self.shows = Template(named.text, settings)
            self.show = self.shows.show if is_utf_8(settings.encoding) else self.show_encoded

    @classmethod
    def parse(cls, word: str | None, settings: CommitSettings) -> CommitFormat:
        """The format that `word` names, as `settings` show it. Raises GitObjectError."""
        return cls(named(word, settings.world.repository.config), settings)

    @property
    def needs(self) -> CommitNeeds:
        """What it asks of each commit."""
        return self.shows.needs

    @property
    def is_user_format(self) -> bool:
        """Whether it is made of placeholders."""
        return self.named.text is not None

    @property
    def is_mail(self) -> bool:
        """Whether it shows commits as mails."""
        return self.named.text is None and self.named.name in MAILS

    def show_encoded(self, commit: ShownCommit) -> bytes:
        """What a user's format shows of `commit`, in the encoding that is wanted; in UTF-8 where that cannot be."""
        shown = self.shows.show(commit)
        made = converted(shown, UTF_8, self.settings.encoding) if self.settings.encoding else None
        return shown if made is None else made
