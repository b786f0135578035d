"""What a provider gets to read of a draft, how long it has, and when all is settled. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from difflib import SequenceMatcher

from insyn.findings.rules.findings import FindingKind
from insyn.findings.rules.lists import FactCheckState, Reply
from insyn.followups.rules.correspondence import Medium
from insyn.kernel.access import Secrecy
from insyn.kernel.choices import Choice
from insyn.kernel.workdays import after_workdays, is_workday
from insyn.papers.wording import swedish_date

ANSWER_WITHIN = 10
"""Workdays that a provider is given to read a draft unless another day is set."""
DISPUTE_WITHIN = 5
"""Workdays that a provider is given to dispute an answer, from the day all are answered."""
REMIND_BEFORE = 2
"""Workdays before the last day when a provider that has not answered is reminded."""
LIKE_ENOUGH = 0.5
"""How alike two paragraphs must be, from 0 to 1, to be the same one rewritten."""

OPENING, RESULT, AREA, FINDING = "opening", "result", "area", "finding"
"""What a passage can be about; the key of the row follows after a colon."""


@dataclass(frozen=True, slots=True)
class Passage:
    """A paragraph of a draft. ``about`` says where it comes from, as in ``finding:12``."""

    heading: str
    text: str
    about: str


@dataclass(frozen=True, slots=True)
class FoundFacts:
    """A finding as the provider may read it before it is assessed."""

    key: int
    kind: FindingKind
    area: str
    seen: str
    seen_on: date | None
    evidence: str
    requirement: str


@dataclass(frozen=True, slots=True)
class NoteFacts:
    """What was written about one area of the template."""

    key: int
    area: str
    text: str


@dataclass(frozen=True, slots=True)
class Draft:
    """What of a follow-up is statements of fact: never levels, scores or notes from inside."""

    opening: Sequence[str]
    result_text: str
    notes: Sequence[NoteFacts]
    findings: Sequence[FoundFacts]


def passages_of(draft: Draft) -> list[Passage]:
    """Return the draft in paragraphs, in order; the commissioner's shortcomings are left out."""
    passages = [Passage("Om uppföljningen", "\n".join(draft.opening), OPENING)]
    passages += [
        Passage("Resultat av uppföljningen", text, f"{RESULT}:{number}")
        for number, text in enumerate(paragraphs(draft.result_text), start=1)
    ]
    passages += [
        Passage(note.area, note.text.strip(), f"{AREA}:{note.key}")
        for note in draft.notes
        if note.text.strip()
    ]
    told = [one for one in draft.findings if one.kind != FindingKind.COMMISSIONER_SHORTCOMING]
    return passages + [
        Passage(f"{one.kind.label}: {one.area}", _found(one), f"{FINDING}:{one.key}")
        for one in told
    ]


def _found(finding: FoundFacts) -> str:
    day = f" ({swedish_date(finding.seen_on)})" if finding.seen_on else ""
    lines = [f"{finding.seen.strip()}{day}"]
    lines += [f"Det stöder sig på: {finding.evidence.strip()}"] if finding.evidence.strip() else []
    lines += [f"Krav: {finding.requirement.strip()}"] if finding.requirement.strip() else []
    return "\n".join(lines)


def paragraphs(text: str) -> list[str]:
    """Return the paragraphs of a running text: what stands between empty lines."""
    parts = text.replace("\r\n", "\n").split("\n\n")
    return [part.strip() for part in parts if part.strip()]


def present_of(passage: Passage, now: Sequence[Passage]) -> str | None:
    """Return how the passage reads now; None when it is there no longer.

    A paragraph of the running text has no key of its own: it is the one most like it.
    """
    noun = passage.about.partition(":")[0]
    if noun != RESULT:
        same = [one.text for one in now if one.about == passage.about]
        return same[0] if same else None
    texts = [one.text for one in now if one.about.startswith(f"{RESULT}:")]
    if passage.text in texts:
        return passage.text
    likest = max(texts, key=lambda text: _likeness(passage.text, text), default="")
    return likest if likest and _likeness(passage.text, likest) >= LIKE_ENOUGH else None


def _likeness(first: str, second: str) -> float:
    return SequenceMatcher(None, first.split(), second.split(), autojunk=False).ratio()


def check_due_on(sent_on: date) -> date:
    """Return the last day to answer when none is chosen."""
    return after_workdays(sent_on, ANSWER_WITHIN)


def disputable_until(replied_on: date) -> date:
    """Return the last day to dispute an answer when all were answered on that day."""
    return after_workdays(replied_on, DISPUTE_WITHIN)


def reminds_of_check(due_on: date, today: date) -> bool:
    """Tell whether the last day is so near that the provider is to be reminded; on workdays."""
    is_near = today <= due_on <= after_workdays(today, REMIND_BEFORE)
    return is_near and is_workday(today)


@dataclass(frozen=True, slots=True)
class CommentFacts:
    """Where one comment is."""

    reply: Reply | None = None
    is_disputed: bool = False
    second_reply: Reply | None = None

    @property
    def waits_for_second(self) -> bool:
        return self.is_disputed and self.second_reply is None

    @property
    def may_be_disputed(self) -> bool:
        return self.reply in {Reply.PARTLY, Reply.REJECTED} and not self.is_disputed


@dataclass(frozen=True, slots=True)
class CheckFacts:
    """Where a fact check is, in the facts that decide what may happen next."""

    state: FactCheckState
    due_on: date
    disputable_until: date | None = None
    comments: Sequence[CommentFacts] = ()


class Stage(Choice):
    """Whose turn it is in a fact check."""

    WITH_PROVIDER = "with_provider", "Hos utföraren"
    NO_ANSWER = "no_answer", "Sista dagen har passerat utan svar"
    TO_REPLY = "to_reply", "Synpunkter att besvara"
    DISPUTABLE = "disputable", "Utföraren läser svaren"
    DISPUTED = "disputed", "Hos andra läsaren"
    SETTLED = "settled", "Avgjord"


def stage_of(check: CheckFacts, today: date) -> Stage:
    """Return whose turn it is on a day.

    All answers count as settled once the days to dispute them have passed, and when there is
    nothing to dispute.
    """
    if check.state == FactCheckState.SETTLED:
        return Stage.SETTLED
    if check.state == FactCheckState.OPEN:
        return Stage.NO_ANSWER if today > check.due_on else Stage.WITH_PROVIDER
    if any(comment.reply is None for comment in check.comments):
        return Stage.TO_REPLY
    if any(comment.waits_for_second for comment in check.comments):
        return Stage.DISPUTED
    can_dispute = any(comment.may_be_disputed for comment in check.comments)
    is_in_time = check.disputable_until is not None and today <= check.disputable_until
    return Stage.DISPUTABLE if can_dispute and is_in_time else Stage.SETTLED


def assess_refusal(check: CheckFacts, today: date) -> str:
    """Return why the assessment cannot be settled yet; empty when the check stands in no way."""
    until = check.disputable_until or check.due_on
    return {
        Stage.WITH_PROVIDER: (
            f"Utkastet är hos utföraren för faktagranskning till och med den "
            f"{swedish_date(check.due_on)}. Vänta på svaret."
        ),
        Stage.TO_REPLY: (
            "Utföraren har lämnat synpunkter i faktagranskningen som inte är besvarade."
        ),
        Stage.DISPUTABLE: (
            f"Utföraren kan bestrida era svar till och med den {swedish_date(until)}. "
            "Vänta till dess, eller tills utföraren har godtagit svaren."
        ),
        Stage.DISPUTED: (
            "Utföraren har bestridit ett svar i faktagranskningen. En andra läsare ska avgöra."
        ),
    }.get(stage_of(check, today), "")


@dataclass(frozen=True, slots=True)
class Earlier:
    """Where the round before is when the draft is to be sent once more."""

    stage: Stage
    is_changed: bool
    """Whether the text reads otherwise now than when that round was sent."""
    is_taken_back: bool
    """Whether the follow-up is a draft again, since its assessment was taken back."""


def again_refusal(earlier: Earlier) -> str:
    """Return why the draft cannot be sent once more; empty when it can.

    It is sent again when the round before is settled, to be read as it has become.
    """
    if earlier.stage != Stage.SETTLED:
        return "Utkastet har redan skickats för faktagranskning."
    if not (earlier.is_changed or earlier.is_taken_back):
        return (
            "Utkastet är inte ändrat sedan utföraren läste det. Ändra det som ska rättas innan du "
            "skickar det igen."
        )
    return ""


def send_refusal(
    *, secrecy: Secrecy, earlier: Earlier | None, passages: int, due_on: date, today: date
) -> str:
    """Return why the draft cannot be sent for a fact check; empty when it can."""
    if earlier is not None and (refusal := again_refusal(earlier)):
        return refusal
    if secrecy > Secrecy.INTERNAL:
        return (
            f"Uppföljningens sekretess är ”{secrecy.label}”. Då visas inget av den för utföraren."
        )
    if passages <= 1:  # only what the follow-up is
        return "Det finns inget att granska. Skriv resultattexten eller lägg till ett resultat."
    if due_on <= today:
        return "Sista dagen att svara ska vara senare än i dag."
    return ""


def prolong_refusal(check: CheckFacts, *, due_on: date, today: date) -> str:
    """Return why the provider cannot be given until that day; empty when it can."""
    if check.state != FactCheckState.OPEN:
        return "Utföraren har redan svarat. Då behövs ingen ny sista dag."
    if due_on <= max(check.due_on, today):
        last = swedish_date(check.due_on)
        return f"Den nya dagen ska vara senare än i dag och senare än den {last}."
    return ""


def answer_refusal(check: CheckFacts, today: date, *, is_running: bool = True) -> str:
    """Return why the provider cannot comment or hand in; empty when it can."""
    if not is_running:
        return "Faktagranskningen är avslutad."
    if check.state != FactCheckState.OPEN:
        return "Svaret är redan inlämnat. Det går inte att ändra."
    if today > check.due_on:
        return (
            f"Sista dagen att svara var den {swedish_date(check.due_on)}. Be nämnden om längre tid "
            "om du behöver svara ändå."
        )
    return ""


def hand_in_refusal(*, comments: int, has_no_remarks: bool) -> str:
    """Return why the answer does not hold together; empty when it does."""
    if has_no_remarks and comments:
        return (
            "Du har skrivit synpunkter. Lämna in dem, eller ta bort dem om ni inte har något att "
            "anmärka."
        )
    if not has_no_remarks and not comments:
        return "Skriv minst en synpunkt, eller välj ”Inget att anmärka”."
    return ""


ARRIVED: Mapping[Medium, str] = {
    Medium.LETTER: "Inkom på papper",
    Medium.EMAIL: "Inkom med e-post",
    Medium.PHONE: "Inkom på telefon",
    Medium.MEETING: "Lämnades på möte",
    Medium.PORTAL: "Inkom i Insyn",
    Medium.OTHER: "Inkom på annat sätt",
}
"""How an answer came in, as a mark beside it."""


@dataclass(frozen=True, slots=True)
class Arrival:
    """An answer that came in another way: by whom it was written, which day, and how."""

    written_by: str
    came_in_on: date
    came_by: Medium


def typed_refusal(
    check: CheckFacts, arrival: Arrival, *, sent_on: date, today: date, own_comments: int
) -> str:
    """Return why an answer cannot be typed in for the provider; empty when it can.

    The last day is held against the day the answer came in, not the day it is typed in.
    """
    due, came_in_on = check.due_on, arrival.came_in_on
    reasons = (
        (
            check.state != FactCheckState.OPEN,
            "Utföraren har redan svarat. Ett svar till går inte att skriva in.",
        ),
        (
            not arrival.written_by.strip(),
            "Ange vem hos utföraren som skrev svaret, till exempel ”verksamhetschefen”.",
        ),
        (came_in_on > today, "Svaret kan inte ha kommit in senare än i dag."),
        (
            came_in_on < sent_on,
            f"Utkastet skickades den {swedish_date(sent_on)}. Svaret kan inte ha kommit innan.",
        ),
        (
            came_in_on > due,
            (
                f"Svaret kom efter sista dagen, den {swedish_date(due)}. Ge utföraren längre tid "
                "först om svaret ändå ska tas med."
            ),
        ),
        (
            own_comments > 0,
            (
                "Utföraren har börjat skriva synpunkter i Insyn. Be utföraren lämna in dem där, "
                "eller ta bort dem, innan du skriver in svaret."
            ),
        ),
    )
    return next((sentence for is_so, sentence in reasons if is_so), "")


def reply_refusal(check: CheckFacts, text: str) -> str:
    """Return why a comment cannot be replied to; empty when it can."""
    if check.state == FactCheckState.OPEN:
        return "Utföraren har inte lämnat in sina synpunkter än."
    if check.state == FactCheckState.SETTLED or check.disputable_until is not None:
        return "Svaren är lämnade till utföraren. De går inte att ändra."
    return "" if text.strip() else "Skriv en motivering som utföraren kan läsa."


def dispute_refusal(
    check: CheckFacts, comment: CommentFacts, *, text: str, today: date, is_assessed: bool
) -> str:
    """Return why an answer cannot be disputed; empty when it can. It is done once."""
    if comment.is_disputed:
        return "Svaret är redan bestridet. Det går att göra en gång."
    if check.disputable_until is None or comment.reply is None:
        return "Nämnden har inte svarat på alla synpunkter än."
    if comment.reply == Reply.ACCEPTED:
        return "Nämnden rättar det du skrev. Då finns det inget att bestrida."
    if is_assessed or check.state == FactCheckState.SETTLED or today > check.disputable_until:
        return (
            f"Svaren kunde bestridas till och med den {swedish_date(check.disputable_until)}, och "
            "bara tills faktagranskningen avgjordes."
        )
    return "" if text.strip() else "Skriv varför ni inte håller med."


def second_refusal(comment: CommentFacts, *, is_replier: bool, text: str) -> str:
    """Return why somebody cannot decide a disputed answer; empty when they can."""
    if not comment.waits_for_second:
        return "Här finns inget bestritt svar att avgöra."
    if is_replier:
        return "Du svarade på synpunkten. Någon annan ska avgöra den."
    return "" if text.strip() else "Skriv en motivering som utföraren kan läsa."
