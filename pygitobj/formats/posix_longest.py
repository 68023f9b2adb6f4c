"""Where what a regular expression of POSIX's matches ends: of all that begins at a place the longest, as POSIX has it.

It is a machine as that of posix_automaton.py, which here begins at one place alone and goes on as far as it can.
"""

from __future__ import annotations

from pygitobj.formats.posix_automaton import EDGE, MOST_KEPT, Automaton, State
from pygitobj.formats.posix_sets import Dialect
from pygitobj.formats.posix_syntax import Chain, Choice, Edge, Group, Node, Repeat

OTHER_SIDE = {"^": "$", "$": "^", "`": "'", "'": "`", "<": ">", ">": "<"}


class Longest(Automaton):
    """Finds the ends of matches. Raises TooLargeError."""

    def end(self, text: str, start: int, before: int | None = None) -> int:
        """Where the longest match that begins at `start` ends; -1 where none does. What is `before` may be said."""
        if before is None:
            before = self.kind(text[start - 1]) if start else EDGE
        state = self.reaching(self.start, before, False)
        best = -1
        for at in range(start, len(text)):
            state = state[text[at]]
            if state.ended:
                best = at
            if not state.places:
                return best
        return len(text) if 0 in self.reached(state, EDGE) else best

    def step(self, state: State, letter: str) -> State:
        """The state after `state` at `letter`."""
        if self.kept >= MOST_KEPT:
            self.forget()
        kind = self.kind(letter)
        places = self.reached(state, kind)
        met = {place for place in places if self.meets(place, letter)}
        following = frozenset[int]().union(*(self.places[place].after for place in met))
        after = state[letter] = self.reaching(following, kind, 0 in places)
        self.kept += 1 + len(following)
        return after

    def reaching(self, places: frozenset[int], before: int, ended: bool) -> State:
        """The state of these `places`; one that says whether the match could have ended has other numbers before it."""
        key = (places, before + 3 * ended)
        known = self.states.get(key)
        if known is None:
            known = self.states[key] = State(self, places, before, ended)
        return known


class Starts(Longest):
    """Finds all places where a match begins: reads a text from its end on, by the pattern turned round.

    Raises TooLargeError.
    """

    def __init__(self, node: Node, dialect: Dialect) -> None:
        super().__init__(turned(node), dialect)

    def marks(self, text: str) -> bytearray:
        """A byte for each place in `text`, 1 where a match begins."""
        size = len(text)
        found = bytearray(size + 1)
        state = self.reaching(self.start, EDGE, False)
        for at in range(size, 0, -1):
            state = state[text[at - 1]]
            if state.ended:
                found[at] = 1
        found[0] = 0 in self.reached(state, EDGE)
        return found

    def reaching(self, places: frozenset[int], before: int, ended: bool) -> State:
        """As above: everywhere a match may begin."""
        return super().reaching(places | self.start, before, ended)


def turned(node: Node) -> Node:
    """What matches a text that is read from its end on, where `node` matches the text."""
    if isinstance(node, Edge):
        return Edge(OTHER_SIDE.get(node.sign, node.sign))
    if isinstance(node, Group):
        return turned(node.part)
    if isinstance(node, Chain):
        return Chain(tuple(turned(part) for part in reversed(node.parts)))
    if isinstance(node, Choice):
        return Choice(tuple(map(turned, node.parts)))
    return Repeat(turned(node.part), node.least, node.most) if isinstance(node, Repeat) else node
