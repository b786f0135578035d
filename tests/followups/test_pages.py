import datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from insyn.documents.models import Document
from insyn.followups import services
from insyn.followups.models import CallingUnitView, DocumentRequest, Followup, Reviewer
from insyn.followups.rules import BasisKind, Event, RequestState, State
from insyn.kernel.access import Secrecy
from insyn.platform import clock
from insyn.registry.queries import access_of
from tests.factories import (
    DAY,
    AgreementFactory,
    ContractFactory,
    FollowupFactory,
    LotFactory,
    ProviderFactory,
    TemplateVersionFactory,
)

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.7 text"


def url(name: str, *args: object) -> str:
    return reverse(f"followups:{name}", args=args)


def text(response):
    assert response.status_code == 200
    return response.content.decode()


def stored(user, followup) -> Followup:
    return Followup.objects.visible_to(access_of(user)).get(pk=followup.pk)


def test_the_list_names_provider_number_state_and_day(as_anna, followup) -> None:
    page = text(as_anna.get(url("list")))

    assert followup.contract.provider.name in page
    assert "2026-001" in page
    assert "Planerad" in page
    assert "2026-03-02" in page


def test_an_empty_list_says_so(as_anna) -> None:
    assert "Inga uppföljningar än" in text(as_anna.get(url("list")))


@pytest.mark.parametrize(
    ("query", "is_there"),
    [
        ({"q": "åkerö"}, True),
        ({"q": "2026-00"}, True),
        ({"q": "finns inte"}, False),
        ({"state": "planned"}, True),
        ({"state": "closed"}, False),
        ({"year": "2026"}, True),
        ({"is_late": "on"}, True),
        ({"is_mine": "on"}, False),
    ],
)
def test_the_list_is_filtered(query, is_there, as_anna, followup) -> None:
    page = text(as_anna.get(url("list"), query))

    assert (url("detail", followup.pk) in page) == is_there


def test_the_list_is_filtered_by_agreement_lot_and_authority(as_anna, ekby, followup) -> None:
    agreement = followup.contract.agreement
    lot = LotFactory.create(agreement=agreement)
    other = AgreementFactory.create(authority=ekby)
    asked = {"agreement": agreement.pk, "authority": ekby.pk}

    assert url("detail", followup.pk) in text(as_anna.get(url("list"), asked))
    assert url("detail", followup.pk) not in text(as_anna.get(url("list"), asked | {"lot": lot.pk}))
    assert url("detail", followup.pk) not in text(as_anna.get(url("list"), {"agreement": other.pk}))


def test_the_list_finds_by_organisation_number_and_earlier_name(as_anna, followup) -> None:
    provider = followup.contract.provider
    provider.other_names.create(name="Gamla Åkern")

    for q in (provider.org_number, provider.shown_number, "gamla åk"):
        assert url("detail", followup.pk) in text(as_anna.get(url("list"), {"q": q}))


def test_mine_are_those_where_i_am_a_reviewer(as_anna, followup, two_reviewers) -> None:
    assert url("detail", followup.pk) in text(as_anna.get(url("list"), {"is_mine": "on"}))


@pytest.mark.parametrize(
    "query",
    [
        {"state": "x", "year": "19xx", "authority": "0", "agreement": "abc", "page": "zz"},
        {"agreement": "²", "lot": "x"},
        {"agreement": "9" * 30},
        {"sort": "password"},
        {"q": "\x00'\"<script>"},
    ],
)
def test_nonsense_in_the_filter_is_left_out(query, as_anna, followup) -> None:
    assert as_anna.get(url("list"), query).status_code == 200


@pytest.mark.parametrize(
    "key", ["number", "provider", "lot", "authority", "planned", "state", "outcome"]
)
def test_the_list_is_sorted_both_ways(key, as_anna, ekby) -> None:
    FollowupFactory.create_batch(3, authority=ekby)

    assert as_anna.get(url("list"), {"sort": key}).status_code == 200
    assert as_anna.get(url("list"), {"sort": f"-{key}"}).status_code == 200


def test_late_and_ongoing_follow_ups_stand_first_and_the_ended_last(as_anna, ekby) -> None:
    told = [
        ("2026-801", State.CANCELLED, 1),
        ("2026-802", State.CLOSED, 1),
        ("2026-803", State.PLANNED, 90),
        ("2026-804", State.PREPARED, 9),
        ("2026-805", State.MEASURES, -40),
        ("2026-806", State.PLANNED, -1),
    ]
    for number, state, days in told:
        FollowupFactory.create(
            authority=ekby, number=number, state=state,
            planned_for=DAY + datetime.timedelta(days=days),
            cancelled_reason="Avtalet upphörde" if state == State.CANCELLED else "",
        )  # fmt: skip

    with clock.pretend(DAY):
        page = text(as_anna.get(url("list")))

    places = [page.index(number) for number, _state, _days in reversed(told)]
    assert places == sorted(places)


def test_the_list_says_in_words_which_follow_ups_are_late(as_anna, ekby) -> None:
    late = {"authority": ekby, "state": State.PLANNED}
    FollowupFactory.create(**late, number="2026-811", planned_for=DAY - datetime.timedelta(days=1))
    FollowupFactory.create(**late, number="2026-812", planned_for=DAY)

    with clock.pretend(DAY):
        rows = text(as_anna.get(url("list"))).split("</tr>")

    assert ["Försenad" in row for row in rows if "2026-81" in row] == [True, False]


def test_sorting_by_state_follows_the_life_of_a_follow_up(as_anna, ekby) -> None:
    states = (State.CLOSED, State.DRAFT, State.PLANNED)
    for state in states:
        FollowupFactory.create(authority=ekby, number=f"2026-{state.value}", state=state)

    page = text(as_anna.get(url("list"), {"sort": "state"}))

    places = [page.index(f"2026-{state.value}") for state in reversed(states)]
    assert places == sorted(places)


def test_a_document_to_review_stands_before_those_that_are_awaited(as_anna, followup) -> None:
    for title, state in (
        ("Granskad rutin", RequestState.REVIEWED),
        ("Väntad rutin", RequestState.REQUESTED),
        ("Mottagen rutin", RequestState.RECEIVED),
    ):
        DocumentRequest.objects.create(
            followup=followup, title=title, asked_on=DAY, due_on=DAY, state=state
        )

    page = text(as_anna.get(url("preparation", followup.pk)))

    places = [page.index(f"{word} rutin") for word in ("Mottagen", "Väntad", "Granskad")]
    assert places == sorted(places)


def test_the_history_says_days_as_running_text(as_anna, anna, followup) -> None:
    services.reschedule_followup(
        access_of(anna), followup, planned_for=datetime.date(2026, 11, 21), version=1
    )

    assert "efter: 21 november 2026" in text(as_anna.get(url("history", followup.pk)))


def test_the_provider_that_the_trail_names_is_never_asked_for_alone(
    anna, followup, two_reviewers
) -> None:
    access = access_of(anna)

    with CaptureQueriesContext(connection) as asked:
        services.move_followup(access, followup, Event.PREPARE)

    assert not [row for row in asked if 'FROM "registry_provider"' in row["sql"]]


def test_sorting_by_provider_is_swedish(as_anna, ekby) -> None:
    for name in ("Örnäs", "Zeta", "Åby"):
        FollowupFactory.create(authority=ekby, contract__provider=ProviderFactory.create(name=name))

    page = text(as_anna.get(url("list"), {"sort": "provider"}))

    assert page.index("Zeta") < page.index("Åby") < page.index("Örnäs")


def test_the_list_has_fifty_on_a_page(as_anna, ekby) -> None:
    FollowupFactory.create_batch(51, authority=ekby)

    assert "Visar 51–51 av 51" in text(as_anna.get(url("list"), {"page": 2}))


def test_the_list_asks_few_questions(as_anna, ekby, django_assert_max_num_queries) -> None:
    for _ in range(30):
        FollowupFactory.create(authority=ekby)

    with django_assert_max_num_queries(13):
        as_anna.get(url("list"))


def test_the_list_of_a_provider_shows_its_follow_ups(as_anna, ekby, followup) -> None:
    other = FollowupFactory.create(authority=ekby, number="2026-777")

    page = text(as_anna.get(url("of_provider", followup.contract.provider_id)))

    assert "2026-001" in page
    assert other.number not in page
    closed = as_anna.get(url("of_provider", followup.contract.provider_id), {"state": "closed"})
    assert "2026-001" not in text(closed)


def plan_facts(ekby, contract, template) -> dict[str, object]:
    return {
        "contract": contract.pk,
        "authority": ekby.pk,
        "template_version": template.pk,
        "planned_for": "2026-05-04",
        "kind": "visit",
        "reason": "decision",
        "secrecy": "2",
    }


@pytest.fixture
def contract(ekby):
    return ContractFactory.create(agreement__authority=ekby)


@pytest.fixture
def template(ekby):
    return TemplateVersionFactory.create(template__authority=ekby)


def plan_url(contract) -> str:
    return f"{url('plan')}?agreement={contract.agreement_id}"


def test_planning_begins_with_the_agreement(as_anna, contract) -> None:
    page = text(as_anna.get(url("plan")))

    assert "Steg 1 av 2" in page
    assert contract.agreement.title in page


def test_the_second_step_offers_only_what_belongs_to_the_agreement(
    as_anna, ekby, contract, template
) -> None:
    lot = LotFactory.create(agreement=contract.agreement, name="Vårt område")
    foreign = LotFactory.create(agreement__authority=ekby, name="Främmande område")
    TemplateVersionFactory.create(
        template__authority=ekby, template__name="Utkastmallen", state="draft"
    )

    page = text(as_anna.get(plan_url(contract)))

    assert lot.name in page
    assert foreign.name not in page
    assert "Utkastmallen" not in page
    assert template.template.name in page


def test_a_plan_leads_to_its_follow_up(as_anna, anna, ekby, contract, template) -> None:
    answer = as_anna.post(plan_url(contract), plan_facts(ekby, contract, template))

    followup = Followup.objects.visible_to(access_of(anna)).get()
    assert answer.url == url("detail", followup.pk)
    assert (followup.secrecy, followup.number) == (Secrecy.INTERNAL, "2026-001")


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("contract", "0", "”Utförare” finns inte"),
        ("contract", "", "Välj något under ”Utförare”."),
        ("lot", "abc", "”Avtalsområde” finns inte"),
        ("authority", "0", "finns inte"),
        ("template_version", "0", "finns inte"),
        ("planned_for", "31 februari", "”Planerad till” ska vara ett datum, som 2026-11-21."),
        ("planned_for", "", "Fyll i ”Planerad till”."),
        ("kind", "x", "”Slag” finns inte"),
        ("reason", "x", "”Anledning” finns inte"),
        ("reason_note", "x" * 301, "högst 300 tecken"),
        ("secrecy", "4", "”Sekretess” finns inte"),
    ],
)
def test_nonsense_in_a_plan_gets_a_sentence_and_keeps_the_rest(
    field, value, sentence, as_anna, ekby, contract, template
) -> None:
    facts = plan_facts(ekby, contract, template) | {"reason_note": "Klagomål"} | {field: value}

    page = text(as_anna.post(plan_url(contract), facts))

    assert sentence in page
    assert field == "reason_note" or "Klagomål" in page
    assert not Followup.objects.exists()


def test_a_reader_plans_nothing(as_bo, ekby, contract, template) -> None:
    assert as_bo.post(plan_url(contract), plan_facts(ekby, contract, template)).status_code == 403


def test_the_first_page_says_whose_turn_it_is_and_what_is_missing(as_anna, followup) -> None:
    page = text(as_anna.get(url("detail", followup.pk)))

    assert "Nästa steg" in page
    assert "två uppföljare, eftersom besök alltid görs av två" in page
    assert "Uppföljarna" in page


def test_the_first_page_has_buttons_only_for_what_is_possible(as_anna, followup) -> None:
    page = text(as_anna.get(url("detail", followup.pk)))

    assert url("move", followup.pk, "prepare") in page
    assert url("cancel", followup.pk) in page
    assert url("move", followup.pk, "start") not in page


def test_one_who_may_not_has_no_buttons(as_bo, followup) -> None:
    followup.state, followup.reported_on = State.SENT, DAY
    followup.save()

    page = text(as_bo.get(url("detail", followup.pk)))

    assert url("move", followup.pk, "prepare") not in page
    assert url("cancel", followup.pk) not in page


def test_the_step_line_marks_what_is_done_and_now(as_anna, followup) -> None:
    followup.state = State.ONGOING
    followup.save()

    page = text(as_anna.get(url("detail", followup.pk)))

    assert page.count('data-state="done"') == 2
    assert page.count('data-state="now"') == 1


@pytest.mark.parametrize("state", sorted(set(State) - {State.CANCELLED}))
def test_every_state_has_its_first_page(state, as_anna, followup) -> None:
    followup.state = state
    followup.save()

    assert "Nästa steg" in text(as_anna.get(url("detail", followup.pk)))


def test_two_dates_are_warned_of(as_anna, anna, followup) -> None:
    services.add_basis(access_of(anna), followup, kind=BasisKind.MEETING, dated_on=DAY)
    followup.carried_out_on = DAY + datetime.timedelta(days=19)
    followup.save()

    assert "Två datum" in text(as_anna.get(url("detail", followup.pk)))


def test_one_date_is_not_warned_of(as_anna, anna, followup) -> None:
    services.add_basis(access_of(anna), followup, kind=BasisKind.MEETING, dated_on=DAY)
    followup.carried_out_on = DAY
    followup.save()

    assert "Två datum" not in text(as_anna.get(url("detail", followup.pk)))


def test_a_plan_after_the_contract_has_ended_is_warned_of(as_anna, followup) -> None:
    followup.contract.ends_on = DAY - datetime.timedelta(days=1)
    followup.contract.save()

    assert "Utanför avtalstiden" in text(as_anna.get(url("detail", followup.pk)))


def test_the_first_page_asks_few_questions(
    as_anna, followup, two_reviewers, django_assert_max_num_queries
) -> None:
    with django_assert_max_num_queries(20):
        as_anna.get(url("detail", followup.pk))


def press(client, followup, event: str, version: int = 1):
    return client.post(url("move", followup.pk, event), {"version": version}, follow=True)


def test_a_button_moves_the_follow_up(as_anna, anna, followup, two_reviewers) -> None:
    page = text(press(as_anna, followup, "prepare"))

    assert "Läget är nu ”Förberedd”." in page
    assert stored(anna, followup).state == State.PREPARED


def test_a_button_of_an_old_page_is_told(as_anna, anna, followup, two_reviewers) -> None:
    press(as_anna, followup, "prepare")

    page = text(press(as_anna, followup, "start"))

    assert "Någon annan har ändrat" in page
    assert stored(anna, followup).state == State.PREPARED


def test_what_is_missing_is_said_when_the_button_is_pressed(as_anna, followup) -> None:
    assert "två uppföljare" in text(press(as_anna, followup, "prepare"))


def test_a_button_without_version_is_told(as_anna, followup) -> None:
    page = text(as_anna.post(url("move", followup.pk, "prepare"), follow=True))

    assert "Sidan var för gammal" in page


def test_an_event_that_does_not_exist_is_no_page(as_anna, followup) -> None:
    assert as_anna.post(url("move", followup.pk, "explode")).status_code == 404


def test_a_reader_presses_no_button(as_bo, followup) -> None:
    followup.reported_on = DAY
    followup.save()

    assert press(as_bo, followup, "prepare").status_code == 403


def test_cancelling_asks_for_a_reason(as_anna, anna, followup) -> None:
    page = text(as_anna.post(url("cancel", followup.pk), {"version": 1, "reason": ""}))
    assert "Fyll i ”Skäl till att den ställs in”." in page

    as_anna.post(url("cancel", followup.pk), {"version": 1, "reason": "Avtalet upphörde"})
    assert stored(anna, followup).state == State.CANCELLED
    assert "Avtalet upphörde" in text(as_anna.get(url("detail", followup.pk)))


def test_replanning_keeps_what_was_typed_when_somebody_else_was_first(as_anna, followup) -> None:
    followup.version = 2
    followup.save()

    page = text(
        as_anna.post(url("reschedule", followup.pk), {"version": 1, "planned_for": "2026-06-01"})
    )

    assert "Någon annan har ändrat" in page
    assert 'value="2026-06-01"' in page


def test_replanning(as_anna, anna, followup) -> None:
    as_anna.post(url("reschedule", followup.pk), {"version": 1, "planned_for": "2026-06-01"})

    assert stored(anna, followup).planned_for == datetime.date(2026, 6, 1)


def test_a_reviewer_is_added_declares_and_is_removed(as_anna, anna, followup) -> None:
    as_anna.post(url("reviewer_add", followup.pk), {"user": anna.pk})
    row = Reviewer.objects.visible_to(access_of(anna)).get()
    assert "Jag intygar att jäv inte finns" in text(as_anna.get(url("preparation", followup.pk)))

    as_anna.post(url("reviewer_declare", row.pk))
    row.refresh_from_db()
    assert row.has_no_conflict

    as_anna.post(url("reviewer_remove", row.pk))
    assert not Reviewer.objects.exists()


def test_only_those_who_may_carry_out_are_offered(as_anna, bo, cilla, reviewer, followup) -> None:
    page = text(as_anna.get(url("reviewer_add", followup.pk)))

    assert f'value="{reviewer.pk}"' in page
    assert f'value="{bo.pk}"' not in page
    assert f'value="{cilla.pk}"' not in page


def test_a_unit_is_asked_and_its_answer_noted(as_anna, anna, followup) -> None:
    as_anna.post(
        url("view_ask", followup.pk), {"unit_name": "Unga vuxna", "asked_on": "2026-02-02"}
    )
    view = CallingUnitView.objects.visible_to(access_of(anna)).get()
    answer = {"text": "Nöjda", "received_on": "2026-02-05", "counts_as_basis": "on"}
    as_anna.post(url("view_answer", view.pk), answer)

    page = text(as_anna.get(url("preparation", followup.pk)))
    assert "Unga vuxna" in page
    assert "Nöjda" in page
    assert "Information från socialsekreterare" in text(as_anna.get(url("detail", followup.pk)))


def test_an_answer_dated_too_early_is_refused_and_keeps_the_text(as_anna, anna, followup) -> None:
    view = CallingUnitView.objects.create(followup=followup, unit_name="X", asked_on=DAY)

    page = text(
        as_anna.post(url("view_answer", view.pk), {"text": "Nöjda", "received_on": "2026-01-01"})
    )

    assert "innan enheten tillfrågades" in page
    assert "Nöjda" in page


def test_the_usual_documents_are_asked_for_with_one_click(as_anna, followup) -> None:
    page = text(as_anna.post(url("request_usual", followup.pk), follow=True))

    assert "Rutiner för lex Sarah" in page
    assert "Genomförandeplaner i den egna kommunens ärenden" in page
    assert "Avtalets villkor om insyn och uppföljning" in page
    assert "Begär de vanliga handlingarna" not in page


def test_a_document_is_asked_for_received_and_reviewed(as_anna, anna, followup) -> None:
    due = (clock.today() + datetime.timedelta(days=14)).isoformat()
    as_anna.post(url("request_add", followup.pk), {"title": "Schema", "due_on": due})
    row = DocumentRequest.objects.visible_to(access_of(anna)).get()
    upload = SimpleUploadedFile("schema.pdf", PDF)
    today = clock.today().isoformat()
    as_anna.post(url("request_receive", row.pk), {"received_on": today, "uploads": [upload]})
    as_anna.post(url("request_review", row.pk), {"judgement": "Räcker", "reviewed_on": today})

    row.refresh_from_db()
    assert row.state == RequestState.REVIEWED
    page = text(as_anna.get(url("preparation", followup.pk)))
    assert "schema.pdf" in page
    assert "Räcker" in page


def ask(followup, secrecy=Secrecy.INTERNAL) -> DocumentRequest:
    return DocumentRequest.objects.create(
        followup=followup, title="Genomförandeplaner", secrecy=secrecy, asked_on=DAY, due_on=DAY
    )


def test_a_file_about_clients_needs_a_day_to_be_thrown_away(as_anna, anna, followup) -> None:
    row = ask(followup, Secrecy.CLIENT_DOCUMENT)
    facts = {"received_on": "2026-03-10", "title": "Plan"}

    refused = as_anna.post(
        url("request_receive", row.pk), {**facts, "uploads": [SimpleUploadedFile("p.pdf", PDF)]}
    )
    assert "måste ha ett datum för gallring" in text(refused)

    as_anna.post(
        url("request_receive", row.pk),
        {**facts, "retain_until": "2027-01-01", "uploads": [SimpleUploadedFile("p.pdf", PDF)]},
    )
    document = Document.objects.visible_to(access_of(anna)).get()
    assert document.secrecy == Secrecy.CLIENT_DOCUMENT


def test_plans_shown_on_paper_are_received_without_a_file(as_anna, followup) -> None:
    row = ask(followup, Secrecy.CLIENT_DOCUMENT)

    as_anna.post(url("request_receive", row.pk), {"received_on": "2026-03-10"})

    row.refresh_from_db()
    assert row.state == RequestState.RECEIVED


@pytest.mark.parametrize(
    ("facts", "sentence"),
    [
        ({"received_on": "i går"}, "”Mottagen” ska vara ett datum"),
        ({"received_on": "2026-01-01"}, "innan den begärdes"),
        (
            {"received_on": "2026-03-10", "uploads": [SimpleUploadedFile("a.exe", b"MZ")]},
            "tas inte emot",
        ),
        (
            {"received_on": "2026-03-10", "uploads": [SimpleUploadedFile("a.pdf", b"text")]},
            "inte det som filändelsen säger",
        ),
    ],
)
def test_nonsense_when_receiving_gets_a_sentence(facts, sentence, as_anna, followup) -> None:
    assert sentence in text(as_anna.post(url("request_receive", ask(followup).pk), facts))
    assert not Document.objects.exists()


@pytest.mark.parametrize(
    ("facts", "sentence"),
    [
        ({"title": "", "due_on": "2030-01-01"}, "Fyll i ”Handling”."),
        ({"title": "x" * 201, "due_on": "2030-01-01"}, "högst 200 tecken"),
        ({"title": "CV", "due_on": "2026-13-45"}, "”Senast” ska vara ett datum"),
        ({"title": "CV", "due_on": "2001-01-01"}, "Sista dagen kan inte ligga före"),
    ],
)
def test_nonsense_in_a_request_gets_a_sentence(facts, sentence, as_anna, followup) -> None:
    assert sentence in text(as_anna.post(url("request_add", followup.pk), facts))


def test_an_overdue_document_is_marked_as_missing(as_anna, followup) -> None:
    ask(followup)

    assert "Saknas" in text(as_anna.get(url("preparation", followup.pk)))


def test_a_request_is_taken_back_by_button(as_anna, followup) -> None:
    as_anna.post(url("request_withdraw", ask(followup).pk))

    assert not DocumentRequest.objects.exists()


def test_the_history_tells_what_happened_in_words(as_anna, anna, followup, two_reviewers) -> None:
    press(as_anna, followup, "prepare")

    page = text(as_anna.get(url("history", followup.pk)))

    assert "Markerad som förberedd" in page
    assert "före: Planerad" in page
    assert "efter: Förberedd" in page


def test_an_empty_history_says_why(as_anna, followup) -> None:
    assert "Inga händelser att visa" in text(as_anna.get(url("history", followup.pk)))


def test_a_finished_follow_up_has_no_buttons_in_its_preparation(as_anna, followup) -> None:
    followup.state = State.CLOSED
    followup.save()

    page = text(as_anna.get(url("preparation", followup.pk)))

    for name in ("reviewer_add", "view_ask", "request_add", "request_usual"):
        assert url(name, followup.pk) not in page
