import datetime

import pytest
import time_machine
from django.urls import reverse

from insyn.audit.models import AuditEvent
from insyn.platform import clock
from insyn.registry.queries import access_of
from insyn.signals.models import OpenForm, ProtectedReporter, Signal
from insyn.signals.rules import SignalSource
from insyn.signals.rules.open_form import OLDEST, SENT_ALLOWED
from insyn.signals.services.open_form import seal_for
from insyn.signals.services.settings import set_open_form
from tests.factories import ProviderFactory
from tests.signals.conftest import WHY, in_days

pytestmark = pytest.mark.django_db


@pytest.fixture
def is_open(ekby, access):
    return set_open_form(access, ekby, is_on=True, text="Välkommen att berätta.", version=0)


def seal(board, ago=datetime.timedelta(minutes=1)):
    with time_machine.travel(clock.now() - ago):
        return seal_for(board)


def sent(board, provider, **changed):
    known = {
        "provider": provider.pk,
        "text": "Samma personal dag och natt.",
        "happened_on": in_days(-1),
        "contact": "",
        "website": "",
    }
    if "seal" not in changed:
        known["seal"] = seal(board)
    return known | changed


def rows():
    return Signal.objects.unscoped(reason=WHY)


def post(client, board, provider, **changed):
    url = reverse("signals:open:form", args=[board.pk])
    return client.post(url, sent(board, provider, **changed))


def test_there_is_no_page_until_the_board_opens_it(client, ekby, access):
    url = reverse("signals:open:form", args=[ekby.pk])
    assert client.get(url).status_code == 404

    row = set_open_form(access, ekby, is_on=True, text="", version=0)
    assert client.get(url).status_code == 200
    set_open_form(access, ekby, is_on=False, text="", version=row.version)

    assert client.get(url).status_code == 404


def test_anyone_tells_the_board_something(client, ekby, provider, is_open, access):
    answer = post(client, ekby, provider)

    assert answer.status_code == 302
    (row,) = rows()
    assert row.source == SignalSource.OPEN_FORM
    assert row.reporter is None
    assert list(Signal.objects.visible_to(access)) == [row]


def test_nobody_is_traced(client, ekby, provider, is_open):
    post(client, ekby, provider)

    event = AuditEvent.objects.unscoped(reason=WHY).get(event="signal.noted")
    assert "127.0.0.1" not in f"{event.origin} {event.actor_name} {event.facts}"
    assert event.actor_id is None


def test_how_to_reach_them_is_for_few(client, ekby, provider, is_open, access, bo):
    post(client, ekby, provider, contact="070-123 45 67")

    row = ProtectedReporter.objects.visible_to(access).get()
    assert row.contact == "070-123 45 67"
    assert not ProtectedReporter.objects.visible_to(access_of(bo))
    assert "070-123" not in rows().get().text


@pytest.mark.parametrize(
    ("ago", "sentence"),
    [
        (datetime.timedelta(seconds=0), "Vänta några sekunder"),
        (OLDEST + datetime.timedelta(minutes=1), "öppen för länge"),
    ],
)
def test_too_fast_or_too_old(client, ekby, provider, is_open, ago, sentence):
    answer = post(client, ekby, provider, seal=seal(ekby, ago))

    assert sentence in answer.content.decode()
    assert "Samma personal dag och natt." in answer.content.decode()
    assert not rows()


@pytest.mark.parametrize("wrong", ["", "x", "a:b:c"])
def test_a_seal_that_is_not_ours(client, ekby, provider, is_open, wrong):
    answer = post(client, ekby, provider, seal=wrong)

    assert "gick inte att läsa" in answer.content.decode()
    assert not rows()


def test_a_seal_of_another_board(client, ekby, norrby, provider, is_open):
    assert "gick inte att läsa" in post(client, ekby, provider, seal=seal(norrby)).content.decode()


def test_a_program_that_fills_in_everything_is_thanked_and_forgotten(
    client, ekby, provider, is_open
):
    answer = post(client, ekby, provider, website="http://exempel.se")

    assert answer.status_code == 302
    assert not rows()


def test_the_same_page_sent_twice_gives_one(client, ekby, provider, is_open):
    one = seal(ekby)

    post(client, ekby, provider, seal=one)
    post(client, ekby, provider, seal=one)

    assert rows().count() == 1


def test_other_words_of_the_same_page_are_not_lost(client, ekby, provider, is_open):
    one = seal(ekby)

    for changed in ({}, {"text": "Dörren var låst."}, {"contact": "070-174 06 00"}):
        assert post(client, ekby, provider, seal=one, **changed).status_code == 302

    assert rows().count() == 3
    assert ProtectedReporter.objects.unscoped(reason=WHY).exclude(contact="").count() == 1


def test_too_many_from_one_address_wait(client, ekby, provider, is_open):
    for number in range(SENT_ALLOWED):
        post(client, ekby, provider, seal=seal(ekby, datetime.timedelta(minutes=1 + number)))

    answer = post(client, ekby, provider, seal=seal(ekby, datetime.timedelta(minutes=20)))

    assert "Vänta en kvart" in answer.content.decode()
    assert rows().count() == SENT_ALLOWED


def test_a_personal_number_is_refused(client, ekby, provider, is_open):
    answer = post(client, ekby, provider, text="Min mamma 19121212-1212 fick vänta.")

    assert "personnummer" in answer.content.decode()
    assert not rows()


def test_a_long_text_is_refused(client, ekby, provider, is_open):
    assert post(client, ekby, provider, text="x" * 3001).status_code == 200
    assert not rows()


def test_only_the_boards_own_providers_are_named(client, ekby, provider, is_open):
    other = ProviderFactory.create(name="Ingen Alls AB")

    text = client.get(reverse("signals:open:form", args=[ekby.pk])).content.decode()

    assert provider.name in text
    assert other.name not in text
    assert post(client, ekby, other).status_code == 200
    assert not rows()


def test_the_page_is_kept_out_of_search_engines(client, ekby, is_open):
    answer = client.get(reverse("signals:open:form", args=[ekby.pk]))

    assert answer.headers["X-Robots-Tag"] == "noindex, nofollow"
    assert "Välkommen att berätta." in answer.content.decode()


def test_the_page_is_also_in_english(client, ekby, is_open):
    page = reverse("signals:open:form", args=[ekby.pk])
    answer = client.post(reverse("accounts:language"), {"language": "en", "next": page})

    assert answer["Location"] == page
    assert 'lang="en"' in client.get(page).content.decode()


def test_one_without_a_role_may_also_tell(client, dag, ekby, is_open):
    client.force_login(dag)

    assert client.get(reverse("signals:open:form", args=[ekby.pk])).status_code == 200


def test_the_boards_choice_is_one_row(access, ekby, is_open):
    set_open_form(access, ekby, is_on=False, text="", version=is_open.version)

    assert OpenForm.objects.unscoped(reason=WHY).count() == 1
