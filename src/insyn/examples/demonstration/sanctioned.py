"""Tells of sanctions that took other turns: carried out, contested, withdrawn, and in-house."""

from insyn.examples.demonstration.consequences import decider, propose
from insyn.examples.demonstration.timeline import Story
from insyn.examples.demonstration.town import EDITOR, Town
from insyn.measures.rules.sanctions import Delivery, SanctionEvent
from insyn.measures.services.sanction_moves import (
    Ruling,
    carry_out_sanction,
    close_sanction,
    decide_sanction,
    settle_sanction,
)
from insyn.measures.services.sanction_notices import (
    ContestFacts,
    Handover,
    contest_sanction,
    notify_provider,
)
from insyn.registry.rules import SanctionKind

IN_HOUSE_DAY, CARRIED_OUT_DAY, CONTESTED_DAY, WITHDRAWN_DAY = -60, -32, -26, -110
UPHELD_DAY, DECIDED_DAY = -45, -6
MANAGER = "Verksamhetschefen ska visa hur introduktionen ordnas och återkomma till nämnden."
SHOWN = "Verksamhetschefen har visat den nya introduktionen för avdelningschefen."
PUT_RIGHT = "Utföraren har skickat den rutin som saknades."
CONTEST = "Introduktionen var gjord men inte antecknad. Vi bifogar listan i nästa handling."
OTHER_UNIT = "Bristen gällde en enhet som nämnden inte har placerat någon på."
NOT_TRUE = "Passen var bemannade men schemat var inte uppdaterat."
STANDS = "Ni har inte visat någon lista över vilka som arbetade. Varningen kvarstår."
TAKEN_BACK = "Vi har sett listan över placerade. Påpekandet gällde fel enhet och återkallas."


def tell_in_house(town: Town) -> Story:
    """Let a manager answer for a deficiency in what the board runs itself."""
    yield IN_HOUSE_DAY
    contract = town.contracts["home_mission", "egen_regi"]
    row = propose(town, contract, SanctionKind.MANAGER_ACTION, reasons=MANAGER)
    yield IN_HOUSE_DAY + 4
    row = decide_sanction(decider(town), row, ruling=Ruling({}))
    yield IN_HOUSE_DAY + 5
    handover = Handover(Delivery.MEETING, delivery_note="Överlämnat vid verksamhetsmötet.")
    row = notify_provider(town.access(EDITOR), row, handover=handover).sanction
    yield IN_HOUSE_DAY + 30
    carry_out_sanction(town.access(EDITOR), row, note=SHOWN)


def tell_carried_out(town: Town) -> Story:
    """Point something out on a delegation in person, and close it when it has been put right."""
    yield CARRIED_OUT_DAY
    row = propose(town, town.contracts["respite", "humlan"], SanctionKind.REMARK)
    yield CARRIED_OUT_DAY + 1
    row = decide_sanction(town.access("uppfoljare1"), row, ruling=Ruling({}))
    yield CARRIED_OUT_DAY + 2
    handover = Handover(Delivery.EMAIL, delivery_note="Bekräftat samma dag.")
    row = notify_provider(town.access(EDITOR), row, handover=handover).sanction
    yield CARRIED_OUT_DAY + 20
    row = carry_out_sanction(town.access(EDITOR), row, note=PUT_RIGHT)
    close_sanction(town.access(EDITOR), row)


def tell_contested(town: Town) -> Story:
    """Warn a provider, who contests it; a decision maker has it to settle today."""
    yield CONTESTED_DAY
    row = propose(town, town.contracts["home_care", "bjorkdungen"], SanctionKind.WARNING)
    yield CONTESTED_DAY + 4
    row = decide_sanction(decider(town), row, ruling=Ruling({}))
    yield CONTESTED_DAY + 5
    row = notify_provider(town.access(EDITOR), row, handover=Handover(Delivery.PORTAL)).sanction
    yield CONTESTED_DAY + 18
    contest_sanction(town.access("utforare2"), row, facts=ContestFacts(CONTEST))


def tell_withdrawn(town: Town) -> Story:
    """Take a remark back when the provider was right."""
    reviewer = town.access("uppfoljare1")
    yield WITHDRAWN_DAY
    row = propose(town, town.contracts["respite", "sjobodan"], SanctionKind.REMARK)
    yield WITHDRAWN_DAY + 3
    row = decide_sanction(reviewer, row, ruling=Ruling({}))
    yield WITHDRAWN_DAY + 4
    handover = Handover(Delivery.REGISTERED)
    row = notify_provider(town.access(EDITOR), row, handover=handover).sanction
    yield WITHDRAWN_DAY + 14
    row = contest_sanction(town.access(EDITOR), row, facts=ContestFacts(OTHER_UNIT))
    yield WITHDRAWN_DAY + 20
    ruling = Ruling({}, text=TAKEN_BACK)
    settle_sanction(reviewer, row, SanctionEvent.WITHDRAW, ruling=ruling)


def tell_upheld(town: Town) -> Story:
    """Warn a provider that contests it on paper, and let the warning stand."""
    access = town.access(EDITOR)
    yield UPHELD_DAY
    row = propose(town, town.contracts["home_care", "norrsken"], SanctionKind.WARNING)
    yield UPHELD_DAY + 2
    row = decide_sanction(decider(town), row, ruling=Ruling({}))
    yield UPHELD_DAY + 3
    handover = Handover(Delivery.RECEIPT, delivery_note="Mottagningsbevis från chefen.")
    row = notify_provider(access, row, handover=handover).sanction
    yield UPHELD_DAY + 10
    row = contest_sanction(access, row, facts=ContestFacts(NOT_TRUE))
    yield UPHELD_DAY + 15
    settle_sanction(decider(town), row, SanctionEvent.UPHOLD, ruling=Ruling({}, text=STANDS))


def tell_decided(town: Town) -> Story:
    """Leave a warning decided, for somebody to tell the provider of."""
    yield DECIDED_DAY
    row = propose(town, town.contracts["respite", "humlan"], SanctionKind.WARNING)
    yield DECIDED_DAY + 4
    decide_sanction(decider(town), row, ruling=Ruling({}))
