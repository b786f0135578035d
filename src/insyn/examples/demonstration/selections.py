"""Tells how the selections were made: drawn here, drawn elsewhere, and one still open."""

from collections.abc import Mapping

from insyn.examples.demonstration.cases import CARE, NINE, SELECTED, Script
from insyn.examples.demonstration.followups import carry_out
from insyn.examples.demonstration.timeline import Story
from insyn.examples.demonstration.town import EDITOR, ELDERLY, NEIGHBOUR, SOCIAL, Town
from insyn.followups.models import Followup
from insyn.followups.services import reschedule_followup
from insyn.registry.models import Agreement
from insyn.risk.models import Selection, Share
from insyn.risk.queries import possible_candidates
from insyn.risk.rules.states import Ground
from insyn.risk.services import (
    CandidateFacts,
    ChosenFacts,
    create_selection,
    enter_elsewhere,
    explain_shortfall,
    fix_seed,
    freeze_by_draw,
    set_candidates,
    start_followups,
)

JOINT, QUOTA = -325, 4
"""The day of the joint draw, and how many each board took on."""


def tell_joint(town: Town) -> Story:
    """Draw the joint selection in the open, and let both boards plan what fell to them."""
    yield JOINT
    selection = _created(town, "children", SOCIAL, JOINT, quota=QUOTA)
    _offer(town, selection)
    yield JOINT + 1
    agreement = town.agreements["children"]
    fix_seed(town.access(EDITOR), selection, seed=_seed(town, agreement, JOINT + 1))
    yield JOINT + 5
    town.selections["children"] = freeze_by_draw(town.access(EDITOR), selection)
    for (key, _), username in zip(SELECTED, (EDITOR, "cilla"), strict=True):
        town.started[key] = start_followups(
            town.access(username),
            selection,
            authority=town.authorities[key],
            template_version=town.templates[NINE],
            planned_for=town.day(-200),
        )
    yield -140
    shares = Share.objects.visible_to(town.access("cilla"))
    share = shares.get(selection=selection, authority=town.authorities[NEIGHBOUR])
    explain_shortfall(
        town.access("cilla"), share, reason="En utförare har inga placerade från Grannby längre"
    )


def tell_selected(town: Town, key: str, place: int, script: Script) -> Story:
    """Let one of the board's selected follow-ups go as its script says."""
    yield JOINT + 12
    followup: Followup = town.started[key][place]
    planner = town.access("cilla" if key == NEIGHBOUR else EDITOR)
    followup = reschedule_followup(
        planner, followup, planned_for=town.day(script.day), version=None
    )
    yield from carry_out(town, script, followup)


def tell_others(town: Town) -> Story:
    """Enter a draw made at a meeting, freeze one that waits, and begin on next year's."""
    yield -70
    _enter_meeting(town)
    yield -24
    frozen = _created(town, "respite", SOCIAL, -24, quota=3)
    _offer(town, frozen)
    fix_seed(town.access(EDITOR), frozen, seed=_seed(town, town.agreements["respite"], -24))
    yield -21
    freeze_by_draw(town.access(EDITOR), frozen)
    yield -6
    draft = _created(town, "home_care", ELDERLY, 365, quota=2)
    _offer(town, draft)


def _created(town: Town, key: str, board: str, offset: int, *, quota: int) -> Selection:
    agreement, year = town.agreements[key], town.day(offset).year
    return create_selection(
        town.access(EDITOR),
        agreement=agreement,
        title=f"Urval {year}: {agreement.title}"[:150],
        year=year,
        quota=quota,
        authority=town.authorities[board],
        allots_lots=agreement.cooperation_id is not None,
    )


def _offer(town: Town, selection: Selection) -> None:
    """Say whom the selection chooses among: most are used, and one is wished for."""
    possible = possible_candidates(town.access(EDITOR), selection)
    set_candidates(
        town.access(EDITOR),
        selection,
        candidates=[
            CandidateFacts(row.contract, row.lot, is_used=place % 3 != 1, is_wished=place % 4 == 1)
            for place, row in enumerate(possible)
        ],
    )


def _seed(town: Town, agreement: Agreement, offset: int) -> str:
    return f"{agreement.case_number} {town.day(offset)}"


def _enter_meeting(town: Town) -> None:
    """Enter the draw that the elderly board made with slips of paper at a meeting."""
    access, board = town.access(EDITOR), town.authorities[ELDERLY]
    selection = _created(town, "single_places", ELDERLY, -70, quota=2)
    grounds: Mapping[tuple[str, str], Ground] = {
        ("solglantan", "Vård- och omsorgsboende"): Ground.USED,
        ("ronnbaret", "Vård- och omsorgsboende"): Ground.LOTTERY,
    }
    chosen = [
        ChosenFacts(
            contract=town.contracts["single_places", provider],
            lot=town.lots["single_places", lot],
            authority=board,
            ground=ground,
        )
        for (provider, lot), ground in grounds.items()
    ]
    entered = enter_elsewhere(
        access,
        selection,
        lots={},
        chosen=chosen,
        note="Lappar drogs ur en skål på ledningsmötet. Två tjänstepersoner var med.",
        drawn_on=town.day(-72),
    )
    start_followups(
        access,
        entered,
        authority=board,
        template_version=town.templates[CARE],
        planned_for=town.day(47),
    )
