"""Other facts give another year: nothing of the result is written beforehand."""

import copy
import json

import pytest

from insyn.examples.equal_terms_2021 import build, read_facts, tell
from insyn.kernel.errors import RuleViolation
from tests.examples.test_equal_terms import TRUTH, ship_areas

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


def altered(**changed):
    facts = copy.deepcopy(TRUTH)
    for path, value in changed.items():
        where = facts
        *way, last = path.split("__")
        for name in way:
            where = where[name]
        where[last] = value
    return facts


@pytest.mark.parametrize(
    "changed",
    [
        {"scope__lov_areas": 7},
        {
            "scope__laws": ["LSS"],
            "scope__lov_areas": 5,
            "scope__branches": ["funktionsnedsättning"],
        },
        {"scope__requirements__in_house": "uppdragsbeskrivning"},
        {"methods": ["platsbesök", "enkät"]},
        {"aims": ["lika villkor"], "model": "En annan modell", "yearly_tasks": ["Anvisningar"]},
        {"actors__coordinator": "omsorgsförvaltningen / omsorgsnämnden", "actors__others": []},
    ],
)
def test_other_facts_give_another_year(changed, settings, tmp_path) -> None:
    settings.MEDIA_ROOT = tmp_path
    facts = altered(**changed)
    ship_areas()

    assert tell(build(facts)) == facts
    assert facts != TRUTH


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        ({"methods": ["gissning"]}, "inte känd"),
        ({"scope__lov_areas": 99}, "Antalet områden"),
        ({"actors__coordinator": "ingen"}, "förvaltning / nämnd"),
        ({"actors__others": ["skolan"]}, "in schools"),
        ({"aims": []}, "saknas: aims"),
    ],
)
def test_facts_that_cannot_be_built_are_refused(changed, why, tmp_path) -> None:
    file = tmp_path / "facts.json"
    file.write_text(json.dumps(altered(**changed)))

    with pytest.raises(RuleViolation, match=why):
        read_facts(file)
