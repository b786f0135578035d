import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from insyn.plans.rules import FormKind, PlanState
from insyn.plans.rules.changes import (
    needs_new_decision,
    refusal_of_draft_work,
    refusal_to_change,
)
from insyn.plans.rules.editions import Novelty, Part, keyed, news_of, title_of_next
from insyn.plans.rules.overlaps import KnownPlan, day_refusal, overlap_refusal
from insyn.plans.rules.overview import NextStep, next_step, steps_of
from insyn.plans.rules.periods import (
    SENTENCES,
    Days,
    moved_by_years,
    next_periods,
    period_problem,
    usual_next,
)
from insyn.plans.rules.shipped_forms import SHIPPED, Beginning

DAYS = st.dates(datetime.date(2000, 1, 1), datetime.date(2090, 12, 31))


def day(text: str) -> datetime.date:
    return datetime.date.fromisoformat(text)


def days(first: str, last: str) -> Days:
    return Days(day(first), day(last))


def year(number: int, last: int | None = None) -> Days:
    return days(f"{number}-01-01", f"{last or number}-12-31")


def spring(number: int) -> Days:
    return days(f"{number}-02-01", f"{number}-05-31")


def test_a_period_turned_round_is_refused() -> None:
    assert period_problem(day("2026-12-31"), day("2026-01-01")) == SENTENCES["turned_round"]


def test_a_plan_of_a_hundred_years_is_refused() -> None:
    assert period_problem(day("2026-01-01"), day("2126-01-01")) == SENTENCES["too_long"]


def test_a_plan_for_one_day_is_possible() -> None:
    assert period_problem(day("2026-01-01"), day("2026-01-01")) == ""


@given(DAYS, st.integers(0, 100))
def test_a_day_moved_by_years_stays_in_its_month(start, years) -> None:
    moved = moved_by_years(start, years)

    assert (moved.year, moved.month) == (start.year + years, start.month)


@given(DAYS, DAYS, st.integers(0, 50))
def test_days_that_are_moved_never_turn_round(one, other, years) -> None:
    moved = Days(min(one, other), max(one, other)).moved(years)

    assert moved.starts_on <= moved.ends_on


def test_the_end_of_february_stays_the_end() -> None:
    assert moved_by_years(day("2027-02-28"), 1) == day("2028-02-29")


def test_a_leap_day_becomes_the_last_of_february() -> None:
    assert moved_by_years(day("2028-02-29"), 1) == day("2029-02-28")


def test_after_a_plan_for_a_year_comes_one_for_the_next() -> None:
    assert usual_next(year(2026)) == year(2027)


def test_a_plan_for_three_years_is_rolled_one_year_on() -> None:
    assert usual_next(year(2022, 2024)) == year(2023, 2025)


def test_all_periods_move_as_the_plan_does() -> None:
    found = next_periods([spring(2026)], before=year(2026), after=year(2027))

    assert found == [spring(2027)]


def test_what_is_done_every_year_is_done_in_the_new_year_too() -> None:
    every = [spring(2022), spring(2023), spring(2024)]

    found = next_periods(every, before=year(2022, 2024), after=year(2023, 2025))

    assert found == [spring(2023), spring(2024), spring(2025)]


def test_what_lies_ahead_stays_where_it_is_when_a_plan_is_rolled_on() -> None:
    found = next_periods([spring(2024)], before=year(2022, 2024), after=year(2023, 2025))

    assert found == [spring(2024)]


def test_what_lies_behind_moves_to_the_first_year_of_the_rolled_plan() -> None:
    found = next_periods([spring(2022)], before=year(2022, 2024), after=year(2023, 2025))

    assert found == [spring(2023)]


def test_an_edition_for_the_same_time_moves_nothing() -> None:
    found = next_periods([spring(2026)], before=year(2026), after=year(2026))

    assert found == [spring(2026)]


@given(st.integers(2020, 2030), st.integers(0, 3), st.integers(0, 5), st.data())
def test_no_period_ends_up_outside_the_next_plan(start, length, step, data) -> None:
    before = year(start, start + length)
    after = before.moved(step)
    inside = st.dates(before.starts_on, before.ends_on)
    pairs = data.draw(st.lists(st.tuples(inside, inside), max_size=4))
    periods = [Days(min(pair), max(pair)) for pair in pairs]

    found = next_periods(periods, before=before, after=after)

    assert all(period.within(after) for period in found)


def known(title: str = "Plan 2024", key: int = 1) -> KnownPlan:
    return KnownPlan(key, "Socialnämnden", year(2024), title)


def test_two_plans_for_the_same_year_and_board_are_refused() -> None:
    refusal = overlap_refusal(year(2024), [known()])

    assert refusal is not None
    assert refusal.sentence % refusal.facts == (
        "Socialnämnden har redan en plan för 2024: ”Plan 2024”. Gör en ny utgåva av den eller "
        "välj andra år."
    )


def test_a_plan_that_the_asker_may_not_see_is_not_named() -> None:
    refusal = overlap_refusal(year(2024), [known(title="")])

    assert refusal is not None
    assert refusal.sentence % refusal.facts == (
        "Socialnämnden har redan antagit en plan för en del av tiden 2024. Välj andra år, eller "
        "låt nämnden stå utanför planen."
    )


def test_a_new_edition_may_overlap_the_plan_it_continues() -> None:
    assert overlap_refusal(year(2024), [known()], continued=frozenset({1})) is None


def test_plans_after_each_other_do_not_overlap() -> None:
    assert overlap_refusal(year(2025), [known()]) is None


def test_the_board_cannot_have_decided_tomorrow() -> None:
    said = day_refusal(
        decided_on=day("2026-03-03"), proposed_on=day("2026-03-01"), today=day("2026-03-02")
    )

    assert said == "Beslutsdagen har inte varit än. Skriv den dag då nämnden beslutade."


def test_the_board_cannot_have_decided_before_the_plan_was_proposed() -> None:
    said = day_refusal(
        decided_on=day("2026-02-28"), proposed_on=day("2026-03-01"), today=day("2026-03-02")
    )

    assert said.startswith("Nämnden kan inte ha beslutat innan planen föreslogs.")


def test_the_board_may_decide_the_day_it_got_the_plan() -> None:
    same = day("2026-03-02")

    assert day_refusal(decided_on=same, proposed_on=same, today=same) == ""


def test_a_draft_is_changed_without_a_reason() -> None:
    assert refusal_to_change(PlanState.DRAFT, "") == ""


def test_an_adopted_plan_is_changed_only_with_a_reason() -> None:
    assert "Ange varför" in refusal_to_change(PlanState.ADOPTED, "  ")
    assert refusal_to_change(PlanState.ADOPTED, "Utföraren har slutat") == ""


@pytest.mark.parametrize("state", [PlanState.PROPOSED, PlanState.REPLACED])
def test_a_plan_before_the_board_or_replaced_is_never_changed(state) -> None:
    assert refusal_to_change(state, "Ett gott skäl")


def test_the_order_is_only_changed_in_a_draft() -> None:
    assert [state for state in PlanState if not refusal_of_draft_work(state)] == [PlanState.DRAFT]


def test_no_limit_never_needs_a_new_decision() -> None:
    assert not needs_new_decision(1000, None)


def test_one_change_more_than_the_limit_needs_a_new_decision() -> None:
    assert not needs_new_decision(3, 3)
    assert needs_new_decision(4, 3)


def part(key: str, text: str = "", **said) -> Part:
    return Part(key, key.capitalize(), {"Text": text}, **said)


def test_an_edition_without_changes_has_no_news() -> None:
    assert news_of([part("syfte", "a")], [part("syfte", "a")]) == []


def test_news_tell_what_is_added_changed_and_gone() -> None:
    found = news_of([part("syfte", "a"), part("bort")], [part("syfte", "b"), part("ny")])

    assert [(one.kind, one.name) for one in found] == [
        (Novelty.CHANGED, "Syfte"),
        (Novelty.ADDED, "Ny"),
        (Novelty.GONE, "Bort"),
    ]


def test_news_tell_how_a_changed_text_read_before() -> None:
    (one,) = news_of([part("syfte", "a")], [part("syfte", "b")])
    (difference,) = one.differences

    assert (difference.label, difference.before, difference.after) == ("Text", "a", "b")


def test_what_was_carried_over_is_told_even_if_it_reads_the_same() -> None:
    (one,) = news_of([part("besök")], [part("besök", is_carried_over=True)])

    assert one.kind is Novelty.CARRIED_OVER


def test_a_part_that_follows_the_old_one_is_the_same_under_another_name() -> None:
    (one,) = news_of([part("besök")], [part("platsbesök", follows="besök")])

    assert one.kind is Novelty.CHANGED
    assert [(d.label, d.before, d.after) for d in one.differences] == [
        ("Namn", "Besök", "Platsbesök")
    ]


@given(st.lists(st.sampled_from(["Hemtjänst", "hemtjänst ", "Besök"])))
def test_parts_of_the_same_name_get_different_keys(names) -> None:
    keys = [key for key, _name in keyed(names, str)]

    assert len(set(keys)) == len(names)


def test_the_title_of_the_next_plan_has_the_next_year() -> None:
    assert title_of_next("Plan 2026", year(2026), year(2027)) == "Plan 2027"


def test_the_title_of_a_rolled_plan_has_both_years_moved() -> None:
    assert title_of_next("Plan 2022–2024", year(2022, 2024), year(2023, 2025)) == "Plan 2023–2025"


def test_a_case_number_in_the_title_is_left_alone() -> None:
    assert title_of_next("Plan A20261", year(2026), year(2027)) == "Plan A20261"


@pytest.mark.parametrize(
    ("state", "forms", "activities", "step"),
    [
        (PlanState.DRAFT, 0, 0, NextStep.ADD_FORMS),
        (PlanState.DRAFT, 2, 0, NextStep.ADD_ACTIVITIES),
        (PlanState.DRAFT, 2, 5, NextStep.PROPOSE),
        (PlanState.PROPOSED, 2, 5, NextStep.DECIDE),
        (PlanState.ADOPTED, 2, 5, NextStep.CARRY_OUT),
        (PlanState.REPLACED, 2, 5, NextStep.READ_NEW),
    ],
)
def test_the_next_step_follows_the_state(state, forms, activities, step) -> None:
    assert next_step(state, forms, activities) is step


def test_the_steps_of_a_proposed_plan_say_where_it_is() -> None:
    assert [step.state for step in steps_of(PlanState.PROPOSED)] == ["done", "now", "todo"]


def test_a_replaced_plan_says_so_last() -> None:
    assert steps_of(PlanState.REPLACED)[-1].label == "Ersatt"


def names(beginning: Beginning) -> list[str]:
    return [form.name for form in SHIPPED[beginning].forms]


def test_the_two_stage_beginning_has_the_four_forms_of_2020() -> None:
    assert names(Beginning.TWO_STAGES) == [
        "Regelbunden uppföljning",
        "Händelsestyrd uppföljning",
        "Löpande uppföljning",
        "Uppföljning på individnivå",
    ]


def test_the_two_stage_beginning_decides_between_overview_and_depth() -> None:
    regular = SHIPPED[Beginning.TWO_STAGES].forms[0]

    assert [stage.name for stage in regular.stages] == [
        "Översiktlig uppföljning",
        "Beslut om fördjupad uppföljning",
        "Fördjupad uppföljning",
    ]


def test_what_social_workers_do_stands_outside_the_plan() -> None:
    outside = [form.kind for form in SHIPPED[Beginning.TWO_STAGES].forms if form.is_outside]

    assert outside == [FormKind.INDIVIDUAL]


def test_the_category_beginning_has_the_three_categories_of_2024() -> None:
    assert names(Beginning.CATEGORIES) == [
        "Löpande uppföljning",
        "Händelsestyrd uppföljning",
        "Särskild uppföljning",
    ]


def test_the_rolling_beginning_has_the_forms_of_2022_to_2024() -> None:
    assert names(Beginning.ROLLING) == [
        "Avtalsuppföljning",
        "Fördjupad uppföljning",
        "Uppföljning av nya utförare",
        "Kvalitetsuppföljning",
        "Dialogmöten",
    ]


def test_every_process_card_that_is_shipped_says_why_and_how() -> None:
    cards = [form for plan in SHIPPED.values() for form in plan.forms]

    assert all(card.purpose and card.method for card in cards)
