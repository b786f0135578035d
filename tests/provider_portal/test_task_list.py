"""What the provider is to do, when it is little, much, or has come back."""

import datetime
import re

import pytest
from django.test import Client
from django.urls import reverse

from insyn.accounts.models import Authority
from insyn.registry.models import Provider
from insyn.registry.rules import Law
from insyn.surveys.rules import AnswerState, ResponseState
from tests.conftest import log_in
from tests.factories import ServiceAreaFactory, SurveyResponseFactory, UnitFactory
from tests.surveys.answering import Answered, answered

pytestmark = pytest.mark.django_db


@pytest.fixture
def asked(ekby: Authority, provider: Provider) -> Answered:
    return answered(ekby, provider, username="enhetschef")


@pytest.fixture
def as_answerer(client: Client, asked: Answered) -> Client:
    return log_in(client, asked.user)


def more_units(asked: Answered, count: int, **facts) -> None:
    facts.setdefault("service_area", asked.response.service_area)
    for number in range(count):
        unit = UnitFactory.create(
            name=f"Solsidan {number}", provider=asked.response.contract.provider
        )
        SurveyResponseFactory.create(
            round=asked.response.round, contract=asked.response.contract, unit=unit, **facts
        )


def tasks(client: Client) -> str:
    return " ".join(client.get(reverse("provider_portal:tasks")).content.decode().split())


def titles(shown: str) -> list[str]:
    return [re.sub(r"<[^>]+>", "", one).strip() for one in re.findall(r"<h3>(.*?)</h3>", shown)]


def came_back(asked: Answered, code: str = "F1") -> None:
    asked.given(
        code, "yes", AnswerState.RETURNED, returned_reason="Vilken rutin?",
        returned_on=datetime.date(2026, 4, 1),
    )  # fmt: skip
    asked.move(ResponseState.RETURNED, answered_count=3)


def test_many_units_of_one_survey_are_one_thing_to_do(as_answerer, asked) -> None:
    more_units(asked, 3)

    shown = tasks(as_answerer)

    assert titles(shown) == ["Enkät: Avtalsenkät 2026"]
    assert shown.count("Rättslig grund:") == 1
    assert [f"Solsidan {n}" in shown for n in range(3)] == [True] * 3
    assert f'href="{reverse("provider_portal:survey", args=[asked.response.pk])}"' in shown


def test_three_units_stand_for_themselves(as_answerer, asked) -> None:
    more_units(asked, 2)

    assert len(titles(tasks(as_answerer))) == 3


def test_units_asked_on_another_ground_stand_for_themselves(as_answerer, asked) -> None:
    more_units(asked, 3, service_area=ServiceAreaFactory.create(law=Law.SOL))

    assert len(titles(tasks(as_answerer))) == 4


def test_each_unit_says_its_day_and_how_far_it_has_come(as_answerer, asked) -> None:
    more_units(asked, 3, answered_count=11, required_count=38, due_on=datetime.date(2026, 3, 9))

    shown = tasks(as_answerer)

    assert shown.count("9 mars 2026") == 3
    assert shown.count("11 av 38") == 3
    assert "Försenad" in shown


def test_what_came_back_stands_first_and_for_itself(as_answerer, asked) -> None:
    more_units(asked, 4, due_on=datetime.date(2026, 3, 1))
    came_back(asked)

    shown = tasks(as_answerer)

    assert titles(shown) == [f"Enkät: Avtalsenkät 2026, {asked.response.unit}",
                             "Enkät: Avtalsenkät 2026"]  # fmt: skip
    assert "Svara på frågorna i retur" in shown


def test_to_go_on_is_said_when_something_is_answered(as_answerer, asked) -> None:
    asked.move(ResponseState.OPENED)
    before = tasks(as_answerer)
    asked.move(ResponseState.SAVED, answered_count=1)

    assert "Öppna enkäten" in before
    assert "Fortsätt" in tasks(as_answerer)


def test_the_next_one_is_what_came_back_before_anything_else(as_answerer, asked) -> None:
    asked.given("F4", ["a1"], AnswerState.RETURNED, returned_reason="Hur?")
    asked.move(ResponseState.RETURNED, returned_at=None)

    shown = as_answerer.get(reverse("provider_portal:survey", args=[asked.response.pk]))

    assert shown.context["next"].endswith(f"/omrade/2/#fraga-{asked.questions['F4'].pk}")


def test_an_address_to_ask_can_be_tapped(as_answerer, asked) -> None:
    asked.response.round.contact = "Anna, 010-123 45 67, anna@ekby.se"
    asked.response.round.save()

    for name, args in (("contact", []), ("survey", [asked.response.pk])):
        shown = as_answerer.get(reverse(f"provider_portal:{name}", args=args)).content.decode()
        assert 'href="mailto:anna@ekby.se"' in shown
