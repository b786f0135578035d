"""Which fields a provider reads. Each holds a text of its own, looked for in every page."""

import pytest
from django.db import models
from django.test import Client
from django.urls import reverse

from insyn.findings.models import AreaAssessment, Finding
from insyn.findings.rules import FindingKind
from insyn.followups.models import Followup
from insyn.measures.models import CorrectiveAction, PlanStep
from insyn.measures.rules import ItemState, PlanEvent, PlanState
from insyn.visits.models import Observation
from tests.factories import DAY
from tests.world import World

pytestmark = pytest.mark.django_db

SHOWN = {
    Followup: {"number", "result_text", "overall_assessment"},
    Finding: {"area", "text", "requirement", "evidence", "required_result", "remedied_note"},
    CorrectiveAction: {
        "affected", "others_at_risk", "cause", "measure", "responsible", "effect_check", "comment",
    },
    AreaAssessment: set(),
    Observation: set(),
    PlanStep: set(),
}  # fmt: skip
"""Every free text of these tables that a provider may read; all the others are hidden."""


def free_texts(model: type[models.Model]) -> list[str]:
    return [
        field.name
        for field in model._meta.local_fields
        if isinstance(field, models.CharField | models.TextField) and not field.choices
    ]


def marker(model: type[models.Model], field: str) -> str:
    return f"{model.__name__}-{field}"[:20] if field == "number" else f"{model.__name__}-{field}-x"


def mark(row: models.Model, *, but: tuple[str, ...] = ()) -> None:
    model = type(row)
    for field in free_texts(model):
        if field not in but:
            setattr(row, field, marker(model, field))
    row.save()


@pytest.fixture
def marked(world: World) -> World:
    """A returned plan, with a text of its own in every free text."""
    mark(world.followup)
    world.finding.remedied_on = DAY
    mark(world.finding)
    world.plan.state = PlanState.RETURNED
    world.plan.save()
    world.action.state = ItemState.RETURNED
    mark(world.action)
    mark(world.observation)
    mark(
        AreaAssessment.objects.create(
            followup=world.followup, section=world.observation.section, note="x"
        )
    )
    step = PlanStep.objects.create(
        plan=world.plan, event=PlanEvent.ESCALATE, happened_on=DAY, by_name="x"
    )
    mark(step)
    return world


def every_page(client: Client, world: World) -> str:
    addresses = [
        reverse("provider_portal:tasks"),
        reverse("provider_portal:plan", args=[world.plan.pk]),
        reverse("provider_portal:answer", args=[world.action.pk]),
        reverse("provider_portal:hand_in", args=[world.request.pk]),
        reverse("provider_portal:hand_in", args=[world.client_request.pk]),
        reverse("provider_portal:result", args=[world.followup.pk]),
    ]
    answers = [client.get(address) for address in addresses]
    assert {answer.status_code for answer in answers} == {200}
    return " ".join(answer.content.decode() for answer in answers)


@pytest.mark.parametrize("model", SHOWN, ids=lambda model: model.__name__)
def test_the_provider_reads_exactly_these_fields(model, as_contact, marked) -> None:
    pages = every_page(as_contact, marked)

    shown = {field for field in free_texts(model) if marker(model, field) in pages}
    assert shown == SHOWN[model]


def test_the_commissioners_own_shortcomings_are_never_shown(as_contact, world) -> None:
    Finding.objects.create(
        followup=world.followup,
        kind=FindingKind.COMMISSIONER_SHORTCOMING,
        area="Debitering",
        text="Beställaren betalade för högt pris",
    )

    assert "Beställaren betalade" not in every_page(as_contact, world)


def test_other_kinds_of_findings_are_shown(as_contact, world) -> None:
    for kind in (FindingKind.GOOD_PRACTICE, FindingKind.DEVELOPMENT_AREA):
        Finding.objects.create(
            followup=world.followup, kind=kind, area="Personal", text=f"Text {kind}"
        )

    pages = every_page(as_contact, world)

    assert "Text good_practice" in pages
    assert "Text development_area" in pages


def test_who_in_the_authority_did_what_is_not_shown(as_contact, anna, world) -> None:
    anna.first_name, anna.last_name = "Annalena", "Hemligsson"
    anna.save()
    for event in PlanEvent:
        PlanStep.objects.create(
            plan=world.plan, event=event, happened_on=DAY, by=anna, by_name=str(anna)
        )

    assert "Hemligsson" not in every_page(as_contact, world)


@pytest.mark.parametrize("state", [PlanState.UNDER_REVIEW, PlanState.SUBMITTED])
def test_a_judgement_that_has_not_been_sent_is_not_shown(state, as_contact, marked) -> None:
    marked.plan.state = state
    marked.plan.save()

    assert "CorrectiveAction-comment" not in every_page(as_contact, marked)


def test_a_result_that_has_not_been_sent_is_not_shown(as_contact, marked) -> None:
    marked.followup.reported_on = None
    marked.followup.save()

    address = reverse("provider_portal:result", args=[marked.followup.pk])

    assert as_contact.get(address).status_code == 404
    assert address not in as_contact.get(reverse("provider_portal:tasks")).content.decode()
