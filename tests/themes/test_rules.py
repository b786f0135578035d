import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from insyn.themes.rules import CauseFacts, Refusal, Strength, ThemeState
from insyn.themes.rules.guards import cause_refusal, decide_refusal, done_refusal, write_refusal
from insyn.themes.rules.names import names_in
from insyn.themes.rules.patterns import LEAST, Pattern, shown, shown_each, shown_split

TODAY = datetime.date(2026, 6, 1)
COUNTS = st.lists(st.integers(0, 40), min_size=1, max_size=5)


def cause(strength=Strength.STRONG, kinds=("survey", "visits"), services=5, basis="Samtal"):
    return CauseFacts("Bemanning", basis, strength, frozenset(kinds), services)


def found(text: str, *names: str, own=("Socialnämnden i Ekby",)) -> list[str]:
    return [row.name for row in names_in({"Resultat": text}, names, own=own)]


def test_a_strong_cause_stands_on_two_kinds_of_sources_and_several_services() -> None:
    assert cause_refusal(cause(), sample=10) is None
    assert cause_refusal(cause(kinds=("survey",)), sample=10) is Refusal.TOO_FEW_KINDS
    assert cause_refusal(cause(services=1), sample=10) is Refusal.TOO_FEW_SERVICES
    assert cause_refusal(cause(services=None), sample=10) is Refusal.TOO_FEW_SERVICES


def test_a_moderate_cause_stands_on_one_of_the_two() -> None:
    moderate = Strength.MODERATE

    assert cause_refusal(cause(moderate, ("survey",), 2), sample=10) is None
    assert cause_refusal(cause(moderate, services=None), sample=10) is None
    assert cause_refusal(cause(moderate, ("survey",), 1), sample=10) is Refusal.WEAKER


def test_a_weak_cause_still_stands_on_a_source_and_a_basis() -> None:
    weak = Strength.WEAK

    assert cause_refusal(cause(weak, ("survey",), None), sample=0) is None
    assert cause_refusal(cause(weak, ()), sample=10) is Refusal.NO_CAUSE_SOURCE
    assert cause_refusal(cause(weak, basis=" "), sample=10) is Refusal.NO_BASIS


def test_a_cause_is_not_seen_in_more_services_than_the_sample_holds() -> None:
    assert cause_refusal(cause(services=11), sample=10) is Refusal.MORE_THAN_SAMPLE


@pytest.mark.parametrize(
    ("missing", "refusal"),
    [
        ({"sources": 0}, Refusal.NO_SOURCE),
        ({"results": " "}, Refusal.NO_RESULTS),
        ({"causes": []}, Refusal.NO_CAUSE),
        ({"recommendations": 0}, Refusal.NO_RECOMMENDATION),
        ({}, None),
    ],
)
def test_a_report_holds_all_its_parts(missing, refusal) -> None:
    whole = {"sources": 1, "results": "Text", "causes": [cause()], "recommendations": 1}

    assert write_refusal(**(whole | missing)) is refusal


@pytest.mark.parametrize(
    ("facts", "refusal"),
    [
        ({"reference": ""}, Refusal.NO_REFERENCE),
        ({"decided_on": None}, Refusal.NO_DAY),
        ({"decided_on": datetime.date(2026, 6, 2)}, Refusal.DECIDED_LATER),
        ({"decided_on": datetime.date(2026, 4, 1)}, Refusal.DECIDED_FIRST),
        ({}, None),
    ],
)
def test_the_board_treats_a_report_that_is_handed_in(facts, refusal) -> None:
    known = {"reference": "§ 84", "decided_on": TODAY, "written_on": datetime.date(2026, 5, 1)}

    assert decide_refusal(today=TODAY, **(known | facts)) is refusal


def test_a_recommendation_is_noted_once_the_report_is_handed_in() -> None:
    written, later = ThemeState.WRITTEN, datetime.date(2026, 6, 2)

    def said(state, day, note):
        return done_refusal(state=state, done_on=day, note=note, today=TODAY)

    assert said(ThemeState.ONGOING, TODAY, "Klart") is Refusal.TOO_EARLY
    assert said(written, TODAY, " ") is Refusal.NO_DONE_NOTE
    assert said(written, later, "Klart") is Refusal.DONE_LATER
    assert said(written, TODAY, "Klart") is None


@pytest.mark.parametrize(
    "text",
    [
        "Hos Solgården Vård AB sågs det.",
        "hos solgården vård sågs det",
        "Solgården Vårds kvällar",
        "(SOLGÅRDEN  VÅRD)",
    ],
)
def test_a_name_is_found_however_it_is_written(text) -> None:
    assert found(text, "Solgården Vård AB") == ["Solgården Vård AB"]


def test_a_part_of_a_word_is_no_name() -> None:
    assert found("Solgårdens personal", "Solgård AB") == []


def test_words_of_the_trade_name_nobody_without_the_company_form() -> None:
    assert found("Vård och omsorg på kvällar", "Vård och Omsorg AB") == []
    assert found("Vård och Omsorg AB på kvällar", "Vård och Omsorg AB") == ["Vård och Omsorg AB"]


def test_the_authoritys_own_name_may_be_written() -> None:
    assert found("Ekby kommun följer upp.", "Ekby kommun", own=["Ekby kommun"]) == []


def test_an_organisation_number_gives_a_provider_away() -> None:
    assert found("Nummer 556677-8899.", "556677-8899") == ["556677-8899"]


@given(before=st.text(), after=st.text())
def test_a_name_is_always_found_among_other_words(before, after) -> None:
    assert found(f"{before} Solgården Vård {after}", "Solgården Vård AB")


@given(services=st.integers(0, 100))
def test_a_figure_over_fewer_than_five_services_is_never_shown(services) -> None:
    assert (shown(services) is None) == (0 < services < LEAST)


@given(counts=COUNTS)
def test_a_small_count_is_never_shown_in_a_split(counts) -> None:
    split = shown_split(Pattern("Område", sum(counts), dict(enumerate(counts))))  # type: ignore[arg-type]

    assert not [count for count in split.counts.values() if count and count < LEAST]


@given(counts=COUNTS)
def test_what_is_held_back_in_a_split_never_follows_from_the_rest(counts) -> None:
    split = shown_split(Pattern("Område", sum(counts), dict(enumerate(counts))))  # type: ignore[arg-type]
    hidden = [code for code, count in split.counts.items() if count is None]

    assert len(hidden) != 1 or split.services is None


@given(counts=COUNTS, services=st.integers(0, 60))
def test_a_small_count_is_never_shown_by_itself(counts, services) -> None:
    each = shown_each(Pattern("Krav", services, dict(enumerate(counts))))  # type: ignore[arg-type]

    assert not [count for count in each.counts.values() if count and count < LEAST]
    assert services == 0 or services >= LEAST or not any(each.counts.values())
