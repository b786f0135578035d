"""What a finding says, and what it may stand on."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from insyn.findings import services
from insyn.findings.forms import FindingForm
from insyn.findings.models import Finding
from insyn.findings.rules import DAYS_TO_REMEDY, FindingKind, Severity, check_due, proposed_due
from insyn.findings.rules.wordings import wording_said
from insyn.findings.services import FindingFacts, check_wording
from insyn.followups.rules import State
from insyn.kernel.errors import RuleViolation
from insyn.platform import clock
from insyn.registry.queries import access_of
from tests.factories import (
    DAY,
    QuestionFactory,
    RequirementFactory,
    RequirementVersionFactory,
    SectionFactory,
    UnitFactory,
    UnitOperationFactory,
)

pytestmark = pytest.mark.django_db
FACTS = FindingFacts(
    FindingKind.DEFICIENCY, "Personal", "Utdrag saknas", evidence="Sex akter",
    required_result="En rutin", seen_on=DAY,
)  # fmt: skip


@pytest.fixture
def wording(followup):
    agreement = followup.contract.agreement
    requirement = RequirementFactory.create(
        authority=agreement.authority, agreement=agreement, pack=None
    )
    return RequirementVersionFactory.create(
        requirement=requirement, number="4.2", text="Utdrag begärs varje år.",
        valid_from=date(2024, 1, 1),
    )  # fmt: skip


def add(anna, followup, **facts):
    return services.add_finding(access_of(anna), followup, facts=replace(FACTS, **facts))


@given(st.sampled_from(Severity), st.dates(date(2000, 1, 1), date(2099, 1, 1)))
def test_the_more_serious_the_sooner(severity, day) -> None:
    assert proposed_due(severity, day) > day
    assert DAYS_TO_REMEDY[Severity.ACUTE] < DAYS_TO_REMEDY[Severity.MAJOR]
    assert DAYS_TO_REMEDY[Severity.MAJOR] < DAYS_TO_REMEDY[Severity.MINOR]


@given(st.dates() | st.none(), st.dates() | st.none())
def test_nothing_is_to_be_remedied_before_it_was_seen(seen, due) -> None:
    if seen and due and due < seen:
        with pytest.raises(RuleViolation):
            check_due(seen_on=seen, due_on=due)
    else:
        check_due(seen_on=seen, due_on=due)


@given(st.text(), st.text())
def test_a_wording_always_fits_the_column(number, text) -> None:
    assert len(wording_said(number, text)) <= 300


def test_the_requirement_is_kept_as_it_read(anna, followup, wording) -> None:
    finding = add(anna, followup, wording=wording, requirement="Något annat")
    wording.text = "Ändrat efteråt"
    wording.save()

    finding.refresh_from_db()
    assert finding.requirement == "4.2 Utdrag begärs varje år."
    assert finding.lacks() == []


def test_a_requirement_in_own_words_is_still_possible(anna, followup) -> None:
    assert add(anna, followup, requirement="Avtalet 4.2").requirement == "Avtalet 4.2"


def test_a_wording_that_was_not_valid_then_is_refused(anna, followup, wording) -> None:
    wording.valid_from, wording.valid_to = date(2020, 1, 1), date(2020, 12, 31)
    wording.save()

    with pytest.raises(RuleViolation, match=r"Lydelsen av kravet 4\.2 gällde bara till och med"):
        check_wording(followup, wording)
    with pytest.raises(RuleViolation, match="Välj den lydelse som gällde då"):
        add(anna, followup, wording=wording)


def test_a_requirement_of_another_agreement_is_refused(anna, followup) -> None:
    with pytest.raises(RuleViolation, match="hör inte till uppföljningens avtal"):
        add(anna, followup, wording=RequirementVersionFactory.create())


def test_a_unit_of_another_provider_is_refused(anna, followup) -> None:
    with pytest.raises(RuleViolation, match="drevs inte av utföraren"):
        add(anna, followup, unit=UnitFactory.create())


def test_a_unit_that_the_provider_ran_that_day_is_its_own(anna, followup) -> None:
    unit = UnitFactory.create()
    provider = followup.contract.provider
    UnitOperationFactory.create(
        unit=unit, provider=provider, starts_on=DAY - timedelta(days=9), ends_on=DAY
    )

    assert add(anna, followup, unit=unit).unit == unit


def test_a_question_of_another_template_is_refused(anna, followup) -> None:
    with pytest.raises(RuleViolation, match="Frågan hör inte"):
        add(anna, followup, question=QuestionFactory.create())


def test_only_what_is_put_right_has_a_last_day(anna, followup) -> None:
    later = DAY + timedelta(days=30)
    good = add(anna, followup, kind=FindingKind.GOOD_PRACTICE, due_on=later)
    own = add(anna, followup, kind=FindingKind.COMMISSIONER_SHORTCOMING, due_on=later,
              responsible="Enhetschef")  # fmt: skip

    assert (good.due_on, own.due_on, own.responsible) == (None, later, "Enhetschef")


def test_what_the_commissioner_lacks_is_remedied_too(anna, followup) -> None:
    own = add(anna, followup, kind=FindingKind.COMMISSIONER_SHORTCOMING)

    row = services.remedy_finding(
        access_of(anna), own, remedied_on=clock.today(), note="Ny rutin för uppdrag"
    )

    assert row.remedied_on == clock.today()


def test_a_deficiency_due_before_it_is_sent_stops_the_sending(anna, assessed, deficiency) -> None:
    deficiency.due_on = clock.today() - timedelta(days=1)
    deficiency.save()
    assessed.state = State.ASSESSED
    assessed.save()

    with pytest.raises(RuleViolation, match="innan resultatet skickas"):
        services.send_followup(access_of(anna), assessed)


def test_what_was_sent_without_evidence_long_ago_still_opens(as_anna, followup, deficiency) -> None:
    deficiency.evidence = ""
    deficiency.save()
    followup.state, followup.reported_on = State.CLOSED, DAY
    followup.save()

    shown = as_anna.get(reverse("findings:followup", args=[followup.pk])).content.decode()

    assert deficiency.text in shown
    assert "Kan inte skickas än" not in shown


# The form


WRITTEN = {
    "version": 0, "kind": "deficiency", "area": "Personal", "text": "Utdrag saknas",
    "evidence": "Sex akter", "required_result": "En rutin", "seen_on": DAY.isoformat(),
}  # fmt: skip


@pytest.mark.parametrize("severity", list(Severity))
def test_an_empty_last_day_becomes_the_usual_one(as_anna, anna, followup, severity) -> None:
    as_anna.post(reverse("findings:add", args=[followup.pk]), WRITTEN | {"severity": severity})

    row = Finding.objects.visible_to(access_of(anna)).get()
    assert row.due_on == clock.today() + timedelta(days=DAYS_TO_REMEDY[severity])


def test_only_wordings_of_the_day_are_offered(anna, followup, wording) -> None:
    requirement = wording.requirement
    wording.valid_to = date(2024, 12, 31)
    wording.save()
    now = RequirementVersionFactory.create(
        requirement=requirement, revision=2, valid_from=date(2025, 1, 1)
    )
    RequirementVersionFactory.create()

    form = FindingForm(access_of(anna), followup)

    assert form["wording"].field.queryset.get() == now  # type: ignore[attr-defined]


def test_a_question_brings_its_area(as_anna, anna, followup) -> None:
    section = SectionFactory.create(version=followup.template_version, name="Bemanning")
    question = QuestionFactory.create(section=section)

    answer = as_anna.post(
        reverse("findings:add", args=[followup.pk]), WRITTEN | {"area": "", "question": question.pk}
    )

    assert answer.status_code == 302
    row = Finding.objects.visible_to(access_of(anna)).get()
    assert (row.section, row.area, row.question) == (section, "Bemanning", question)


def test_a_chosen_requirement_is_shown_chosen_again(as_anna, anna, followup, wording) -> None:
    finding = add(anna, followup, wording=wording)

    shown = as_anna.get(reverse("findings:change", args=[finding.pk])).content.decode()

    assert f'<option value="{wording.pk}" selected>' in shown
