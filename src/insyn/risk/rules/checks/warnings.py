"""A warning about a plan: what it says, what it is about and where it is mended. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from insyn.kernel.choices import Choice
from insyn.papers.wording import Language, wording
from insyn.plans.rules.months import Words, said
from insyn.risk.rules.kinds import CheckCode, Severity


class LinkKind(Choice):
    """What a warning leads to. The label is what the link says."""

    PLAN = "plan", "Planen"
    PLAN_HEAD = "plan_head", "Ändra planens uppgifter"
    ACTIVITIES = "activities", "Planens aktiviteter"
    ACTIVITY = "activity", "Aktiviteten"
    ACTIVITY_EDIT = "activity_edit", "Ändra aktiviteten"
    ACTIVITY_ADD = "activity_add", "Lägg till en aktivitet"
    AGREEMENT = "agreement", "Avtalet"
    AGREEMENT_EDIT = "agreement_edit", "Ändra avtalet"
    PROVIDER = "provider", "Utföraren"
    UNIT = "unit", "Verksamheten"
    REQUIREMENTS = "requirements", "Kraven som inte går att följa upp"
    HOURS = "hours", "Timmar mot kapacitet"
    ASSESSMENT = "assessment", "Riskbedömningen"
    FOCUS = "focus", "Planens fokusområden"


@dataclass(frozen=True, slots=True)
class Link:
    """A page, and the number of the row that it shows."""

    kind: LinkKind
    key: int


@dataclass(frozen=True, slots=True)
class Span:
    """Days in a sentence: ”mars–maj 2026”."""

    starts_on: date
    ends_on: date


Fact = str | int | date | Span


@dataclass(frozen=True, slots=True)
class PlanWarning:
    """Something about a plan to look at before the board does.

    ``key`` tells it apart from the others with its code, and stays the same as long as the
    matter does. ``wording`` is the sentence with room for ``facts``; ``mend`` says what to do.
    ``about`` is what it stands under in a list.
    """

    code: CheckCode
    severity: Severity
    key: str
    wording: str
    facts: Mapping[str, Fact]
    link: Link
    mend: str
    mend_link: Link
    about: str = ""

    @property
    def sentence(self) -> str:
        """Return the Swedish sentence, for documents."""
        return self.wording % {name: in_swedish(fact) for name, fact in self.facts.items()}

    @property
    def name(self) -> tuple[str, str]:
        """Return what an acceptance of it is found by."""
        return str(self.code.value), self.key


ORDER = {severity: place for place, severity in enumerate(Severity)}
CODE_ORDER = {code: place for place, code in enumerate(CheckCode)}


def in_order(warnings: list[PlanWarning]) -> list[PlanWarning]:
    """Return the warnings, the most serious first, then check by check."""
    return sorted(
        warnings,
        key=lambda one: (ORDER[one.severity], CODE_ORDER[one.code], one.about.casefold(), one.key),
    )


def in_swedish(fact: Fact) -> str | int:
    """Return a fact as Swedish running text says it."""
    return said_in(fact, Language.SWEDISH)


def said_in(fact: Fact, language: Language) -> str | int:
    """Return a fact as running text in the language says it."""
    words = wording(language)
    match fact:
        case Span():
            return said(fact.starts_on, fact.ends_on, Words(months=words.months))
        case date():
            return words.long_date(fact)
    return fact
