import datetime
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from insyn.accounts.models import Authority, User
from insyn.audit.models import AuditEvent
from insyn.kernel.access import Access
from insyn.kernel.errors import NotAllowed, Outdated, RuleViolation
from insyn.platform import clock
from insyn.registry.models import Agreement
from insyn.registry.queries import access_of
from insyn.requirements import services
from insyn.requirements.models import (
    FOLLOWABLE,
    TESTED,
    QualityArea,
    Requirement,
    RequirementVersion,
)
from insyn.requirements.queries.catalogue import catalogue_on, wording_on
from insyn.requirements.rules import Strength
from insyn.requirements.rules.followability import Followability, Mark
from insyn.requirements.services import RequirementFacts, WordingFacts
from tests.factories import (
    AgreementFactory,
    MembershipFactory,
    QualityAreaFactory,
    QuestionFactory,
    RequirementFactory,
    RequirementVersionFactory,
)

pytestmark = pytest.mark.django_db

A_DAY = datetime.timedelta(days=1)
FACTS = WordingFacts("4.1", "Utföraren ska ha en rutin.")


@pytest.fixture
def agreement(ekby: Authority) -> Agreement:
    return AgreementFactory.create(authority=ekby, title="Ramavtal HVB")


@pytest.fixture
def access(anna: User) -> Access:
    return access_of(anna)


def trail() -> list[str]:
    events = AuditEvent.objects.unscoped(reason="the test reads the whole trail")
    return list(events.order_by("number").values_list("event", flat=True))


def last_facts() -> dict[str, Any]:
    events = AuditEvent.objects.unscoped(reason="the test reads the whole trail")
    return dict(events.order_by("-number")[0].facts)


def add(access: Access, agreement: Agreement, number="4.1", **changes) -> Requirement:
    facts = replace(FACTS, number=number, **changes)
    return services.add_requirement(access, agreement, facts=facts)


def read(access: Access, agreement: Agreement, day=None) -> list[tuple[str, str]]:
    rows = catalogue_on(access, agreement, day or clock.today())
    return [(row.number, row.text) for row in rows]


def change(access, requirement, *, valid_from=None, version=None, **changes) -> Requirement:
    return services.change_requirement(
        access,
        requirement,
        facts=replace(FACTS, **changes),
        change=services.Change(valid_from, version),
    )


def test_a_requirement_is_valid_from_the_start_of_the_agreement(access, agreement):
    add(access, agreement)

    assert read(access, agreement, agreement.starts_on) == [("4.1", FACTS.text)]


def test_a_reader_may_not_add_a_requirement(bo, agreement):
    with pytest.raises(NotAllowed):
        add(access_of(bo), agreement)


def test_a_requirement_of_another_authority_is_not_hers_to_add(cilla, agreement):
    with pytest.raises(NotAllowed):
        add(access_of(cilla), agreement)


@pytest.mark.parametrize("weight", [0, 4])
def test_a_weight_outside_its_bounds_is_refused_in_the_service(access, agreement, weight):
    with pytest.raises(RuleViolation, match="1, 2 eller 3"):
        add(access, agreement, weight=weight)


def test_an_area_of_another_authority_is_refused(access, agreement, norrby):
    area = QualityAreaFactory.create(authority=norrby)

    with pytest.raises(RuleViolation, match="nämnden själv har"):
        add(access, agreement, area=area)


def test_a_number_that_is_used_at_the_same_time_is_refused(access, agreement):
    add(access, agreement)

    with pytest.raises(RuleViolation, match=r"Numret 4\.1 används redan"):
        add(access, agreement)


def test_a_number_is_free_again_when_the_requirement_has_ended(access, agreement):
    first = add(access, agreement)
    services.end_requirement(access, first, valid_to=clock.today() - A_DAY)

    row = services.add_requirement(
        access, agreement, facts=replace(FACTS, text="Ny"), valid_from=clock.today()
    )

    assert read(access, agreement) == [("4.1", "Ny")]
    assert row.pk != first.pk


def test_a_new_requirement_gets_its_place_by_number(access, agreement):
    for number in ("4.1", "4.10", "4.2"):
        add(access, agreement, number)

    assert [number for number, _text in read(access, agreement)] == ["4.1", "4.2", "4.10"]


def test_a_changed_text_becomes_a_new_wording_and_the_old_day_reads_as_before(access, agreement):
    row = add(access, agreement)
    today = clock.today()

    change(access, row, text="Utföraren ska ha två rutiner.", valid_from=today)

    assert read(access, agreement, today) == [("4.1", "Utföraren ska ha två rutiner.")]
    assert read(access, agreement, today - A_DAY) == [("4.1", FACTS.text)]


def test_a_renumbered_requirement_keeps_its_old_number_on_old_days(access, agreement):
    row = add(access, agreement)

    change(access, row, number="5.3", valid_from=clock.today())

    old = wording_on(access, [row.pk], clock.today() - A_DAY)
    assert (old[row.pk].number, read(access, agreement)[0][0]) == ("4.1", "5.3")


def test_a_new_wording_cannot_begin_before_the_present_one(access, agreement):
    row = add(access, agreement)

    with pytest.raises(RuleViolation, match="gör en rättelse"):
        change(access, row, text="Ny", valid_from=agreement.starts_on)


def test_a_weight_is_changed_where_it_stands(access, agreement):
    row = add(access, agreement)

    change(access, row, weight=3, valid_from=clock.today())

    (version,) = RequirementVersion.objects.visible_to(access).filter(requirement=row)
    assert (version.weight, trail()[-1]) == (3, "requirement.weighed")


def test_a_wording_that_has_not_begun_is_changed_where_it_stands(access, agreement):
    later = clock.today() + 30 * A_DAY
    row = services.add_requirement(access, agreement, facts=FACTS, valid_from=later)

    change(access, row, text="Ny", valid_from=later + A_DAY)

    (version,) = RequirementVersion.objects.visible_to(access).filter(requirement=row)
    assert (version.text, version.valid_from) == ("Ny", later + A_DAY)


def test_the_wording_before_a_coming_one_lasts_until_it_begins(access, agreement):
    row = add(access, agreement)
    later = clock.today() + 30 * A_DAY
    change(access, row, text="Ny", valid_from=later)

    change(access, row, text="Ny", valid_from=later + 5 * A_DAY)

    assert read(access, agreement, later + 4 * A_DAY) == [("4.1", FACTS.text)]
    assert read(access, agreement, later + 5 * A_DAY) == [("4.1", "Ny")]


def test_what_somebody_else_changed_meanwhile_is_not_overwritten(access, agreement):
    row = add(access, agreement)
    change(access, row, weight=3, version=row.version)

    with pytest.raises(Outdated):
        change(access, row, weight=1, version=row.version)


def test_a_slip_of_the_pen_is_put_right_where_it_stands(access, agreement):
    row = add(access, agreement, text="Rutinn ska finnas.")
    wording = wording_on(access, [row.pk], clock.today())[row.pk]

    services.correct_wording(
        access, wording, facts=replace(FACTS, text="Rutin ska finnas."), reason="Ett n för mycket"
    )

    assert read(access, agreement, agreement.starts_on) == [("4.1", "Rutin ska finnas.")]
    assert last_facts()["reason"] == "Ett n för mycket"


def test_a_correction_without_a_reason_is_refused(access, agreement):
    wording = wording_on(access, [add(access, agreement).pk], clock.today()).popitem()[1]

    with pytest.raises(RuleViolation, match="Skriv vad som var fel"):
        services.correct_wording(access, wording, facts=FACTS, reason=" ")


def test_a_requirement_ends_and_goes_on_again(access, agreement):
    row = add(access, agreement)
    services.end_requirement(access, row, valid_to=clock.today() - A_DAY)
    ended = read(access, agreement)

    services.end_requirement(access, row, valid_to=None)

    assert (ended, len(read(access, agreement))) == ([], 1)


def test_a_requirement_cannot_end_before_it_begins(access, agreement):
    row = add(access, agreement)

    with pytest.raises(RuleViolation, match="innan det börjar"):
        services.end_requirement(access, row, valid_to=agreement.starts_on - A_DAY)


def test_an_unused_requirement_is_removed(access, agreement):
    services.remove_requirement(access, add(access, agreement))

    assert (read(access, agreement), trail()[-1]) == ([], "requirement.removed")


def test_a_requirement_that_a_question_asks_about_is_not_removed(access, agreement):
    row = add(access, agreement)
    QuestionFactory.create().requirements.add(row)

    with pytest.raises(RuleViolation, match="Avsluta det i stället"):
        services.remove_requirement(access, row)


def test_a_requirement_that_has_been_reworded_is_not_removed(access, agreement):
    row = add(access, agreement)
    change(access, row, text="Ny", valid_from=clock.today())

    with pytest.raises(RuleViolation, match="Avsluta det i stället"):
        services.remove_requirement(access, row)


def test_a_requirement_is_moved_one_step(access, agreement):
    add(access, agreement, "4.1")
    second = add(access, agreement, "4.2")

    services.move_requirement(access, second, is_up=True)

    assert [number for number, _text in read(access, agreement)] == ["4.2", "4.1"]


def test_the_requirements_are_put_in_the_order_of_their_numbers(access, agreement):
    add(access, agreement, "4.2")
    moved = add(access, agreement, "4.10")
    services.move_requirement(access, moved, is_up=True)

    services.order_by_number(access, agreement)

    assert [number for number, _text in read(access, agreement)] == ["4.2", "4.10"]


def test_a_new_text_must_be_tested_again_but_a_new_number_need_not(access, agreement):
    row = add(access, agreement)
    tested = services.TestFacts(
        is_measurable=True, has_evidence=True, has_respondent=True, has_frequency=True
    )
    wording = wording_on(access, [row.pk], clock.today())[row.pk]
    services.save_followability(access, [services.Tested(wording, tested)])

    change(access, row, number="4.2", valid_from=clock.today())
    renumbered = wording_on(access, [row.pk], clock.today())[row.pk].followability
    change(access, row, number="4.2", text="Ny", valid_from=clock.today() + A_DAY)

    reworded = wording_on(access, [row.pk], clock.today() + A_DAY)[row.pk].followability
    assert (renumbered, reworded) == (Followability.FOLLOWABLE, Followability.UNTESTED)


def test_who_tested_and_when_is_kept(access, agreement, anna):
    wording = wording_on(access, [add(access, agreement).pk], clock.today()).popitem()[1]

    services.save_followability(
        access, [services.Tested(wording, services.TestFacts(is_measurable=False))]
    )

    wording = RequirementVersion.objects.visible_to(access).get()
    assert (wording.tested_by, wording.tested_on) == (anna, clock.today())


def test_answers_taken_back_leave_no_test(access, agreement):
    wording = wording_on(access, [add(access, agreement).pk], clock.today()).popitem()[1]
    services.save_followability(
        access, [services.Tested(wording, services.TestFacts(is_measurable=False))]
    )

    services.save_followability(access, [services.Tested(wording, services.TestFacts())])

    assert RequirementVersion.objects.visible_to(access).get().tested_on is None


@pytest.mark.parametrize(
    "answers", [(a, b) for a in (True, False, None) for b in (True, False, None)]
)
def test_the_database_and_the_rule_agree_on_what_is_followable(access, agreement, answers):
    first, rest = answers
    marks = dict.fromkeys((mark.value for mark in Mark), rest) | {Mark.MEASURABLE.value: first}
    row = RequirementVersionFactory.create(
        requirement__agreement=agreement, requirement__authority=agreement.authority, **marks
    )

    rows = RequirementVersion.objects.visible_to(access)

    assert rows.filter(TESTED).exists() == (row.followability != Followability.UNTESTED)
    assert rows.filter(FOLLOWABLE).exists() == (row.followability == Followability.FOLLOWABLE)


def chosen(*rows: Requirement) -> dict[int, int]:
    return {row.pk: row.version for row in rows}


def test_many_requirements_are_weighed_at_once(access, agreement):
    rows = [add(access, agreement, f"4.{n}") for n in range(1, 4)]

    changed = services.weigh(
        access, agreement, chosen=chosen(*rows), weighing=services.Weighing(3, is_critical=True)
    )

    versions = RequirementVersion.objects.visible_to(access)
    assert changed == 3
    assert set(versions.values_list("weight", "is_critical")) == {(3, True)}
    assert "4.1: 2" in last_facts()["judgement_before"]


def test_weighing_refuses_a_weight_outside_its_bounds(access, agreement):
    row = add(access, agreement)

    with pytest.raises(RuleViolation, match="1, 2 eller 3"):
        services.weigh(access, agreement, chosen=chosen(row), weighing=services.Weighing(4))


def test_weighing_nothing_is_refused(access, agreement):
    with pytest.raises(RuleViolation, match="minst ett krav"):
        services.weigh(access, agreement, chosen={}, weighing=services.Weighing(3))


def test_weighing_without_a_change_is_refused(access, agreement):
    row = add(access, agreement)

    with pytest.raises(RuleViolation, match="Välj vikt"):
        services.weigh(access, agreement, chosen=chosen(row), weighing=services.Weighing())


def test_weighing_what_somebody_else_changed_changes_nothing_at_all(access, agreement):
    first, second = add(access, agreement, "4.1"), add(access, agreement, "4.2")
    change(access, second, number="4.2", weight=1)

    with pytest.raises(Outdated, match="Inget är ändrat"):
        services.weigh(
            access, agreement, chosen=chosen(first, second), weighing=services.Weighing(3)
        )

    assert wording_on(access, [first.pk], clock.today())[first.pk].weight == 2


def test_requirements_of_another_agreement_are_not_weighed_through_this_one(access, agreement):
    other = add(access, AgreementFactory.create(authority=agreement.authority), "9.9")

    with pytest.raises(Outdated):
        services.weigh(access, agreement, chosen=chosen(other), weighing=services.Weighing(3))


def test_weighing_hundreds_takes_few_queries(access, agreement, django_assert_max_num_queries):
    rows = [RequirementFacts(f"4.{n}", f"Krav nummer {n}") for n in range(1, 301)]
    services.take_in(access, agreement, rows)
    listed = Requirement.objects.visible_to(access)

    with django_assert_max_num_queries(20):
        services.weigh(access, agreement, chosen=chosen(*listed), weighing=services.Weighing(3))


def test_the_shipped_areas_are_added_once(access, ekby):
    count = services.add_shipped_areas(access, ekby)

    assert count == QualityArea.objects.visible_to(access).count() > 20
    with pytest.raises(RuleViolation, match="redan alla"):
        services.add_shipped_areas(access, ekby)


def test_two_areas_of_an_authority_have_different_names(access, ekby):
    services.save_area(access, authority=ekby, area=None, name="Personal")

    with pytest.raises(RuleViolation, match="redan ett kvalitetsområde"):
        services.save_area(access, authority=ekby, area=None, name="Personal")


def test_an_area_is_retired_and_used_again(access, ekby):
    area = services.save_area(access, authority=ekby, area=None, name="Personal")
    services.retire_area(access, area, is_retired=True)
    services.retire_area(access, area, is_retired=False)

    assert trail()[-2:] == ["quality_area.retired", "quality_area.restored"]


def test_areas_are_ordered_by_buttons(access, ekby):
    services.save_area(access, authority=ekby, area=None, name="Personal")
    second = services.save_area(access, authority=ekby, area=None, name="Ledning")

    services.move_area(access, second, is_up=True)

    names = QualityArea.objects.visible_to(access).values_list("name", flat=True)
    assert list(names) == ["Ledning", "Personal"]


def test_areas_of_two_authorities_never_touch(access, ekby, norrby, cilla):
    services.save_area(access, authority=ekby, area=None, name="Personal", code="PER")
    services.save_area(access_of(cilla), authority=norrby, area=None, name="Personal", code="PER")

    assert QualityArea.objects.visible_to(access).count() == 1


class CatalogueStability(TestCase):
    """The catalogue of a past day, under any later changes."""

    @given(
        st.lists(
            st.tuples(st.sampled_from(["text", "number", "weight", "end"]), st.integers(1, 400)),
            max_size=6,
        )
    )
    @settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
    def test_a_past_day_reads_the_same_after_any_later_changes(self, steps):
        authority = MembershipFactory.create(role="plan_owner").authority
        user = MembershipFactory.create(authority=authority, role="plan_owner").user
        access = access_of(user)
        agreement = AgreementFactory.create(authority=authority)
        row = add(access, agreement)
        past = clock.today() - A_DAY
        before = read(access, agreement, past)

        for place, (what, days) in enumerate(steps):
            day = clock.today() + days * A_DAY
            try:
                if what == "end":
                    services.end_requirement(access, row, valid_to=day)
                else:
                    value = {"text": f"Lydelse {place}", "number": f"9.{place}", "weight": 3}[what]
                    change(access, row, valid_from=day, **{what: value})
            except RuleViolation:
                continue

        versions = RequirementVersion.objects.visible_to(access).filter(requirement=row)
        assert read(access, agreement, past) == before
        for offset in range(0, 420, 7):
            assert versions.valid(clock.today() + offset * A_DAY).count() <= 1


def listed(count: int, **changes) -> list[RequirementFacts]:
    return [RequirementFacts(f"4.{n}", f"Krav nummer {n}.", **changes) for n in range(1, count + 1)]


def test_a_list_is_taken_in_with_its_areas(access, agreement):
    summary = services.take_in(access, agreement, listed(150, area="PER"))

    assert (summary.created, summary.areas_created) == (150, 1)
    assert QualityArea.objects.visible_to(access).get().code == "PER"


def test_the_same_list_again_changes_nothing(access, agreement):
    services.take_in(access, agreement, listed(20, area="Personal"))
    events = len(trail())

    summary = services.take_in(access, agreement, listed(20, area="Personal"))

    assert (summary.unchanged, summary.created, len(trail())) == (20, 0, events)


def test_a_reworded_row_becomes_a_new_wording(access, agreement):
    services.take_in(access, agreement, listed(2))
    rows = listed(2)
    rows[1] = replace(rows[1], text="Helt ny text.")

    summary = services.take_in(access, agreement, rows)

    assert (summary.reworded, summary.unchanged) == (1, 1)
    assert read(access, agreement)[1] == ("4.2", "Helt ny text.")
    assert read(access, agreement, clock.today() - A_DAY)[1] == ("4.2", "Krav nummer 2.")


def test_a_renumbered_row_is_the_same_requirement(access, agreement):
    services.take_in(access, agreement, listed(2))
    rows = [replace(row, number=f"7{row.number}") for row in listed(2)]

    summary = services.take_in(access, agreement, rows)

    assert (summary.reworded, Requirement.objects.visible_to(access).count()) == (2, 2)


def test_a_reweighed_row_is_changed_where_it_stands(access, agreement):
    services.take_in(access, agreement, listed(2))

    summary = services.take_in(access, agreement, listed(2, weight=3, area="Personal"))

    versions = RequirementVersion.objects.visible_to(access)
    assert (summary.changed, versions.count()) == (2, 2)
    assert set(versions.values_list("weight", "area__name")) == {(3, "Personal")}


def test_an_area_left_empty_is_taken_away(access, agreement):
    services.take_in(access, agreement, listed(1, area="Personal"))

    services.take_in(access, agreement, listed(1))

    assert RequirementVersion.objects.visible_to(access).get().area is None


def test_a_requirement_that_the_list_lacks_stays(access, agreement):
    services.take_in(access, agreement, listed(3))

    summary = services.take_in(access, agreement, listed(2))

    assert (summary.missing, len(read(access, agreement))) == (1, 3)


def test_a_list_cannot_give_away_the_number_of_a_requirement_it_lacks(access, agreement):
    services.take_in(access, agreement, listed(2))
    renumbered = [replace(listed(1)[0], number="4.2")]

    with pytest.raises(RuleViolation, match="inte finns i listan"):
        services.take_in(access, agreement, renumbered)


def test_one_bad_row_stops_the_whole_list(access, agreement):
    rows = [*listed(3), RequirementFacts("9", "Krav", weight=5)]

    with pytest.raises(RuleViolation, match=r"Krav 9: Vikten"):
        services.take_in(access, agreement, rows)

    assert read(access, agreement) == []


def test_hundreds_are_taken_in_with_few_queries(access, agreement, django_assert_max_num_queries):
    with django_assert_max_num_queries(40):
        services.take_in(access, agreement, listed(800, area="Personal"))


def test_taking_in_a_list_is_for_the_owner(bo, cilla, agreement):
    for user in (bo, cilla):
        with pytest.raises(NotAllowed):
            services.take_in(access_of(user), agreement, listed(1))


def test_a_list_keeps_what_it_says_of_strength_and_days(access, agreement):
    start = agreement.starts_on + A_DAY
    rows = [RequirementFacts("1", "Krav", Strength.SHOULD, valid_from=start, origin="HVB-01")]
    services.take_in(access, agreement, rows)

    version = RequirementVersion.objects.visible_to(access).select_related("requirement").get()
    assert (version.strength, version.valid_from) == (Strength.SHOULD, start)
    assert version.requirement.origin == "HVB-01"


def test_a_wording_follows_its_requirement_out_of_sight(cilla, agreement):
    row = RequirementFactory.create(agreement=agreement, authority=agreement.authority)
    RequirementVersionFactory.create(requirement=row)

    assert wording_on(access_of(cilla), [row.pk], clock.today()) == {}
