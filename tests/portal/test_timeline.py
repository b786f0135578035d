"""The time line of a provider: everything the asker sees, and nothing else."""

import datetime
import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from insyn.accounts.models import User
from insyn.dialogues.models import DialogueMeeting
from insyn.dialogues.rules import MeetingState
from insyn.findings.models import Finding
from insyn.findings.rules import FindingKind
from insyn.followups.models import Followup
from insyn.invoices.models import InvoiceClaim
from insyn.invoices.rules import ClaimState
from insyn.kernel.access import Secrecy
from insyn.measures.models import Sanction, Termination
from insyn.measures.rules.sanctions import SanctionState
from insyn.monitoring.models import RegisterCheck
from insyn.platform import clock
from insyn.portal.queries.timeline import timeline_of
from insyn.portal.rules.milestones import Milestone, MilestoneKind
from insyn.portal.rules.timeline import LANE_OF, Lane, Span, Timeline, by_year
from insyn.portal.rules.timeline_drawing import timeline_drawing
from insyn.registry.models import Provider
from insyn.registry.queries import access_of
from insyn.registry.rules import ContractStatus
from insyn.signals.models import Signal
from insyn.signals.rules import Severity, SignalCategory, SignalSource
from insyn.visits.models import Visit
from insyn.visits.rules.carrying_out import VisitState
from tests.factories import DAY, ContractFactory, FollowupFactory, ProviderFactory, UnitFactory
from tests.invoices.doors import claim_of
from tests.results.factories import SanctionFactory, SingleReportFactory
from tests.world import World, build

TODAY = datetime.date(2026, 6, 1)
WHY = "Provet gör det som ingen tjänst gör."
NAMES = {lane: lane.label for lane in Lane}


def event(year: int, kind: MilestoneKind = MilestoneKind.VISITED) -> Milestone:
    return Milestone(datetime.date(year, 3, 1), kind, "Besök")


def test_every_event_has_a_lane():
    assert set(LANE_OF) == set(MilestoneKind)
    assert set(LANE_OF.values()) == set(Lane)


def test_the_line_is_narrowed_by_years_and_by_lane():
    span = Span("Ramavtal", datetime.date(2020, 1, 1), datetime.date(2022, 12, 31))
    line = Timeline([event(2026), event(2024, MilestoneKind.MERGED), event(2021)], [span], TODAY)

    assert line.years() == [2026, 2025, 2024, 2023, 2022, 2021]
    assert [row.on.year for row in line.seen(2022, 2025, None).events if row.on] == [2024]
    assert line.seen(2023, None, None).spans == []
    assert line.seen(2022, None, None).spans == [span]
    assert line.seen(None, None, Lane.NAMES).lanes() == [Lane.NAMES]
    assert [(row.year, len(row.events)) for row in by_year(line.events)] == [
        (2026, 1), (2024, 1), (2021, 1),
    ]  # fmt: skip


@given(
    st.lists(
        st.tuples(st.dates(datetime.date(1990, 1, 1), TODAY), st.sampled_from(list(MilestoneKind))),
        max_size=40,
    ),
    st.integers(0, 9),
)
def test_every_event_is_drawn_inside_the_drawing(events, spans):
    rows = [Milestone(on, kind, "x") for on, kind in events]
    held = [Span("Avtal", datetime.date(1980 + at, 1, 1), None) for at in range(spans)]
    line = Timeline(rows, held, TODAY)

    svg = timeline_drawing(line, (line.years()[-1], TODAY.year), NAMES, ("Linje", "Text"))

    assert svg.count("<circle") + svg.count('width="8" height="8"') == len(rows)
    assert all(0 <= float(x) <= 640 for x in re.findall(r' (?:c?x)="([^"]+)"', svg))


pytestmark = pytest.mark.django_db


@pytest.fixture
def provider() -> Provider:
    return ProviderFactory.create(name="Åkerö Stödboende AB")


@pytest.fixture
def world(ekby, anna, provider) -> World:
    return build(ekby, anna, provider)


def kinds(user: User, provider: Provider) -> set[str]:
    return {row.kind.value for row in timeline_of(access_of(user), provider).events}


def test_the_line_holds_what_has_been_done(anna: User, ekby, world: World):
    UnitFactory.create(provider=world.provider, manager_since=DAY)
    DialogueMeeting.objects.create(
        authority=ekby, contract=world.contract, planned_on=DAY, held_on=DAY,
        state=MeetingState.HELD, participants="två uppföljare",
    )  # fmt: skip

    found = kinds(anna, world.provider)

    assert {
        "agreement_begun", "followup_reported", "deficiency_found", "plan_requested",
        "register_checked", "manager_begun", "dialogue_held",
    } <= found  # fmt: skip


def test_an_elected_reader_sees_no_meeting(bo: User, ekby, world: World):
    DialogueMeeting.objects.create(
        authority=ekby, contract=world.contract, planned_on=DAY, held_on=DAY,
        state=MeetingState.HELD, participants="två uppföljare",
    )  # fmt: skip

    assert "dialogue_held" not in kinds(bo, world.provider)


def test_one_from_another_municipality_sees_nothing_of_ekbys(cilla: User, world: World):
    assert kinds(cilla, world.provider) <= {"unit_begun", "manager_begun"}


def test_a_draft_is_not_on_the_line(anna: User, ekby, provider):
    draft = FollowupFactory.create(authority=ekby, contract__provider=provider)
    Finding.objects.create(followup=draft, kind=FindingKind.DEFICIENCY, area="Mat", text="Kall")

    assert kinds(anna, provider) == {"agreement_begun"}


def test_what_few_may_know_of_is_not_on_the_line(bo: User, ekby, provider):
    FollowupFactory.create(
        authority=ekby, contract__provider=provider, state="sent", reported_on=DAY,
        secrecy=Secrecy.RESTRICTED,
    )  # fmt: skip

    assert "followup_reported" not in kinds(bo, provider)


def guarded(world: World) -> None:
    """Let everything that can be guarded be so."""
    facts = {
        "authority": world.authority, "provider": world.provider, "source": SignalSource.STAFF,
        "category": SignalCategory.STAFFING, "severity": next(iter(Severity)), "happened_on": DAY,
        "text": "Ensam natt", "noted_at": clock.now(),
    }  # fmt: skip
    Signal.objects.create(**facts)
    SanctionFactory.create(
        authority=world.authority, contract=world.contract, number="S1", decided_on=DAY,
        state=SanctionState.DECIDED,
    )  # fmt: skip
    Visit.objects.unscoped(reason=WHY).update(state=VisitState.CARRIED_OUT, visited_on=DAY)
    claim_of(world)
    for model in (Followup, InvoiceClaim, RegisterCheck, Sanction, Signal, Termination):
        rows: Any = model.objects
        rows.unscoped(reason=WHY).update(secrecy=Secrecy.RESTRICTED)


def test_what_few_may_know_of_is_not_on_the_line_for_the_few_either(
    anna: User, as_anna: Client, world: World
):
    """The page is shown in the provider's presence, and its file is handed out."""
    assert {"followup_reported", "register_checked"} <= kinds(anna, world.provider)
    guarded(world)

    assert kinds(anna, world.provider) <= {
        "agreement_begun", "unit_begun", "manager_begun", "survey_handed_in", "dialogue_held",
    }  # fmt: skip
    said = as_anna.get(address(world.provider, "?fil=csv")).getvalue().decode("utf-8-sig")
    for word in ("S1", "Uppföljning rapporterad", "Kall"):
        assert word not in said


def address(provider: Provider, query: str = "") -> str:
    return reverse("portal:provider_history", args=[provider.pk]) + query


def test_the_page_draws_the_line_and_lists_it(as_anna: Client, world: World):
    read = as_anna.get(address(world.provider)).content.decode()

    assert "<svg xmlns" in read
    assert "Registerutdrag begärs inte återkommande" in read


def test_the_page_is_narrowed_by_what_is_chosen(as_anna: Client, world: World):
    answer = as_anna.get(address(world.provider, "?lane=findings&from_year=2026&to_year=2026"))

    assert {row.kind.value for row in answer.context["page"]} == {"deficiency_found"}
    earlier = as_anna.get(address(world.provider, "?lane=findings&to_year=2024"))
    assert "Inget passar filtret" in earlier.content.decode()


def test_the_line_is_a_file_too(as_anna: Client, world: World):
    answer = as_anna.get(address(world.provider, "?fil=csv"))

    assert "Uppföljning rapporterad" in answer.getvalue().decode("utf-8-sig")


@pytest.mark.parametrize("query", ["?lane=x&from_year=y&to_year=9", "?page=z", "?visa=nonsense"])
def test_nonsense_in_the_address_shows_a_page(as_anna: Client, world: World, query):
    assert as_anna.get(address(world.provider, query)).status_code == 200


def test_the_page_needs_as_many_queries_whatever_it_shows(
    as_anna: Client, ekby, world: World, django_assert_max_num_queries
):
    for _ in range(6):
        contract = ContractFactory.create(
            agreement__authority=ekby, provider=world.provider, starts_on=DAY
        )
        followup = FollowupFactory.create(
            authority=ekby, contract=contract, state="sent", reported_on=DAY
        )
        Finding.objects.create(
            followup=followup, kind=FindingKind.DEFICIENCY, area="Mat", text="Kall"
        )

    with django_assert_max_num_queries(20):
        as_anna.get(address(world.provider))


def test_of_a_signal_only_what_it_is_about_is_told(anna: User, ekby, provider):
    facts = {
        "authority": ekby, "provider": provider, "source": SignalSource.STAFF,
        "category": SignalCategory.STAFFING, "severity": next(iter(Severity)), "happened_on": DAY,
        "text": "Ensam natt", "noted_at": clock.now(),
    }  # fmt: skip
    Signal.objects.create(**facts)
    Signal.objects.create(**facts | {"is_protected": True, "category": SignalCategory.SAFETY})

    (row,) = timeline_of(access_of(anna), provider).events

    assert (row.kind, row.about) == (MilestoneKind.SIGNAL_CAME_IN, SignalCategory.STAFFING.label)


def test_visits_sanctions_and_notices_lead_to_their_pages(anna: User, ekby, world: World):
    Visit.objects.visible_to(access_of(anna)).update(
        state=VisitState.CARRIED_OUT, visited_on=DAY, unit=world.unit
    )
    SanctionFactory.create(
        authority=ekby, contract=world.contract, number="S1", decided_on=DAY,
        state=SanctionState.DECIDED,
    )  # fmt: skip

    told = {row.kind: row for row in timeline_of(access_of(anna), world.provider).events}

    assert world.unit.name in told[MilestoneKind.VISITED].about
    assert told[MilestoneKind.SANCTION_DECIDED].about.startswith("S1, ")
    assert told[MilestoneKind.SANCTION_DECIDED].url.startswith("/sanktioner/")


def test_a_stop_a_decision_and_money_claimed_are_on_the_line(anna: User, bo: User, world: World):
    world.contract.status = ContractStatus.INTAKE_STOP
    world.contract.status_from, world.contract.status_reason = DAY, "Obetald skatt"
    world.contract.save()
    SingleReportFactory.create(
        authority=world.authority, followup=world.followup, decided_on=DAY, decision="§ 23"
    )
    claim = claim_of(world)
    InvoiceClaim.objects.unscoped(reason=WHY).filter(pk=claim.pk).update(
        amount="11550.00", state=ClaimState.CREDITED, settled_on=claim.claimed_on,
        credited="11000.50",
    )  # fmt: skip

    told = {row.kind: row for row in timeline_of(access_of(anna), world.provider).events}

    stop = told[MilestoneKind.INTAKE_STOPPED]
    assert (stop.on, stop.about) == (DAY, world.agreement.title)
    assert told[MilestoneKind.BOARD_DECIDED].about == f"{world.followup.number}, § 23"
    assert told[MilestoneKind.BOARD_DECIDED].url.startswith("/rapporter/")
    assert told[MilestoneKind.MONEY_CLAIMED].about == "11 550 kr"
    assert told[MilestoneKind.MONEY_CREDITED].about == "11 000,50 kr"
    assert told[MilestoneKind.MONEY_CREDITED].url == reverse("invoices:claim", args=[claim.pk])
    assert "money_claimed" not in kinds(bo, world.provider)


def test_an_investigation_the_provider_may_not_know_of_is_not_on_the_line(anna: User, world: World):
    world.contract.status = ContractStatus.UNDER_INVESTIGATION
    world.contract.status_from, world.contract.status_reason = DAY, "Misstanke"
    world.contract.save()

    told = {row.kind for row in timeline_of(access_of(anna), world.provider).events}

    assert not told & {MilestoneKind.INTAKE_STOPPED, MilestoneKind.BLOCKED}


def test_good_examples_stand_beside_the_deficiencies(anna: User, world: World):
    facts = {"followup": world.followup, "area": "Mat", "text": "Lagas på plats"}
    for kind in FindingKind:
        Finding.objects.create(kind=kind, **facts)

    told = [
        row.kind
        for row in timeline_of(access_of(anna), world.provider).events
        if row.about.endswith("Mat: Lagas på plats")
    ]

    assert sorted(kind.value for kind in told) == [
        "deficiency_found", "development_area_seen", "good_practice_seen",
    ]  # fmt: skip
