"""How far a follow-up has come, what is missing and what comes next. Pure."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from insyn.followups.rules.forms import FactCheckUse, Stages
from insyn.followups.rules.states import (
    BEFORE_SENT,
    BEFORE_START,
    ENDED,
    MAIN_PATH,
    OPTIONAL,
    Event,
    Kind,
    State,
)
from insyn.kernel.choices import Choice
from insyn.registry.rules import is_in_force

REVIEWERS_AT_VISIT = 2
"""Visits are always made by two. Source: the coordinated follow-up of 2017, section 2.2."""


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a follow-up has come, in the facts that decide what may happen next.

    ``reviewers`` are those who take part now. ``needed`` is how many the form asks for; None
    without a form.
    """

    state: State
    kind: Kind = Kind.VISIT
    needed: int | None = None
    reviewers: int = 0
    declared: int = 0
    open_requests: int = 0
    unreviewed_requests: int = 0
    is_carried_out: bool = False


class Lack(Choice):
    """Something that is still missing (det som saknas)."""

    REVIEWER = "reviewer", "minst en uppföljare"
    TWO_REVIEWERS = "two_reviewers", "två uppföljare, eftersom besök alltid görs av två"
    FORM_TWO = "form_two", "två uppföljare, som formen kräver"
    FORM_THREE = "form_three", "tre uppföljare, som formen kräver"
    FORM_FOUR = "form_four", "fyra uppföljare, som formen kräver"
    DECLARATIONS = "declarations", "intyg från varje uppföljare om att jäv inte finns"
    DOCUMENTS = "documents", "handlingar som utföraren inte har skickat in"
    REVIEWS = "reviews", "granskning av handlingar som har kommit in"
    DATE = "date", "datum då uppföljningen gjordes"


def lacks_before(event: Event, progress: Progress) -> list[Lack]:
    """Return what stops the event; empty when nothing does.

    Source: the coordinated follow-up of 2017, section 2.2; förvaltningslagen 16–18 §§ on bias.
    """
    if event not in {Event.PREPARE, Event.START}:
        return []
    lacks = []
    if lack := _lack_of_reviewers(progress):
        lacks.append(lack)
    if progress.declared < progress.reviewers:
        lacks.append(Lack.DECLARATIONS)
    return lacks


_BY_FORM = {1: Lack.REVIEWER, 2: Lack.FORM_TWO, 3: Lack.FORM_THREE, 4: Lack.FORM_FOUR}


def _lack_of_reviewers(progress: Progress) -> Lack | None:
    if progress.reviewers >= reviewers_needed(progress.kind, progress.needed):
        return None
    if progress.needed is not None:
        return _BY_FORM[progress.needed]
    return Lack.TWO_REVIEWERS if progress.kind == Kind.VISIT else Lack.REVIEWER


def reviewers_needed(kind: Kind, of_form: int | None) -> int:
    """Return how many carry it out: what the form says, else two at a visit and one at a desk."""
    if of_form is not None:
        return of_form
    return REVIEWERS_AT_VISIT if kind == Kind.VISIT else 1


class Turn(Choice):
    """Whose turn it is."""

    REVIEWERS = "reviewers", "Uppföljarna"
    PLANNERS = "planners", "Uppföljningsansvarig"
    SECOND_READER = "second_reader", "Andra bedömaren"
    DECIDERS = "deciders", "Beslutsfattaren"
    CALLING_UNITS = "calling_units", "Avropande enhet"
    PROVIDER = "provider", "Utföraren"
    NOBODY = "nobody", "Ingen"


class Step(Choice):
    """What is to be done in each state. The code is the state's own."""

    PLANNED = "planned", "Utse uppföljare, begär handlingar och fråga de avropande enheterna."
    PREPARED = "prepared", "Granska handlingarna, boka besöket och påbörja uppföljningen."
    ONGOING = "ongoing", "Gör besöket, anteckna iakttagelser och skriv sedan ett utkast."
    DRAFT = "draft", "Bedöm varje område, skriv resultatet och fastställ bedömningen."
    FACT_CHECK = "fact_check", "Utföraren läser utkastet och pekar ut sakfel."
    ASSESSED = "assessed", "Skicka uppföljningen till utföraren och rapportera den."
    SENT = "sent", "Begär en åtgärdsplan för bristerna eller avsluta uppföljningen."
    MEASURES = "measures", "Åtgärdsplanen pågår. Följ den under fliken Åtgärdsplan."
    CLOSED = "closed", "Uppföljningen är avslutad."
    CANCELLED = "cancelled", "Uppföljningen är inställd."


@dataclass(frozen=True, slots=True)
class NextStep:
    """Whose turn it is, what to do, and what is missing."""

    turn: Turn
    step: Step
    lacks: tuple[Lack, ...]


def next_step(progress: Progress) -> NextStep:
    """Return the next step of a follow-up, for the box on its first page."""
    state = progress.state
    turn = Turn.PROVIDER if state == State.FACT_CHECK else Turn.REVIEWERS
    turn = Turn.NOBODY if state in ENDED else turn
    return NextStep(turn, Step(state.value), tuple(_lacks_now(progress)))


def _lacks_now(progress: Progress) -> list[Lack]:
    state = progress.state
    if state not in BEFORE_SENT:
        return []
    lacks = lacks_before(Event.START, progress) if state in BEFORE_START else []
    noted = (
        (Lack.DOCUMENTS, progress.open_requests > 0),
        (Lack.REVIEWS, progress.unreviewed_requests > 0),
        (Lack.DATE, state not in BEFORE_START and not progress.is_carried_out),
    )
    return lacks + [lack for lack, is_missing in noted if is_missing]


class Passage(Choice):
    """Where a state stands in relation to now."""

    DONE = "done", "Klart"
    NOW = "now", "Pågår nu"
    NEXT = "next", "Återstår"
    IF_NEEDED = "if_needed", "Vid behov"


def step_line(
    state: State, passed: Collection[State] = (), stages: Stages | None = None
) -> list[tuple[State, Passage]]:
    """Return the states in order with what is done, now and next.

    ``passed`` are the states known to have been visited. The optional states (fact check,
    measures) are shown behind only when they are among them, so that nothing is claimed. What
    the form leaves out is not shown ahead; a fact check that it demands is.
    """
    if state == State.CANCELLED:
        return [(State.PLANNED, Passage.DONE), (State.CANCELLED, Passage.NOW)]
    here = MAIN_PATH.index(state)
    path, sure = _path(stages or Stages())
    line = []
    for place, step in enumerate(MAIN_PATH):
        if place == here:
            line.append((step, Passage.NOW))
        elif place < here and (step in path or step in passed):
            if step not in OPTIONAL or step in passed:
                line.append((step, Passage.DONE))
        elif place > here and step in path:
            line.append((step, Passage.NEXT if step in sure else Passage.IF_NEEDED))
    return line


def _path(stages: Stages) -> tuple[set[State], set[State]]:
    """Return the states that the form has, and those of them that it never passes by."""
    path = set(MAIN_PATH)
    if not stages.uses_preparation:
        path.discard(State.PREPARED)
    if stages.fact_check is FactCheckUse.NEVER:
        path.discard(State.FACT_CHECK)
    optional = OPTIONAL - {State.FACT_CHECK} if _must_check(stages) else OPTIONAL
    return path, path - optional


def _must_check(stages: Stages) -> bool:
    return stages.fact_check is FactCheckUse.MUST


def is_planned_outside(planned_for: date, starts_on: date, ends_on: date | None) -> bool:
    """Tell whether the follow-up is planned for a day on which the contract is not in force."""
    return not is_in_force(starts_on, ends_on, planned_for)


def dates_disagree(carried_out_on: date | None, visited_on: Collection[date]) -> bool:
    """Tell whether the follow-up is dated on a day when no visit or meeting took place."""
    return carried_out_on is not None and bool(visited_on) and carried_out_on not in visited_on


class Elsewhere(Choice):
    """On which other tab the next step is taken."""

    RESULT = "result", "Till Bedömning och resultat"
    MEASURES = "measures", "Till Åtgärdsplan"


def taken_elsewhere(state: State) -> Elsewhere | None:
    """Return the tab on which the state's next step is taken, or None for the first one."""
    if state in {State.DRAFT, State.FACT_CHECK, State.ASSESSED}:
        return Elsewhere.RESULT
    return Elsewhere.MEASURES if state in {State.SENT, State.MEASURES} else None
