import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from insyn.followups.models import Followup, FollowupForm, FormDocument, NumberSeries, Reviewer
from insyn.followups.rules import Kind, State
from insyn.followups.services.forms import FormFacts, save_form
from insyn.registry.queries import access_of
from tests.factories import (
    ContractFactory,
    FollowupFactory,
    TemplateVersionFactory,
    UnitFactory,
)

pytestmark = pytest.mark.django_db


def url(name: str, *args: object) -> str:
    return reverse(f"followups:{name}", args=args)


def text(response):
    assert response.status_code == 200
    return response.content.decode()


@pytest.fixture
def form(anna, ekby) -> FollowupForm:
    return save_form(
        access_of(anna), ekby,
        facts=FormFacts("Kontroll", kind=Kind.CHECK, own_words={"planned": "Inbokad"}),
    )  # fmt: skip


FILLED = {
    "name": "Årlig kontroll", "kind": "visit", "depth": "ordinary", "periodicity": "yearly",
    "reviewers_needed": "2", "fact_check": "must", "uses_preparation": "on",
    "word_planned": "Inbokad",
}  # fmt: skip


def test_a_board_begins_with_the_usual_forms_in_one_press(as_anna, ekby) -> None:
    assert "Ta med vanliga former" in text(as_anna.get(url("forms")))

    page = text(as_anna.post(url("forms_usual", ekby.pk), follow=True))

    assert "Formerna är tillagda" in page
    assert "Fördjupad uppföljning" in page
    assert "Ta med vanliga former" not in page


def test_a_form_is_added_changed_retired_and_used_again(as_anna, anna, ekby) -> None:
    page = text(as_anna.post(url("form_add", ekby.pk), FILLED, follow=True))
    assert "Årlig kontroll" in page
    assert "Inbokad" in page
    form = FollowupForm.objects.visible_to(access_of(anna)).get()
    assert form.own_words == {"planned": "Inbokad"}

    assert "Inbokad" in text(as_anna.get(url("form_edit", form.pk)))
    changed = FILLED | {"name": "Kvällskontroll", "version": form.version}
    assert "Kvällskontroll" in text(as_anna.post(url("form_edit", form.pk), changed, follow=True))
    stale = text(as_anna.post(url("form_edit", form.pk), changed | {"name": "X"}))
    assert "Någon annan har ändrat" in stale

    assert "Används inte" in text(as_anna.post(url("form_retire", form.pk), follow=True))
    assert "Formen används igen" in text(as_anna.post(url("form_retire", form.pk), follow=True))


def test_a_form_that_is_badly_filled_in_says_what_is_wrong(as_anna, ekby) -> None:
    page = text(as_anna.post(url("form_add", ekby.pk), {"name": "", "reviewers_needed": "9"}))

    assert "Fyll i ”Namn”" in page
    assert "högst 4" in page


def test_the_documents_of_a_form_are_written_and_taken_away(as_anna, anna, form) -> None:
    address = url("form_documents", form.pk)
    sent = {"version": form.version, "title_0": "Rutin", "months_0": "12", "title_1": "Schema"}
    assert "Handlingslistan är sparad" in text(as_anna.post(address, sent, follow=True))

    form.refresh_from_db()
    page = text(as_anna.get(address))
    assert 'value="Rutin"' in page
    left = {"version": form.version, "title_0": "", "title_1": "Schema"}
    as_anna.post(address, left)
    rows = FormDocument.objects.visible_to(access_of(anna)).filter(form=form)
    assert [row.title for row in rows] == ["Schema"]


def test_a_document_without_a_name_is_asked_for(as_anna, form) -> None:
    page = text(
        as_anna.post(url("form_documents", form.pk), {"version": form.version, "months_0": "3"})
    )

    assert "Skriv vad handlingen heter" in page


def test_a_number_series_is_added_and_changed(as_anna, anna, ekby) -> None:
    sent = {"begins": "hvb", "name": "HVB för unga", "digits": "3"}
    assert "HVB för unga" in text(as_anna.post(url("series_add", ekby.pk), sent, follow=True))
    series = NumberSeries.objects.visible_to(access_of(anna)).get()
    assert series.prefix == "HVB"

    sent |= {"name": "HVB", "version": str(series.version)}
    assert "Nummerserien är ändrad" in text(
        as_anna.post(url("series_edit", series.pk), sent, follow=True)
    )
    refused = text(
        as_anna.post(url("series_add", ekby.pk), {"begins": "20", "name": "x", "digits": 3})
    )
    assert "börja med en bokstav" in refused


def test_a_reader_reads_the_forms_and_changes_none(as_bo, ekby, form) -> None:
    page = text(as_bo.get(url("forms")))

    assert "Kontroll" in page
    assert url("form_edit", form.pk) not in page


def test_the_list_of_forms_asks_few_questions_however_many_there_are(as_anna, ekby) -> None:
    as_anna.post(url("forms_usual", ekby.pk))

    with CaptureQueriesContext(connection) as caught:
        as_anna.get(url("forms"))

    assert len(caught) <= 18


def test_own_words_are_shown_in_the_list_on_the_page_and_in_the_step_line(
    as_anna, ekby, form
) -> None:
    followup = FollowupFactory.create(authority=ekby, form=form)

    assert "Inbokad" in text(as_anna.get(url("list")))
    page = text(as_anna.get(url("detail", followup.pk)))
    assert page.count("Inbokad") >= 2


def test_planning_with_a_form_needs_neither_kind_nor_template(as_anna, anna, ekby) -> None:
    version = TemplateVersionFactory.create(template__authority=ekby)
    contract = ContractFactory.create(agreement__authority=ekby)
    unit = UnitFactory.create(provider=contract.provider)
    facts = FormFacts("Kontroll", kind=Kind.CHECK, template=version.template)
    form = save_form(access_of(anna), ekby, facts=facts)
    address = f"{url('plan')}?agreement={contract.agreement_id}&form={form.pk}"
    assert f'value="{form.pk}" selected' in text(as_anna.get(address))

    sent = {
        "contract": contract.pk, "unit": unit.pk, "authority": ekby.pk, "form": form.pk,
        "planned_for": "2026-12-01", "reason": "decision", "secrecy": "2",
    }  # fmt: skip
    page = text(as_anna.post(address, sent, follow=True))

    assert "Uppföljningen är planerad" in page
    row = Followup.objects.visible_to(access_of(anna)).get()
    assert (row.form, row.unit, row.kind) == (form, unit, Kind.CHECK)

    without = {name: value for name, value in sent.items() if name != "form"}
    assert "Välj en form eller ett slag" in text(as_anna.post(address, without))
    other = text(as_anna.post(address, sent | {"kind": "visit"}))
    assert "Formen har ett annat slag" in other


@pytest.mark.parametrize("name", ["form", "kind", "unit", "reviewer"])
def test_the_list_is_filtered_on_form_kind_unit_and_reviewer(name, as_anna, anna, ekby, form):
    unit = UnitFactory.create()
    there = FollowupFactory.create(authority=ekby, form=form, kind=Kind.CHECK, unit=unit)
    gone = FollowupFactory.create(authority=ekby)
    Reviewer.objects.create(followup=there, user=anna)
    chosen = {"form": form.pk, "kind": "check", "unit": unit.pk, "reviewer": anna.pk}

    page = text(as_anna.get(url("list"), {name: chosen[name]}))

    assert url("detail", there.pk) in page
    assert url("detail", gone.pk) not in page


def test_the_list_asks_as_many_questions_for_fifty_rows_as_for_one(as_anna, ekby, form) -> None:
    def asked() -> int:
        with CaptureQueriesContext(connection) as caught:
            text(as_anna.get(url("list")))
        return len(caught)

    FollowupFactory.create(authority=ekby, form=form, unit=UnitFactory.create())
    one = asked()
    for _ in range(20):
        FollowupFactory.create(authority=ekby, form=form, unit=UnitFactory.create())

    assert asked() == one
    assert one <= 20


def test_the_overview_says_what_is_next_and_whose_turn_it_is(as_anna, followup) -> None:
    page = text(as_anna.get(url("detail", followup.pk)))

    assert "Utse uppföljare: 0 av 2" in page
    assert "Uppföljningsansvarig" in page
    with CaptureQueriesContext(connection) as caught:
        as_anna.get(url("detail", followup.pk))
    assert len(caught) <= 24


def test_bias_and_leaving_are_told_on_pages(as_anna, anna, reviewer, followup, two_reviewers):
    mine = Reviewer.objects.visible_to(access_of(anna)).get(user=anna)
    theirs = Reviewer.objects.visible_to(access_of(anna)).get(user=reviewer)
    as_anna.get(url("reviewer_conflict", mine.pk))
    page = text(as_anna.post(url("reviewer_conflict", mine.pk), {"conflict": "Släkt"}, follow=True))
    assert "Har anmält jäv" in page
    assert as_anna.post(url("reviewer_conflict", theirs.pk), {"conflict": "x"}).status_code == 403

    followup.state = State.ONGOING
    followup.save()
    sent = {"reason": "Slutar", "left_on": "2026-01-02"}
    page = text(as_anna.post(url("reviewer_leave", theirs.pk), sent, follow=True))
    assert "Lämnade uppföljningen" in page


def test_follow_ups_are_handed_over_on_a_page(as_anna, anna, reviewer, ekby, followup) -> None:
    Reviewer.objects.create(followup=followup, user=reviewer)
    assert str(reviewer) in text(as_anna.get(url("hand_over_people")))
    address = url("hand_over", ekby.pk, reviewer.pk)
    assert followup.number in text(as_anna.get(address))

    nothing = {"reason": "Slutar", f"tar_over_{followup.pk}": "behall"}
    assert "Välj vem som tar över" in text(as_anna.post(address, nothing))
    sent = {"reason": "Slutar", f"tar_over_{followup.pk}": str(anna.pk)}
    assert "Överlämnade uppföljningar: 1" in text(as_anna.post(address, sent, follow=True))
    assert "inga öppna" in text(as_anna.get(address, follow=True))
