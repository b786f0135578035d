"""State machines as data: one table, read by code, tests, templates and the manual."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar

from insyn.kernel.choices import Choice
from insyn.kernel.errors import RuleViolation
from insyn.kernel.sentences import Words, sentence

S = TypeVar("S", bound=Choice)
E = TypeVar("E", bound=Choice)


@dataclass(frozen=True)
class StateMachine(Generic[S, E]):
    """What may happen in each state, and where it leads."""

    transitions: Mapping[tuple[S, E], S]

    def after(self, state: S, event: E) -> S:
        """Return the state that follows.

        Raises:
            RuleViolation: the table has no such move; the sentence names both in Swedish.
        """
        try:
            return self.transitions[state, event]
        except KeyError:
            words = {"event": Words(event.label), "state": Words(state.label)}
            raise RuleViolation(
                sentence("”%(event)s” går inte när läget är ”%(state)s”.", **words)
            ) from None

    def allows(self, state: S, event: E) -> bool:
        """Tell whether the table has the move."""
        return (state, event) in self.transitions

    def events_from(self, state: S) -> list[E]:
        """Return the events possible in this state, in table order. For buttons."""
        return [event for (source, event) in self.transitions if source == state]
