"""What is fetched at night: only what was chosen, noted once, and never taken for good."""

import datetime
import json

import pytest
from django.urls import reverse

from insyn.kernel.errors import NotAllowed, Outdated, RuleViolation
from insyn.monitoring.models import FetchChoice, KoladaFigure, RegisterAnswer, RegisterCheck
from insyn.monitoring.rules import CheckResult
from insyn.monitoring.services import FetchFacts, choose_fetching, fetch_all
from insyn.monitoring.services.adapters.base import Circuit, Client, Limits
from insyn.monitoring.services.adapters.bolagsverket import Bolagsverket
from insyn.monitoring.services.adapters.kolada import Kolada
from insyn.monitoring.services.fetching import fetch_figures, fetch_organisations
from insyn.platform import clock
from insyn.registry.queries import access_of
from insyn.signals.models import Signal
from tests.conftest import log_in
from tests.factories import ContractFactory, ProviderFactory
from tests.monitoring.services_elsewhere import recorded, send, service

pytestmark = pytest.mark.django_db
DAY = datetime.date(2026, 3, 2)
QUICK = Client(Limits(silence=0.5, patience=0.6, tries=1), sleep=lambda _seconds: None)
KPI = "N20891"


@pytest.fixture(autouse=True)
def _today():
    with clock.pretend(DAY):
        yield


@pytest.fixture
def elsewhere():
    with service() as running:
        running.replies["/token"] = [send(b'{"access_token": "abc"}')]
        running.replies["/organisationer"] = [send(recorded("bolagsverket-verksam"))]
        running.replies["/data"] = [send(recorded("kolada-kommun"))]
        titles = {"values": [{"id": KPI, "title": "Brukarbedömning"}]}
        running.replies["/kpi"] = [send(json.dumps(titles).encode())]
        yield running


@pytest.fixture
def asked(elsewhere):
    return Bolagsverket("id", "hemligt", f"{elsewhere.address}/token", elsewhere.address, QUICK)


@pytest.fixture
def provider(ekby):
    provider = ProviderFactory.create(name="Prov Omsorg AB", org_number="5566778899")
    ContractFactory.create(agreement__authority=ekby, provider=provider)
    return provider


def choose(user, board, version=0, **given):
    facts = FetchFacts(**({"asks_bolagsverket": True} | given))
    return choose_fetching(access_of(user), board, facts=facts, version=version)


def checks() -> list[RegisterCheck]:
    return list(RegisterCheck.objects.unscoped(reason="test").order_by("pk"))


def test_nothing_is_asked_until_it_is_configured_and_chosen(
    anna, ekby, provider, asked, elsewhere
) -> None:
    assert fetch_all(DAY).asked == 0
    assert fetch_organisations(DAY, asked).asked == 0
    assert elsewhere.asked == []


def test_an_answer_is_noted_with_source_and_kept_with_its_hour(anna, ekby, provider, asked) -> None:
    choose(anna, ekby)

    done = fetch_organisations(DAY, asked)

    (check,) = checks()
    answer = RegisterAnswer.objects.get()
    assert (done.asked, done.noted, check.result) == (1, 1, CheckResult.OK)
    assert check.source.startswith("Bolagsverket")
    assert (answer.org_number, answer.is_answered) == ("5566778899", True)
    assert answer.fetched_at is not None


def test_the_same_answer_is_noted_once_and_the_same_night_not_asked_for(
    anna, ekby, provider, asked, elsewhere
) -> None:
    choose(anna, ekby)
    fetch_organisations(DAY, asked)
    before = len(elsewhere.asked)
    fetch_organisations(DAY, asked)
    assert len(elsewhere.asked) == before
    with clock.pretend(DAY + datetime.timedelta(days=2)):
        fetch_organisations(DAY + datetime.timedelta(days=2), asked)

    assert len(elsewhere.asked) > before
    assert len(checks()) == 1


def test_a_bankruptcy_becomes_a_signal_once(anna, ekby, provider, asked, elsewhere) -> None:
    choose(anna, ekby)
    fetch_organisations(DAY, asked)
    elsewhere.replies["/organisationer"] = [send(recorded("bolagsverket-konkurs"))]
    for days in (2, 4):
        later = DAY + datetime.timedelta(days=days)
        with clock.pretend(later):
            fetch_organisations(later, asked)

    assert [check.result for check in checks()] == ["ok", "alarm"]
    (signal,) = Signal.objects.unscoped(reason="test")
    assert "Konkurs inledd" in signal.text


def test_a_service_that_is_down_ends_the_run_and_nothing_is_ok(
    anna, ekby, provider, asked, elsewhere
) -> None:
    for _ in range(5):
        ContractFactory.create(agreement__authority=ekby)
    choose(anna, ekby)
    elsewhere.replies["/organisationer"] = [send(b"<html>", 500)]

    done = fetch_organisations(DAY, asked, circuit=Circuit(limit=2))

    assert done.stopped
    assert done.asked == 2
    assert {check.result for check in checks()} == {CheckResult.UNKNOWN.value}
    assert not RegisterAnswer.objects.filter(is_answered=True).exists()


def test_people_and_public_bodies_are_not_asked_about(anna, ekby, asked, elsewhere) -> None:
    for number in ("7001011234", "2120001111"):
        ContractFactory.create(
            agreement__authority=ekby, provider=ProviderFactory.create(org_number=number)
        )
    choose(anna, ekby)

    assert fetch_organisations(DAY, asked).asked == 0


def test_figures_are_kept_once_and_shown_with_their_source(
    client, anna, cilla, ekby, elsewhere
) -> None:
    choose(anna, ekby, kpis=[KPI], municipality_code="0380")
    kolada = Kolada(elsewhere.address, QUICK)
    for _ in range(2):
        assert fetch_figures(DAY, kolada) == 3

    address = reverse("monitoring:kolada")
    page = log_in(client, anna).get(address).content.decode()
    narrowed = client.get(address, {"year": "2025", "q": "bruk"}).content.decode()

    assert KoladaFigure.objects.count() == 3
    assert "Källa: Kolada." in page
    assert "Brukarbedömning" in page
    assert "Visas inte av källan" in page
    assert ("2025</td>" in narrowed, "2024</td>" in narrowed) == (True, False)
    assert "Brukarbedömning" not in log_in(client, cilla).get(address).content.decode()


def test_figures_that_cannot_be_fetched_leave_the_old_ones(anna, ekby, elsewhere) -> None:
    choose(anna, ekby, kpis=[KPI], municipality_code="0380")
    kolada = Kolada(elsewhere.address, QUICK)
    fetch_figures(DAY, kolada)
    elsewhere.replies["/data"] = [send(b"<html>")]

    assert fetch_figures(DAY, kolada) == 0
    assert KoladaFigure.objects.count() == 3


@pytest.mark.parametrize(
    "wrong",
    [
        {"kpis": ["12"], "municipality_code": "0380"},
        {"kpis": [KPI], "municipality_code": "38"},
        {"kpis": [KPI, KPI + "/../x"], "municipality_code": "0380"},
        {"units": ["V1/../../x"]},
        {"kpis": [f"N{n:05}" for n in range(51)], "municipality_code": "0380"},
    ],
    ids=str,
)
def test_numbers_that_no_source_has_are_refused(anna, ekby, wrong) -> None:
    with pytest.raises(RuleViolation):
        choose(anna, ekby, **wrong)


def test_others_may_not_choose_and_the_first_to_save_wins(anna, bo, cilla, ekby) -> None:
    for person in (bo, cilla):
        with pytest.raises(NotAllowed):
            choose(person, ekby)
    choose(anna, ekby)
    with pytest.raises(Outdated):
        choose(anna, ekby, version=7)
    assert not FetchChoice.objects.visible_to(access_of(cilla)).exists()


def test_what_is_fetched_is_chosen_on_its_page(as_anna, ekby) -> None:
    address = reverse("monitoring:fetch_edit", args=[ekby.pk])
    sent = {"version": 0, "kpis": "n20891, U12345", "municipality_code": "0380"}

    wrong = as_anna.post(address, sent | {"municipality_code": "x"}).content.decode()
    done = as_anna.post(address, sent, follow=True).content.decode()

    assert "Kommunkoden har fyra siffror" in wrong
    assert "N20891, U12345" in done
    assert "Inte ansluten" in done
