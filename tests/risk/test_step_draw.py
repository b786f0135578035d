import json
from collections import Counter
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from insyn.kernel.errors import RuleViolation
from insyn.kernel.lottery import ticket
from insyn.risk.rules.exchange import (
    draw_to_json,
    drawn,
    pool_from_json,
    pool_to_json,
    sealed,
    still_holds,
)
from insyn.risk.rules.kinds import RiskBand
from insyn.risk.rules.states import Distribution, Ground, StepKind
from insyn.risk.rules.step_draw import StepDraw, draw_by_steps
from insyn.risk.rules.step_exchange import StepFile, step_from_json, step_to_json
from insyn.risk.rules.step_proof import step_explanation
from insyn.risk.rules.steps import (
    BANDS,
    Rule,
    Step,
    StepCandidate,
    StepPool,
    checked_rule,
    checked_step,
    control_size,
    room_for_steps,
)

GOLDEN = json.loads((Path(__file__).parent / "golden_draw.json").read_text(encoding="utf-8"))
BOARDS = ("Ekby", "Norrby", "Ånäset")
LOTS = ("HVB", "Stödboende")
SEEDS = st.text("abc0123-", min_size=1, max_size=8)
DAYS = st.dates(date(2018, 1, 1), date(2026, 6, 30))


@pytest.mark.parametrize("case", GOLDEN, ids=lambda case: case["name"])
def test_a_draw_gives_today_what_it_gave_when_it_was_written_down(case) -> None:
    result = draw_to_json(drawn(pool_from_json(case["pool"]), seed=case["seed"]))

    assert result == case["result"]
    assert sealed(result)["digest"] == case["digest"]


@st.composite
def candidates(pick, number: int) -> StepCandidate:
    score = pick(st.none() | st.integers(100, 1600))
    return StepCandidate(
        key=f"k{number}",
        name=f"Utförare {number}",
        lot=pick(st.sampled_from(LOTS)),
        owner=pick(st.sampled_from(BOARDS)),
        is_used=pick(st.booleans()),
        is_wished=pick(st.booleans()),
        score=score,
        band=None if score is None else pick(st.sampled_from(BANDS)),
        last_on=pick(st.none() | DAYS),
        first_client_on=pick(st.none() | DAYS),
    )


@st.composite
def pools(pick) -> StepPool:
    size = pick(st.integers(6, 12))
    rows = tuple(pick(candidates(number)) for number in range(size))
    known = replace(rows[0], score=900, band=RiskBand.ORANGE)
    return StepPool(2026, (known, *rows[1:]), BOARDS, LOTS)


COUNTS = st.integers(1, 6)
ORDERED = {
    StepKind.USED: st.just(Step(StepKind.USED)),
    StepKind.WISHED: st.just(Step(StepKind.WISHED)),
    StepKind.TOP_RISK: st.builds(
        Step, st.just(StepKind.TOP_RISK), count=COUNTS, band=st.none() | st.sampled_from(BANDS)
    ),
    StepKind.COVERAGE: st.builds(Step, st.just(StepKind.COVERAGE), years=st.integers(1, 6)),
    StepKind.NEW_PROVIDERS: st.just(Step(StepKind.NEW_PROVIDERS, from_months=6, to_months=8)),
    StepKind.LOTTERY: st.builds(Step, st.just(StepKind.LOTTERY), count=st.none() | COUNTS),
}


@st.composite
def rules(pick) -> Rule:
    kinds = pick(st.lists(st.sampled_from(list(ORDERED)), min_size=1, max_size=4, unique=True))
    steps = [pick(ORDERED[kind]) for kind in kinds]
    if pick(st.booleans()):
        steps.append(Step(StepKind.QUOTA, count=pick(COUNTS)))
    if pick(st.booleans()):
        steps.append(Step(StepKind.CONTROL_SHARE, percent=pick(st.integers(1, 100))))
    capacity = pick(st.none() | st.integers(2, 12))
    return Rule(tuple(steps), capacity, pick(st.sampled_from(Distribution)))


@given(pools(), rules(), SEEDS)
def test_every_candidate_has_one_outcome_with_a_reason(pool, rule, seed) -> None:
    result = draw_by_steps(pool, rule, seed=seed)

    assert sorted(o.key for o in result.outcomes) == sorted(c.key for c in pool.candidates)
    assert all(outcome.reason and len(outcome.reason) <= 300 for outcome in result.outcomes)
    assert [outcome.place for outcome in result.outcomes] == list(
        range(1, len(pool.candidates) + 1)
    )


@given(pools(), rules(), SEEDS)
def test_neither_capacity_nor_the_limit_of_an_authority_is_ever_passed(pool, rule, seed) -> None:
    result = draw_by_steps(pool, rule, seed=seed)

    if rule.capacity is not None:
        assert len(result.chosen) <= rule.capacity
    if rule.quota is not None:
        assert max(Counter(o.authority for o in result.chosen).values(), default=0) <= rule.quota


@given(pools(), rules(), SEEDS)
def test_who_is_chosen_has_an_authority_and_a_ground(pool, rule, seed) -> None:
    for outcome in draw_by_steps(pool, rule, seed=seed).outcomes:
        assert outcome.chosen == bool(outcome.ground) == bool(outcome.authority)
        assert outcome.chosen == (outcome.step > 0)


@given(pools(), rules(), SEEDS)
def test_the_owner_follows_up_its_own(pool, rule, seed) -> None:
    own = {candidate.key: candidate.owner for candidate in pool.candidates}
    result = draw_by_steps(pool, replace(rule, distribution=Distribution.OWNER), seed=seed)

    assert all(outcome.authority == own[outcome.key] for outcome in result.chosen)


@given(pools(), rules(), SEEDS)
def test_authorities_that_take_turns_differ_by_one_at_most(pool, rule, seed) -> None:
    result = draw_by_steps(pool, replace(rule, distribution=Distribution.TURNS), seed=seed)
    counts = Counter(outcome.authority for outcome in result.chosen)

    assert max(counts[name] for name in BOARDS) - min(counts[name] for name in BOARDS) <= 1


@given(pools(), rules(), SEEDS)
def test_lots_that_are_dealt_out_stay_with_their_authority(pool, rule, seed) -> None:
    result = draw_by_steps(pool, replace(rule, distribution=Distribution.LOTS), seed=seed)

    assert all(o.lot in result.lot_of_authority[o.authority] for o in result.chosen)


@given(pools(), rules(), SEEDS, st.randoms(use_true_random=False))
def test_the_order_of_the_pool_does_not_matter(pool, rule, seed, shuffler) -> None:
    mixed = list(pool.candidates)
    shuffler.shuffle(mixed)
    boards = list(pool.authorities)
    shuffler.shuffle(boards)
    again = StepPool(pool.year, tuple(mixed), tuple(boards), pool.lots)

    assert draw_by_steps(pool, rule, seed=seed) == draw_by_steps(again, rule, seed=seed)


@given(pools(), COUNTS, SEEDS)
def test_nobody_with_a_lower_risk_goes_before_one_with_a_higher(pool, count, seed) -> None:
    read = {candidate.key: candidate for candidate in pool.candidates}
    rule = Rule((Step(StepKind.TOP_RISK, count=count),))
    result = draw_by_steps(pool, rule, seed=seed)

    def rank(key: str) -> tuple[int, int]:
        candidate = read[key]
        return (BANDS.index(candidate.band) if candidate.band else -1, candidate.score or 0)

    chosen = [rank(outcome.key) for outcome in result.chosen]
    left_out = [rank(outcome.key) for outcome in result.outcomes if not outcome.chosen]
    assert not left_out or min(chosen) >= max(left_out)


@given(pools(), COUNTS, SEEDS)
def test_what_nobody_knows_the_risk_of_is_not_chosen_by_risk(pool, count, seed) -> None:
    unknown = {candidate.key for candidate in pool.candidates if candidate.score is None}
    result = draw_by_steps(pool, Rule((Step(StepKind.TOP_RISK, count=count),)), seed=seed)

    assert not unknown & {outcome.key for outcome in result.chosen}
    assert all("Saknar riskvärde" in o.reason for o in result.outcomes if o.key in unknown)


@given(pools(), st.integers(1, 3), st.integers(1, 100), SEEDS)
def test_the_control_share_is_never_one_that_the_rule_wanted(pool, count, percent, seed) -> None:
    top = Step(StepKind.TOP_RISK, count=count)
    share = Step(StepKind.CONTROL_SHARE, percent=percent)
    wanted = {o.key for o in draw_by_steps(pool, Rule((top,)), seed=seed).chosen}
    result = draw_by_steps(pool, Rule((top, share), capacity=count + 1), seed=seed)
    control = {o.key for o in result.chosen if o.ground == Ground.CONTROL_SHARE}

    assert not control & wanted
    assert len(control) >= 1


def test_the_control_share_has_room_within_the_limit_of_the_authorities() -> None:
    rule = Rule((Step(StepKind.QUOTA, count=3), Step(StepKind.USED), SHARE))
    result = draw_by_steps(pool_of(6, is_used=True), rule, seed="7")
    mixed = StepPool(2026, (*pool_of(4, is_used=True).candidates, StepCandidate("x", "X")))

    assert [o.ground for o in result.chosen] == [Ground.USED] * 2
    assert [o.ground for o in draw_by_steps(mixed, rule, seed="7").chosen] == [
        Ground.USED, Ground.USED, Ground.CONTROL_SHARE,
    ]  # fmt: skip


@given(st.integers(2, 500), st.integers(1, 100))
def test_the_control_share_has_its_places_within_the_capacity(capacity, percent) -> None:
    rule = Rule(
        (Step(StepKind.ALL), Step(StepKind.CONTROL_SHARE, percent=percent)), capacity=capacity
    )
    room = room_for_steps(rule)

    assert room is not None
    assert room + control_size(percent, room) <= capacity
    assert room + 1 + control_size(percent, room + 1) > capacity


@given(pools(), rules(), SEEDS)
def test_a_pool_with_steps_comes_back_from_json_as_it_was(pool, rule, seed) -> None:
    file = StepFile(pool, checked_rule(rule))
    back = pool_from_json(json.loads(json.dumps(pool_to_json(file))))

    assert drawn(back, seed=seed) == draw_by_steps(pool, rule, seed=seed)


def pool_of(number: int, **facts) -> StepPool:
    rows = tuple(StepCandidate(f"k{n}", f"Utförare {n}", **facts) for n in range(number))
    return StepPool(2026, rows)


SHARE = Step(StepKind.CONTROL_SHARE, percent=10)


def why(pool: StepPool, *steps: Step, capacity: int | None = None) -> list[str]:
    result = draw_by_steps(pool, Rule(steps, capacity), seed="7")
    return [outcome.reason for outcome in result.outcomes]


def test_one_never_followed_up_is_due_and_says_so() -> None:
    assert why(pool_of(1), Step(StepKind.COVERAGE, years=3)) == [
        "Aldrig uppföljd. Ska följas upp minst vart 3:e år."
    ]


def test_one_followed_up_three_calendar_years_before_is_due_every_third_year() -> None:
    step = Step(StepKind.COVERAGE, years=3)
    due = pool_of(1, last_on=date(2023, 12, 31))
    not_due = pool_of(1, last_on=date(2024, 1, 1))

    assert draw_by_steps(due, Rule((step,)), seed="7").chosen
    assert not draw_by_steps(not_due, Rule((step,)), seed="7").chosen


def test_a_new_provider_is_chosen_with_its_window_in_words() -> None:
    step = Step(StepKind.NEW_PROVIDERS, from_months=6, to_months=8)

    assert why(pool_of(1, first_client_on=date(2025, 10, 1)), step) == [
        "Första brukaren kom 2025-10-01. Följs upp april–juni 2026."
    ]


def test_a_window_over_the_turn_of_the_year_counts_in_both_years() -> None:
    step = Step(StepKind.NEW_PROVIDERS, from_months=6, to_months=8)
    pool = pool_of(1, first_client_on=date(2026, 5, 15))

    assert why(pool, step) == [
        "Första brukaren kom 2026-05-15. Följs upp november 2026–januari 2027."
    ]
    assert draw_by_steps(replace(pool, year=2027), Rule((step,)), seed="7").chosen


def test_who_falls_outside_the_capacity_is_told_the_number() -> None:
    reasons = why(pool_of(12), Step(StepKind.ALL), capacity=10)

    assert reasons[11] == "Kom på plats 12, men 10 får plats: fler än nämnden hinner följa upp."


def test_an_authority_that_is_full_is_named() -> None:
    rows = tuple(StepCandidate(f"k{n}", f"U {n}", owner="Ekby") for n in range(3))
    rule = Rule(
        (Step(StepKind.QUOTA, count=2), Step(StepKind.ALL)), distribution=Distribution.OWNER
    )
    result = draw_by_steps(StepPool(2026, rows, ("Ekby", "Norrby")), rule, seed="7")

    assert result.outcomes[-1].reason == "Ekby har redan det högsta antalet, 2."


def test_one_that_no_step_chose_is_told_what_each_said() -> None:
    rows = (
        StepCandidate("a", "A", score=1200, band=RiskBand.ORANGE),
        StepCandidate("b", "B", score=420, band=RiskBand.YELLOW, last_on=date(2025, 3, 4)),
    )
    steps = (Step(StepKind.TOP_RISK, count=1), Step(StepKind.COVERAGE, years=3))

    assert why(StepPool(2026, rows), *steps) == [
        "Riskvärde 12,00 (Hög): nummer 1 av 2 efter risk.",
        "Riskvärde 4,20 (Måttlig): den valda hade 12,00. Senast uppföljd 2025-03-04.",
    ]


def test_a_higher_band_goes_before_a_higher_score() -> None:
    rows = (
        StepCandidate("a", "A", score=1200, band=RiskBand.ORANGE),
        StepCandidate("b", "B", score=300, band=RiskBand.RED),
    )
    result = draw_by_steps(
        StepPool(2026, rows), Rule((Step(StepKind.TOP_RISK, count=1),)), seed="7"
    )

    assert [outcome.key for outcome in result.chosen] == ["b"]


def test_a_lottery_follows_the_tickets() -> None:
    result = draw_by_steps(pool_of(20), Rule((Step(StepKind.LOTTERY, count=5),)), seed="7")
    by_ticket = sorted((f"k{n}" for n in range(20)), key=lambda key: ticket("7", key))

    assert [outcome.key for outcome in result.chosen] == by_ticket[:5]


@pytest.mark.parametrize(
    ("pool", "rule", "sentence"),
    [
        (StepPool(2026, ()), Rule((Step(StepKind.ALL),)), "inga kandidater"),
        (pool_of(3), Rule((Step(StepKind.QUOTA, count=4), Step(StepKind.ALL))), "4 är fler än"),
        (pool_of(3), Rule((Step(StepKind.LOTTERY, count=4),)), "kandidaterna, som är 3"),
        (pool_of(3), Rule((Step(StepKind.TOP_RISK, count=1),)), "Ingen kandidat har något risk"),
        (pool_of(3), Rule(()), "inget steg som väljer"),
        (pool_of(3), Rule((Step(StepKind.QUOTA, count=1),)), "inget steg som väljer"),
        (pool_of(3), Rule((Step(StepKind.ALL), Step(StepKind.USED))), "ingen kvar att välja"),
        (pool_of(3), Rule((Step(StepKind.USED), Step(StepKind.USED))), "två gånger"),
        (
            pool_of(3),
            Rule((Step(StepKind.USED), Step(StepKind.CONTROL_SHARE, percent=5)), capacity=1),
            "minst 2",
        ),
        (
            StepPool(2026, (StepCandidate("a", "A", owner="Sunda"),), ("Ekby",)),
            Rule((Step(StepKind.ALL),), distribution=Distribution.OWNER),
            "inte är med",
        ),
    ],
)
def test_what_cannot_be_drawn_is_refused_with_a_sentence(pool, rule, sentence) -> None:
    with pytest.raises(RuleViolation, match=sentence):
        draw_by_steps(pool, rule, seed="7")


def test_there_is_no_draw_without_a_seed() -> None:
    with pytest.raises(RuleViolation, match="frö"):
        draw_by_steps(pool_of(2), Rule((Step(StepKind.ALL),)), seed="")


@pytest.mark.parametrize(
    ("step", "sentence"),
    [
        (Step(StepKind.TOP_RISK), "hur många med högst risk"),
        (Step(StepKind.COVERAGE), "antalet år ska vara mellan 1 och 20"),
        (Step(StepKind.NEW_PROVIDERS, from_months=8, to_months=6), "omvänd"),
        (Step(StepKind.CONTROL_SHARE, percent=101), "mellan 1 och 100"),
        (Step(StepKind.QUOTA, count=0), "mellan 1 och"),
    ],
)
def test_a_step_that_lacks_something_says_what(step, sentence) -> None:
    with pytest.raises(RuleViolation, match=sentence):
        checked_step(step)


@pytest.mark.parametrize(
    ("told", "sentence"),
    [
        ({"kind": "luck"}, "Steg 1: ”kind” ska vara någon av"),
        ({"count": 3}, "Steg 1 saknar ”kind”"),
        ({"kind": "lottery", "count": "tre"}, "Steg 1: ”count” ska vara ett heltal"),
        (7, "Steg 1 ska vara ett objekt"),
    ],
)
def test_a_step_in_a_file_that_cannot_be_read_says_where(told, sentence) -> None:
    with pytest.raises(RuleViolation, match=sentence):
        pool_from_json({"year": 2026, "steps": [told], "candidates": ["A"]})


def test_a_file_with_steps_and_no_year_says_so() -> None:
    with pytest.raises(RuleViolation, match="inget år"):
        pool_from_json({"steps": ["all"], "candidates": ["A"]})


def test_a_day_that_is_no_day_says_which_candidate() -> None:
    row = {"name": "A", "last_on": "i våras"}
    with pytest.raises(RuleViolation, match="Kandidat 1: ”last_on”"):
        pool_from_json({"year": 2026, "steps": ["all"], "candidates": [row]})


def record_of(result: StepDraw, pool: StepPool, rule: Rule) -> dict:
    told = {"pool": pool_to_json(StepFile(pool, rule)), "result": draw_to_json(result)}
    return sealed({**told, "seed": result.seed})


def test_a_frozen_record_by_steps_still_holds_until_somebody_touches_it() -> None:
    pool, rule = pool_of(8), Rule((Step(StepKind.LOTTERY, count=3),))
    record = record_of(draw_by_steps(pool, rule, seed="7"), pool, rule)

    assert still_holds(record)
    assert not still_holds(record | {"seed": "8"})
    assert not still_holds(sealed(record | {"seed": "8"}))


def test_the_explanation_has_every_ticket_in_the_order_of_the_result() -> None:
    pool, rule = pool_of(8), Rule((Step(StepKind.LOTTERY, count=3),))
    proof = step_explanation(record_of(draw_by_steps(pool, rule, seed="7"), pool, rule))

    assert [row.place for row in proof.rows] == list(range(1, 9))
    assert sum(row.chosen for row in proof.rows) == 3
    assert proof.rows[0].ticket == ticket("7", proof.rows[0].key)


@pytest.mark.parametrize("kind", ORDERED)
@given(data=st.data())
def test_a_step_comes_back_from_json_as_it_was(kind, data) -> None:
    step = data.draw(ORDERED[kind])

    assert step_from_json(step_to_json(step), 1) == step


def test_a_changed_class_that_decided_is_told_and_not_a_score_that_did_not() -> None:
    changed = StepCandidate("1", "Ett", score=200, band=RiskBand.RED)
    higher = StepCandidate("2", "Två", score=900, band=RiskBand.ORANGE)
    pool = StepPool(2026, (changed, higher))

    result = draw_by_steps(pool, Rule((Step(StepKind.TOP_RISK, count=1),)), seed="7")

    assert [row.key for row in result.chosen] == ["1"]
    assert result.outcomes[1].reason == ("Riskvärde 9,00 (Hög): den valda hade Mycket hög.")
