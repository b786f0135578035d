import pytest
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from insyn.criteria.rules import Level
from insyn.findings import services
from insyn.findings.models import AreaAssessment, Finding
from insyn.findings.rules import FindingKind
from insyn.followups.models import Followup
from insyn.followups.rules import Outcome, State
from insyn.kernel.errors import RuleViolation
from insyn.platform import clock
from insyn.registry.queries import access_of
from insyn.visits.models import Observation
from tests.factories import DAY, FollowupFactory

pytestmark = pytest.mark.django_db

WRITTEN = {
    "version": 0,
    "kind": "deficiency",
    "section": "",
    "area": "Debitering",
    "text": "För högt pris debiterades",
    "requirement": "Avtalet 7",
    "required_result": "Rätt pris",
    "seen_on": "2026-03-02",
    "severity": "major",
}


def page(client, followup: Followup) -> str:
    answer = client.get(reverse("findings:followup", args=[followup.pk]))
    return str(answer.content.decode())


def test_the_page_shows_findings_and_what_they_lack(as_anna, followup, section, deficiency) -> None:
    Finding.objects.create(
        followup=followup, kind=FindingKind.DEFICIENCY, area="Debitering", text="För högt pris"
    )

    shown = page(as_anna, followup)

    assert "Registerutdrag begärs inte återkommande" in shown
    assert "Det saknas: vilket krav det gäller" in " ".join(shown.split())


def test_the_page_offers_only_what_the_state_allows(as_anna, assessed, deficiency) -> None:
    assert reverse("findings:assess", args=[assessed.pk]) in page(as_anna, assessed)
    assert reverse("findings:send", args=[assessed.pk]) not in page(as_anna, assessed)


def test_a_reader_sees_the_reported_result_without_buttons(as_bo, assessed, deficiency) -> None:
    assessed.state, assessed.reported_on = State.SENT, DAY
    assessed.save()

    shown = page(as_bo, assessed)

    assert "Registerutdrag begärs inte återkommande" in shown
    for name in ("assess", "send", "add", "conclusion"):
        assert reverse(f"findings:{name}", args=[assessed.pk]) not in shown
    assert reverse("findings:remedy", args=[deficiency.pk]) not in shown


def test_a_reader_does_not_see_a_draft(as_bo, followup) -> None:
    assert as_bo.get(reverse("findings:followup", args=[followup.pk])).status_code == 404


def test_the_page_asks_few_questions_however_much_was_found(
    as_anna, followup, section, django_assert_max_num_queries
) -> None:
    for number in range(30):
        Finding.objects.create(
            followup=followup, kind=FindingKind.DEFICIENCY, area="Personal", text=f"Brist {number}"
        )

    with django_assert_max_num_queries(20):
        page(as_anna, followup)


def test_an_area_is_assessed_beside_what_was_seen(as_anna, anna, followup, section) -> None:
    Observation.objects.create(
        followup=followup, section=section, text="Stabil personalgrupp", noted_at=clock.now()
    )
    url = reverse("findings:area", args=[followup.pk, section.pk])

    assert "Stabil personalgrupp" in as_anna.get(url).content.decode()
    answer = as_anna.post(url, {"level": "partly", "note": "Delvis", "version": 0})

    assert answer.headers["Location"] == reverse("findings:followup", args=[followup.pk])
    assert AreaAssessment.objects.visible_to(access_of(anna)).get().level == Level.PARTLY


def test_saving_and_going_on_leads_to_the_next_area_that_is_left(
    as_anna, followup, section, other_section
) -> None:
    url = reverse("findings:area", args=[followup.pk, section.pk])

    answer = as_anna.post(url, {"level": "met", "note": "", "version": 0, "next": "1"})

    assert answer.headers["Location"] == reverse(
        "findings:area", args=[followup.pk, other_section.pk]
    )


def test_a_stale_area_keeps_what_was_typed(as_anna, followup, section) -> None:
    AreaAssessment.objects.create(followup=followup, section=section, level=Level.MET)
    url = reverse("findings:area", args=[followup.pk, section.pk])

    shown = as_anna.post(url, {"level": "not_met", "note": "Min text", "version": 0})

    assert "Någon annan har ändrat" in shown.content.decode()
    assert "Min text" in shown.content.decode()


def test_a_finding_is_added_changed_and_removed(as_anna, anna, followup, section) -> None:
    as_anna.post(reverse("findings:add", args=[followup.pk]), WRITTEN)
    finding = Finding.objects.visible_to(access_of(anna)).get()
    assert (finding.area, finding.severity, finding.seen_on) == ("Debitering", "major", DAY)

    changed = WRITTEN | {"section": section.pk, "version": 1}
    as_anna.post(reverse("findings:change", args=[finding.pk]), changed)
    finding.refresh_from_db()
    assert (finding.area, finding.version) == ("Personal", 2)

    as_anna.post(reverse("findings:remove", args=[finding.pk]), {"version": 2})
    assert not Finding.objects.visible_to(access_of(anna)).exists()


def test_the_form_for_a_finding_shows_what_stands(as_anna, deficiency) -> None:
    shown = as_anna.get(reverse("findings:change", args=[deficiency.pk])).content.decode()

    assert "Rutin som visar återkommande kontroll" in shown
    assert 'value="2026-03-02"' in shown


def test_a_finding_without_area_is_told_where_to_write(as_anna, followup) -> None:
    url = reverse("findings:add", args=[followup.pk])

    shown = as_anna.post(url, WRITTEN | {"area": ""}).content.decode()

    assert "Välj ett område i mallen eller skriv ett annat." in shown
    assert "För högt pris debiterades" in shown


def test_nonsense_in_every_field_gets_swedish_sentences(as_anna, followup) -> None:
    nonsense = dict.fromkeys(WRITTEN, "\x00 nonsens " * 60)

    answer = as_anna.post(reverse("findings:add", args=[followup.pk]), nonsense)

    shown = answer.content.decode()
    assert answer.status_code == 200
    for sentence in ("Valet under ”Slag” finns inte", "ska vara ett datum", "högst 150 tecken"):
        assert sentence in shown


def test_a_deficiency_is_marked_as_remedied_and_opened_again(as_anna, anna, deficiency) -> None:
    said = {"remedied_on": "2026-03-09", "note": "Rutin lämnades in", "version": 1}
    as_anna.post(reverse("findings:remedy", args=[deficiency.pk]), said)
    assert "Rutin lämnades in" in page(as_anna, deficiency.followup)

    as_anna.post(reverse("findings:reopen", args=[deficiency.pk]), {"version": 2})
    assert Finding.objects.visible_to(access_of(anna)).get().remedied_on is None


def test_the_result_text_is_written(as_anna, followup) -> None:
    said = {"result_text": "Verksamheten är stabil.", "version": 1}
    as_anna.post(reverse("findings:result_text", args=[followup.pk]), said)

    assert "Verksamheten är stabil." in page(as_anna, followup)


def test_the_page_lists_everything_that_the_service_refuses_with(
    as_anna, anna, followup, section
) -> None:
    with pytest.raises(RuleViolation) as refused:
        services.assess_followup(access_of(anna), followup)
    sentences = [f"{part.strip('.')}." for part in str(refused.value).split(". ")]

    shown = page(as_anna, followup)

    assert "Resultatet är inte beskrivet." in sentences
    assert all(sentence in shown for sentence in sentences)


@pytest.mark.parametrize(
    ("kind", "is_told"),
    [(FindingKind.GOOD_PRACTICE, True), (FindingKind.COMMISSIONER_SHORTCOMING, False)],
)
def test_a_finding_describes_the_result_if_the_provider_reads_it(
    kind, is_told, as_anna, followup, section
) -> None:
    Finding.objects.create(followup=followup, kind=kind, area="Personal", text="Något")

    assert ("Resultatet är inte beskrivet" not in page(as_anna, followup)) is is_told


def test_the_standard_sentence_is_fetched_without_saving(as_anna, followup) -> None:
    url = reverse("findings:conclusion", args=[followup.pk])
    typed = {"outcome": "complies", "overall_assessment": "Egen mening.", "version": 1}

    shown = as_anna.post(url, typed | {"propose": "1"}).content.decode()

    assert "Åkerö Stödboende AB bedöms utifrån det som framkommit följa" in shown
    assert "Egen mening." in shown
    followup.refresh_from_db()
    assert followup.overall_assessment == ""


def test_fetching_the_sentence_without_an_outcome_asks_for_one(as_anna, followup) -> None:
    url = reverse("findings:conclusion", args=[followup.pk])

    shown = as_anna.post(url, {"propose": "1", "version": 1}).content.decode()

    assert "Välj något under ”Utfall”." in shown


def test_the_conclusion_is_saved(as_anna, followup) -> None:
    said = {"outcome": "complies", "overall_assessment": "Följer kraven.", "version": 1}

    as_anna.post(reverse("findings:conclusion", args=[followup.pk]), said)

    followup.refresh_from_db()
    assert (followup.outcome, followup.overall_assessment) == (Outcome.COMPLIES, "Följer kraven.")


def test_the_whole_way_from_assessment_to_the_provider(as_anna, assessed, deficiency) -> None:
    as_anna.post(reverse("findings:assess", args=[assessed.pk]), {"version": 1})
    as_anna.post(reverse("findings:send", args=[assessed.pk]), {"version": 2})

    assessed.refresh_from_db()
    assert (assessed.state, assessed.reported_on) == (State.SENT, clock.today())


def test_what_stops_the_sending_is_told(as_anna, assessed) -> None:
    assessed.state = State.ASSESSED
    assessed.save()
    Finding.objects.create(
        followup=assessed, kind=FindingKind.DEFICIENCY, area="Debitering", text="För högt pris"
    )

    answer = as_anna.post(reverse("findings:send", args=[assessed.pk]), {"version": 1}, follow=True)

    assert "Bristen ”För högt pris” saknar vilket krav det gäller" in answer.content.decode()


@pytest.mark.parametrize("name", ["remove", "reopen"])
def test_a_button_of_another_authority_does_not_exist(name, as_cilla, deficiency) -> None:
    answer = as_cilla.post(reverse(f"findings:{name}", args=[deficiency.pk]), {"version": 1})

    assert answer.status_code == 404


@pytest.mark.parametrize("name", ["assess", "send"])
def test_a_reader_who_presses_a_button_is_refused(name, as_bo, assessed) -> None:
    assessed.state, assessed.reported_on = State.SENT, DAY
    assessed.save()

    answer = as_bo.post(reverse(f"findings:{name}", args=[assessed.pk]), {"version": 1})

    assert answer.status_code == 403


@settings(
    max_examples=15,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(text=st.text(min_size=1, max_size=40))
def test_any_text_is_saved_or_answered_with_a_sentence(text, as_anna, followup) -> None:
    url = reverse("findings:add", args=[followup.pk])

    assert as_anna.post(url, WRITTEN | {"text": text, "area": text}).status_code in {200, 302}


def test_a_section_of_another_template_is_not_found(as_anna, followup, section) -> None:
    other = FollowupFactory.create(authority=followup.authority)

    url = reverse("findings:area", args=[other.pk, section.pk])

    assert as_anna.get(url).status_code == 404


def test_what_must_be_there_before_sending_is_not_called_optional(as_anna, followup) -> None:
    shown = as_anna.get(reverse("findings:add", args=[followup.pk])).content.decode()

    optional = shown.count("(valfritt)")
    assert optional == 5  # question, unit, how serious, last day, who in the authority
