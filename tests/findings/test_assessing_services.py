import datetime

import pytest

from insyn.audit.models import AuditEvent
from insyn.criteria.rules import Level
from insyn.findings import services
from insyn.findings.models import RequirementAssessment, SecondReader, SecondReading
from insyn.findings.queries.assessing import assessing_of, reader_of, requirements_of
from insyn.findings.queries.second_reading import comparison_of
from insyn.findings.rules import FindingKind
from insyn.followups.models import Reviewer
from insyn.followups.rules import Outcome, State
from insyn.followups.services import HandOver, assign_reviewer, hand_over
from insyn.kernel.access import Role
from insyn.kernel.errors import NotAllowed, Outdated, RuleViolation
from insyn.registry.queries import access_of
from insyn.requirements.models import RequirementVersion
from tests.factories import (
    DAY,
    FollowupFactory,
    MembershipFactory,
    RequirementVersionFactory,
    ScaleFactory,
    ScaleLevelFactory,
    UserFactory,
)
from tests.findings.assessing import demand, said

pytestmark = pytest.mark.django_db
A_DAY = datetime.timedelta(days=1)


@pytest.fixture
def wording(followup, section) -> RequirementVersion:
    return demand(followup, section, "4.2")


@pytest.fixture
def other(followup, section) -> RequirementVersion:
    return demand(followup, section, "4.3", is_critical=True)


@pytest.fixture
def reader(ekby):
    """A colleague in Ekby who carries out follow-ups, and not this one."""
    user = UserFactory.create(username="erik")
    MembershipFactory.create(user=user, authority=ekby, role=Role.REVIEWER)
    return user


def levels(user, followup) -> dict[str, str]:
    rows = RequirementAssessment.objects.visible_to(access_of(user)).filter(followup=followup)
    return {row.wording.number: row.level for row in rows.select_related("wording")}


def lines(user) -> list[AuditEvent]:
    return list(AuditEvent.objects.visible_to(access_of(user)).order_by("pk"))


def named(anna, followup, reader) -> SecondReader:
    return services.name_second_reader(access_of(anna), followup, user=reader)


def both_done(anna, reader, followup, first, second) -> SecondReader:
    named(anna, followup, reader)
    services.assess_requirements(access_of(anna), followup, facts=first)
    services.read_requirements(access_of(reader), followup, facts=second)
    return services.finish_reading(access_of(reader), followup)


def test_a_requirement_is_assessed_by_whom_and_when(anna, followup, wording) -> None:
    row = services.assess_requirement(
        access_of(anna), followup, facts=said(wording, Level.PARTLY, note=" Rutin finns. ")
    )

    assert (row.level, row.note, row.assessed_by) == (Level.PARTLY, "Rutin finns.", anna)
    assert lines(anna)[-1].facts == {"requirement": "4.2", "before": None, "after": "partly"}


def test_what_is_saved_unchanged_leaves_no_line(anna, followup, wording) -> None:
    services.assess_requirement(access_of(anna), followup, facts=said(wording))

    assert services.assess_requirements(access_of(anna), followup, facts=[said(wording)]) == 0
    assert len(lines(anna)) == 1


def test_one_without_the_permission_assesses_nothing(bo, cilla, followup, wording) -> None:
    for user in (bo, cilla):
        with pytest.raises(NotAllowed):
            services.assess_requirement(access_of(user), followup, facts=said(wording))


def test_a_sent_followup_is_not_assessed(anna, followup, wording) -> None:
    followup.state = State.SENT
    followup.save()

    with pytest.raises(RuleViolation, match="skickad"):
        services.assess_requirement(access_of(anna), followup, facts=said(wording))


def test_a_wording_that_was_not_valid_then_is_refused(anna, followup, wording) -> None:
    wording.valid_to = DAY - A_DAY
    wording.save()
    later = RequirementVersionFactory.create(
        requirement=wording.requirement, revision=2, number="4.2", valid_from=DAY + A_DAY
    )

    for row in (wording, later):
        with pytest.raises(RuleViolation, match="Välj den lydelse som gällde då"):
            services.assess_requirement(access_of(anna), followup, facts=said(row))


def test_a_requirement_of_another_agreement_is_refused(anna, ekby, followup, section) -> None:
    elsewhere = demand(FollowupFactory.create(authority=ekby), section)

    with pytest.raises(RuleViolation, match="hör inte till uppföljningens avtal"):
        services.assess_requirement(access_of(anna), followup, facts=said(elsewhere))


def test_a_level_of_another_scale_is_refused(anna, ekby, followup, wording) -> None:
    foreign = ScaleLevelFactory.create(scale=ScaleFactory.create(authority=ekby))

    with pytest.raises(RuleViolation, match="mallens skala"):
        services.assess_requirement(access_of(anna), followup, facts=said(wording, foreign))  # type: ignore[arg-type]


def test_one_stale_requirement_stops_the_whole_area(anna, followup, wording, other) -> None:
    services.assess_requirement(access_of(anna), followup, facts=said(wording))

    with pytest.raises(Outdated, match=r"4\.2"):
        services.assess_requirements(
            access_of(anna),
            followup,
            facts=[said(other, version=0), said(wording, Level.NOT_MET, version=0)],
        )
    assert levels(anna, followup) == {"4.2": "met"}


def test_an_area_is_saved_with_its_requirements(anna, followup, section, wording, other) -> None:
    services.assess_whole_area(
        access_of(anna),
        followup,
        area=services.AreaFacts(section, Level.PARTLY, "Delvis", 0),
        requirements=[said(wording), said(other, Level.NOT_MET)],
    )

    assert levels(anna, followup) == {"4.2": "met", "4.3": "not_met"}
    assert followup.area_assessments.visible_to(access_of(anna)).get().note == "Delvis"


def test_requirements_are_those_the_template_asks_about_in_the_wording_of_the_day(
    anna, followup, section, wording
) -> None:
    wording.valid_to = DAY - A_DAY
    wording.save()
    valid = RequirementVersionFactory.create(
        requirement=wording.requirement, revision=2, number="4.2 b", valid_from=DAY
    )
    demand(FollowupFactory.create(authority=followup.authority), section)

    assert [row.wording for row in requirements_of(access_of(anna), followup)] == [valid]


def test_a_requirement_that_is_left_stops_the_assessment(anna, assessed, wording) -> None:
    with pytest.raises(RuleViolation, match="Ett krav i området ”Personal” är inte bedömt"):
        services.assess_followup(access_of(anna), assessed)

    services.assess_requirement(access_of(anna), assessed, facts=said(wording))

    services.assess_followup(access_of(anna), assessed)
    assert assessed.state == State.ASSESSED


def test_a_reviewer_is_never_named_second_reader(anna, followup, wording, reader) -> None:
    Reviewer.objects.create(followup=followup, user=reader)

    with pytest.raises(RuleViolation, match="Personen är uppföljare här"):
        named(anna, followup, reader)


def test_a_second_reader_is_never_made_a_reviewer(anna, ekby, followup, wording, reader) -> None:
    named(anna, followup, reader)

    with pytest.raises(RuleViolation, match="är andra bedömare i uppföljningen"):
        assign_reviewer(access_of(anna), followup, user=reader, has_no_conflict=True)

    services.remove_second_reader(access_of(anna), followup)
    assert assign_reviewer(access_of(anna), followup, user=reader, has_no_conflict=True).is_active


def test_nothing_is_handed_over_to_the_second_reader(anna, ekby, followup, wording, reader) -> None:
    assign_reviewer(access_of(anna), followup, user=anna, has_no_conflict=True)
    named(anna, followup, reader)

    with pytest.raises(RuleViolation, match=f"^{followup.number}: .* är andra bedömare"):
        hand_over(
            access_of(anna),
            ekby,
            facts=HandOver(anna, "Slutar", replacements={followup.pk: reader}),
        )


def test_one_who_is_reviewer_and_second_reader_reads_nothing(
    anna, followup, wording, reader
) -> None:
    named(anna, followup, reader)
    Reviewer.objects.create(followup=followup, user=reader)

    with pytest.raises(RuleViolation, match="kan inte vara andra bedömare"):
        services.read_requirements(access_of(reader), followup, facts=[said(wording)])
    with pytest.raises(RuleViolation, match="kan inte vara andra bedömare"):
        services.finish_reading(access_of(reader), followup)


def test_one_who_has_told_of_bias_is_never_second_reader(anna, followup, wording, reader) -> None:
    Reviewer.objects.create(followup=followup, user=reader, conflict="Släkt med chefen")

    with pytest.raises(RuleViolation, match="har anmält jäv"):
        named(anna, followup, reader)


def test_one_who_has_told_of_bias_neither_assesses_nor_reads(
    anna, followup, wording, reader
) -> None:
    named(anna, followup, reader)
    Reviewer.objects.create(followup=followup, user=reader, conflict="Släkt med chefen")

    facts = services.FindingFacts(FindingKind.GOOD_PRACTICE, "Område", "Rutin finns.")
    for act in (services.assess_requirements, services.read_requirements):
        with pytest.raises(RuleViolation, match="Du har anmält jäv"):
            act(access_of(reader), followup, facts=[said(wording)])
    with pytest.raises(RuleViolation, match="Du har anmält jäv"):
        services.add_finding(access_of(reader), followup, facts=facts)


def test_somebody_without_a_role_that_carries_out_is_never_second_reader(
    anna, bo, dag, followup, wording
) -> None:
    for user in (bo, dag):
        with pytest.raises(RuleViolation, match="får göra uppföljningar"):
            named(anna, followup, user)


def test_without_requirements_there_is_nothing_to_read_twice(anna, followup, reader) -> None:
    with pytest.raises(RuleViolation, match="inget att bedöma två gånger"):
        named(anna, followup, reader)


def test_by_hand_the_second_reader_comes_before_the_first_level(
    anna, followup, wording, reader
) -> None:
    services.assess_requirement(access_of(anna), followup, facts=said(wording))

    with pytest.raises(RuleViolation, match="redan påbörjad"):
        named(anna, followup, reader)


def test_only_the_second_reader_writes_the_second_reading(anna, followup, wording, reader) -> None:
    named(anna, followup, reader)

    with pytest.raises(RuleViolation, match="Bara andra bedömaren"):
        services.read_requirements(access_of(anna), followup, facts=[said(wording)])


def test_the_second_reader_does_not_write_the_first(
    anna, followup, section, wording, reader
) -> None:
    named(anna, followup, reader)

    with pytest.raises(RuleViolation, match="Du är andra bedömare"):
        services.assess_requirement(access_of(reader), followup, facts=said(wording))
    with pytest.raises(RuleViolation, match="Du är andra bedömare"):
        services.assess_area(access_of(reader), followup, section=section, level=Level.MET)


def test_the_trail_says_no_level_while_two_assess_apart(
    anna, followup, section, wording, reader
) -> None:
    named(anna, followup, reader)
    services.assess_requirement(access_of(anna), followup, facts=said(wording, Level.NOT_MET))
    services.assess_area(access_of(anna), followup, section=section, level=Level.NOT_MET)
    services.read_requirements(access_of(reader), followup, facts=[said(wording)])

    facts = [line.facts for line in lines(anna)]
    assert not any({"before", "after"} & set(fact) for fact in facts)


def test_the_second_reader_is_not_done_until_all_is_read(
    anna, followup, wording, other, reader
) -> None:
    named(anna, followup, reader)
    services.read_requirements(access_of(reader), followup, facts=[said(wording)])

    with pytest.raises(RuleViolation, match="Ett krav återstår"):
        services.finish_reading(access_of(reader), followup)


def test_what_is_done_is_not_changed(anna, followup, wording, reader) -> None:
    named(anna, followup, reader)
    services.read_requirements(access_of(reader), followup, facts=[said(wording)])
    services.finish_reading(access_of(reader), followup)

    with pytest.raises(RuleViolation, match="ändras den inte längre"):
        services.read_requirements(access_of(reader), followup, facts=[said(wording, Level.PARTLY)])


def test_the_two_are_compared_when_both_are_done(anna, followup, wording, other, reader) -> None:
    both_done(
        anna, reader, followup,
        [said(wording), said(other)], [said(wording), said(other, Level.NOT_MET)],
    )  # fmt: skip

    row = reader_of(access_of(anna), followup)
    assert row is not None
    found = comparison_of(access_of(anna), followup, row)
    assert found is not None
    assert (found.agreement.count, found.agreement.equal) == (2, 1)
    assert [one.asked.wording.number for one in found.differing] == ["4.3"]


def test_the_first_done_last_also_compares(anna, followup, wording, reader) -> None:
    named(anna, followup, reader)
    services.read_requirements(access_of(reader), followup, facts=[said(wording)])
    services.finish_reading(access_of(reader), followup)
    assert SecondReader.objects.visible_to(access_of(anna)).get().compared_on is None

    services.assess_requirement(access_of(anna), followup, facts=said(wording, Level.PARTLY))

    assert SecondReader.objects.visible_to(access_of(anna)).get().compared_on is not None


def test_what_has_been_compared_is_changed_with_a_reason_only(
    anna, followup, wording, reader
) -> None:
    both_done(anna, reader, followup, [said(wording)], [said(wording, Level.NOT_MET)])
    reading = SecondReading.objects.visible_to(access_of(anna)).get()

    with pytest.raises(RuleViolation, match="jämförda"):
        services.assess_requirement(access_of(anna), followup, facts=said(wording, Level.PARTLY))
    with pytest.raises(RuleViolation, match="Skriv varför"):
        services.settle_reading(access_of(anna), reading, level=Level.PARTLY, reason=" ")
    with pytest.raises(RuleViolation, match="andra bedömare"):
        services.settle_reading(access_of(reader), reading, level=Level.PARTLY, reason="Så")

    services.settle_reading(access_of(anna), reading, level=Level.PARTLY, reason="Rutinen är ny.")

    assert levels(anna, followup) == {"4.2": "partly"}


def test_agreement_is_measured_on_what_they_came_to_apart(anna, followup, wording, reader) -> None:
    both_done(anna, reader, followup, [said(wording)], [said(wording, Level.NOT_MET)])
    reading = SecondReading.objects.visible_to(access_of(anna)).get()
    services.settle_reading(access_of(anna), reading, level=Level.NOT_MET, reason="Ingen rutin.")

    row = reader_of(access_of(anna), followup)
    assert row is not None
    found = comparison_of(access_of(anna), followup, row)
    assert found is not None
    assert found.agreement.equal == 0
    assert found.left == []


def test_a_stale_settling_is_told(anna, followup, wording, reader) -> None:
    both_done(anna, reader, followup, [said(wording)], [said(wording, Level.NOT_MET)])
    reading = SecondReading.objects.visible_to(access_of(anna)).get()

    with pytest.raises(Outdated):
        services.settle_reading(
            access_of(anna), reading, level=Level.MET, reason="Så", version=reading.version + 1
        )


def test_assessment_waits_for_the_second_reader_and_for_what_differs(
    anna, assessed, wording, reader
) -> None:
    assessed.outcome = ""
    assessed.save()
    assessed.area_assessments.visible_to(access_of(anna)).delete()
    named(anna, assessed, reader)
    services.assess_requirement(access_of(anna), assessed, facts=said(wording))
    with pytest.raises(RuleViolation, match="Andra bedömaren är inte klar"):
        services.assess_followup(access_of(anna), assessed)
    with pytest.raises(RuleViolation, match="Andra bedömaren är inte klar"):
        services.conclude_followup(
            access_of(anna), assessed, outcome=Outcome.COMPLIES, overall_assessment="Följer."
        )

    services.read_requirements(access_of(reader), assessed, facts=[said(wording, Level.NOT_MET)])
    services.finish_reading(access_of(reader), assessed)

    with pytest.raises(RuleViolation, match="En skillnad"):
        services.assess_followup(access_of(anna), assessed)


def test_a_form_that_demands_two_refuses_until_somebody_is_named(
    anna, assessed, wording, form_of_two
) -> None:
    assessed.form = form_of_two
    assessed.save()
    services.assess_requirement(access_of(anna), assessed, facts=said(wording))

    with pytest.raises(RuleViolation, match="Formen kräver två bedömare"):
        services.assess_followup(access_of(anna), assessed)


def test_a_demanded_second_reader_is_changed_but_not_removed(
    anna, followup, wording, reader, form_of_two
) -> None:
    followup.form = form_of_two
    followup.save()
    named(anna, followup, reader)

    with pytest.raises(RuleViolation, match="Byt person"):
        services.remove_second_reader(access_of(anna), followup)


def test_another_second_reader_begins_anew(anna, ekby, followup, wording, reader) -> None:
    named(anna, followup, reader)
    services.read_requirements(access_of(reader), followup, facts=[said(wording)])
    other = UserFactory.create(username="frida")
    MembershipFactory.create(user=other, authority=ekby, role=Role.REVIEWER)

    named(anna, followup, other)

    assert not SecondReading.objects.visible_to(access_of(anna)).exists()


def test_a_removed_second_reader_leaves_nothing(anna, followup, wording, reader) -> None:
    named(anna, followup, reader)

    services.remove_second_reader(access_of(anna), followup)

    assert reader_of(access_of(anna), followup) is None


def test_the_share_is_hidden_until_the_draft_is_shared(anna, followup, wording) -> None:
    version = followup.template_version
    version.is_scored = version.hides_score = True
    version.save()
    services.assess_requirement(access_of(anna), followup, facts=said(wording))

    hidden = assessing_of(access_of(anna), followup)
    followup.state = State.FACT_CHECK
    shown = assessing_of(access_of(anna), followup)

    assert (hidden.share, hidden.hides_share) == (None, True)
    assert shown.share is not None
    assert shown.share.share == 100


def test_a_template_that_counts_no_share_shows_none(anna, followup, wording) -> None:
    services.assess_requirement(access_of(anna), followup, facts=said(wording))

    found = assessing_of(access_of(anna), followup)

    assert (found.share, found.hides_share) == (None, False)
