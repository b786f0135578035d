"""What the authority makes of answers: what it may do when, and what comes of it. Pure."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from insyn.criteria.rules import Level
from insyn.findings.rules import FindingKind
from insyn.followups.rules import Outcome
from insyn.kernel.choices import Choice
from insyn.papers.wording import swedish_date
from insyn.surveys.rules.states import ProposalState, ResponseState
from insyn.surveys.rules.texts import personal_number_problem

LONGEST_REASON = 300
LONGEST_RETURN = 500
LONGEST_REQUIREMENT = 300
BY_ANSWERS = "Bedömt efter svaren i enkäten."
"""How an area's note begins when the answers decided: it may be written anew by them."""

OPENED_FIRST = "Svaren är godtagna. Öppna dem igen först."
WAITS_FOR_RETURNED = (
    "Frågor är i retur hos utföraren. Vänta tills svaren har lämnats in igen, eller ta tillbaka "
    "frågorna."
)
NOTHING_YET = "Det finns inga inlämnade svar att granska än."


def review_refusal(state: ResponseState) -> str:
    """Return why nothing can be decided or assessed in the response now; empty when it can."""
    if state == ResponseState.ACCEPTED:
        return OPENED_FIRST
    return "" if state in {ResponseState.SUBMITTED, ResponseState.RETURNED} else NOTHING_YET


def decision_refusal(state: ResponseState, proposal: ProposalState) -> str:
    """Return why the proposal cannot be accepted or rejected; empty when it can."""
    if refusal := review_refusal(state):
        return refusal
    if proposal == ProposalState.WITHDRAWN:
        return "Svaret har ändrats sedan dess. Läs in sidan igen och ta ställning till det nya."
    if proposal != ProposalState.PROPOSED:
        return "Förslaget är redan avgjort. Ångra först om du vill göra om."
    return ""


def undoing_refusal(state: ResponseState, proposal: ProposalState) -> str:
    """Return why what was decided about the proposal cannot be undone; empty when it can."""
    if refusal := review_refusal(state):
        return refusal
    is_decided = proposal in {ProposalState.ACCEPTED, ProposalState.REJECTED}
    return "" if is_decided else "Det finns inget beslut att ångra."


def reason_refusal(reason: str, *, missing: str, longest: int = LONGEST_REASON) -> str:
    """Return why the reason cannot stand, ``missing`` when there is none; empty when it can."""
    if not reason.strip():
        return missing
    if len(reason) > longest:
        return f"Skälet får ha högst {longest} tecken. Nu är det {len(reason)}."
    return personal_number_problem(reason)


def return_refusal(state: ResponseState, *, due_on: date, today: date) -> str:
    """Return why questions cannot be sent back; empty when they can."""
    if state == ResponseState.RETURNED:
        return "Frågor är redan i retur. Vänta tills utföraren har lämnat in igen."
    if refusal := review_refusal(state):
        return refusal
    return "" if due_on > today else "Välj en sista dag som kommer efter i dag."


def withdrawal_refusal(state: ResponseState, *, is_begun: bool, due_on: date, today: date) -> str:
    """Return why questions in return cannot be taken back; empty when they can.

    One who has begun to answer keeps the time that was given.
    """
    if state != ResponseState.RETURNED:
        return "Inga frågor är i retur."
    if is_begun and today <= due_on:
        return (
            "Utföraren har börjat svara på frågorna i retur. Vänta tills svaren har lämnats in, "
            f"eller ta tillbaka dem efter {due_on.isoformat()}."
        )
    return ""


@dataclass(frozen=True, slots=True)
class Settling:
    """What decides whether a response can be accepted as a whole.

    ``unanswered`` are the codes of the authority's own questions that must be answered.
    """

    state: ResponseState
    undecided: int = 0
    unanswered: tuple[str, ...] = ()


def acceptance_refusals(facts: Settling) -> list[str]:
    """Return a Swedish sentence for each thing that stops the whole from being accepted."""
    if facts.state == ResponseState.RETURNED:
        return [WAITS_FOR_RETURNED]
    if facts.state == ResponseState.ACCEPTED:
        return ["Svaren är redan godtagna."]
    if facts.state != ResponseState.SUBMITTED:
        return [NOTHING_YET]
    said = []
    if facts.undecided == 1:
        said.append("Ett föreslaget resultat är inte avgjort. Godta eller avvisa det.")
    elif facts.undecided:
        said.append(
            f"{facts.undecided} föreslagna resultat är inte avgjorda. Godta eller avvisa dem."
        )
    if facts.unanswered:
        said.append(f"Besvara era egna frågor först: {', '.join(facts.unanswered)}.")
    return said


class Deviation(Choice):
    """Why a person should look at a response before it is accepted (avvikelse)."""

    UNDECIDED = "undecided", "Förslag som inte är avgjorda"
    FINDINGS = "findings", "Resultat att bedöma"
    OWN_QUESTIONS = "own_questions", "Egna frågor som inte är besvarade"
    DIFFERS = "differs", "Egen bedömning som skiljer sig från svaret"
    CHANGED = "changed", "Svar som har ändrats sedan förra gången"
    TO_READ = "to_read", "Kommentarer, fritext eller filer att läsa"


def deviations(counts: dict[Deviation, int]) -> list[tuple[Deviation, int]]:
    """Return what deviates and how much of it, in the order of the list; empty when nothing."""
    return [(kind, counts[kind]) for kind in Deviation if counts.get(kind)]


@dataclass(frozen=True, slots=True)
class Demanded:
    """A requirement as a finding names it. ``is_own`` says that the contract's agreement has it."""

    number: str
    text: str
    legal_source: str = ""
    is_own: bool = True


def evidence_said(survey: str, number: int, handed_in: date) -> str:
    """Return what a finding made of an answer stands on."""
    day = swedish_date(handed_in)
    return f"Utförarens eget svar på fråga {number} i enkäten ”{survey}”, inlämnat den {day}."


def requirement_said(demands: Sequence[Demanded]) -> str:
    """Return the requirements with number and legal source; at most 300 characters.

    Those of the contract's own agreement when it has any; empty when there is none at all.
    """
    own = [one for one in demands if one.is_own] or list(demands)
    said = "; ".join(dict.fromkeys(_demand_said(one) for one in own))
    if len(said) <= LONGEST_REQUIREMENT:
        return said
    return said[: LONGEST_REQUIREMENT - 1].rstrip() + "…"


def _demand_said(demand: Demanded) -> str:
    named = f"{demand.number} {demand.text}".strip()
    return f"{named} ({demand.legal_source})" if demand.legal_source else named


def seen_said(question: str, answer: str) -> str:
    """Return what was seen, from the answer: the words of a finding."""
    return f"Utföraren svarade ”{answer}” på frågan ”{question}”."


@dataclass(frozen=True, slots=True)
class Found:
    """A finding of the response, as far as the whole is concerned."""

    kind: FindingKind
    is_serious: bool = False
    section: int | None = None


def area_level(found: Iterable[Found], *, answered: int, applicable: int) -> Level:
    """Return how an area is assessed by its findings and answers.

    A serious deficiency means not met, another partly met. Without any the area is met, if
    some answer in it applies. ``answered`` counts the answers, ``applicable`` those that say
    something else than that the question does not apply.
    """
    lacks = [one for one in found if one.kind == FindingKind.DEFICIENCY]
    if lacks:
        return Level.NOT_MET if any(one.is_serious for one in lacks) else Level.PARTLY
    if applicable:
        return Level.MET
    return Level.NOT_APPLICABLE if answered else Level.NOT_ASSESSED


def outcome_of(found: Iterable[Found]) -> Outcome:
    """Return the outcome that the findings give: one deficiency is enough."""
    has_lack = any(one.kind == FindingKind.DEFICIENCY for one in found)
    return Outcome.DOES_NOT_COMPLY if has_lack else Outcome.COMPLIES


def basis_said(survey: str, submitted_on: date, found: Collection[Found]) -> str:
    """Return on what the overall assessment stands and what was found, in two sentences."""
    return (
        f"Underlaget är svaren på enkäten ”{survey}”, inlämnade den "
        f"{swedish_date(submitted_on)}. {found_said(found)}"
    )


def found_said(found: Collection[Found]) -> str:
    """Return how many findings there are of each kind, as a sentence."""
    lacks = [one for one in found if one.kind == FindingKind.DEFICIENCY]
    areas = sum(1 for one in found if one.kind == FindingKind.DEVELOPMENT_AREA)
    if not lacks and not areas:
        return "Svaren visade inget som avviker från kraven."
    serious = sum(1 for one in lacks if one.is_serious)
    parts = []
    if lacks:
        of_them = f", varav {serious} allvarlig{'a' if serious > 1 else ''}" if serious else ""
        parts.append(f"{len(lacks)} brist{'er' if len(lacks) > 1 else ''}{of_them}")
    if areas:
        parts.append(f"{areas} utvecklingsområde{'n' if areas > 1 else ''}")
    return f"Svaren visade {' och '.join(parts)}."


def reopening_refusal(state: ResponseState, *, is_sent: bool, reason: str) -> str:
    """Return why accepted answers cannot be opened again; empty when they can."""
    if state != ResponseState.ACCEPTED:
        return "Svaren är inte godtagna. Det finns inget att öppna igen."
    if is_sent:
        return (
            "Återkopplingen är skickad till utföraren och ändras inte längre. Gör en ny "
            "uppföljning om något har framkommit."
        )
    return reason_refusal(reason, missing="Skriv varför svaren öppnas igen.")


def feedback_refusal(state: ResponseState, *, is_sent: bool) -> str:
    """Return why feedback cannot be sent; empty when it can."""
    if is_sent:
        return "Återkopplingen är redan skickad."
    if state != ResponseState.ACCEPTED:
        return "Godta svaren först. Då vet ni vad återkopplingen ska säga."
    return ""
