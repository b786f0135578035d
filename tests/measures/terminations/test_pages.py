from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from insyn.kernel.access import Role
from insyn.measures.models import EvidencePackage, Termination, TerminationTask
from insyn.measures.queries.duties_terminations import duty_sources
from insyn.measures.rules.sanctions import Delivery
from insyn.measures.rules.terminations import TerminationState
from insyn.platform import clock
from insyn.platform.duties import Duties
from insyn.registry.queries import access_of
from insyn.registry.rules import ContractStatus
from tests.conftest import log_in
from tests.factories import MembershipFactory
from tests.measures.terminations.conftest import REASON, tasks

pytestmark = pytest.mark.django_db


def only() -> Termination:
    return Termination.objects.unscoped(reason="the one of the test").get()


def text(answer) -> str:
    return str(answer.content.decode()).replace("\xa0", " ")


def test_the_walk_of_a_termination(as_anna, contract) -> None:
    """From the contract's tab to the closed work, as it is done in the browser."""
    today = clock.today().isoformat()
    assert "Påbörja avslut" in text(as_anna.get(f"/kontrakt/{contract.pk}/avslut/"))
    start = f"/kontrakt/{contract.pk}/avslut/paborja/"
    as_anna.post(start, {"kind": "agreed", "reason": REASON, "placed": "2", "ends_on": today})
    row = only()
    page = f"/avslut/{row.pk}/"
    assert "Ingen har delegation" in text(as_anna.get(page))
    board = {"decided_on": today, "board_reference": "2026-11-17 § 93"}
    as_anna.post(f"{page}besluta/", board | {"version": only().version})
    told = {"version": only().version, "notice_on": today, "delivery": Delivery.RECEIPT}
    as_anna.post(f"{page}sag-upp/", told | {"ends_on": today})
    assert only().state == TerminationState.NOTIFIED

    as_anna.post(f"{page}har-upphort/", {"version": only().version})
    assert only().state == TerminationState.NOTIFIED
    for task in tasks(row):
        if task.count_left:
            said = {"part": task.part, "title": task.title, "count_all": "2", "count_left": "0"}
            as_anna.post(f"/avslut/uppgifter/{task.pk}/", said | {"version": task.version})
    as_anna.post(f"{page}har-upphort/", {"version": only().version})
    contract.refresh_from_db()
    assert contract.status == ContractStatus.ENDED

    for task in tasks(row):
        as_anna.post(f"/avslut/uppgifter/{task.pk}/klar/")
    as_anna.post(f"{page}bevispaket/")
    [package] = EvidencePackage.objects.unscoped(reason="the one of the test")
    assert package.document.file_name in text(as_anna.get(page))
    as_anna.post(f"{page}avsluta/", {"version": only().version})
    assert only().state == TerminationState.CLOSED


def test_the_package_is_downloaded_as_a_zip(as_anna, termination) -> None:
    as_anna.post(f"/avslut/{termination.pk}/bevispaket/")
    page = text(as_anna.get(f"/avslut/{termination.pk}/"))
    [package] = EvidencePackage.objects.unscoped(reason="the one of the test")
    address = reverse("documents:download", args=[package.document_id])
    assert address in page
    answer = as_anna.get(address)
    assert answer.headers["Content-Type"] == "application/zip"
    assert answer.content.startswith(b"PK\x03\x04")


def test_a_sanction_gives_the_way_to_the_end_of_the_contract(as_anna, rescission) -> None:
    start = f"/kontrakt/{rescission.contract_id}/avslut/paborja/?sanktion={rescission.pk}"
    assert start in text(as_anna.get(f"/sanktioner/{rescission.pk}/"))
    assert "Avslutet följer en sanktion" in text(as_anna.get(start))
    as_anna.post(start, {"reason": REASON, "at_once": "Fara för liv", "placed": "0"})
    row = only()
    assert (row.sanction_id, row.state) == (rescission.pk, TerminationState.DECIDED)
    assert f"/avslut/{row.pk}/" in text(as_anna.get(f"/sanktioner/{rescission.pk}/"))


def test_the_contract_and_the_provider_lead_to_what_goes_on(as_anna, termination) -> None:
    contract = termination.contract
    address = f"/avslut/{termination.pk}/"
    assert address in text(as_anna.get(f"/kontrakt/{contract.pk}/avslut/"))
    assert address in text(as_anna.get(f"/utforare/{contract.provider_id}/atgarder/"))


def test_a_contract_that_is_being_ended_leads_there_instead(as_anna, termination) -> None:
    answer = as_anna.get(f"/kontrakt/{termination.contract_id}/avslut/paborja/")
    assert answer.headers["Location"] == f"/avslut/{termination.pk}/"


def test_a_refusal_is_shown_with_what_was_typed(as_anna, decided) -> None:
    today = clock.today().isoformat()
    said = {"notice_on": today, "ends_on": today, "delivery": Delivery.RECEIPT, "version": 2}
    page = text(as_anna.post(f"/avslut/{decided.pk}/sag-upp/", said))
    assert "kan kontraktet upphöra tidigast" in page
    assert f'value="{today}"' in page


def test_a_stale_page_is_told(as_anna, decided) -> None:
    answer = as_anna.post(f"/avslut/{decided.pk}/andra/", {"version": "1", "kind": "agreed",
                          "reason": REASON, "placed": "1"})  # fmt: skip
    assert "har ändrat det här medan du läste" in text(answer)


def test_the_list_is_filtered_and_comes_as_a_file(as_anna, termination) -> None:
    address = f'href="/avslut/{termination.pk}/"'
    assert address in text(as_anna.get("/avslut/?is_open=on"))
    assert address not in text(as_anna.get("/avslut/?kind=agreed"))
    assert "Åkerö" in as_anna.get("/avslut/?fil=csv").content.decode("utf-8-sig")
    assert as_anna.get("/avslut/?fil=xlsx").content.startswith(b"PK")


def test_the_list_and_the_page_hold_their_query_ceilings(
    as_anna, termination, django_assert_max_num_queries
) -> None:
    with django_assert_max_num_queries(16):
        as_anna.get("/avslut/")
    with django_assert_max_num_queries(24):
        as_anna.get(f"/avslut/{termination.pk}/")


def test_a_reader_sees_nothing_of_it(termination, ekby) -> None:
    reader = MembershipFactory.create(authority=ekby, role=Role.READER).user
    client = log_in(Client(), reader)
    assert client.get(f"/avslut/{termination.pk}/").status_code == 404
    assert "Åkerö" not in text(client.get("/avslut/"))
    page = text(client.get(f"/kontrakt/{termination.contract_id}/avslut/"))
    assert "håller på att avslutas" not in page


def test_the_provider_sees_nothing_of_a_plan_to_end(contact, termination) -> None:
    client = log_in(Client(), contact)
    assert client.get(f"/avslut/{termination.pk}/").status_code == 404
    assert REASON not in text(client.get("/utforare/att-gora/"))


def test_tasks_wait_by_their_days(anna, termination) -> None:
    termination.responsible = anna
    termination.save()
    today = clock.today()
    found = list(Duties(duty_sources(access_of(anna), today), today))
    own = [duty for duty in found if duty.key.startswith("termination_task:")]
    assert len(own) == len(tasks(termination))
    assert all(duty.is_own and duty.due_on for duty in own)


def test_a_done_task_waits_no_more(anna, termination) -> None:
    today = clock.today()
    rows = TerminationTask.objects.unscoped(reason="set-up").filter(termination=termination)
    rows.update(done_on=today, count_left=0)
    sources = duty_sources(access_of(anna), today)
    assert not sources["measures.termination_task"].rows.exists()


def test_a_last_day_that_has_come_waits(anna, reached) -> None:
    today = clock.today()
    found = list(Duties(duty_sources(access_of(anna), today), today))
    assert "Kontrakt som har upphört" in {duty.kind for duty in found}


def test_a_reader_waits_for_nothing(bo, termination) -> None:
    today = clock.today() + timedelta(days=1)
    assert not list(Duties(duty_sources(access_of(bo), today), today))


def test_the_end_is_not_offered_before_the_last_day(as_anna, noticed) -> None:
    page = text(as_anna.get(f"/avslut/{noticed.pk}/"))
    assert "Kontraktets sista dag är" in page
    assert f"/avslut/{noticed.pk}/har-upphort/" not in page


def test_the_end_is_offered_when_the_last_day_has_come(as_anna, reached) -> None:
    assert f"/avslut/{reached.pk}/har-upphort/" in text(as_anna.get(f"/avslut/{reached.pk}/"))
