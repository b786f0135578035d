"""The checks of a plan, on facts alone."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from insyn.plans.rules import ActivityState, FormKind
from insyn.risk.rules.checks import (
    Activity,
    AssessmentDate,
    ContractEnd,
    HighRisk,
    Hours,
    LinkKind,
    Option,
    PlanFacts,
    Span,
    Terms,
    Unit,
    check,
)
from insyn.risk.rules.checks.providers import busy_months, window_after
from insyn.risk.rules.kinds import CheckCode, Severity


def year(number: int) -> Span:
    return Span(date(number, 1, 1), date(number, 12, 31))


def months(of: int, first: int, last: int) -> Span:
    return Span(date(of, first, 1), date(of, last, 28))


# Plan för uppföljning av privata utförare 2024: avtal, från, till, år för särskild uppföljning.
SEVEN = (
    ("Stödboende för vuxna med missbruk", date(2022, 4, 18), date(2026, 4, 17), 2023),
    ("Stödboende för ungdomar", date(2022, 11, 1), date(2026, 10, 31), 2024),
    ("Behandling spelmissbruk och spelberoende", date(2023, 3, 1), date(2025, 2, 28), 2024),
    ("HVB för vuxna med missbruk", date(2020, 4, 1), date(2024, 3, 31), 2025),
    ("HVB barn och unga", date(2021, 3, 1), date(2025, 2, 28), 2024),
    ("Skyddat boende", date(2021, 5, 17), date(2025, 5, 16), 2025),
    ("Konsulentsstöd familjehemsvård", date(2021, 11, 10), date(2025, 11, 9), 2023),
)


def plan_of_2024() -> PlanFacts:
    """Return the plan of the public source: seven agreements and a year for each."""
    return PlanFacts(
        key=1,
        time=Span(date(2023, 1, 1), date(2025, 12, 31)),
        dated_on=date(2025, 2, 28),
        memo_dates=(date(2024, 2, 28),),
        activities=tuple(
            Activity(key, title, FormKind.SPECIAL, periods=(year(when),), agreement=key)
            for key, (title, _first, _last, when) in enumerate(SEVEN, 1)
        ),
        agreements=tuple(
            Terms(key, title, first, last)
            for key, (title, first, last, _when) in enumerate(SEVEN, 1)
        ),
    )


def codes(plan: PlanFacts) -> list[CheckCode]:
    return [warning.code for warning in check(plan)]


def of(plan: PlanFacts, code: CheckCode) -> list[str]:
    return [warning.sentence for warning in check(plan) if warning.code is code]


def plan(**given) -> PlanFacts:
    values: dict[str, Any] = {"key": 1, "time": year(2026)}
    return PlanFacts(**values | given)


def agreement(**given) -> Terms:
    values: dict[str, Any] = {"key": 7, "title": "Stödboende", "starts_on": date(2024, 1, 1)}
    return Terms(**values | {"last_followed_up_on": date(2026, 1, 2)} | given)


def test_the_plan_of_2024_has_one_activity_after_its_agreement() -> None:
    assert of(plan_of_2024(), CheckCode.AFTER_END) == [
        (
            "”HVB för vuxna med missbruk” är planerad till 2025, men avtalet ”HVB för vuxna med "
            "missbruk” gäller bara till och med den 31 mars 2024."
        )
    ]


def test_the_plan_of_2024_is_dated_a_year_after_its_memo() -> None:
    assert of(plan_of_2024(), CheckCode.DATES) == [
        (
            "Planen är daterad den 28 februari 2025, men skrivelsen som lägger fram den är "
            "daterad den 28 februari 2024."
        )
    ]


def test_the_plan_of_2024_gives_no_other_warning_but_notes_of_what_ends() -> None:
    others = [one for one in check(plan_of_2024()) if one.severity is not Severity.NOTE]

    assert [one.code for one in others] == [CheckCode.AFTER_END, CheckCode.DATES]
    assert {one.code for one in check(plan_of_2024())} == {
        CheckCode.AFTER_END,
        CheckCode.DATES,
        CheckCode.ENDS_BEFORE_PLAN,
    }


def test_a_plan_for_one_year_that_is_dated_the_next_is_told_of_its_memo_only() -> None:
    one_year = replace(plan_of_2024(), time=year(2024))

    assert len(of(one_year, CheckCode.DATES)) == 1
    assert "skrivelsen" in of(one_year, CheckCode.DATES)[0]


def test_an_empty_plan_gives_no_warning() -> None:
    assert check(plan()) == []


def test_an_activity_that_begins_before_the_agreement_ends_is_in_time() -> None:
    ends_in_may = agreement(ends_on=date(2026, 5, 16))
    planned = Activity(1, "Besök", periods=(year(2026),), agreement=7)

    assert CheckCode.AFTER_END not in codes(plan(activities=(planned,), agreements=(ends_in_may,)))


def test_an_open_option_makes_it_a_warning_that_names_the_option() -> None:
    extended = agreement(ends_on=date(2026, 3, 31), open_options=(Option(date(2027, 3, 31)),))
    planned = Activity(1, "Besök", periods=(months(2026, 9, 9),), agreement=7)
    (late,) = [
        one
        for one in check(plan(activities=(planned,), agreements=(extended,)))
        if one.code is CheckCode.AFTER_END
    ]

    assert late.severity is Severity.WARNING
    assert "om inte optionen till den 31 mars 2027 avropas" in late.sentence


def test_a_chosen_provider_whose_contract_has_ended_is_told() -> None:
    ended = ContractEnd(7, 3, "Åkerö AB", date(2026, 2, 1))
    planned = Activity(
        1, "Besök", periods=(months(2026, 9, 9),), agreement=7, providers=frozenset({3})
    )
    facts = plan(activities=(planned,), agreements=(agreement(),), contract_ends=(ended,))

    assert of(facts, CheckCode.AFTER_END) == [
        (
            "”Besök” är planerad till 1–28 september 2026, men kontraktet med Åkerö AB i "
            "”Stödboende” gäller bara till och med den 1 februari 2026."
        )
    ]


@pytest.mark.parametrize("state", [ActivityState.CANCELLED, ActivityState.DONE])
def test_what_is_cancelled_or_done_needs_neither_time_nor_people(state: ActivityState) -> None:
    late = Activity(
        1, "Besök", state=state, periods=(year(2030),), agreement=7, has_responsible=False
    )
    found = codes(plan(activities=(late,), agreements=(agreement(ends_on=date(2027, 1, 1)),)))

    assert not {CheckCode.AFTER_END, CheckCode.AFTER_PLAN, CheckCode.NO_REVIEWER} & set(found)


def test_a_time_outside_the_plan_is_told_with_the_plans_time() -> None:
    planned = Activity(1, "Besök", periods=(months(2027, 3, 5),))

    assert of(plan(activities=(planned,)), CheckCode.AFTER_PLAN) == [
        "”Besök” är planerad till 1 mars–28 maj 2027, men planen gäller 2026."
    ]


def test_an_agreement_that_nothing_covers_and_nobody_has_followed_up_is_told() -> None:
    never = agreement(last_followed_up_on=None)

    assert codes(plan(agreements=(never,))) == [CheckCode.NEVER_COVERED]


def test_never_is_a_warning_first_when_something_else_was_followed_up() -> None:
    never = agreement(key=7, last_followed_up_on=None)
    other = agreement(key=8, last_followed_up_on=date(2025, 5, 1))
    (alone,) = check(plan(agreements=(never,)))
    (beside,) = check(plan(agreements=(never, other)))

    assert (alone.severity, beside.severity) == (Severity.NOTE, Severity.WARNING)


def test_what_another_board_followed_up_is_no_history_of_the_plans_own() -> None:
    never = agreement(key=7, last_followed_up_on=None)
    theirs = agreement(key=8, last_followed_up_on=date(2025, 5, 1), is_of_plan=False)
    (found,) = check(plan(agreements=(never, theirs)))

    assert found.severity is Severity.NOTE


def test_an_agreement_followed_up_within_three_years_may_rest() -> None:
    rested = agreement(last_followed_up_on=date(2023, 12, 31))
    forgotten = agreement(last_followed_up_on=date(2023, 12, 30))

    assert codes(plan(agreements=(rested,))) == []
    assert codes(plan(agreements=(forgotten,))) == [CheckCode.SELDOM_COVERED]


def test_an_agreement_of_another_board_is_not_this_plans_to_cover() -> None:
    assert codes(plan(agreements=(agreement(last_followed_up_on=None, is_of_plan=False),))) == []


@pytest.mark.parametrize(
    "covering",
    [
        {"agreement": 7},
        {"area": 4},
        {"providers": frozenset({3})},
    ],
)
def test_an_agreement_is_covered_by_itself_its_kind_of_service_or_its_providers(covering) -> None:
    never = agreement(last_followed_up_on=None, areas=frozenset({4}), providers=frozenset({3, 5}))
    planned = Activity(1, "Besök", periods=(months(2026, 3, 3),), **covering)

    assert codes(plan(activities=(planned,), agreements=(never,))) == []


@pytest.mark.parametrize(
    "doing",
    [
        {"form": FormKind.EVENT_DRIVEN},
        {"form": FormKind.INDIVIDUAL},
        {"is_outside": True},
        {"state": ActivityState.CANCELLED},
    ],
)
def test_what_waits_for_an_event_or_is_done_by_others_covers_nothing(doing) -> None:
    planned = Activity(1, "Besök", periods=(months(2026, 3, 3),), agreement=7, **doing)
    facts = plan(activities=(planned,), agreements=(agreement(last_followed_up_on=None),))

    assert CheckCode.NEVER_COVERED in codes(facts)


def test_an_activity_that_nobody_answers_for_is_told_where_to_choose_somebody() -> None:
    (warning,) = check(plan(activities=(Activity(4, "Besök", has_responsible=False),)))

    assert warning.code is CheckCode.NO_REVIEWER
    assert (warning.mend_link.kind, warning.mend_link.key) == (LinkKind.ACTIVITY_EDIT, 4)


def test_a_new_provider_is_followed_up_six_to_eight_months_after_its_first_client() -> None:
    assert window_after(date(2025, 12, 31)) == Span(date(2026, 6, 30), date(2026, 8, 31))


def new_unit(**given) -> Unit:
    values: dict[str, Any] = {
        "key": 9,
        "name": "Villa Björk",
        "provider": 3,
        "provider_name": "Åkerö AB",
    }
    first: dict[str, Any] = {"first_client_on": date(2026, 1, 15), "agreements": frozenset({7})}
    return Unit(**values | first | given)


def test_a_new_unit_that_nothing_is_planned_for_is_told() -> None:
    assert of(plan(units=(new_unit(),)), CheckCode.NEW_PROVIDER) == [
        (
            "”Villa Björk” hos Åkerö AB fick sin första brukare den 15 januari 2026. Ingen "
            "uppföljning är gjord eller planerad 6–8 månader efter det, 15 juli–15 september 2026."
        )
    ]


@pytest.mark.parametrize(
    ("month", "found"), [(6, [CheckCode.NEW_PROVIDER]), (8, []), (10, [CheckCode.NEW_PROVIDER])]
)
def test_only_what_is_planned_within_the_window_counts_for_a_new_unit(month, found) -> None:
    planned = Activity(1, "Besök", periods=(months(2026, month, month),), agreement=7)
    facts = plan(activities=(planned,), agreements=(agreement(),), units=(new_unit(),))

    assert codes(facts) == found


def test_an_activity_with_chosen_units_is_about_those_only() -> None:
    other = Activity(
        1, "Besök", periods=(months(2026, 8, 8),), providers=frozenset({3}), units=frozenset({8})
    )

    assert codes(plan(activities=(other,), units=(new_unit(),))) == [CheckCode.NEW_PROVIDER]


def test_a_new_unit_that_has_been_followed_up_is_done() -> None:
    assert codes(plan(units=(new_unit(followed_up=(date(2026, 7, 20),)),))) == []


def test_a_unit_without_the_permit_it_needs_is_an_error() -> None:
    (warning,) = check(plan(units=(new_unit(first_client_on=None, needs_permit=True),)))

    assert (warning.code, warning.severity) == (CheckCode.PERMIT, Severity.ERROR)


@pytest.mark.parametrize(
    ("last", "found"),
    [(date(2026, 12, 30), [CheckCode.PERMIT]), (date(2026, 12, 31), []), (date.max, [])],
)
def test_a_permit_should_last_as_long_as_the_plan(last, found) -> None:
    unit = new_unit(first_client_on=None, needs_permit=True, permitted_to=last)

    assert codes(plan(units=(unit,))) == found


def test_an_agreement_that_ends_with_the_plan_is_in_order() -> None:
    ends = agreement(ends_on=date(2026, 12, 31))

    assert codes(plan(agreements=(ends,))) == []


def test_an_agreement_without_the_clause_is_told_where_the_law_says_so() -> None:
    (warning,) = check(plan(agreements=(agreement(lacks_clause=True),)))

    assert warning.code is CheckCode.NO_INSIGHT_CLAUSE
    assert "10 kap. 9 §" in warning.mend


def test_requirements_that_cannot_be_followed_up_matter_when_the_agreement_is_planned() -> None:
    weak = agreement(tested=20, not_followable=3)
    planned = Activity(1, "Besök", periods=(months(2026, 3, 3),), agreement=7)

    assert codes(plan(agreements=(weak,))) == []
    assert of(plan(activities=(planned,), agreements=(weak,)), CheckCode.NOT_FOLLOWABLE) == [
        "3 av 20 prövade krav i avtalet ”Stödboende” går inte att följa upp."
    ]


def test_more_hours_than_the_board_has_are_told_with_how_many_are_lacking() -> None:
    hours = (Hours(2026, 500, 400), Hours(2027, 400, 400), Hours(2028, 900, None))

    assert of(plan(hours=hours), CheckCode.OVER_CAPACITY) == [
        "Aktiviteterna 2026 tar 500 timmar. Nämnden har 400, det fattas 100."
    ]


def visited(*times: Span) -> Activity:
    return Activity(1, "Besök", periods=times, providers=frozenset({3}))


def test_other_boards_in_the_same_month_are_a_number_and_nothing_else() -> None:
    facts = plan(
        activities=(visited(months(2026, 3, 4)),),
        provider_names={3: "Åkerö AB"},
        others_at={(3, 2026, 3): 1, (3, 2026, 4): 2, (3, 2026, 9): 4},
    )
    (warning,) = [one for one in check(facts) if one.code is CheckCode.BURDEN]

    assert warning.severity is Severity.WARNING
    assert warning.sentence == (
        "Åkerö AB följs upp av er och av upp till 2 andra nämnder samtidigt: mars–april 2026."
    )


def test_one_other_board_is_a_note() -> None:
    facts = plan(activities=(visited(months(2026, 3, 3)),), others_at={(3, 2026, 3): 1})
    (warning,) = [one for one in check(facts) if one.code is CheckCode.BURDEN]

    assert warning.severity is Severity.NOTE


def test_a_time_of_more_than_three_months_says_too_little_to_count() -> None:
    assert busy_months(months(2026, 11, 11)) == ((2026, 11),)
    assert busy_months(Span(date(2026, 11, 30), date(2027, 1, 1))) == (
        (2026, 11),
        (2026, 12),
        (2027, 1),
    )
    assert busy_months(months(2026, 1, 4)) == ()


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"dated_on": date(2027, 1, 1)}, "efter sin sista dag"),
        ({"dated_on": date(2026, 3, 2), "decided_on": date(2026, 3, 1)}, "nämnden antog den redan"),
        (
            {
                "dated_on": date(2026, 1, 1),
                "assessments": (AssessmentDate(1, "Hösten", date(2026, 1, 2)),),
            },
            "riskbedömningen ”Hösten”",
        ),
    ],
)
def test_dates_that_contradict_each_other_are_told(given, words) -> None:
    (warning,) = check(plan(**given))

    assert warning.code is CheckCode.DATES
    assert words in warning.sentence


def test_a_plan_dated_as_its_memo_its_decision_and_its_assessment_is_in_order() -> None:
    day = date(2026, 2, 1)
    facts = plan(
        dated_on=day,
        decided_on=day,
        memo_dates=(day,),
        assessments=(AssessmentDate(1, "Hösten", day),),
    )

    assert check(facts) == []


HIGH = HighRisk(5, 7, "Stödboende", frozenset({4}), contracts=3, is_very_high=True)


def test_high_risk_outside_focus_is_told_once_for_the_agreement() -> None:
    assert of(plan(high_risks=(HIGH,)), CheckCode.RISK_NOT_IN_FOCUS) == [
        (
            "Riskbedömningen visar mycket hög risk i avtalet ”Stödboende” (antal kontrakt: 3), men "
            "avtalet är inte ett fokusområde."
        )
    ]


@pytest.mark.parametrize(
    "focus", [{"focus_agreements": frozenset({7})}, {"focus_areas": frozenset({4})}]
)
def test_high_risk_is_in_focus_by_its_agreement_or_its_kind_of_service(focus) -> None:
    assert check(plan(high_risks=(HIGH,), **focus)) == []


DAYS = st.dates(date(2020, 1, 1), date(2030, 12, 31))
SPANS = st.tuples(DAYS, st.integers(0, 800)).map(
    lambda drawn: Span(drawn[0], drawn[0] + timedelta(days=drawn[1]))
)
ACTIVITIES = st.builds(
    Activity,
    key=st.integers(1, 1_000),
    title=st.text("abcåäö %”", min_size=1, max_size=20),
    form=st.sampled_from(FormKind),
    state=st.sampled_from(ActivityState),
    periods=st.lists(SPANS, max_size=3).map(tuple),
    agreement=st.none() | st.integers(1, 4),
    providers=st.frozensets(st.integers(1, 3)),
    has_responsible=st.booleans(),
)
AGREEMENTS = st.builds(
    Terms,
    key=st.integers(1, 4),
    title=st.text("abcåäö %”", min_size=1, max_size=20),
    starts_on=DAYS,
    ends_on=st.none() | DAYS,
    lacks_clause=st.booleans(),
    open_options=st.lists(st.builds(Option, DAYS), max_size=2).map(tuple),
    last_followed_up_on=st.none() | DAYS,
    tested=st.just(9),
    not_followable=st.integers(0, 9),
)
PLANS = st.builds(
    PlanFacts,
    key=st.just(1),
    time=SPANS,
    dated_on=st.none() | DAYS,
    decided_on=st.none() | DAYS,
    memo_dates=st.lists(DAYS, max_size=2).map(tuple),
    activities=st.lists(ACTIVITIES, max_size=6, unique_by=lambda one: one.key).map(tuple),
    agreements=st.lists(AGREEMENTS, max_size=4, unique_by=lambda one: one.key).map(tuple),
    others_at=st.dictionaries(
        st.tuples(st.integers(1, 3), st.integers(2020, 2030), st.integers(1, 12)),
        st.integers(1, 5),
        max_size=20,
    ),
)


@given(PLANS)
def test_no_warning_has_the_same_name_as_another(facts: PlanFacts) -> None:
    names = [warning.name for warning in check(facts)]

    assert len(names) == len(set(names))


@given(PLANS)
def test_every_warning_says_something_whole_and_how_to_mend_it(facts: PlanFacts) -> None:
    for warning in check(facts):
        assert warning.sentence.endswith(".")
        assert "%(" not in warning.sentence
        assert warning.mend
        assert len(warning.key) <= 100


@given(PLANS)
def test_the_order_of_the_activities_changes_no_warning(facts: PlanFacts) -> None:
    turned = replace(facts, activities=facts.activities[::-1], agreements=facts.agreements[::-1])

    assert [one.name for one in check(facts)] == [one.name for one in check(turned)]


@given(PLANS)
def test_nothing_is_late_for_an_agreement_without_end(facts: PlanFacts) -> None:
    endless = replace(
        facts, agreements=tuple(replace(one, ends_on=None) for one in facts.agreements)
    )

    assert CheckCode.AFTER_END not in codes(endless)


@given(PLANS)
def test_an_agreement_with_an_activity_of_its_own_is_never_called_uncovered(
    facts: PlanFacts,
) -> None:
    own = tuple(
        Activity(2_000 + one.key, "Egen", periods=(facts.time,), agreement=one.key)
        for one in facts.agreements
    )
    found = codes(replace(facts, activities=own))

    assert not {CheckCode.NEVER_COVERED, CheckCode.SELDOM_COVERED} & set(found)
