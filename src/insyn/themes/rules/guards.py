"""What a thematic review must hold before it may be written, decided or changed. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from insyn.kernel.choices import Choice
from insyn.themes.rules.states import Strength, ThemeState

OPEN_STATES = frozenset({ThemeState.PLANNED, ThemeState.ONGOING})
"""Where the texts, the sample and the parts may be changed."""
FOLLOWED_STATES = frozenset({ThemeState.WRITTEN, ThemeState.DECIDED})
"""Where a recommendation may be noted as carried out."""
KINDS_OF_STRONG = 2
SERVICES_OF_STRONG = 2


class Refusal(Choice):
    """Why a thematic review is not changed so."""

    CLOSED = (
        "closed",
        (
            "Granskningen är ”%(state)s” och ändras inte. Öppna den igen om rapporten inte är "
            "behandlad."
        ),
    )
    NOT_ONGOING = "not_ongoing", "Påbörja granskningen innan du skapar uppföljningar."
    NO_SOURCE = "no_source", "Lägg till minst en källa under Fråga och underlag."
    NO_RESULTS = "no_results", "Skriv resultatet under Resultat."
    NO_CAUSE = "no_cause", "Lägg till minst en orsak under Orsaker."
    NO_RECOMMENDATION = (
        "no_recommendation",
        "Lägg till minst en rekommendation under Rekommendationer.",
    )
    NO_BASIS = "no_basis", "Orsaken ”%(cause)s” saknar underlag. Skriv vad den stöder sig på."
    NO_CAUSE_SOURCE = "no_cause_source", "Kryssa för minst en källa som orsaken stöder sig på."
    TOO_FEW_KINDS = (
        "too_few_kinds",
        (
            "En stark orsak ska stödja sig på minst två slag av källor. Orsaken ”%(cause)s” har "
            "bara ett. Kryssa för en källa av ett annat slag eller välj en lägre styrka."
        ),
    )
    TOO_FEW_SERVICES = (
        "too_few_services",
        (
            "En stark orsak ska ha setts i mer än en verksamhet. Ange antalet för ”%(cause)s” "
            "eller välj en lägre styrka."
        ),
    )
    WEAKER = (
        "weaker",
        (
            "En måttlig orsak ska ha setts i mer än en verksamhet eller stödja sig på minst två "
            "slag av källor. Välj styrkan svag för ”%(cause)s” eller komplettera underlaget."
        ),
    )
    MORE_THAN_SAMPLE = (
        "more_than_sample",
        (
            "Orsaken ”%(cause)s” sägs ha setts i %(services)s verksamheter. Urvalet har bara "
            "%(sample)s."
        ),
    )
    SOURCE_IN_USE = (
        "source_in_use",
        "Orsaken ”%(cause)s” stöder sig på källan. Ändra orsaken innan du tar bort källan.",
    )
    NAMES = (
        "names",
        (
            "”%(name)s” nämns under %(place)s. En tematisk granskning bedömer inte enskilda "
            "verksamheter. Skriv om texten utan namn."
        ),
    )
    NO_SERVICES = "no_services", "Välj verksamheter eller ett verksamhetsområde."
    ALL_IN_ALREADY = "all_in_already", "Alla de valda verksamheterna finns redan i urvalet."
    NONE_TO_DRAW = (
        "none_to_draw",
        "Det finns inga verksamheter att lotta bland. Alla som används finns redan i urvalet.",
    )
    TOO_MANY = (
        "too_many",
        "Det finns %(of)s verksamheter att lotta bland. Ange ett antal mellan 1 och %(of)s.",
    )
    NOT_OURS = "not_ours", "Nämnden har inte del i avtalet för %(provider)s."
    HAS_FOLLOWUP = (
        "has_followup",
        "Verksamheten har en uppföljning i granskningen. Ta bort kopplingen till den först.",
    )
    WRONG_FOLLOWUP = (
        "wrong_followup",
        "Välj en uppföljning av slaget Tema som gäller samma kontrakt och nämnd.",
    )
    ALL_PLANNED = "all_planned", "Alla verksamheter i urvalet har redan en uppföljning."
    NO_REFERENCE = "no_reference", "Ange nämndens beslut med datum och paragraf."
    NO_DAY = "no_day", "Ange vilken dag nämnden behandlade rapporten."
    DECIDED_LATER = "decided_later", "Nämnden kan inte ha behandlat rapporten i framtiden."
    DECIDED_FIRST = (
        "decided_first",
        "Rapporten lämnades %(written_on)s. Nämnden kan inte ha behandlat den tidigare.",
    )
    NO_REASON = "no_reason", "Skriv varför granskningen ställs in."
    ENDS_FIRST = "ends_first", "Granskningen kan inte sluta innan den börjar."
    NOT_A_MEMBER = "not_a_member", "%(person)s har ingen roll i nämnden. Välj någon som har det."
    TOO_EARLY = (
        "too_early",
        "Rekommendationen kan noteras som genomförd när rapporten är lämnad.",
    )
    NO_DONE_NOTE = "no_done_note", "Skriv vad som gjordes."
    DONE_LATER = "done_later", "Rekommendationen kan inte vara genomförd i framtiden."


@dataclass(frozen=True, slots=True)
class CauseFacts:
    """What a cause says of itself: the kinds of its sources, and in how many services."""

    text: str
    basis: str
    strength: Strength
    kinds: frozenset[str]
    services: int | None


def cause_refusal(cause: CauseFacts, *, sample: int) -> Refusal | None:
    """Return why the cause cannot stand with its strength, or None. ``sample`` counts services."""
    if not cause.basis.strip():
        return Refusal.NO_BASIS
    if not cause.kinds:
        return Refusal.NO_CAUSE_SOURCE
    if (cause.services or 0) > sample:
        return Refusal.MORE_THAN_SAMPLE
    return _strength_refusal(cause)


def _strength_refusal(cause: CauseFacts) -> Refusal | None:
    has_kinds = len(cause.kinds) >= KINDS_OF_STRONG
    has_services = (cause.services or 0) >= SERVICES_OF_STRONG
    if cause.strength is Strength.STRONG:
        if not has_kinds:
            return Refusal.TOO_FEW_KINDS
        return None if has_services else Refusal.TOO_FEW_SERVICES
    if cause.strength is Strength.MODERATE and not (has_kinds or has_services):
        return Refusal.WEAKER
    return None


def write_refusal(
    *, sources: int, results: str, causes: Sequence[CauseFacts], recommendations: int
) -> Refusal | None:
    """Return what is missing before the report may be handed in, or None."""
    missing = (
        (sources > 0, Refusal.NO_SOURCE),
        (bool(results.strip()), Refusal.NO_RESULTS),
        (len(causes) > 0, Refusal.NO_CAUSE),
        (recommendations > 0, Refusal.NO_RECOMMENDATION),
    )
    return next((refusal for is_there, refusal in missing if not is_there), None)


def decide_refusal(
    *, reference: str, decided_on: date | None, written_on: date | None, today: date
) -> Refusal | None:
    """Return why the board's treatment cannot be noted so, or None."""
    if not reference.strip():
        return Refusal.NO_REFERENCE
    if decided_on is None:
        return Refusal.NO_DAY
    if decided_on > today:
        return Refusal.DECIDED_LATER
    is_first = written_on is not None and decided_on < written_on
    return Refusal.DECIDED_FIRST if is_first else None


def draw_refusal(count: int, *, of: int) -> Refusal | None:
    """Return why so many cannot be drawn out of ``of``, or None."""
    if not of:
        return Refusal.NONE_TO_DRAW
    return None if 1 <= count <= of else Refusal.TOO_MANY


def done_refusal(*, state: ThemeState, done_on: date, note: str, today: date) -> Refusal | None:
    """Return why a recommendation cannot be noted as carried out so, or None."""
    if state not in FOLLOWED_STATES:
        return Refusal.TOO_EARLY
    if not note.strip():
        return Refusal.NO_DONE_NOTE
    return Refusal.DONE_LATER if done_on > today else None
