"""Matters and plans as values, for the tests of the papers."""

import datetime
from dataclasses import replace

from insyn.board.rules import PassageKind
from insyn.board.rules.facts import (
    ActivityFacts,
    ChangeFacts,
    FocusFacts,
    FormFacts,
    MemoFacts,
    PassageFacts,
    PlanFacts,
)
from insyn.board.rules.memo_layouts import MemoLayout, Words, draft_of

WORDS = Words(
    board="Socialnämnden",
    administration="Socialförvaltningen",
    plan="Plan för uppföljning 2024",
    period="under 2024",
    forms=["Löpande uppföljning", "Särskild uppföljning"],
    focus=["Stödboende för ungdomar"],
)
MEMO = MemoFacts(
    paper_name="Tjänsteskrivelse",
    title="Plan för uppföljning 2024",
    board="Socialnämnden",
    administration="Socialförvaltningen",
    municipality="Ekby",
    case_number="SN-2024-00112",
    dated_on=datetime.date(2024, 2, 28),
    recipient="Socialnämnden",
    handled_by="",
    passages=(),
    proposals=(),
    appendices=("Bilaga 1. Plan för uppföljning 2024",),
    references=(("KS-2023-00629", "Riktlinje för uppföljning"),),
    signatories=(),
)
ACTIVITY = ActivityFacts(
    title="Stödboende för ungdomar",
    covers="Stödboende för ungdomar",
    providers=("Ekhemmet AB", "Lindgården AB"),
    when="September 2024",
    responsible="Anna",
    hours="40",
    state="",
)
FORM = FormFacts(
    name="Särskild uppföljning",
    is_outside=False,
    card=(("Syfte", "Se om avtalet följs"), ("Metod", "Besök")),
    checks=("Bemanning", "Tillstånd"),
    triggers=("Upprepade händelser",),
    stages=(("Översiktlig uppföljning", ""), ("Fördjupad uppföljning", "Intervjuer")),
    activities=(ACTIVITY,),
)
PLAN = PlanFacts(
    title="Plan för uppföljning 2024",
    boards=("Socialnämnden",),
    organisation="Socialförvaltningen",
    municipality="Ekby",
    case_number="SN-2024-00112",
    dated_on=datetime.date(2024, 2, 28),
    starts_on=datetime.date(2024, 1, 1),
    ends_on=datetime.date(2024, 12, 31),
    edition=1,
    programme="",
    decision="",
    conditions="",
    sections=(("Bakgrund och syfte", "Planen gäller privata utförare.\n\n- ett\n- två"),),
    focus=(FocusFacts("Stödboende för ungdomar", "Ny placeringsform", "Socialstyrelsen 2019"),),
    forms=(FORM,),
    changes=(ChangeFacts(datetime.date(2024, 5, 2), "Besök", "mars", "april", "Sjukdom"),),
)


def memo_of(layout: MemoLayout) -> MemoFacts:
    """Return the memo that a layout gives, with a text where one has to be written."""
    draft = draft_of(layout, WORDS)
    passages = tuple(
        PassageFacts(kind, heading, text or ("Text" if kind == PassageKind.TEXT else ""))
        for kind, heading, text in draft.headings
    )
    return replace(
        MEMO,
        paper_name=draft.paper_name,
        passages=passages,
        proposals=draft.proposals,
        signatories=draft.signatories,
    )
