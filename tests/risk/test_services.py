import datetime
import json
import re
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from insyn.audit.models import AuditEvent
from insyn.followups.models import Followup
from insyn.followups.rules import Reason, State
from insyn.kernel.errors import NotAllowed, Outdated, RuleViolation
from insyn.registry.queries import access_of
from insyn.risk import queries, services
from insyn.risk.models import Candidate, Selection, Share
from insyn.risk.rules.exchange import pool_from_json, still_holds
from insyn.risk.rules.states import (
    SELECTION_LIFECYCLE,
    Ground,
    Origin,
    SelectionEvent,
    SelectionState,
)
from insyn.risk.services import CandidateFacts, ChosenFacts
from tests.factories import (
    DAY,
    AgreementFactory,
    ContractFactory,
    LotFactory,
    ProviderFactory,
    TemplateVersionFactory,
)
from tests.risk.builders import SEED, candidates, drafted, facts, frozen, market

pytestmark = pytest.mark.django_db


def events() -> list[str]:
    rows = AuditEvent.objects.unscoped(reason="test").order_by("pk")
    return list(rows.values_list("event", flat=True))


@pytest.fixture
def version(ekby):
    return TemplateVersionFactory.create(template__authority=ekby)


def test_creating_a_selection_leaves_a_line_in_the_trail(anna, ekby) -> None:
    place = market(ekby)

    selection = services.create_selection(
        access_of(anna),
        agreement=place.agreement,
        title="Urval",
        year=2026,
        quota=5,
        authority=ekby,
    )

    assert selection.state == SelectionState.DRAFT
    assert events() == ["selection.created"]


def test_a_reader_may_not_create_a_selection(bo, ekby) -> None:
    place = market(ekby)

    with pytest.raises(NotAllowed):
        services.create_selection(
            access_of(bo),
            agreement=place.agreement,
            title="Urval",
            year=2026,
            quota=5,
            authority=ekby,
        )

    assert not events()


def test_an_authority_outside_the_agreement_makes_no_selection_of_it(cilla, ekby, norrby) -> None:
    with pytest.raises(RuleViolation, match="deltar inte"):
        services.create_selection(
            access_of(cilla),
            agreement=market(ekby).agreement,
            title="Urval",
            year=2026,
            quota=5,
            authority=norrby,
        )


@pytest.mark.parametrize(
    "change", [{"quota": 0}, {"year": 1999}, {"state": "frozen"}, {"seed": "1"}]
)
def test_the_database_refuses_a_selection_that_cannot_be(anna, ekby, change) -> None:
    selection = drafted(access_of(anna), market(ekby))

    with pytest.raises(IntegrityError), transaction.atomic():
        Selection.objects.unscoped(reason="test").filter(pk=selection.pk).update(**change)


def test_the_database_refuses_a_chosen_candidate_without_ground(anna, ekby) -> None:
    selection = drafted(access_of(anna), market(ekby))

    with pytest.raises(IntegrityError), transaction.atomic():
        Candidate.objects.unscoped(reason="test").filter(selection=selection).update(is_chosen=True)


def test_candidates_replace_those_before(anna, ekby) -> None:
    access = access_of(anna)
    place = market(ekby)
    selection = drafted(access, place)

    services.set_candidates(access, selection, candidates=facts(place)[:1])

    assert len(candidates(selection)) == 1


def test_a_contract_of_another_agreement_is_no_candidate(anna, ekby) -> None:
    access = access_of(anna)
    place, other = market(ekby), market(ekby)

    with pytest.raises(RuleViolation, match="hör inte till"):
        services.set_candidates(access, drafted(access, place), candidates=facts(other))


def test_the_same_candidate_twice_is_refused(anna, ekby) -> None:
    access = access_of(anna)
    place = market(ekby)

    with pytest.raises(RuleViolation, match="två gånger"):
        services.set_candidates(
            access, drafted(access, place), candidates=[*facts(place), *facts(place)]
        )


def test_a_part_of_a_lot_is_no_place_to_choose_in(anna, ekby) -> None:
    access = access_of(anna)
    place = market(ekby)
    part = LotFactory.create(agreement=place.agreement, parent=place.lots[0])

    with pytest.raises(RuleViolation, match="hela avtalsområdet"):
        services.set_candidates(
            access,
            drafted(access, place),
            candidates=[CandidateFacts(place.contracts[0], part)],
        )


def test_one_who_saves_an_old_page_is_told(anna, ekby) -> None:
    access = access_of(anna)
    place = market(ekby)
    selection = drafted(access, place)
    seen = selection.version
    services.set_candidates(access, selection, candidates=facts(place), version=seen)

    with pytest.raises(Outdated):
        services.set_candidates(access, selection, candidates=[], version=seen)

    assert len(candidates(selection)) == len(place.contracts)


def test_the_seed_is_in_the_trail_before_there_is_a_result(anna, ekby) -> None:
    access = access_of(anna)

    selection = services.fix_seed(access, drafted(access, market(ekby)), seed=f" {SEED} ")

    line = AuditEvent.objects.unscoped(reason="test").get(event="selection.seed_fixed")
    assert (line.facts["seed"], line.facts["candidates"]) == (SEED, 6)
    assert not selection.record


def test_a_fixed_seed_never_changes_and_the_attempt_is_in_the_trail(anna, ekby) -> None:
    access = access_of(anna)
    selection = services.fix_seed(access, drafted(access, market(ekby)), seed=SEED)

    with pytest.raises(RuleViolation, match="redan bestämt"):
        services.fix_seed(access, selection, seed="8")

    selection.refresh_from_db()
    assert selection.seed == SEED
    line = AuditEvent.objects.unscoped(reason="test").get(event="selection.seed_refused")
    assert line.facts["seed"] == "8"


def test_candidates_are_locked_by_the_seed(anna, ekby) -> None:
    access = access_of(anna)
    place = market(ekby)
    selection = services.fix_seed(access, drafted(access, place), seed=SEED)

    with pytest.raises(RuleViolation, match="går inte att ändra"):
        services.set_candidates(access, selection, candidates=facts(place)[:1])


def test_there_is_no_seed_without_candidates(anna, ekby) -> None:
    access = access_of(anna)
    selection = services.set_candidates(access, drafted(access, market(ekby)), candidates=[])

    with pytest.raises(RuleViolation, match="kandidater först"):
        services.fix_seed(access, selection, seed=SEED)


def test_there_is_no_draw_without_a_seed(anna, ekby) -> None:
    access = access_of(anna)

    with pytest.raises(RuleViolation, match="Bestäm fröet först"):
        services.freeze_by_draw(access, drafted(access, market(ekby)))

    assert "selection.draw_refused" in events()


def test_a_draw_freezes_pool_seed_and_result(anna, ekby) -> None:
    selection = frozen(access_of(anna), market(ekby))

    assert selection.state == SelectionState.FROZEN
    assert still_holds(selection.record)
    assert sum(row.is_chosen for row in candidates(selection)) == 2
    assert all(row.reason for row in candidates(selection))


def test_the_record_says_what_the_rows_say(anna, ekby, norrby, cooperation) -> None:
    selection = frozen(access_of(anna), market(ekby, cooperation))

    told = {
        (row["name"], row["lot"], row["authority"], row["ground"], row["reason"])
        for row in selection.record["result"]["chosen"]
    }
    assert told == {
        (str(row.contract.provider), str(row.lot), str(row.authority), row.ground, row.reason)
        for row in candidates(selection)
        if row.is_chosen
    }


def test_the_digest_stands_in_the_trail(anna, ekby) -> None:
    selection = frozen(access_of(anna), market(ekby))

    line = AuditEvent.objects.unscoped(reason="test").get(event="selection.frozen")
    assert line.facts["digest"] == selection.record["digest"]


def test_a_second_draw_is_refused_and_leaves_a_line(anna, ekby) -> None:
    access = access_of(anna)
    selection = frozen(access, market(ekby))
    before = [(row.pk, row.is_chosen, row.reason) for row in candidates(selection)]

    with pytest.raises(RuleViolation):
        services.freeze_by_draw(access, selection)

    assert [(row.pk, row.is_chosen, row.reason) for row in candidates(selection)] == before
    assert events()[-1] == "selection.draw_refused"


def test_two_who_draw_at_once_get_one_draw(anna, ekby) -> None:
    access = access_of(anna)
    selection = services.fix_seed(access, drafted(access, market(ekby)), seed=SEED)
    services.freeze_by_draw(access, selection, version=selection.version)

    with pytest.raises(Outdated):
        services.freeze_by_draw(access, selection, version=selection.version)

    assert events().count("selection.frozen") == 1


def test_a_cooperation_gets_a_share_each_with_its_lot(anna, ekby, norrby, cooperation) -> None:
    selection = frozen(access_of(anna), market(ekby, cooperation), quota=2)

    shares = Share.objects.unscoped(reason="test").filter(selection=selection)
    assert {share.authority for share in shares} == {ekby, norrby}
    assert {str(share.lot) for share in shares} == {"HVB", "Stödboende"}
    assert {share.promised for share in shares} == {2}


def test_the_record_holds_no_sole_traders_number(anna, ekby) -> None:
    access = access_of(anna)
    place = market(ekby)
    lot = place.lots[0]
    trader = ContractFactory.create(
        agreement=place.agreement, provider=ProviderFactory.create(org_number="8001011239")
    )
    trader.lots.add(lot)
    place.contracts.append(trader)

    text = json.dumps(frozen(access, place).record)

    said = re.sub(r"\b[0-9a-f]{64}\b", "", text)  # tickets and digests hold any digits
    assert "1239" not in said
    assert "800101" not in said
    assert f"K{trader.pk}/1" in text


def test_the_record_can_be_given_to_the_command(anna, ekby, cooperation) -> None:
    record = frozen(access_of(anna), market(ekby, cooperation)).record

    assert len(pool_from_json(record).pool.candidates) == 6


def test_only_the_plan_owner_of_the_authority_draws(bo, anna, ekby) -> None:
    selection = services.fix_seed(
        access_of(anna), drafted(access_of(anna), market(ekby)), seed=SEED
    )

    with pytest.raises(NotAllowed):
        services.freeze_by_draw(access_of(bo), selection)


def test_another_member_of_the_cooperation_does_not_steer_the_draw(
    anna, cilla, ekby, cooperation
) -> None:
    selection = drafted(access_of(anna), market(ekby, cooperation))

    for act in (
        lambda: services.set_candidates(access_of(cilla), selection, candidates=[]),
        lambda: services.fix_seed(access_of(cilla), selection, seed="1"),
        lambda: services.freeze_by_draw(access_of(cilla), selection),
    ):
        with pytest.raises(NotAllowed):
            act()


def chosen_first(place, authority, **given) -> list[ChosenFacts]:
    return [ChosenFacts(place.contracts[0], place.lots[0], authority, **given)]


def test_a_draw_made_elsewhere_is_entered_as_it_was_told(anna, ekby, norrby, cooperation) -> None:
    access = access_of(anna)
    place = market(ekby, cooperation)

    selection = services.enter_elsewhere(
        access,
        drafted(access, place),
        lots={ekby.pk: place.lots[0], norrby.pk: place.lots[1]},
        chosen=chosen_first(place, ekby, ground=Ground.WISHED),
        note="Lappar ur en skål.",
        drawn_on=datetime.date(2026, 1, 20),
    )

    chosen = [row for row in candidates(selection) if row.is_chosen]
    assert [(row.authority, row.ground, row.is_wished) for row in chosen] == [
        (ekby, Ground.WISHED, True)
    ]
    assert selection.record["elsewhere"]["how"] == "Lappar ur en skål."
    assert selection.record["drawn_on"] == "2026-01-20"
    assert selection.origin == Origin.ELSEWHERE
    shares = Share.objects.unscoped(reason="test").filter(selection=selection)
    assert {share.authority: share.lot for share in shares} == {
        ekby: place.lots[0],
        norrby: place.lots[1],
    }
    assert still_holds(selection.record)


def test_a_draw_elsewhere_may_choose_one_who_was_no_candidate(anna, ekby) -> None:
    access = access_of(anna)
    place = market(ekby)
    selection = services.set_candidates(access, drafted(access, place), candidates=[])

    services.enter_elsewhere(
        access, selection, lots={}, chosen=chosen_first(place, ekby), note="Lappar."
    )

    (row,) = candidates(selection)
    assert row.ground == Ground.NOT_TOLD


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"note": " "}, "hur lottningen gjordes"),
        ({"chosen": []}, "minst en"),
        ({"lots": {0: None}}, "inte deltar"),
    ],
)
def test_a_draw_elsewhere_must_be_told_in_full(anna, ekby, change, sentence) -> None:
    access = access_of(anna)
    place = market(ekby)
    told = {"lots": {}, "chosen": chosen_first(place, ekby), "note": "Lappar."} | change

    with pytest.raises(RuleViolation, match=sentence):
        services.enter_elsewhere(access, drafted(access, place), **told)


def test_one_cannot_be_chosen_outside_the_lot_of_its_authority(anna, ekby) -> None:
    access = access_of(anna)
    place = market(ekby)

    with pytest.raises(RuleViolation, match="annat avtalsområde"):
        services.enter_elsewhere(
            access,
            drafted(access, place),
            lots={ekby.pk: place.lots[1]},
            chosen=chosen_first(place, ekby),
            note="Lappar.",
        )


def test_one_cannot_be_chosen_twice(anna, ekby) -> None:
    access = access_of(anna)
    place = market(ekby)

    with pytest.raises(RuleViolation, match="två gånger"):
        services.enter_elsewhere(
            access,
            drafted(access, place),
            lots={},
            chosen=chosen_first(place, ekby) * 2,
            note="Lappar.",
        )


def test_one_cannot_be_chosen_by_an_authority_that_takes_no_part(anna, ekby, norrby) -> None:
    access = access_of(anna)
    place = market(ekby)

    with pytest.raises(RuleViolation, match="deltar inte"):
        services.enter_elsewhere(
            access,
            drafted(access, place),
            lots={},
            chosen=chosen_first(place, norrby),
            note="Lappar.",
        )


def test_one_of_another_agreement_cannot_be_chosen(anna, ekby) -> None:
    access = access_of(anna)
    place = market(ekby)

    with pytest.raises(RuleViolation, match="hör inte till"):
        services.enter_elsewhere(
            access,
            drafted(access, place),
            lots={},
            chosen=chosen_first(market(ekby), ekby),
            note="Lappar.",
        )


def test_a_result_here_cannot_be_dodged_by_entering_another(anna, ekby) -> None:
    access = access_of(anna)
    place = market(ekby)
    selection = services.fix_seed(access, drafted(access, place), seed=SEED)

    with pytest.raises(RuleViolation, match="ska lottas här"):
        services.enter_elsewhere(
            access, selection, lots={}, chosen=chosen_first(place, ekby), note="Lappar."
        )


def test_a_selection_made_elsewhere_takes_no_seed(anna, ekby) -> None:
    access = access_of(anna)
    selection = drafted(access, market(ekby), origin=Origin.ELSEWHERE)

    with pytest.raises(RuleViolation, match="inget frö"):
        services.fix_seed(access, selection, seed=SEED)


@pytest.mark.parametrize("state", SelectionState)
@pytest.mark.parametrize("event", SelectionEvent)
def test_every_move_that_the_table_lacks_raises(state, event) -> None:
    if SELECTION_LIFECYCLE.allows(state, event):
        assert SELECTION_LIFECYCLE.after(state, event) in SelectionState
    else:
        with pytest.raises(RuleViolation):
            SELECTION_LIFECYCLE.after(state, event)


def test_nothing_of_a_frozen_selection_can_be_changed(anna, ekby) -> None:
    access = access_of(anna)
    place = market(ekby)
    selection = frozen(access, place)
    record = selection.record

    for act in (
        lambda: services.set_candidates(access, selection, candidates=[]),
        lambda: services.fix_seed(access, selection, seed="9"),
        lambda: services.freeze_by_draw(access, selection),
        lambda: services.enter_elsewhere(
            access, selection, lots={}, chosen=chosen_first(place, ekby), note="Lappar."
        ),
    ):
        with pytest.raises(RuleViolation):
            act()

    selection.refresh_from_db()
    assert selection.record == record


def test_starting_plans_a_followup_of_each_chosen(anna, ekby, version) -> None:
    access = access_of(anna)
    selection = frozen(access, market(ekby))

    started = services.start_followups(
        access, selection, authority=ekby, template_version=version, planned_for=DAY
    )

    assert {followup.contract_id for followup in started} == {
        row.contract_id for row in candidates(selection) if row.is_chosen
    }
    assert {followup.reason for followup in started} == {Reason.SELECTION}
    assert {followup.reason_note for followup in started} == {"Urval 2026"}
    selection.refresh_from_db()
    assert selection.state == SelectionState.STARTED


def test_starting_twice_makes_no_second_followup(anna, ekby, version) -> None:
    access = access_of(anna)
    selection = frozen(access, market(ekby))
    given: dict[str, Any] = {"authority": ekby, "template_version": version, "planned_for": DAY}
    services.start_followups(access, selection, **given)

    with pytest.raises(RuleViolation, match="ingen vald"):
        services.start_followups(access, selection, **given)

    assert Followup.objects.unscoped(reason="test").count() == 2


def test_a_draft_starts_nothing(anna, ekby, version) -> None:
    access = access_of(anna)

    with pytest.raises(RuleViolation):
        services.start_followups(
            access,
            drafted(access, market(ekby)),
            authority=ekby,
            template_version=version,
            planned_for=DAY,
        )


def test_each_authority_starts_only_its_own(anna, cilla, ekby, norrby, cooperation) -> None:
    selection = frozen(access_of(anna), market(ekby, cooperation))
    shared = TemplateVersionFactory.create(
        template__authority=ekby, template__cooperation=cooperation
    )
    given: dict[str, Any] = {"template_version": shared, "planned_for": DAY}

    with pytest.raises(NotAllowed):
        services.start_followups(access_of(cilla), selection, authority=ekby, **given)
    services.start_followups(access_of(anna), selection, authority=ekby, **given)
    started = services.start_followups(access_of(cilla), selection, authority=norrby, **given)

    assert {followup.authority for followup in started} == {norrby}


def test_promised_and_done_are_counted_from_the_followups(anna, ekby, version) -> None:
    access = access_of(anna)
    selection = frozen(access, market(ekby), quota=3)
    first, *_ = services.start_followups(
        access, selection, authority=ekby, template_version=version, planned_for=DAY
    )
    first.state, first.reported_on = State.SENT, DAY
    first.save()

    (line,) = queries.share_lines(access, selection)

    assert (line.share.promised, line.chosen, line.begun, line.done, line.missing) == (
        3,
        3,
        3,
        1,
        2,
    )


def test_another_authoritys_unreported_followups_are_not_counted(
    anna, cilla, ekby, norrby, cooperation
) -> None:
    selection = frozen(access_of(anna), market(ekby, cooperation))
    shared = TemplateVersionFactory.create(
        template__authority=ekby, template__cooperation=cooperation
    )
    services.start_followups(
        access_of(anna), selection, authority=ekby, template_version=shared, planned_for=DAY
    )

    lines = {
        line.share.authority: line for line in queries.share_lines(access_of(cilla), selection)
    }

    assert (lines[ekby].chosen, lines[ekby].begun, lines[ekby].done) == (2, 0, 0)


def test_a_shortfall_is_explained_with_before_and_after_in_the_trail(anna, ekby) -> None:
    access = access_of(anna)
    selection = frozen(access, market(ekby))
    share = Share.objects.visible_to(access).get(selection=selection)

    services.explain_shortfall(access, share, reason=" Personalbyten ")

    share.refresh_from_db()
    assert share.shortfall_reason == "Personalbyten"
    line = AuditEvent.objects.unscoped(reason="test").get(event="share.explained")
    assert (line.facts["before"], line.facts["after"]) == ("", "Personalbyten")


def test_an_empty_reason_explains_nothing(anna, ekby) -> None:
    access = access_of(anna)
    selection = frozen(access, market(ekby))
    share = Share.objects.visible_to(access).get(selection=selection)

    with pytest.raises(RuleViolation, match="Skriv skälet"):
        services.explain_shortfall(access, share, reason=" ")


def test_a_draft_has_no_shortfall(anna, ekby) -> None:
    access = access_of(anna)
    share = Share.objects.create(
        selection=drafted(access, market(ekby)), authority=ekby, promised=1
    )

    with pytest.raises(RuleViolation, match="utkast"):
        services.explain_shortfall(access, share, reason="Tidsbrist")


def test_each_authority_explains_its_own_shortfall(anna, cilla, ekby, norrby, cooperation) -> None:
    selection = frozen(access_of(anna), market(ekby, cooperation))
    share = Share.objects.visible_to(access_of(anna)).get(selection=selection, authority=ekby)

    with pytest.raises(NotAllowed):
        services.explain_shortfall(access_of(cilla), share, reason="Tidsbrist")


def test_a_part_of_a_lot_counts_as_the_lot(anna, ekby) -> None:
    access = access_of(anna)
    place = market(ekby, each=1)
    part = LotFactory.create(agreement=place.agreement, parent=place.lots[1])
    selection = drafted(access, place)
    place.contracts[0].lots.through.objects.filter(contract=place.contracts[0]).update(lot=part)

    rows = queries.possible_candidates(access, selection)

    assert [row.lot.name for row in rows if row.contract == place.contracts[0]] == ["Stödboende"]


def test_others_see_no_selection_without_a_cooperation(anna, cilla, dag, ekby) -> None:
    frozen(access_of(anna), market(ekby))

    for person in (cilla, dag):
        access = access_of(person)
        assert not Selection.objects.visible_to(access)
        assert not Candidate.objects.visible_to(access)
        assert not Share.objects.visible_to(access)


def test_an_agreement_without_cooperation_has_one_participant(ekby) -> None:
    agreement = AgreementFactory.create(authority=ekby)

    assert queries.participants(agreement, owner=ekby, today=DAY) == [ekby]


def test_one_who_has_left_the_cooperation_takes_no_part(ekby, norrby, cooperation) -> None:
    agreement = AgreementFactory.create(authority=ekby, cooperation=cooperation)
    cooperation.members.through.objects.filter(authority=norrby).update(
        valid_to=DAY - datetime.timedelta(days=1)
    )

    assert queries.participants(agreement, owner=ekby, today=DAY) == [ekby]
