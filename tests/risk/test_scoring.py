import json
from dataclasses import replace
from importlib.resources import files

import pytest
from hypothesis import given
from hypothesis import strategies as st

from insyn.kernel.errors import RuleViolation
from insyn.risk.rules.bands import band_of, default_bands, matrix
from insyn.risk.rules.factors import FactorFacts, ModelFacts, problems
from insyn.risk.rules.kinds import FactorPart, Measure, RiskBand
from insyn.risk.rules.scoring import (
    UNKNOWN,
    Scorer,
    level_of,
    reasons,
    score_of,
    shares_of,
)
from insyn.risk.rules.sensitivity import reweighed, sensitivity
from insyn.risk.rules.shipped_model import BadModel, model_from

RAW = json.loads((files("insyn.risk") / "data" / "risk-model.json").read_text(encoding="utf-8"))
SHIPPED = model_from(RAW)
FACTOR = {factor.code: factor for factor in SHIPPED.factors}
TEXTS = ("ett", "två", "tre", "fyra", "fem", "sex")


@st.composite
def models(draw_from) -> ModelFacts:
    size = draw_from(st.integers(3, 6))
    parts = [*FactorPart, *draw_from(st.lists(st.sampled_from(FactorPart), max_size=8))]
    factors = tuple(
        FactorFacts(
            f"f{at}",
            f"Faktor {at}",
            part,
            weight=draw_from(st.integers(1, 10)),
            level_texts=TEXTS[:size],
            missing_level=draw_from(st.integers(2, size)),
        )
        for at, part in enumerate(parts)
    )
    return ModelFacts(factors, size, default_bands(size))


@st.composite
def rows(draw_from) -> tuple[ModelFacts, str]:
    model = draw_from(models())
    signs = UNKNOWN + "".join(str(level) for level in range(1, model.scale_size + 1))
    many = len(model.factors)
    return model, draw_from(st.text(signs, min_size=many, max_size=many))


def with_sign(signature: str, place: int, sign: str) -> str:
    return signature[:place] + sign + signature[place + 1 :]


@given(rows())
def test_the_reasons_of_a_part_always_add_up_to_the_part(row) -> None:
    model, signature = row
    found = score_of(model, signature)
    measured = [None if sign == UNKNOWN else int(sign) for sign in signature]
    said = reasons(model, measured, found.levels)

    for part, whole in (
        (FactorPart.LIKELIHOOD, found.likelihood),
        (FactorPart.CONSEQUENCE, found.consequence),
    ):
        assert sum(r.contribution for r in said if r.factor.part == part) == whole


@given(rows())
def test_a_score_always_lies_within_the_scale(row) -> None:
    model, signature = row
    found = score_of(model, signature)

    assert 100 <= found.likelihood <= 100 * model.scale_size
    assert 100 <= found.score <= 100 * model.scale_size**2


@given(rows(), st.data())
def test_a_missing_value_never_looks_safe(row, data) -> None:
    model, signature = row
    place = data.draw(st.integers(0, len(signature) - 1))
    missing = score_of(model, with_sign(signature, place, UNKNOWN))
    lowest = score_of(model, with_sign(signature, place, "1"))

    assert missing.score >= lowest.score
    assert int(missing.levels[place]) > 1


@given(rows())
def test_unknown_values_never_lower_the_part_below_what_is_known(row) -> None:
    model, signature = row
    for part in FactorPart:
        known = [at for at, f in enumerate(model.factors) if f.part == part]
        known = [at for at in known if signature[at] != UNKNOWN]
        if known:
            alone = replace(model, factors=tuple(model.factors[at] for at in known))
            bare = sum(shares_of(alone, "".join(signature[at] for at in known), part).values())
            assert sum(shares_of(model, signature, part).values()) >= bare


@given(rows(), st.data())
def test_a_higher_level_never_gives_a_lower_score(row, data) -> None:
    model, signature = row
    known = [at for at, sign in enumerate(signature) if sign not in UNKNOWN + "6"]
    if known:
        place = data.draw(st.sampled_from(known))
        sign = signature[place]
        if int(sign) < model.scale_size:
            higher = score_of(model, with_sign(signature, place, str(int(sign) + 1)))
            assert higher.score >= score_of(model, signature).score


@given(rows())
def test_scoring_many_gives_the_same_as_scoring_one(row) -> None:
    model, signature = row

    assert Scorer(model).scored(signature) == score_of(model, signature)


def test_the_shipped_model_holds_the_fourteen_indicators_and_two_of_consequence() -> None:
    assert len(SHIPPED.of(FactorPart.LIKELIHOOD)) == 12
    assert len(SHIPPED.of(FactorPart.CONSEQUENCE)) == 4
    assert SHIPPED.bands == (4, 9, 13)
    assert all(len(factor.level_texts) == 4 for factor in SHIPPED.factors)


@pytest.mark.parametrize(
    ("code", "value", "level"),
    [
        ("brukare", 0, 1),
        ("brukare", 3, 2),
        ("brukare", 4, 3),
        ("brukare", 10, 4),
        ("kopvolym", 200_000, 1),
        ("kopvolym", 5_000_001, 4),
        ("volymokning", -40, 1),
        ("volymokning", 21, 3),
        ("ny", 37, 1),
        ("ny", 36, 2),
        ("ny", 13, 2),
        ("ny", 12, 3),
        ("ny", 6, 3),
        ("ny", 5, 4),
        ("senast-uppfoljd", 11, 1),
        ("senast-uppfoljd", 31, 3),
        ("senast-uppfoljd", 37, 4),
        ("oppna-brister", 3, 3),
        ("oppna-brister", 4, 4),
        ("ekonomi", 1, 3),
        ("ekonomi", 2, 4),
        ("agarbyte", 0, 1),
        ("malgrupp", 4, 4),
        ("malgrupp", 2, 2),
        ("ensam", 1, 4),
        ("ensam", 0, 1),
    ],
)
def test_the_shipped_bounds_give_the_levels_of_the_method(code, value, level) -> None:
    assert level_of(FACTOR[code], value) == level


@pytest.mark.parametrize(
    ("product", "band"),
    [
        (1, RiskBand.GREEN),
        (3, RiskBand.GREEN),
        (4, RiskBand.YELLOW),
        (8, RiskBand.YELLOW),
        (9, RiskBand.ORANGE),
        (12, RiskBand.ORANGE),
        (16, RiskBand.RED),
    ],
)
def test_whole_levels_fall_in_the_bands_of_the_method(product, band) -> None:
    assert band_of(product * 100, SHIPPED.bands) == band


def test_the_matrix_stands_with_the_highest_likelihood_first() -> None:
    cells = matrix({(4, 1): 7}, scale_size=4, bands=(4, 9, 13))

    assert (cells[0][0].likelihood, cells[0][0].count, cells[0][0].band) == (4, 7, RiskBand.YELLOW)
    assert cells[0][3].band == RiskBand.RED


def small(*factors: FactorFacts) -> ModelFacts:
    return ModelFacts(factors)


JUDGED = FactorFacts("a", "Klagomål", FactorPart.LIKELIHOOD, level_texts=TEXTS[:4])
COMPUTED = FactorFacts(
    "b",
    "Brukare",
    FactorPart.CONSEQUENCE,
    measure=Measure.CLIENTS_12_MONTHS,
    bounds=(0, 3, 9),
)


def test_a_whole_model_has_no_problems() -> None:
    assert problems(small(JUDGED, COMPUTED)) == []


@pytest.mark.parametrize(
    ("model", "words"),
    [
        (small(JUDGED), "saknar faktorer för delen ”Konsekvens”"),
        (small(JUDGED, replace(COMPUTED, bounds=(0, 3))), "har 2 gränser"),
        (small(JUDGED, replace(COMPUTED, bounds=(0, 9, 3))), "stiga hela vägen"),
        (small(replace(JUDGED, level_texts=("ett", "två")), COMPUTED), "Skriv vad var och en"),
        (small(replace(JUDGED, missing_level=1), COMPUTED), "aldrig se ut som låg risk"),
        (replace(small(JUDGED, COMPUTED), bands=(9, 4, 13)), "tre stigande tal"),
        (replace(small(JUDGED, COMPUTED), bands=(4, 9, 17)), "mellan 2 och 16"),
        (replace(small(JUDGED, COMPUTED), scale_size=5), "har 3 gränser"),
    ],
)
def test_what_is_wrong_with_a_model_is_said_with_where_and_how(model, words) -> None:
    assert any(words in sentence for sentence in problems(model))


def test_a_shipped_file_that_nobody_could_publish_is_not_read() -> None:
    with pytest.raises(BadModel, match="i matrisen"):
        model_from({**RAW, "bands": [4, 3, 2]})


def test_another_weight_moves_those_that_it_moves() -> None:
    other = replace(JUDGED, code="c", name="Signaler")
    model = small(JUDGED, other, COMPUTED)
    said = sensitivity(model, reweighed(model, "a", 10), [(1, "414"), (2, "144"), (3, "224")])

    assert said.total == 3
    assert said.moves == {
        (RiskBand.ORANGE, RiskBand.RED): 1,
        (RiskBand.ORANGE, RiskBand.YELLOW): 1,
    }


def test_the_rows_nearest_a_line_are_shown_nearest_first_and_at_most_ten() -> None:
    model = small(JUDGED, COMPUTED)
    every = [(n, f"{n % 4 + 1}{n // 4 % 4 + 1}") for n in range(40)]
    said = sensitivity(model, reweighed(model, "a", 3), every)

    assert len(said.nearest) == 10
    assert [near.distance for near in said.nearest] == sorted(n.distance for n in said.nearest)
    assert said.moved == 0


@pytest.mark.parametrize(("code", "weight"), [("a", 0), ("a", 11), ("finns-inte", 2)])
def test_a_weight_that_cannot_be_is_refused(code, weight) -> None:
    with pytest.raises(RuleViolation):
        reweighed(small(JUDGED, COMPUTED), code, weight)
