"""How well an assessment foretold what was found."""

from datetime import date

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from insyn.findings.models import Finding
from insyn.findings.rules import FindingKind, Severity
from insyn.followups.rules import State
from insyn.kernel.access import Access
from insyn.registry.queries import access_of
from insyn.risk.models import Candidate, RiskAssessment, Selection
from insyn.risk.queries.backtest import Backtest, backtest_of
from insyn.risk.rules.backtest import Certainty, Comparison, Outcome, Share, by_band, certainty
from insyn.risk.rules.kinds import AssessmentScope, RiskBand
from insyn.risk.rules.states import Ground
from tests.factories import AgreementFactory, ContractFactory, FollowupFactory
from tests.risk.plans_under_check import assessment, score

SHARES = st.integers(0, 500).flatmap(
    lambda total: st.integers(0, total).map(lambda hits: Share(hits, total))
)
OUTCOMES = st.lists(st.builds(Outcome, st.sampled_from(RiskBand), st.booleans()), max_size=60)


def test_a_band_hit_twice_as_often_as_all_has_lift_two() -> None:
    outcomes = [Outcome(RiskBand.RED, is_hit=True)] * 2 + [
        Outcome(RiskBand.GREEN, hit) for hit in (False, False)
    ]
    red, *_others, green = by_band({RiskBand.RED: 5, RiskBand.GREEN: 7}, outcomes)

    assert (red.judged, red.found, red.lift) == (5, Share(2, 2), 2.0)
    assert (green.found, green.lift) == (Share(0, 2), 0.0)


def test_a_band_that_nobody_looked_at_has_no_lift() -> None:
    orange = by_band({RiskBand.ORANGE: 9}, [Outcome(RiskBand.RED, is_hit=True)])[1]

    assert (orange.found.percent, orange.lift, orange.certainty) == (
        None,
        None,
        Certainty.NOTHING,
    )


@pytest.mark.parametrize(
    ("chosen", "control", "expected"),
    [
        (Share(), Share(5, 20), Certainty.NOTHING),
        (Share(9, 9), Share(0, 50), Certainty.TOO_FEW),
        (Share(12, 20), Share(9, 20), Certainty.UNSURE),
        (Share(45, 50), Share(10, 50), Certainty.BETTER),
        (Share(10, 50), Share(45, 50), Certainty.WORSE),
    ],
)
def test_a_comparison_says_in_words_how_sure_it_is(chosen, control, expected) -> None:
    assert Comparison(chosen, control).certainty is expected


def test_wilsons_interval_is_that_of_the_textbook() -> None:
    low, high = Share(8, 10).interval

    assert (round(low, 3), round(high, 3)) == (0.490, 0.943)


@given(SHARES)
def test_the_interval_holds_the_share_and_stays_within_0_and_1(share: Share) -> None:
    low, high = share.interval

    assert 0 <= low <= high <= 1
    assert share.rate is None or low - 1e-9 <= share.rate <= high + 1e-9


@given(SHARES, SHARES)
def test_what_is_better_one_way_is_worse_the_other(one: Share, other: Share) -> None:
    mirrored = {Certainty.BETTER: Certainty.WORSE, Certainty.WORSE: Certainty.BETTER}
    found = certainty(one, other)

    assert certainty(other, one) is mirrored.get(found, found)


@given(OUTCOMES)
def test_the_bands_together_are_all_that_was_found(outcomes: list[Outcome]) -> None:
    whole = sum((band.found for band in by_band({}, outcomes)), Share())

    assert whole == Share(sum(one.is_hit for one in outcomes), len(outcomes))


@given(OUTCOMES)
def test_the_lifts_weighted_by_their_numbers_are_one(outcomes: list[Outcome]) -> None:
    bands = by_band({}, outcomes)
    if any(one.is_hit for one in outcomes):
        mean = sum((band.lift or 0) * band.found.total for band in bands) / len(outcomes)
        assert round(mean, 9) == 1


UNTIL = date(2026, 11, 1)


@pytest.fixture
def judged(ekby) -> RiskAssessment:
    return assessment(ekby)


def followed_up(contract, *, hit: bool, severity=Severity.MINOR, on=date(2026, 3, 2)):
    followup = FollowupFactory.create(
        authority=contract.agreement.authority,
        contract=contract,
        state=State.CLOSED,
        carried_out_on=on,
        reported_on=on,
    )
    kind = FindingKind.DEFICIENCY if hit else FindingKind.GOOD_PRACTICE
    Finding.objects.create(
        followup=followup, kind=kind, area="Personal", text="Sågs", severity=severity
    )
    return followup


def contract_in(judged: RiskAssessment, band: RiskBand, **given):
    agreement = AgreementFactory.create(authority=judged.authority)
    contract = ContractFactory.create(agreement=agreement)
    score(judged, contract, band, **given)
    return contract


def told(access: Access, judged: RiskAssessment, *, only_major: bool = False) -> Backtest:
    return backtest_of(access, judged, until=UNTIL, only_major=only_major)


def found_in(result: Backtest, band: RiskBand) -> Share:
    return next(one.found for one in result.bands if one.band is band)


@pytest.mark.django_db
def test_a_deficiency_after_the_assessment_is_a_hit_in_its_band(anna, judged) -> None:
    followed_up(contract_in(judged, RiskBand.RED), hit=True)
    followed_up(contract_in(judged, RiskBand.GREEN), hit=False)
    contract_in(judged, RiskBand.GREEN)
    result = told(access_of(anna), judged)

    assert found_in(result, RiskBand.RED) == Share(1, 1)
    assert found_in(result, RiskBand.GREEN) == Share(0, 1)
    assert (result.judged, result.unseen) == (3, 1)


@pytest.mark.django_db
def test_the_band_that_the_board_let_stand_is_the_one_that_counts(anna, judged) -> None:
    contract = contract_in(
        judged, RiskBand.GREEN, override=RiskBand.RED, override_reason="Ny ägare"
    )
    followed_up(contract, hit=True)

    assert found_in(told(access_of(anna), judged), RiskBand.RED) == Share(1, 1)


@pytest.mark.django_db
@pytest.mark.parametrize("day", [date(2025, 11, 1), date(2026, 11, 2)])
def test_what_was_found_before_or_long_after_counts_not(anna, judged, day) -> None:
    followed_up(contract_in(judged, RiskBand.RED), hit=True, on=day)

    assert told(access_of(anna), judged).found == Share()


@pytest.mark.django_db
def test_a_contract_looked_at_twice_counts_once(anna, judged) -> None:
    contract = contract_in(judged, RiskBand.RED)
    followed_up(contract, hit=False)
    followed_up(contract, hit=True, on=date(2026, 5, 4))

    assert told(access_of(anna), judged).found == Share(1, 1)


@pytest.mark.django_db
def test_only_serious_deficiencies_may_be_asked_for(anna, judged) -> None:
    followed_up(contract_in(judged, RiskBand.RED), hit=True)
    followed_up(contract_in(judged, RiskBand.RED), hit=True, severity=Severity.MAJOR)

    assert told(access_of(anna), judged, only_major=True).found == Share(1, 2)


@pytest.mark.django_db
def test_an_assessment_of_agreements_counts_each_agreement_once(anna, ekby) -> None:
    judged = assessment(ekby, scope=AssessmentScope.AGREEMENTS)
    agreement = AgreementFactory.create(authority=ekby)
    judged.scores.create(agreement=agreement, band=RiskBand.ORANGE)
    for hit in (True, False):
        followed_up(ContractFactory.create(agreement=agreement), hit=hit)

    assert found_in(told(access_of(anna), judged), RiskBand.ORANGE) == Share(1, 1)


@pytest.mark.django_db
def test_those_chosen_for_their_risk_are_held_against_those_drawn(anna, ekby, judged) -> None:
    selection = Selection.objects.create(
        authority=ekby, assessment=judged, title="Urval", year=2026, is_by_steps=True
    )
    for ground, hit in (
        (Ground.TOP_RISK, True),
        (Ground.TOP_RISK, False),
        (Ground.CONTROL_SHARE, False),
        (Ground.COVERAGE, True),
    ):
        contract = contract_in(judged, RiskBand.RED)
        followed_up(contract, hit=hit)
        Candidate.objects.create(
            selection=selection,
            contract=contract,
            is_chosen=True,
            ground=ground,
            authority=ekby,
        )
    compared = told(access_of(anna), judged).comparison

    assert (compared.chosen, compared.control) == (Share(1, 2), Share(0, 1))
    assert compared.certainty is Certainty.TOO_FEW


def page(client, judged: RiskAssessment, query: str = "") -> str:
    address = reverse("risk:backtest", args=[judged.pk])
    shown: bytes = client.get(address + query).content
    return shown.decode()


@pytest.mark.django_db
def test_the_page_tells_what_was_found_and_what_it_does_not_show(as_anna, judged) -> None:
    followed_up(contract_in(judged, RiskBand.RED), hit=True)
    contract_in(judged, RiskBand.GREEN)
    shown = page(as_anna, judged)

    assert "100 %" in shown
    assert "<svg" in shown
    assert "1 av 2 bedömda har inte följts upp." in shown
    assert "letar noggrannare" in shown


@pytest.mark.django_db
def test_without_follow_ups_the_page_says_so_and_draws_nothing(as_anna, judged) -> None:
    contract_in(judged, RiskBand.RED)
    shown = page(as_anna, judged, "?counted=major&reach=24")

    assert "Inget att jämföra med än" in shown
    assert "u-doc-chart" not in shown


@pytest.mark.django_db
def test_an_assessment_that_is_not_frozen_is_not_held_against_anything(as_anna, ekby) -> None:
    draft = assessment(ekby, state="draft", frozen_on=None)

    assert "inte fryst" in page(as_anna, draft)


@pytest.mark.django_db
def test_the_bands_come_as_a_file(as_anna, judged) -> None:
    followed_up(contract_in(judged, RiskBand.RED), hit=True)
    answer = as_anna.get(reverse("risk:backtest", args=[judged.pk]) + "?fil=csv")

    assert "Mycket hög" in b"".join(answer).decode("utf-8-sig")


@pytest.mark.django_db
def test_nobody_else_sees_how_well_a_board_judged(as_cilla, judged) -> None:
    assert as_cilla.get(reverse("risk:backtest", args=[judged.pk])).status_code == 404


@pytest.mark.django_db
def test_the_page_stays_within_its_queries(as_anna, judged, django_assert_max_num_queries) -> None:
    for band in RiskBand:
        followed_up(contract_in(judged, band), hit=True)
    with django_assert_max_num_queries(16):
        page(as_anna, judged)
