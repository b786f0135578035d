import html
import re
from datetime import timedelta

import pytest
from django.test import Client

from insyn.findings.models import Finding
from insyn.followups.rules import State
from insyn.kernel.access import Role
from insyn.measures.models import Sanction, SanctionLetter, SanctionLine
from insyn.measures.queries.checklist_sanctions import checklist_of
from insyn.measures.queries.duties_sanctions import duty_sources
from insyn.measures.rules.sanctions import Delivery, SanctionState
from insyn.measures.services.intake import StopFacts
from insyn.measures.services.sanction_notices import Handover, notify_provider
from insyn.platform import clock
from insyn.registry.queries import access_of
from tests.conftest import log_in
from tests.factories import DAY, MembershipFactory, SanctionStepFactory

pytestmark = pytest.mark.django_db


def only() -> Sanction:
    return Sanction.objects.unscoped(reason="the one of the test").get()


def text(answer) -> str:
    return str(answer.content.decode()).replace("\xa0", " ")


def proposal_of(step, **more) -> dict[str, object]:
    said = {
        "reasons": "Passet var obemannat.",
        "proportionality": "Det har pågått i en månad.",
        "line_count": "1",
        "line-0-ground": "Obemannat pass",
        "line-0-period_from": DAY.isoformat(),
        "line-0-period_to": DAY.isoformat(),
        "line-0-amount": "12 500,50",
    }
    return said | more


def test_the_walk_of_a_penalty_contested_and_reduced(as_anna, followup, step, contact):
    """From the ladder to the closed case, as it is done in the browser."""
    today = clock.today().isoformat()
    address = f"/kontrakt/{followup.contract_id}/sanktioner/foresla/?uppfoljning={followup.pk}"
    assert "§ 14.2" in text(as_anna.get(address))
    as_anna.post(f"{address}&steg={step.pk}", proposal_of(step))
    row = only()
    page = f"/sanktioner/{row.pk}/"
    [line] = SanctionLine.objects.unscoped(reason="the one of the test")
    board = {"decided_on": today, "board_reference": "2026-11-17 § 92"}
    as_anna.post(
        f"{page}besluta/", board | {"version": only().version, f"amount-{line.pk}": "12500,50"}
    )
    told = {"version": only().version, "notified_on": today, "delivery": Delivery.RECEIPT}
    as_anna.post(f"{page}delge/", told)

    theirs = log_in(Client(), contact)
    assert row.number in text(theirs.get("/utforare/att-gora/"))
    own = f"/utforare/sanktioner/{row.pk}/"
    assert "12\u202f500,50" in text(theirs.get(own))
    theirs.post(own, {"version": only().version, "text": "Två pass var bemannade."})
    assert only().state == SanctionState.CONTESTED

    answer = board | {"text": "Två pass räknas av.", f"amount-{line.pk}": "7500,30"}
    as_anna.post(f"{page}satt-ned/", answer | {"version": only().version})
    assert "7\u202f500,30" in text(theirs.get(own))
    as_anna.post(f"{page}verkstall/", {"version": only().version, "carried_out_on": today})
    as_anna.post(f"{page}avsluta/", {"version": only().version})
    assert only().state == SanctionState.CLOSED
    assert "7\u202f500,30" in text(as_anna.get("/sanktioner/liggare/?figure=carried_out"))


def test_a_step_without_clause_is_shown_with_the_way_to_the_ladder(as_anna, followup, step):
    step.clause = ""
    step.save()
    address = f"/kontrakt/{followup.contract_id}/sanktioner/foresla/"
    page = text(as_anna.get(address))
    assert "saknar klausul" in page
    assert f"/avtal/{followup.contract.agreement_id}/" in page
    assert as_anna.get(f"{address}?steg={step.pk}").status_code == 302


def test_a_skipped_step_is_told_but_stops_nothing(as_anna, followup, step):
    agreement = followup.contract.agreement
    SanctionStepFactory.create(agreement=agreement, number=1, kind="remark", clause="§ 12")
    address = f"/kontrakt/{followup.contract_id}/sanktioner/foresla/?steg={step.pk}"
    assert "Mildare steg är inte tagna" in text(as_anna.get(address))
    as_anna.post(address, proposal_of(step))
    assert only().state == SanctionState.PROPOSED


def test_a_warning_on_a_plan_is_a_step_taken(as_anna, anna_access, make_plan, step):
    plan = make_plan()
    plan.state = "returned"
    plan.save()
    said = {"version": plan.version, "due_on": "2099-01-07", "clause": "§ 14"}
    answer = as_anna.post(f"/atgardsplaner/{plan.pk}/varna/", said)
    assert answer.status_code == 302, text(answer)
    assert "Varning i åtgärdsplan" in text(as_anna.get("/sanktioner/"))
    contract = plan.followup.contract_id
    assert "Varning i åtgärdsplan" in text(as_anna.get(f"/kontrakt/{contract}/sanktioner/foresla/"))


def test_the_open_deficiencies_of_the_followup_are_ticked_from_the_start(as_anna, followup, step):
    address = f"/kontrakt/{followup.contract_id}/sanktioner/foresla/"
    page = text(as_anna.get(f"{address}?uppfoljning={followup.pk}&steg={step.pk}"))
    assert page.count("checked") == 2


def test_more_lines_keep_what_was_typed(as_anna, followup, step):
    address = f"/kontrakt/{followup.contract_id}/sanktioner/foresla/?steg={step.pk}"
    page = text(as_anna.post(address, proposal_of(step, more="1")))
    assert "Rad 4" in page
    assert "12 500,50" in page
    assert not Sanction.objects.unscoped(reason="none was made").exists()


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"line-0-amount": "-1"}, "lägre än noll"),
        ({"line-0-amount": ""}, "Fyll i antal"),
        ({"reasons": ""}, "Fyll i ”Skälen”"),
        ({"line-0-period_from": "i går"}, "ska vara ett datum"),
        ({"line_count": "0"}, "minst en rad"),
    ],
)
def test_a_wrong_proposal_says_what_is_wrong(as_anna, followup, step, wrong, said):
    address = f"/kontrakt/{followup.contract_id}/sanktioner/foresla/?steg={step.pk}"
    assert said in text(as_anna.post(address, proposal_of(step, **wrong)))


def test_the_form_of_a_proposal_shows_what_it_says(as_anna, sanction):
    page = text(as_anna.get(f"/sanktioner/{sanction.pk}/andra/"))
    assert "Passet var obemannat fem gånger." in page
    assert "2500,10" in page or "2\u202f500,10" in page


def test_the_page_offers_only_what_can_happen(as_anna, sanction):
    page = text(as_anna.get(f"/sanktioner/{sanction.pk}/"))
    assert f"/sanktioner/{sanction.pk}/besluta/" in page
    assert f"/sanktioner/{sanction.pk}/verkstall/" not in page


def test_a_stale_decision_is_refused_with_a_sentence(as_anna, sanction):
    [line] = SanctionLine.objects.unscoped(reason="the one of the test")
    said = {
        "version": 99,
        "decided_on": clock.today().isoformat(),
        "board_reference": "§ 1",
        f"amount-{line.pk}": "1",
    }
    page = text(as_anna.post(f"/sanktioner/{sanction.pk}/besluta/", said))
    assert "Någon annan" in page or "ändrat" in page
    assert only().state == SanctionState.PROPOSED


def test_nobody_without_delegation_decides_and_is_told_who_may(as_anna, sanction, give):
    give(Role.DECISION_MAKER)
    [line] = SanctionLine.objects.unscoped(reason="the one of the test")
    said = {
        "version": sanction.version,
        "decided_on": clock.today().isoformat(),
        f"amount-{line.pk}": "1",
    }
    page = text(as_anna.post(f"/sanktioner/{sanction.pk}/besluta/", said))
    assert "Chef eller beslutsfattare" in page


@pytest.mark.parametrize("address", ["/sanktioner/", "/sanktioner/liggare/", "/sanktioner/summor/"])
def test_empty_lists_say_so(as_anna, address):
    assert "Inga" in text(as_anna.get(address))


def test_the_followup_the_provider_the_contract_and_the_agreement_show_it(as_anna, sanction):
    contract = sanction.contract
    for address in (
        f"/uppfoljningar/{sanction.followup_id}/atgardsplan/",
        f"/utforare/{contract.provider_id}/atgarder/",
        f"/kontrakt/{contract.pk}/sanktioner/",
        f"/avtal/{contract.agreement_id}/sanktioner/",
    ):
        assert sanction.number in text(as_anna.get(address)), address


def test_the_provider_never_sees_a_proposal_or_a_decision_it_was_not_told_of(contact, decided):
    theirs = log_in(Client(), contact)
    assert decided.number not in text(theirs.get("/utforare/att-gora/"))
    assert theirs.get(f"/utforare/sanktioner/{decided.pk}/").status_code == 404
    assert theirs.get(f"/sanktioner/{decided.pk}/").status_code == 404


def test_another_provider_sees_nothing(other_contact, told):
    theirs = log_in(Client(), other_contact)
    assert theirs.get(f"/utforare/sanktioner/{told.pk}/").status_code == 404
    [letter] = SanctionLetter.objects.unscoped(reason="the one of the test")
    assert theirs.get(f"/utforare/sanktioner/brev/{letter.pk}/pdf/").status_code == 404


def test_the_provider_reads_the_letter_but_no_name_and_no_note(contact, told):
    theirs = log_in(Client(), contact)
    page = text(theirs.get(f"/utforare/sanktioner/{told.pk}/"))
    [letter] = SanctionLetter.objects.unscoped(reason="the one of the test")
    assert f"/utforare/sanktioner/brev/{letter.pk}/pdf/" in page
    assert theirs.get(f"/utforare/sanktioner/brev/{letter.pk}/pdf/").status_code == 200
    assert "Anna" not in page
    assert "föreslogs" not in page


def test_the_provider_is_told_when_it_is_too_late(contact, told):
    told.notified_on = told.decided_on = told.proposed_on = clock.today() - timedelta(days=30)
    told.answer_due_on = clock.today() - timedelta(days=1)
    told.save()
    theirs = log_in(Client(), contact)
    own = f"/utforare/sanktioner/{told.pk}/"
    assert "Tiden att bestrida har gått ut" in text(theirs.get(own))
    page = text(theirs.post(own, {"version": told.version, "text": "Fel"}))
    assert "gick ut" in page
    assert only().state == SanctionState.NOTIFIED


@pytest.mark.parametrize("who", ["bo", "cilla"])
def test_readers_and_other_boards_get_nothing(request, client, who, told):
    reader = log_in(client, request.getfixturevalue(who))
    assert told.number not in text(reader.get("/sanktioner/"))
    assert reader.get(f"/sanktioner/{told.pk}/").status_code == 404


@pytest.fixture
def stopped(anna_access, intake_stop) -> Sanction:
    """An intake stop that the provider was told of."""
    stop = StopFacts(clock.today() - timedelta(days=1), "Brister i bemanningen")
    handover = Handover(Delivery.EMAIL, stop=stop)
    return notify_provider(anna_access, intake_stop, handover=handover).sanction


@pytest.fixture
def case_worker(ekby) -> Client:
    member = MembershipFactory.create(authority=ekby, role=Role.CASE_WORKER, user__username="soc")
    return log_in(Client(), member.user)


def test_those_who_place_see_the_stop_everywhere(case_worker, stopped):
    provider = stopped.contract.provider_id
    for address in ("/", "/intagsstopp/", "/utforare/", f"/utforare/{provider}/", "/kontrakt/"):
        assert "Brister i bemanningen" in text(case_worker.get(address)), address
    assert stopped.number not in text(case_worker.get("/sanktioner/"))


def test_the_stop_of_another_board_is_not_shown(as_cilla, stopped):
    for address in ("/", "/intagsstopp/", "/utforare/"):
        assert "Brister i bemanningen" not in text(as_cilla.get(address))


def test_the_stops_are_taken_out_as_a_file(case_worker, stopped):
    answer = case_worker.get("/intagsstopp/?fil=csv")
    assert "Brister i bemanningen" in answer.content.decode("utf-8-sig")


def test_the_stop_is_lifted_from_the_page(as_anna, stopped):
    contract = stopped.contract
    address = f"/kontrakt/{contract.pk}/intagsstopp/hav/"
    assert address in text(as_anna.get(f"/sanktioner/{stopped.pk}/"))
    contract.refresh_from_db()
    as_anna.post(address, {"version": contract.version, "reason": "Bemannat igen"})
    assert "Inga intagsstopp" in text(as_anna.get("/intagsstopp/"))


def test_what_waits_is_told_to_those_who_can_do_it(anna_access, decider, sanction):
    for access in (anna_access, access_of(decider)):
        sources = duty_sources(access, clock.today())
        assert sources["measures.sanction_to_decide"].rows.count() == 1
    assert (
        duty_sources(access_of(decider), clock.today())["measures.sanction_to_tell"].rows.count()
        == 0
    )


def test_the_checklist_of_the_followup_says_whose_turn_it_is(anna_access, followup, told):
    [item] = checklist_of(anna_access, followup, clock.today())
    assert told.number in item.text
    assert item.turn == "provider"
    assert item.due_on == told.answer_due_on


def test_the_sanctions_of_a_contract_do_not_ask_which_contract(client, anna, sanction) -> None:
    log_in(client, anna)
    url = f"/kontrakt/{sanction.contract_id}/sanktioner/"

    answer = client.get(url)

    assert {"agreement", "provider"}.isdisjoint(answer.context["filters"].fields)
    assert sanction.number in answer.content.decode()


def findings_of(followup) -> list[Finding]:
    rows = Finding.objects.deficiencies().unscoped(reason="set-up").filter(followup=followup)
    return list(rows.order_by("pk"))


def link_to_propose(page: str, finding: Finding) -> str:
    """Return the address of the page's link to propose a sanction on the finding, or nothing."""
    found = re.search(rf'href="([^"]*sanktioner/foresla/[^"]*resultat={finding.pk})"', page)
    return html.unescape(found.group(1)) if found else ""


@pytest.mark.parametrize("tab", ["resultat", "atgardsplan"])
def test_a_sanction_is_proposed_from_each_finding_with_it_ticked(
    tab, as_anna, followup, make_plan, step
):
    make_plan()
    for finding in findings_of(followup):
        address = link_to_propose(
            text(as_anna.get(f"/uppfoljningar/{followup.pk}/{tab}/")), finding
        )
        page = text(as_anna.get(f"{address}&steg={step.pk}"))

        ticked = re.findall(r'<input[^>]*name="findings"[^>]*>', page)
        assert [f'value="{finding.pk}"' in one for one in ticked if "checked" in one] == [True]


def test_the_step_keeps_the_finding_that_was_chosen(as_anna, followup, step):
    finding = findings_of(followup)[1]
    address = f"/kontrakt/{followup.contract_id}/sanktioner/foresla/"
    page = text(as_anna.get(f"{address}?uppfoljning={followup.pk}&resultat={finding.pk}"))

    assert f"resultat={finding.pk}&amp;steg={step.pk}" in page


@pytest.mark.parametrize("tab", ["resultat", "atgardsplan"])
def test_nobody_without_the_permission_is_offered_to_propose(tab, bo, followup, make_plan, step):
    make_plan()
    page = text(log_in(Client(), bo).get(f"/uppfoljningar/{followup.pk}/{tab}/"))

    assert "sanktioner/foresla" not in page


def test_a_draft_is_no_ground_to_propose_on(as_anna, followup, step):
    followup.state, followup.reported_on = State.DRAFT, None
    followup.save()
    page = text(as_anna.get(f"/uppfoljningar/{followup.pk}/resultat/"))

    assert "sanktioner/foresla" not in page
