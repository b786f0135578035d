import csv
import datetime
import io
from decimal import Decimal
from typing import Any

import pytest
from django.urls import reverse

from insyn.delegations.models import Delegation, DelegationDecision
from insyn.delegations.rules import Matter
from insyn.delegations.services import DecisionFacts, decide
from insyn.documents.models import Document
from insyn.kernel.access import Role, Secrecy
from insyn.platform import clock
from insyn.registry.queries import access_of
from tests.conftest import log_in
from tests.factories import MembershipFactory

pytestmark = pytest.mark.django_db
WHY = "Provet läser raderna."
DECISIONS = "/delegationsbeslut/"


def text(answer) -> str:
    return str(answer.content.decode())


@pytest.fixture
def decision(chief, followup, give) -> DelegationDecision:
    give()
    return decided(chief, followup)


def decided(chief, followup, **facts) -> DelegationDecision:
    known: dict[str, Any] = {
        "authority": followup.authority,
        "matter": Matter.PENALTY,
        "text": "Vite för bemanningen i mars",
        "about": followup,
        "leads_to": f"/uppfoljningar/{followup.pk}/",
        "amount": Decimal("12500.50"),
        "decided_on": datetime.date(2026, 3, 2),
    }
    return decide(access_of(chief), DecisionFacts(**(known | facts)))


def right_facts(ekby, **facts):
    known: dict[str, Any] = {
        "authority": ekby.pk,
        "matter": Matter.PENALTY,
        "clause": "4.2",
        "role": Role.DECISION_MAKER,
        "most": "12 500,50",
        "valid_from": "2026-01-01",
    }
    return known | facts


def test_a_right_is_put_in_and_shown(as_anna, ekby) -> None:
    as_anna.post(reverse("delegations:add"), right_facts(ekby))

    page = text(as_anna.get(reverse("delegations:order")))
    assert "Avtalsvite" in page
    assert "Chef eller beslutsfattare" in page
    assert Delegation.objects.unscoped(reason=WHY).get().most == Decimal("12500.50")


def test_the_same_right_twice_is_told_with_the_line_that_is_there(as_anna, ekby) -> None:
    as_anna.post(reverse("delegations:add"), right_facts(ekby))

    page = text(as_anna.post(reverse("delegations:add"), right_facts(ekby, clause="9.9")))

    assert "Samma delegation finns redan i ordningen: punkt 4.2, Avtalsvite" in page
    assert 'value="9.9"' in page


def test_a_right_to_both_role_and_person_is_told_and_keeps_what_was_typed(
    as_anna, ekby, chief
) -> None:
    page = text(as_anna.post(reverse("delegations:add"), right_facts(ekby, user=chief.pk)))

    assert "Välj en roll eller en person, inte båda." in page
    assert 'value="4.2"' in page


def test_only_members_of_the_own_boards_are_offered(as_anna, chief, cilla) -> None:
    page = text(as_anna.get(reverse("delegations:add")))

    assert f'<option value="{chief.pk}"' in page
    assert f'<option value="{cilla.pk}"' not in page


def test_a_right_is_changed_and_ended(as_anna, ekby, give) -> None:
    right = give()
    facts = right_facts(ekby, clause="5.1", version=right.version)
    as_anna.post(reverse("delegations:change", args=[right.pk]), facts)
    right.refresh_from_db()
    assert right.clause == "5.1"

    as_anna.post(
        reverse("delegations:end", args=[right.pk]),
        {"version": right.version, "valid_to": "2026-06-30"},
    )
    right.refresh_from_db()
    assert right.valid_to == datetime.date(2026, 6, 30)


def test_what_has_ended_is_shown_when_asked_for(as_anna, give) -> None:
    give(clause="9.9", valid_to=datetime.date(2021, 1, 1))

    assert "9.9" not in text(as_anna.get("/delegationer/"))
    assert "9.9" in text(as_anna.get("/delegationer/?show_ended=on"))


def test_the_ticked_decisions_become_a_list_for_the_board(as_anna, decision) -> None:
    answer = as_anna.post(
        DECISIONS,
        {"chosen": f"{decision.pk}:{decision.version}", "reported_on": clock.today().isoformat()},
        follow=True,
    )

    assert "Besluten är anmälda" in text(answer)
    assert "D-2026-001" in text(answer)
    word, pdf = Document.objects.unscoped(reason=WHY).order_by("pk")
    assert f"/handlingar/{word.pk}/fil/" in text(answer)
    assert f"/handlingar/{pdf.pk}/fil/" in text(answer)


def test_nothing_ticked_is_told_and_the_day_kept(as_anna, decision) -> None:
    page = text(as_anna.post(DECISIONS, {"reported_on": "2026-05-05"}))

    assert "Kryssa för minst ett beslut" in page
    assert 'value="2026-05-05"' in page


def test_a_refusal_keeps_the_ticks(as_anna, decision) -> None:
    page = text(
        as_anna.post(
            DECISIONS,
            {"chosen": f"{decision.pk}:{decision.version}", "reported_on": "2026-03-01"},
        )
    )

    assert "tidigare än så" in page
    assert "checked" in page


def test_one_who_does_not_write_to_the_board_has_no_ticks(client, chief, decision) -> None:
    log_in(client, chief)

    assert 'name="chosen"' not in text(client.get(DECISIONS))
    assert client.post(DECISIONS, {"chosen": f"{decision.pk}:1"}).status_code == 403


@pytest.mark.parametrize("role", [Role.READER, Role.CASE_WORKER])
def test_who_reads_only_what_is_reported_is_offered_no_way_to_the_matter(
    as_anna, client, ekby, followup, decision, role
) -> None:
    way = f'href="/uppfoljningar/{followup.pk}/"'
    as_anna.post(
        DECISIONS,
        {"chosen": f"{decision.pk}:{decision.version}", "reported_on": clock.today().isoformat()},
    )
    assert way in text(as_anna.get(DECISIONS))
    log_in(client, MembershipFactory.create(authority=ekby, role=role).user)
    page = text(client.get(DECISIONS))

    assert "D-2026-001" in page
    assert way not in page


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("", True),
        ("show=waiting", True),
        ("show=reported", False),
        ("show=board", False),
        ("matter=penalty", True),
        ("matter=warning", False),
        ("first_day=2026-03-02&last_day=2026-03-02", True),
        ("last_day=2026-03-01", False),
        ("q=bemanningen", True),
    ],
)
def test_the_list_is_narrowed(as_anna, decision, query, shown) -> None:
    assert ("D-2026-001" in text(as_anna.get(f"{DECISIONS}?{query}"))) is shown


def test_the_list_is_taken_out_as_a_file(as_anna, decision) -> None:
    answer = as_anna.get(f"{DECISIONS}?fil=csv")
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig")), delimiter=";"))

    assert rows[1][:3] == ["D-2026-001", "2026-03-02", "Avtalsvite"]
    assert "Chef eller beslutsfattare" in rows[1]


def test_a_guarded_decision_is_shown_and_counted_for_nobody_below(
    as_anna, as_bo, chief, followup, give
) -> None:
    give()
    decided(chief, followup, secrecy=Secrecy.RESTRICTED)

    page = text(as_bo.get(DECISIONS))
    assert "D-2026-001" not in page
    assert "Inga beslut än" in page


def test_many_decisions_are_listed_in_few_queries(
    as_anna, chief, followup, decision, django_assert_max_num_queries
) -> None:
    for _time in range(20):
        decided(chief, followup, contract=followup.contract)

    with django_assert_max_num_queries(14):
        as_anna.get(DECISIONS)
