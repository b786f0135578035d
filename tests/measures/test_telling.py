from datetime import timedelta

import pytest
from django.urls import reverse

from insyn.audit.models import AuditEvent
from insyn.kernel.access import Secrecy
from insyn.kernel.errors import RuleViolation
from insyn.mailing.models import OutgoingMail
from insyn.mailing.rules import MailKind, has_link
from insyn.measures import services
from insyn.measures.letters.mails import TOLD
from insyn.measures.rules import ItemState, PlanEvent, PlanState
from insyn.platform import clock
from insyn.registry.queries import access_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def mailed(contact):
    """Answers for the provider and can be mailed."""
    contact.email = "kontakt@example.se"
    contact.save()
    return contact


def mails() -> list[OutgoingMail]:
    return list(OutgoingMail.objects.unscoped(reason="what a test did"))


def lines(anna) -> list[dict[str, object]]:
    rows = AuditEvent.objects.visible_to(access_of(anna)).filter(event="followup.provider_told")
    return [row.facts for row in rows]


def returned(anna, make_plan):
    plan = make_plan(PlanState.UNDER_REVIEW, ItemState.RETURNED)
    return services.return_plan(access_of(anna), plan, note="Svaret räcker inte.")


def supplemented(anna, make_plan):
    due = clock.today() + timedelta(days=14)
    return services.ask_supplement(access_of(anna), make_plan(PlanState.RETURNED), due_on=due)


def approved(anna, make_plan):
    plan = make_plan(PlanState.UNDER_REVIEW, ItemState.ACCEPTED)
    return services.approve_plan(access_of(anna), plan, board_reference="§ 12")


def warned(anna, make_plan):
    plan = make_plan(PlanState.RETURNED)
    return services.warn_of_penalty(access_of(anna), plan, board_reference="§ 12")


def reminded(anna, make_plan):
    return services.move_plan(access_of(anna), make_plan(), PlanEvent.REMIND)


MOVED = [
    (returned, "Åtgärdsplanen är inte godkänd"),
    (supplemented, "Åtgärdsplanen ska kompletteras"),
    (approved, "Åtgärdsplanen är godkänd"),
    (warned, "Varning om vite"),
    (reminded, "Påminnelse: åtgärdsplan"),
]


@pytest.mark.parametrize(("act", "subject"), MOVED)
def test_the_provider_is_mailed_about_each_move(act, subject, anna, mailed, make_plan) -> None:
    plan = act(anna, make_plan)

    (mail,) = mails()
    assert mail.subject == f"{subject} – Åkerö Stödboende AB"
    assert (mail.kind, mail.to_address) == (MailKind.ACTION_PLAN, "kontakt@example.se")
    assert has_link(mail.text)
    assert mail.leads_to == reverse("provider_portal:plan", args=[plan.pk])


def test_the_provider_is_mailed_when_a_plan_is_requested(anna, mailed, followup) -> None:
    services.request_plan(access_of(anna), followup)

    (mail,) = mails()
    assert mail.subject == "Åtgärdsplan begärd – Åkerö Stödboende AB"


def test_a_request_that_goes_with_other_news_is_not_mailed_apart(anna, mailed, followup) -> None:
    services.request_plan(access_of(anna), followup, tells=False)

    assert mails() == []


def test_every_move_that_is_told_is_tried_here() -> None:
    assert len(TOLD) == len(MOVED) + 1  # and the request


def test_a_line_says_how_many_were_mailed(anna, mailed, followup) -> None:
    services.request_plan(access_of(anna), followup)

    (said,) = lines(anna)
    assert said["receivers"] == 1


def test_a_plan_that_was_returned_twice_is_mailed_about_twice(anna, mailed, make_plan) -> None:
    plan = returned(anna, make_plan)
    plan.state = PlanState.UNDER_REVIEW
    plan.save()
    services.return_plan(access_of(anna), plan, note="Det räcker fortfarande inte.")

    assert len(mails()) == 2


def test_a_refused_move_mails_nobody(anna, mailed, make_plan) -> None:
    plan = make_plan(PlanState.UNDER_REVIEW, ItemState.ACCEPTED)
    with pytest.raises(RuleViolation, match="Alla svar är godtagna"):
        services.return_plan(access_of(anna), plan, note="Nej.")

    assert mails() == []


def test_nothing_is_mailed_about_what_the_provider_cannot_open(anna, mailed, followup) -> None:
    followup.secrecy = Secrecy.RESTRICTED
    followup.save()

    services.request_plan(access_of(anna), followup)

    assert mails() == []


def asked(client, followup) -> str:
    due = clock.today() + timedelta(days=28)
    answer = client.post(
        reverse("measures:request", args=[followup.pk]),
        {"due_on": due.isoformat(), "version": followup.version},
        follow=True,
    )
    return " ".join(answer.content.decode().split())


def test_the_page_says_how_many_were_mailed(as_anna, mailed, followup) -> None:
    assert "1 person fick ett mejl." in asked(as_anna, followup)


def test_the_page_says_when_nobody_was_mailed(as_anna, followup) -> None:
    assert "Ingen hos utföraren har en e-postadress i Insyn." in asked(as_anna, followup)


def test_the_page_says_when_the_secrecy_stops_the_mail(as_anna, mailed, followup) -> None:
    followup.secrecy = Secrecy.RESTRICTED
    followup.save()

    assert "Utföraren kan inte läsa uppföljningen i Insyn" in asked(as_anna, followup)


def test_the_page_of_a_return_says_how_many_were_mailed(as_anna, mailed, make_plan) -> None:
    plan = make_plan(PlanState.UNDER_REVIEW, ItemState.RETURNED)
    due = clock.today() + timedelta(days=28)
    answer = as_anna.post(
        reverse("measures:return", args=[plan.pk]),
        {"note": "Svaret räcker inte.", "due_on": due.isoformat(), "version": plan.version},
        follow=True,
    )

    assert "1 person fick ett mejl." in answer.content.decode()
