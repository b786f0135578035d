import pytest
from django.urls import reverse

from insyn.findings.models import FactCheck, FactCheckPassage, Finding
from insyn.findings.rules import FindingKind, Severity
from insyn.findings.rules.lists import FactCheckState
from insyn.followups.models import CallingUnitView, DocumentRequest
from insyn.followups.queries import overview_of
from insyn.followups.rules import Kind, RequestState, State
from insyn.registry.queries import access_of
from insyn.visits.models import Visit
from insyn.visits.rules import VisitKind
from tests.factories import DAY, FollowupFactory, PlannedActivityFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def full(followup, ekby, two_reviewers):
    """A follow-up in fact check with something of everything that its checklist tells of."""
    followup.state, followup.kind, followup.carried_out_on = State.FACT_CHECK, Kind.VISIT, DAY
    followup.comes_from = FollowupFactory.create(authority=ekby, contract=followup.contract)
    activity = PlannedActivityFactory.create(form__plan__authority=ekby)
    followup.activity, followup.activity_starts_on = activity, DAY
    followup.save()
    for state in RequestState:
        DocumentRequest.objects.create(
            followup=followup, title=state.label, asked_on=DAY, due_on=DAY, state=state
        )
    CallingUnitView.objects.create(followup=followup, unit_name="Barn och unga", asked_on=DAY)
    for _number in range(3):
        Visit.objects.create(followup=followup, kind=VisitKind.VISIT, planned_on=DAY)
        Finding.objects.create(
            followup=followup, kind=FindingKind.DEFICIENCY, severity=Severity.MAJOR,
            area="Lokaler", text="En av två utrymningsvägar är spärrad. " * 3, seen_on=DAY,
        )  # fmt: skip
    check = FactCheck.objects.create(
        followup=followup, state=FactCheckState.ANSWERED, sent_on=DAY, due_on=DAY, answered_on=DAY
    )
    FactCheckPassage.objects.create(fact_check=check, number=1, heading="Lokaler", text="Spärrad")
    return followup


def checks_of(user, followup):
    return overview_of(access_of(user), followup).checks


@pytest.mark.parametrize(
    ("state", "check"),
    [
        (State.DRAFT, FactCheckState.SETTLED),
        (State.FACT_CHECK, FactCheckState.ANSWERED),
        (State.ASSESSED, FactCheckState.SETTLED),
    ],
)
def test_a_full_first_page_asks_few_questions(
    state, check, as_anna, anna, full, django_assert_max_num_queries
) -> None:
    full.state = state
    full.save()
    FactCheck.objects.visible_to(access_of(anna)).update(state=check)
    with django_assert_max_num_queries(20):
        page = as_anna.get(reverse("followups:detail", args=[full.pk])).content.decode()

    assert "Skicka in handlingarna" in page
    assert "Lämna synpunkter: 0 av 1" in page


def test_requests_and_views_are_counted_each_for_itself(anna, full) -> None:
    left = {row.item.code: row.item.text for row in checks_of(anna, full).left}

    assert (
        left["documents"]
        == f"Skicka in handlingarna: {len(RequestState) - 1} av "
        + str(len(RequestState))
        + " har kommit in"
    )
    assert left["documents_to_review"] == "Granska handlingar som har kommit in: 1"
    assert left["calling_units"] == "Lämna synpunkter: 0 av 1 har svarat"


def test_a_unit_that_has_answered_is_not_waited_for(anna, full) -> None:
    views = CallingUnitView.objects.visible_to(access_of(anna))
    views.update(received_on=DAY, text="Fungerar bra")

    assert "calling_units" in {row.item.code for row in checks_of(anna, full).done}


def test_what_is_left_is_told_apart_from_what_is_done(anna, full) -> None:
    checks = checks_of(anna, full)

    assert {row.item.is_done for row in checks.left} == {False}
    assert {row.item.is_done for row in checks.done} == {True}


def test_a_long_deficiency_is_shortened_with_a_mark(anna, full) -> None:
    told = [row.item.text for row in checks_of(anna, full).left if "IVO" in row.item.text]

    assert len(told) == 3
    assert all(text.endswith("…") for text in told)


def test_the_follow_up_that_led_to_it_is_named(as_anna, full) -> None:
    page = as_anna.get(reverse("followups:detail", args=[full.pk])).content.decode()
    later = as_anna.get(reverse("followups:detail", args=[full.comes_from_id])).content.decode()

    assert f'href="{reverse("followups:detail", args=[full.comes_from_id])}"' in page
    assert f'href="{reverse("followups:detail", args=[full.pk])}"' in later
