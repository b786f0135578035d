from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from insyn.followups.rules import (
    LIFECYCLE,
    Event,
    Kind,
    Lack,
    Passage,
    Progress,
    State,
    lacks_before,
    next_number,
    number_start,
    step_line,
)
from insyn.followups.rules.changes import Around, ChangeKind, changes_since
from insyn.followups.rules.checklist import CheckItem, Turn, in_order
from insyn.followups.rules.forms import (
    Depth,
    FactCheckUse,
    PrefixProblem,
    StageRefusal,
    Stages,
    events_of,
    own_word,
    prefix_problem,
    refusal_of,
)
from insyn.followups.rules.from_plan import Candidate, depth_of, fitting_form, kind_of
from insyn.followups.rules.listed_documents import (
    Earlier,
    Listed,
    Need,
    months_after,
    standing_of,
)
from insyn.followups.rules.shipped_forms import SHIPPED
from insyn.plans.rules import FormKind, Method, StageKind
from insyn.registry.rules import ContractStatus

DAYS = st.dates(min_value=date(2000, 1, 1), max_value=date(2100, 1, 1))
STAGES = st.builds(Stages, st.booleans(), st.sampled_from(FactCheckUse))
DAY = date(2026, 3, 2)


@pytest.mark.parametrize(
    ("event", "before", "stages", "refusal"),
    [
        (Event.START, State.PLANNED, Stages(), StageRefusal.PREPARE_FIRST),
        (Event.START, State.PLANNED, Stages(uses_preparation=False), None),
        (Event.START, State.PREPARED, Stages(), None),
        (Event.PREPARE, State.PLANNED, Stages(uses_preparation=False), StageRefusal.NO_PREPARATION),
        (Event.SEND_FOR_FACT_CHECK, State.DRAFT, Stages(fact_check=FactCheckUse.NEVER),
         StageRefusal.NO_FACT_CHECK),
        (Event.ASSESS, State.DRAFT, Stages(fact_check=FactCheckUse.MUST),
         StageRefusal.FACT_CHECK_FIRST),
        (Event.ASSESS, State.FACT_CHECK, Stages(fact_check=FactCheckUse.MUST), None),
        (Event.ASSESS, State.DRAFT, Stages(), None),
    ],
)  # fmt: skip
def test_the_form_says_which_stages_there_are(event, before, stages, refusal) -> None:
    assert refusal_of(event, before, Kind.VISIT, stages) is refusal


def test_a_survey_is_never_abandoned_by_itself() -> None:
    assert refusal_of(Event.ABANDON, State.ONGOING, Kind.SURVEY, Stages()) is not None
    assert refusal_of(Event.ABANDON, State.ONGOING, Kind.VISIT, Stages()) is None


@given(st.sampled_from(State), STAGES)
def test_every_event_that_is_offered_is_one_that_the_life_cycle_has(state, stages) -> None:
    assert all(LIFECYCLE.allows(state, event) for event in events_of(state, Kind.VISIT, stages))


@given(STAGES)
def test_whatever_the_form_says_a_planned_follow_up_can_reach_its_end(stages) -> None:
    reached = {State.PLANNED}
    seen: set[State] = set()
    while reached - seen:
        state = (reached - seen).pop()
        seen.add(state)
        reached |= {LIFECYCLE.after(state, e) for e in events_of(state, Kind.VISIT, stages)}

    assert State.CLOSED in reached
    assert (State.PREPARED in reached) == stages.uses_preparation
    assert (State.FACT_CHECK in reached) == (stages.fact_check is not FactCheckUse.NEVER)


@given(st.sampled_from([s for s in State if s is not State.CANCELLED]), STAGES)
def test_the_step_line_always_shows_where_it_is_and_never_a_stage_ahead_that_it_lacks(
    state, stages
) -> None:
    line = step_line(state, (), stages)

    assert [step for step, passage in line if passage is Passage.NOW] == [state]
    ahead = {step for step, passage in line if passage in {Passage.NEXT, Passage.IF_NEEDED}}
    if not stages.uses_preparation:
        assert State.PREPARED not in ahead
    if stages.fact_check is FactCheckUse.NEVER:
        assert State.FACT_CHECK not in ahead


def test_a_fact_check_that_the_form_demands_is_not_shown_as_if_needed() -> None:
    line = dict(step_line(State.ONGOING, (), Stages(fact_check=FactCheckUse.MUST)))

    assert line[State.FACT_CHECK] is Passage.NEXT


@pytest.mark.parametrize(
    ("needed", "lack"),
    [(1, Lack.REVIEWER), (2, Lack.FORM_TWO), (3, Lack.FORM_THREE), (4, Lack.FORM_FOUR)],
)
def test_the_form_says_how_many_carry_it_out(needed, lack) -> None:
    short = Progress(State.PLANNED, needed=needed, reviewers=needed - 1, declared=needed - 1)
    enough = Progress(State.PLANNED, needed=needed, reviewers=needed, declared=needed)

    assert lacks_before(Event.PREPARE, short) == [lack]
    assert lacks_before(Event.PREPARE, enough) == []


def test_a_form_may_let_one_person_make_a_visit() -> None:
    assert (
        lacks_before(Event.START, Progress(State.PREPARED, needed=1, reviewers=1, declared=1)) == []
    )


@pytest.mark.parametrize(
    ("prefix", "problem"),
    [
        ("HVB", None),
        ("ÄO2", None),
        ("", PrefixProblem.EMPTY),
        ("2026", PrefixProblem.CHARACTERS),
        ("H-B", PrefixProblem.CHARACTERS),
        ("ABCDEFGHI", PrefixProblem.LONG),
    ],
)
def test_a_series_begins_with_a_letter_and_is_short(prefix, problem) -> None:
    assert prefix_problem(prefix) is problem


@given(st.integers(1990, 2100), st.integers(1, 5000), st.from_regex(r"[A-Z]{1,8}", fullmatch=True))
def test_numbers_of_different_series_never_begin_alike(year, count, prefix) -> None:
    number = next_number(year, f"{prefix}-{year}-{count:03d}", prefix=prefix)

    assert number == f"{prefix}-{year}-{count + 1:03d}"
    assert not number.startswith(number_start(year))


def test_own_words_that_are_empty_or_broken_are_left_out() -> None:
    assert own_word({"planned": " Inbokad "}, State.PLANNED) == "Inbokad"
    assert own_word({"planned": ""}, State.PLANNED) == ""
    assert own_word({"planned": 7}, State.PLANNED) == ""


def test_the_shipped_forms_have_names_of_their_own_and_no_document_twice() -> None:
    names = [form.name for form in SHIPPED]

    assert len(names) == len(set(names)) == 10
    for form in SHIPPED:
        titles = [document.title for document in form.documents]
        assert len(titles) == len(set(titles))
        assert 1 <= form.reviewers_needed <= 4


def test_a_document_that_has_never_come_in_is_missing() -> None:
    assert standing_of(Listed("Rutin", 12), [], DAY).need is Need.MISSING


@pytest.mark.parametrize(
    ("received", "need"),
    [(date(2025, 3, 2), Need.GOOD), (date(2025, 3, 1), Need.OLD), (DAY, Need.GOOD)],
)
def test_a_document_is_good_for_so_many_months(received, need) -> None:
    earlier = [Earlier(" rutin ", 1, "2025-001", received)]

    standing = standing_of(Listed("Rutin", 12), earlier, DAY)

    assert standing.need is need
    assert standing.earlier == earlier[0]


def test_what_is_asked_for_here_is_not_asked_for_again() -> None:
    asked = Earlier("Rutin", 1, "2026-001", None, is_here=True)

    assert standing_of(Listed("Rutin", 12), [asked], DAY).need is Need.ASKED


def test_a_document_about_clients_is_never_taken_from_an_earlier_follow_up() -> None:
    earlier = [Earlier("Planer", 1, "2025-001", DAY)]

    standing = standing_of(Listed("Planer", 12, is_about_clients=True), earlier, DAY)

    assert standing.need is Need.EACH_TIME
    assert standing.earlier is None


@given(DAYS, st.integers(1, 120))
def test_months_after_is_always_that_month_and_never_a_later_day(day, months) -> None:
    after = months_after(day, months)

    assert (after.year - day.year) * 12 + after.month - day.month == months
    assert after.day <= day.day


@given(DAYS, st.lists(DAYS, max_size=4), st.integers(1, 24))
def test_whatever_has_come_in_the_latest_decides(day, received, months) -> None:
    earlier = [Earlier("Rutin", n, "x", on) for n, on in enumerate(received)]

    standing = standing_of(Listed("Rutin", months), earlier, day)

    if received:
        good = day <= months_after(max(received), months)
        assert standing.need is (Need.GOOD if good else Need.OLD)
    else:
        assert standing.need is Need.MISSING


def test_nothing_has_changed_around_an_ordinary_follow_up() -> None:
    assert changes_since(DAY, Around(contract_ends_on=date(2027, 1, 1)), DAY) == []


@pytest.mark.parametrize(
    ("around", "kind"),
    [
        (Around(operator="Bolaget"), ChangeKind.NEW_OPERATOR),
        (Around(contract_ends_on=date(2026, 2, 28)), ChangeKind.CONTRACT_ENDED),
        (Around(ContractStatus.ENDED, status_from=date(2026, 2, 1)), ChangeKind.CONTRACT_ENDED),
        (Around(ContractStatus.BLOCKED), ChangeKind.CONTRACT_BLOCKED),
        (Around(agreement_ends_on=date(2026, 2, 28)), ChangeKind.AGREEMENT_ENDED),
        (Around(unit_closed_on=date(2026, 2, 1)), ChangeKind.UNIT_CLOSED),
        (Around(merged=[("Gamla AB", date(2026, 2, 1))]), ChangeKind.MERGED),
    ],
)
def test_what_has_changed_is_told(around, kind) -> None:
    assert [change.kind for change in changes_since(date(2026, 1, 1), around, DAY)] == [kind]


@given(DAYS, DAYS)
def test_what_was_so_already_when_it_was_planned_is_never_a_change(planned, ended) -> None:
    around = Around(agreement_ends_on=ended, contract_ends_on=ended, unit_closed_on=ended)

    found = changes_since(planned, around, date(2100, 1, 2))

    assert all(change.on is not None and change.on > planned for change in found)


def test_a_block_that_has_passed_is_no_change() -> None:
    passed = Around(ContractStatus.BLOCKED, status_until=date(2026, 3, 1))

    assert changes_since(date(2026, 1, 1), passed, DAY) == []


def test_what_is_left_stands_before_what_is_done_by_day() -> None:
    done = CheckItem("a", is_done=True, turn=Turn.REVIEWERS, due_on=date(2026, 1, 1))
    later = CheckItem("b", is_done=False, turn=Turn.PROVIDER)
    soon = CheckItem("c", is_done=False, turn=Turn.PROVIDER, due_on=DAY)

    assert in_order([done, later, soon]) == [soon, later, done]
    assert soon.is_late(date(2026, 3, 3))
    assert not done.is_late(date(2026, 3, 3))


def test_looking_only_into_registers_and_invoices_is_a_check() -> None:
    checks = [str(Method.REGISTER_CHECK), str(Method.INVOICE_SAMPLE)]

    assert kind_of(FormKind.SPECIAL, checks) is Kind.CHECK
    assert kind_of(FormKind.SPECIAL, [*checks, str(Method.VISIT)]) is Kind.VISIT


def test_the_stage_says_how_deep_before_the_form_does() -> None:
    assert depth_of(FormKind.PERIODIC, StageKind.OVERVIEW) is Depth.OVERVIEW
    assert depth_of(FormKind.IN_DEPTH, None) is Depth.IN_DEPTH
    assert depth_of(FormKind.PERIODIC, None) is Depth.ORDINARY


def test_a_form_is_proposed_by_name_or_when_it_is_the_only_that_fits() -> None:
    visit = Candidate(1, "Avtalsuppföljning", Kind.VISIT, Depth.ORDINARY)
    other = Candidate(2, "Uppdragsuppföljning", Kind.VISIT, Depth.ORDINARY)

    def fitting(candidates: list[Candidate], name: str) -> int | None:
        return fitting_form(candidates, name=name, kind=Kind.VISIT, depth=Depth.ORDINARY)

    assert fitting([visit], "Något") == 1
    assert fitting([visit, other], "Något") is None
    assert fitting([visit, other], "uppdragsuppföljning") == 2
    assert fitting([], "Något") is None
