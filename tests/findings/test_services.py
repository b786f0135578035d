import re
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from insyn.audit.models import AuditEvent
from insyn.criteria.rules import Level
from insyn.findings import queries, services
from insyn.findings.models import AreaAssessment, Finding
from insyn.findings.rules import CONCLUDED_IN, FindingKind, Severity
from insyn.findings.services import FindingFacts
from insyn.followups.models import Basis, Followup
from insyn.followups.rules import BEFORE_SENT, BasisKind, Outcome, State
from insyn.kernel.errors import NotAllowed, Outdated, RuleViolation
from insyn.mailing.models import OutgoingMail
from insyn.platform import clock
from insyn.registry.queries import access_of
from tests.factories import DAY, SectionFactory

pytestmark = pytest.mark.django_db

FACTS = FindingFacts(FindingKind.DEFICIENCY, "Debitering", "För högt pris debiterades")
AFTER_SENT = sorted(set(State) - BEFORE_SENT)


def in_state(followup: Followup, state: State) -> Followup:
    followup.state = state
    followup.cancelled_reason = "Avtalet upphörde" if state == State.CANCELLED else ""
    followup.save()
    return followup


def stored(anna) -> Followup:
    return Followup.objects.visible_to(access_of(anna)).get()


def events(anna) -> list[str]:
    return [row.event for row in AuditEvent.objects.visible_to(access_of(anna)).order_by("pk")]


def changes(followup, section, deficiency):
    """Every service that writes what was found, with facts that would do."""
    return [
        lambda access: services.assess_area(access, followup, section=section, level=Level.MET),
        lambda access: services.add_finding(access, followup, facts=FACTS),
        lambda access: services.change_finding(access, deficiency, facts=FACTS),
        lambda access: services.remove_finding(access, deficiency),
    ]


def decisions(followup, deficiency):
    return [
        lambda access: services.conclude_followup(
            access, followup, outcome=Outcome.COMPLIES, overall_assessment="Följer kraven."
        ),
        lambda access: services.assess_followup(access, followup),
        lambda access: services.send_followup(access, followup),
        lambda access: services.remedy_finding(access, deficiency, remedied_on=DAY, note="Rutin"),
        lambda access: services.reopen_finding(access, deficiency),
    ]


@pytest.mark.parametrize("person", ["bo", "cilla", "dag", "system_admin"])
def test_only_those_who_carry_out_the_followup_write(
    person, request, followup, section, deficiency
) -> None:
    access = access_of(request.getfixturevalue(person))

    for act in changes(followup, section, deficiency) + decisions(followup, deficiency):
        with pytest.raises(NotAllowed):
            act(access)

    assert not AuditEvent.objects.exists()


@pytest.mark.parametrize("state", AFTER_SENT)
def test_nothing_found_is_changed_once_sent(state, anna, followup, section, deficiency) -> None:
    in_state(followup, state)

    for act in changes(followup, section, deficiency):
        with pytest.raises(RuleViolation):
            act(access_of(anna))


def test_an_area_is_assessed_and_the_trail_says_so(anna, followup, section) -> None:
    services.assess_area(
        access_of(anna), followup, section=section, level=Level.PARTLY, note=" Delvis. "
    )

    row = AreaAssessment.objects.visible_to(access_of(anna)).get()
    assert (row.level, row.note) == (Level.PARTLY, "Delvis.")
    assert events(anna) == ["followup.area_assessed"]


def test_an_area_that_is_assessed_again_is_changed(anna, followup, section) -> None:
    for level in (Level.MET, Level.NOT_MET):
        services.assess_area(access_of(anna), followup, section=section, level=level)

    row = AreaAssessment.objects.visible_to(access_of(anna)).get()
    assert (row.level, row.version) == (Level.NOT_MET, 2)


def test_an_area_of_another_template_is_refused(anna, followup) -> None:
    with pytest.raises(RuleViolation, match="uppföljningens mall"):
        services.assess_area(
            access_of(anna), followup, section=SectionFactory.create(), level=Level.MET
        )


def test_two_who_assess_the_same_area_do_not_overwrite_each_other(anna, followup, section) -> None:
    services.assess_area(access_of(anna), followup, section=section, level=Level.MET, version=0)

    with pytest.raises(Outdated):
        services.assess_area(
            access_of(anna), followup, section=section, level=Level.NOT_MET, version=0
        )


def test_a_finding_takes_the_name_of_its_area(anna, followup, section) -> None:
    facts = replace(FACTS, area="", section=section)

    assert services.add_finding(access_of(anna), followup, facts=facts).area == "Personal"


def test_a_finding_outside_the_template_has_an_area_of_its_own(anna, followup) -> None:
    finding = services.add_finding(access_of(anna), followup, facts=FACTS)

    assert (finding.area, finding.section) == ("Debitering", None)


@pytest.mark.parametrize("left_out", [{"area": " "}, {"text": ""}])
def test_a_finding_says_where_and_what(left_out, anna, followup) -> None:
    with pytest.raises(RuleViolation, match="vilket område"):
        services.add_finding(access_of(anna), followup, facts=replace(FACTS, **left_out))


def test_only_a_deficiency_keeps_a_requirement(anna, followup, deficiency) -> None:
    facts = FindingFacts(
        FindingKind.GOOD_PRACTICE, "Personal", "Stabil grupp", requirement="4.2",
        required_result="Rutin", severity=Severity.MAJOR,
    )  # fmt: skip

    row = services.change_finding(access_of(anna), deficiency, facts=facts)

    assert (row.requirement, row.required_result, row.severity) == ("", "", Severity.MINOR)


def test_a_stale_page_does_not_overwrite_a_finding(anna, followup, deficiency) -> None:
    services.change_finding(access_of(anna), deficiency, facts=FACTS, version=1)

    for act in (
        lambda: services.change_finding(access_of(anna), deficiency, facts=FACTS, version=1),
        lambda: services.remove_finding(access_of(anna), deficiency, version=1),
    ):
        with pytest.raises(Outdated):
            act()


def test_the_trail_keeps_what_a_removed_finding_said(anna, followup, deficiency) -> None:
    services.remove_finding(access_of(anna), deficiency)

    event = AuditEvent.objects.visible_to(access_of(anna)).get()
    assert event.facts["text"] == "Registerutdrag begärs inte återkommande"
    assert not Finding.objects.visible_to(access_of(anna)).exists()


@pytest.mark.parametrize("state", sorted(set(State) - {State.CANCELLED}))
def test_a_deficiency_is_remedied_also_after_it_was_sent(state, anna, followup, deficiency) -> None:
    in_state(followup, state)

    services.remedy_finding(access_of(anna), deficiency, remedied_on=DAY, note="Rutin lämnades in")

    row = Finding.objects.visible_to(access_of(anna)).get()
    assert (row.remedied_on, row.remedied_note) == (DAY, "Rutin lämnades in")


def test_a_remedy_says_how(anna, deficiency) -> None:
    with pytest.raises(RuleViolation, match="hur bristen"):
        services.remedy_finding(access_of(anna), deficiency, remedied_on=DAY, note=" ")


def test_a_remedy_is_not_in_the_future(anna, deficiency) -> None:
    tomorrow = clock.today() + timedelta(days=1)
    with pytest.raises(RuleViolation, match="inte har varit"):
        services.remedy_finding(access_of(anna), deficiency, remedied_on=tomorrow, note="Rutin")


def test_a_remedy_can_be_taken_back(anna, deficiency) -> None:
    services.remedy_finding(access_of(anna), deficiency, remedied_on=DAY, note="Rutin")
    services.reopen_finding(access_of(anna), deficiency)

    row = Finding.objects.visible_to(access_of(anna)).get()
    assert (row.remedied_on, row.remedied_note) == (None, "")
    assert events(anna) == ["followup.finding_remedied", "followup.finding_reopened"]


@pytest.mark.parametrize(
    "broken",
    [
        {"kind": FindingKind.GOOD_PRACTICE, "remedied_on": DAY, "remedied_note": "Rutin"},
        {"kind": FindingKind.DEFICIENCY, "remedied_on": DAY, "remedied_note": ""},
    ],
)
def test_the_database_refuses_a_remedy_that_cannot_be(broken, followup) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Finding.objects.create(followup=followup, area="Personal", text="Sågs", **broken)


@pytest.mark.parametrize("state", State)
def test_the_conclusion_is_written_from_the_start_until_the_end(state, anna, followup) -> None:
    in_state(followup, state)
    said: dict[str, Any] = {"outcome": Outcome.COMPLIES, "overall_assessment": "Följer kraven."}

    if state in CONCLUDED_IN:
        services.conclude_followup(access_of(anna), followup, **said)
        assert stored(anna).outcome == Outcome.COMPLIES
    else:
        with pytest.raises(RuleViolation):
            services.conclude_followup(access_of(anna), followup, **said)


def test_an_empty_conclusion_is_refused(anna, followup) -> None:
    with pytest.raises(RuleViolation, match="sammanfattande"):
        services.conclude_followup(
            access_of(anna), followup, outcome=Outcome.COMPLIES, overall_assessment=" "
        )


def test_a_new_conclusion_after_the_plan_leaves_the_old_outcome_in_the_trail(
    anna, followup
) -> None:
    Basis.objects.create(followup=followup, kind=BasisKind.ACTION_PLAN, dated_on=DAY)
    for outcome in (Outcome.DOES_NOT_COMPLY, Outcome.COMPLIES_AFTER_ACTION_PLAN):
        services.conclude_followup(
            access_of(anna), followup, outcome=outcome, overall_assessment="Bedömning."
        )

    event = AuditEvent.objects.visible_to(access_of(anna)).latest("pk")
    assert event.facts == {
        "before": "does_not_comply",
        "after": "complies_after_action_plan",
    }


def test_a_stale_page_does_not_overwrite_the_conclusion(anna, followup) -> None:
    said: dict[str, Any] = {"outcome": Outcome.COMPLIES, "overall_assessment": "Följer kraven."}
    services.conclude_followup(access_of(anna), followup, **said, version=1)

    with pytest.raises(Outdated):
        services.conclude_followup(access_of(anna), followup, **said, version=1)


def test_the_assessment_is_settled_when_everything_is_said(anna, assessed) -> None:
    services.assess_followup(access_of(anna), assessed, version=assessed.version)

    assert stored(anna).state == State.ASSESSED


def test_an_area_without_assessment_stops_the_settling_and_is_named(
    anna, assessed, other_section
) -> None:
    with pytest.raises(RuleViolation, match="Området ”Lex Sarah” är inte bedömt"):
        services.assess_followup(access_of(anna), assessed)


def test_an_area_may_be_left_expressly_not_assessed(anna, assessed, other_section) -> None:
    services.assess_area(access_of(anna), assessed, section=other_section, level=Level.NOT_ASSESSED)

    services.assess_followup(access_of(anna), assessed)

    assert stored(anna).state == State.ASSESSED


def test_a_missing_conclusion_stops_the_settling(anna, assessed) -> None:
    assessed.outcome = ""
    assessed.save()

    with pytest.raises(RuleViolation, match="sammanfattande bedömningen och utfallet saknas"):
        services.assess_followup(access_of(anna), assessed)


def test_sending_reports_the_followup_on_the_day(anna, assessed, deficiency) -> None:
    in_state(assessed, State.ASSESSED)

    services.send_followup(access_of(anna), assessed, happened_on=DAY)

    row = stored(anna)
    assert (row.state, row.reported_on) == (State.SENT, DAY)


def test_each_deficiency_that_says_too_little_stops_the_sending(anna, assessed, deficiency) -> None:
    in_state(assessed, State.ASSESSED)
    services.add_finding(access_of(anna), assessed, facts=FACTS)

    with pytest.raises(RuleViolation) as no:
        services.send_followup(access_of(anna), assessed)

    assert str(no.value) == (
        "Bristen ”För högt pris debiterades” saknar vilket krav det gäller, vad det stöder sig "
        "på, vilket resultat som krävs och vilket datum det sågs."
    )
    assert stored(anna).reported_on is None


def test_sending_twice_tells_and_reports_once(anna, assessed) -> None:
    in_state(assessed, State.ASSESSED)
    services.send_followup(access_of(anna), assessed, happened_on=DAY)

    with pytest.raises(RuleViolation):
        services.send_followup(access_of(anna), assessed)

    assert events(anna) == ["followup.send"]


def test_the_findings_are_read_area_by_area(anna, followup, deficiency) -> None:
    services.add_finding(access_of(anna), followup, facts=FACTS)

    found = queries.findings_per_area(access_of(anna), followup)

    assert {area: len(rows) for area, rows in found.items()} == {"Personal": 1, "Debitering": 1}


def test_the_standard_sentence_replaces_itself_and_keeps_own_words(anna, followup) -> None:
    access = access_of(anna)
    first = queries.with_standard_sentence(access, followup, Outcome.COMPLIES, "Egen mening.")
    second = queries.with_standard_sentence(access, followup, Outcome.DOES_NOT_COMPLY, first)

    assert re.findall("inte följa|Egen mening", second) == ["inte följa", "Egen mening"]
    assert second.count("bedöms utifrån") == 1


def test_what_is_found_in_one_authority_is_not_read_in_another(cilla, followup, deficiency) -> None:
    access = access_of(cilla)

    assert queries.findings_per_area(access, followup) == {}
    assert queries.areas(access, followup) == []


def test_a_finding_in_an_area_of_another_template_is_refused(anna, followup) -> None:
    facts = replace(FACTS, section=SectionFactory.create())

    with pytest.raises(RuleViolation, match="uppföljningens mall"):
        services.add_finding(access_of(anna), followup, facts=facts)


def test_what_is_not_remedied_cannot_be_taken_back(anna, deficiency) -> None:
    with pytest.raises(RuleViolation, match="inte markerad som avhjälpt"):
        services.reopen_finding(access_of(anna), deficiency)


def test_nothing_is_remedied_in_a_cancelled_followup(anna, followup, deficiency) -> None:
    in_state(followup, State.CANCELLED)

    with pytest.raises(RuleViolation, match="inställd"):
        services.remedy_finding(access_of(anna), deficiency, remedied_on=DAY, note="Rutin")


def result_mails() -> list[OutgoingMail]:
    return list(OutgoingMail.objects.unscoped(reason="what a test did"))


def settled(assessed: Followup) -> Followup:
    return in_state(assessed, State.ASSESSED)


def test_the_provider_is_mailed_when_the_result_is_sent(anna, assessed, contact) -> None:
    sent = services.send_followup(access_of(anna), settled(assessed))

    (mail,) = result_mails()
    assert mail.subject == "Resultat av uppföljningen – Åkerö Stödboende AB"
    assert mail.leads_to == reverse("provider_portal:result", args=[sent.pk])


def test_a_result_that_goes_with_other_news_is_not_mailed_apart(anna, assessed, contact) -> None:
    services.send_followup(access_of(anna), settled(assessed), tells=False)

    assert result_mails() == []


@pytest.mark.parametrize("address", ["kontakt@example.se", ""])
def test_the_page_says_whether_anybody_was_mailed(address, as_anna, assessed, contact) -> None:
    contact.email = address
    contact.save()
    row = settled(assessed)

    answer = as_anna.post(
        reverse("findings:send", args=[row.pk]), {"version": row.version}, follow=True
    )

    said = "1 person fick ett mejl." if address else "Ingen hos utföraren har en e-postadress"
    assert said in answer.content.decode()
