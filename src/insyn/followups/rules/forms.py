"""What a board calls its forms of follow-up, and how each is done. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass

from insyn.followups.rules.states import LIFECYCLE, OF_SURVEYS, Event, Kind, State
from insyn.kernel.choices import Choice


class Depth(Choice):
    """How deep a follow-up goes (djup). An overview may lead to a decision on one in depth."""

    ORDINARY = "ordinary", "Vanlig"
    OVERVIEW = "overview", "Översiktlig"
    IN_DEPTH = "in_depth", "Fördjupad"


class FactCheckUse(Choice):
    """Whether the provider reads the draft and points out what is wrong in it."""

    MAY = "may", "Vid behov"
    MUST = "must", "Alltid"
    NEVER = "never", "Aldrig"


class Periodicity(Choice):
    """How often a form of follow-up comes back (intervall)."""

    MONTHLY = "monthly", "Varje månad"
    QUARTERLY = "quarterly", "Varje kvartal"
    HALF_YEARLY = "half_yearly", "Varje halvår"
    YEARLY = "yearly", "Varje år"
    EVERY_OTHER_YEAR = "every_other", "Vartannat år"
    EVERY_THIRD_YEAR = "every_third", "Vart tredje år"
    ONCE_PER_AGREEMENT = "once", "En gång per avtal"
    AFTER_FIRST_CLIENT = "first_client", "6–8 månader efter första placeringen"
    ON_EVENT = "on_event", "Vid händelse"


@dataclass(frozen=True, slots=True)
class Stages:
    """Which stages a follow-up goes through, as its form says; the usual ones without a form."""

    uses_preparation: bool = True
    fact_check: FactCheckUse = FactCheckUse.MAY


class StageRefusal(Choice):
    """Why the form does not let an event happen, and what to do instead."""

    PREPARE_FIRST = (
        "prepare_first",
        "”Påbörja” går inte när läget är ”Planerad”. Markera den först som förberedd.",
    )
    NO_PREPARATION = (
        "no_preparation",
        "Formen har ingen förberedelse. Påbörja uppföljningen direkt.",
    )
    NO_FACT_CHECK = (
        "no_fact_check",
        "Formen har ingen faktagranskning. Fastställ bedömningen direkt.",
    )
    FACT_CHECK_FIRST = (
        "fact_check_first",
        "Formen kräver att utföraren faktagranskar. Skicka utkastet för faktagranskning först.",
    )
    ENDS_WITH_SURVEY = (
        "ends_with_survey",
        "Uppföljningen följer sin enkät. Stäng enkätens omgång i stället.",
    )


def refusal_of(event: Event, before: State, kind: Kind, stages: Stages) -> StageRefusal | None:
    """Return why the form does not let the event happen in the state; None when it does."""
    reasons = (
        (event is Event.START and before is State.PLANNED and stages.uses_preparation,
         StageRefusal.PREPARE_FIRST),
        (event is Event.PREPARE and not stages.uses_preparation, StageRefusal.NO_PREPARATION),
        (event is Event.SEND_FOR_FACT_CHECK and stages.fact_check is FactCheckUse.NEVER,
         StageRefusal.NO_FACT_CHECK),
        (event is Event.ASSESS and before is State.DRAFT
         and stages.fact_check is FactCheckUse.MUST, StageRefusal.FACT_CHECK_FIRST),
        (event is Event.ABANDON and kind is Kind.SURVEY, StageRefusal.ENDS_WITH_SURVEY),
    )  # fmt: skip
    return next((refusal for is_so, refusal in reasons if is_so), None)


def events_of(state: State, kind: Kind, stages: Stages) -> list[Event]:
    """Return what people may let happen next, as the life cycle and the form allow."""
    possible = LIFECYCLE.events_from(state)
    return [
        event
        for event in possible
        if event not in OF_SURVEYS and refusal_of(event, state, kind, stages) is None
    ]


def own_word(own_words: Mapping[str, object], state: State) -> str:
    """Return what the board calls the state; '' when it uses the usual word."""
    word = own_words.get(state.value, "")
    return word.strip() if isinstance(word, str) else ""


PREFIX_LENGTH = 8


class PrefixProblem(Choice):
    """What is wrong with how the numbers of a series begin."""

    EMPTY = "empty", "Skriv vad numren ska inledas med, till exempel HVB."
    LONG = "long", "Inledningen får ha högst 8 tecken."
    CHARACTERS = (
        "characters",
        "Inledningen ska börja med en bokstav och bara ha bokstäver och siffror, som HVB.",
    )


def prefix_problem(prefix: str) -> PrefixProblem | None:
    """Return what is wrong with the beginning; None when it can begin numbers.

    One that began with a digit could be taken for a year, which is how numbers without a
    series begin.
    """
    if not prefix:
        return PrefixProblem.EMPTY
    if len(prefix) > PREFIX_LENGTH:
        return PrefixProblem.LONG
    is_plain = prefix[0].isalpha() and prefix.isalnum()
    return None if is_plain else PrefixProblem.CHARACTERS
