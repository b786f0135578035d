"""What was counted on a visit becomes the beginning of a deficiency."""

from datetime import time

import pytest

from insyn.findings.queries.staffing import deficiency_of_staffing
from insyn.findings.rules import FindingKind
from insyn.followups.models import Followup
from insyn.followups.rules import State
from insyn.registry.queries import access_of
from insyn.visits.models import StaffingCheck, Visit
from insyn.visits.rules import VisitKind
from insyn.visits.rules.carrying_out import VisitState
from insyn.visits.rules.staffing import ScheduleLine, shortage_in_words
from tests.conftest import log_in
from tests.factories import DAY, FollowupFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def followup(ekby) -> Followup:
    return FollowupFactory.create(authority=ekby, state=State.ONGOING, carried_out_on=DAY)


@pytest.fixture
def visit(followup) -> Visit:
    """An evening visit where one of three was missing."""
    row = Visit.objects.create(
        followup=followup,
        kind=VisitKind.VISIT,
        planned_on=DAY,
        visited_on=DAY,
        state=VisitState.CARRIED_OUT,
    )
    for role, scheduled, present, why in (
        ("Undersköterska", 3, 2, "En hade blivit sjuk."),
        ("Sjuksköterska", 1, 1, ""),
    ):
        StaffingCheck.objects.create(
            visit=row, counted_at=time(19, 30), role=role, scheduled=scheduled,
            present=present, explanation=why,
        )  # fmt: skip
    return row


def test_only_those_who_were_missing_are_told_of() -> None:
    lines = [
        ScheduleLine("Undersköterska", 3, 2, "Sjuk."),
        ScheduleLine("Sjuksköterska", 1, 1),
        ScheduleLine("Chef", 1, 0),
        ScheduleLine("Vikarie", 0, 1),
    ]
    assert shortage_in_words(lines) == (
        "Undersköterska: 2 på plats, 3 enligt schemat. Utförarens förklaring: Sjuk.\n"
        "Chef: 0 på plats, 1 enligt schemat."
    )


def test_the_deficiency_says_what_was_counted_and_when(anna, followup, visit) -> None:
    said = deficiency_of_staffing(access_of(anna), followup, str(visit.pk))
    assert said["kind"] == FindingKind.DEFICIENCY
    assert said["seen_on"] == DAY
    assert "Undersköterska: 2 på plats, 3 enligt schemat." in said["text"]
    assert "Sjuksköterska" not in said["text"]
    assert "räknat 19.30" in said["evidence"]


def test_nobody_missing_writes_nothing(anna, followup, visit) -> None:
    StaffingCheck.objects.unscoped(reason="set-up").filter(visit=visit).update(present=3)
    assert deficiency_of_staffing(access_of(anna), followup, str(visit.pk)) == {}


@pytest.mark.parametrize("key", ["", "x", "-1", "0", "9" * 30])
def test_an_address_that_names_no_visit_writes_nothing(anna, followup, key) -> None:
    assert deficiency_of_staffing(access_of(anna), followup, key) == {}


def test_a_visit_of_another_followup_writes_nothing(anna, visit, ekby) -> None:
    other = FollowupFactory.create(authority=ekby, state=State.ONGOING)
    assert deficiency_of_staffing(access_of(anna), other, str(visit.pk)) == {}


def test_one_who_does_not_see_the_visit_gets_nothing(cilla, followup, visit) -> None:
    assert deficiency_of_staffing(access_of(cilla), followup, str(visit.pk)) == {}


def test_the_visit_leads_to_the_form_with_the_words_in_it(anna, client, followup, visit) -> None:
    log_in(client, anna)
    page = client.get(f"/uppfoljningar/besok/{visit.pk}/").content.decode()
    address = f"/uppfoljningar/{followup.pk}/resultat/nytt/?visit={visit.pk}"
    assert address in page
    assert "Undersköterska: 2 på plats" in client.get(address).content.decode()
