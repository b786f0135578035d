"""What the commissioner itself lacks: a list of its own that no provider ever reads."""

from datetime import timedelta

import pytest
from django.urls import reverse

from insyn.findings.models import Finding
from insyn.findings.queries.duties_findings import OWN_SHORTCOMING, duty_sources
from insyn.findings.queries.shortcomings import ShortcomingState, shortcoming_list, state_of
from insyn.findings.rules import FindingKind
from insyn.followups.rules import State
from insyn.platform import clock
from insyn.platform.duties import Duties
from insyn.registry.queries import access_of
from tests.factories import DAY, ProviderContactFactory, UserFactory

pytestmark = pytest.mark.django_db
SECRET = "Uppdraget med mål kom två månader för sent"


@pytest.fixture
def shortcoming(followup, deficiency):
    followup.state, followup.reported_on = State.SENT, DAY
    followup.save()
    return Finding.objects.create(
        followup=followup, kind=FindingKind.COMMISSIONER_SHORTCOMING, area="Genomförandeplan",
        text=SECRET, responsible="Enhetschef barn och unga", seen_on=DAY,
        due_on=clock.today() - timedelta(days=1),
    )  # fmt: skip


def listed(person, **chosen):
    asked = {"q": "", "state": "", "authority": None} | chosen
    return list(shortcoming_list(access_of(person), asked, sort="", today=clock.today()))


def test_the_list_tells_who_and_when(as_anna, shortcoming) -> None:
    shown = as_anna.get(reverse("findings:shortcomings")).content.decode()

    assert SECRET in shown
    assert "Enhetschef barn och unga" in shown
    assert "Försenad" in shown


def test_the_list_is_filtered(anna, shortcoming) -> None:
    assert listed(anna, q="enhetschef") == listed(anna, state="late") == [shortcoming]
    assert listed(anna, state="done") == []

    shortcoming.remedied_on, shortcoming.remedied_note = clock.today(), "Ny rutin"
    shortcoming.save()

    assert listed(anna, state="done") == [shortcoming]
    assert state_of(shortcoming, clock.today()) == ShortcomingState.DONE


def test_other_authorities_lack_their_own(cilla, shortcoming) -> None:
    assert listed(cilla) == []


@pytest.mark.parametrize("file_type", ["xlsx", "csv"])
def test_the_list_is_taken_out_as_a_file(as_anna, shortcoming, file_type) -> None:
    taken = as_anna.get(reverse("findings:shortcomings"), {"fil": file_type})

    assert "attachment" in taken.headers["Content-Disposition"]


def test_the_list_asks_few_questions(as_anna, shortcoming, django_assert_max_num_queries) -> None:
    for number in range(20):
        shortcoming.pk, shortcoming.text = None, f"Brist {number}"
        shortcoming.save()

    with django_assert_max_num_queries(13):
        as_anna.get(reverse("findings:shortcomings"))


def test_the_duty_is_for_those_who_carry_out(anna, bo, shortcoming) -> None:
    def kinds(person):
        access = access_of(person)
        return [one.kind for one in Duties(duty_sources(access, clock.today()), clock.today())]

    assert kinds(anna) == [OWN_SHORTCOMING]
    assert kinds(bo) == []


def test_no_page_of_the_provider_tells_it(client, followup, shortcoming) -> None:
    user = UserFactory.create()
    ProviderContactFactory.create(
        user=user, provider=followup.contract.provider, authority=followup.authority
    )
    client.force_login(user)

    for name, args in (("tasks", []), ("result", [followup.pk]), ("examples", [])):
        shown = client.get(reverse(f"provider_portal:{name}", args=args))
        assert shown.status_code == 200
        assert SECRET not in shown.content.decode()
    result = client.get(reverse("provider_portal:result", args=[followup.pk])).content.decode()
    assert "Genomgång av sex personalakter" in result
