"""What the made-up agreements say besides who and when: options, ladders, who answers for them."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from insyn.examples.demonstration.terms import CHILDREN
from insyn.examples.demonstration.timeline import Story
from insyn.examples.demonstration.town import EDITOR, START, Town
from insyn.registry.models import Agreement, Unit
from insyn.registry.rules import AgreementForm, EndReason, SanctionKind
from insyn.registry.services import (
    AgreementFacts,
    NewOperator,
    OptionFacts,
    StepFacts,
    begin_ladder,
    change_operator,
    save_agreement,
    save_option,
    save_step,
)

INSIGHT = (
    "Utföraren ska lämna den information som behövs för att allmänheten ska få insyn i hur "
    "uppdraget utförs. Uppgifterna ska lämnas inom tio arbetsdagar från begäran."
)
NOTICE: Mapping[str, int] = {"home_care": 3, "tallbacken": 12, "daily": 3, "respite": 6}
"""Months of notice by agreement."""

CLAUSES: Mapping[SanctionKind, tuple[str, int | None, str]] = {
    SanctionKind.REMARK: ("9.1", 14, "Uppföljaren"),
    SanctionKind.RECTIFICATION: ("9.2", 30, "Uppföljningsansvarig"),
    SanctionKind.WARNING: ("9.3", 30, "Avdelningschef"),
    SanctionKind.PENALTY: ("9.4", 30, "Förvaltningschef"),
    SanctionKind.INTAKE_STOP: ("9.5", None, "Avdelningschef"),
    SanctionKind.TERMINATION: ("10.2", None, "Nämnden"),
    SanctionKind.RESCISSION: ("10.3", None, "Nämnden"),
    SanctionKind.MANAGER_ACTION: ("6.2", 30, "Verksamhetschef"),
    SanctionKind.BOARD_DECISION: ("6.3", None, "Nämnden"),
}
"""Clause, days to put it right and who decides, by step."""

IN_HOUSE_CLAUSES: Mapping[SanctionKind, str] = {SanctionKind.REMARK: "6.1"}
"""Where the board's own assignment numbers a step in another way than the agreements."""

LADDERS = (CHILDREN.key, "home_care", "home_mission", "respite")
"""Agreements whose ladder has been noted."""


@dataclass(frozen=True, slots=True)
class Option:
    """An option: the last month it extends to and the last month to call it, from this one."""

    agreement: str
    extends_to: int
    call_by: int
    note: str = ""


OPTIONS = (
    Option(CHILDREN.key, 16, 0, "Nämnden beslutar om avrop"),
    Option(CHILDREN.key, 28, 12),
    Option("single_places", 27, 8),
    Option("respite", 31, 13),
)


HANDED_OVER_IN = -5
"""The month, counted from this one, on whose first day the handovers below took place."""
HANDED_OVER_ON = -140
"""The day on which they are told, counted from today: never before that first day."""


@dataclass(frozen=True, slots=True)
class Handover:
    """A unit that another provider came to run."""

    unit: str
    to: str
    end_reason: EndReason
    note: str


HANDOVERS = (
    Handover("Sjöbodans kvällsstöd", "blaklinten", EndReason.TAKEN_OVER, "Personalen följde med"),
    Handover("Omtanke på Ängen", "bjorkdungen", EndReason.TAKEN_OVER,
             "Den förra utföraren lämnade valfrihetssystemet"),
)  # fmt: skip
"""The second needs a permit, and the one it has is of the provider that left."""


def tell(town: Town) -> Story:
    """Note the terms of the agreements, and let two units come to be run by others."""
    yield START + 3
    for agreement in town.agreements.values():
        _note_terms(town, agreement)
    yield START + 4
    for option in OPTIONS:
        _note_option(town, option)
    for key in LADDERS:
        _note_ladder(town, town.agreements[key])
    yield HANDED_OVER_ON
    for handover in HANDOVERS:
        _hand_over(town, handover)


def _note_terms(town: Town, agreement: Agreement) -> None:
    (key,) = [key for key, known in town.agreements.items() if known == agreement]
    said = {name: getattr(agreement, name) for name in AgreementFacts.__slots__}
    facts = replace(
        AgreementFacts(**said),
        responsible=town.users[EDITOR],
        notice_months=NOTICE.get(key),
        insight_clause=INSIGHT if agreement.has_insight_clause else "",
    )
    town.agreements[key] = save_agreement(town.access(EDITOR), agreement=agreement, facts=facts)


def _note_option(town: Town, option: Option) -> None:
    facts = OptionFacts(
        town.agreements[option.agreement],
        extends_to=town.calendar.last_of_month(option.extends_to),
        call_by=town.calendar.last_of_month(option.call_by),
        note=option.note,
    )
    save_option(town.access(EDITOR), option=None, facts=facts)


def _note_ladder(town: Town, agreement: Agreement) -> None:
    """Begin with the customary order, and fill in what this agreement says of each step."""
    access = town.access(EDITOR)
    begin_ladder(access, agreement)
    own = IN_HOUSE_CLAUSES if agreement.form == AgreementForm.MISSION else {}
    for step in agreement.sanction_steps.visible_to(access):
        kind = SanctionKind(step.kind)
        clause, days, decided_by = CLAUSES[kind]
        facts = StepFacts(agreement, kind, own.get(kind, clause), days, decided_by)
        save_step(access, step=step, facts=facts)


def _hand_over(town: Town, handover: Handover) -> None:
    facts = NewOperator(
        provider=town.providers[handover.to],
        starts_on=town.calendar.first_of_month(HANDED_OVER_IN),
        end_reason=handover.end_reason,
        note=handover.note,
    )
    unit = Unit.objects.get(name=handover.unit)
    change_operator(town.access(EDITOR), unit, facts=facts)
