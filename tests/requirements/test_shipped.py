import re
from itertools import chain
from typing import Any

import pytest

from insyn.registry.models import ServiceArea
from insyn.requirements.queries.shipped import shipped_areas, shipped_pack, shipped_packs
from insyn.requirements.rules import Strength
from insyn.requirements.rules.shipped import (
    BadContent,
    ShippedArea,
    ShippedRequirement,
    areas_from,
    pack_from,
)
from insyn.requirements.rules.weights import weight_problem

WEIGHTS = {
    "ALL": "332323323213",
    "HVB": "333322232321",
    "STB": "33333222322",
    "KON": "33332331231",
    "OPP": "322233221",
    "HEM": "323223333321",
    "BOE": "323322231",
    "DAG": "332232231",
    "LED": "32323221",
    "SAB": "323332232212",
}
"""The 105 demands of the question bank: one figure each, its weight, in the order of its number."""

CRITICAL_NUMBERS = {
    "ALL": (1, 2, 6, 9),
    "HVB": (1, 2, 3, 10),
    "STB": (1, 2, 3),
    "KON": (1, 2, 4),
    "OPP": (1, 6),
    "HEM": (1, 8),
    "BOE": (4,),
    "DAG": (5,),
    "LED": (1, 5),
    "SAB": (1, 3, 8),
}
CRITICAL = {
    f"{letters}-{number:02}" for letters, numbers in CRITICAL_NUMBERS.items() for number in numbers
}

BANK = {
    f"{letters}-{number:02}": int(weight)
    for letters, weights in WEIGHTS.items()
    for number, weight in enumerate(weights, start=1)
}

ALL = list(chain.from_iterable(pack.requirements for pack in shipped_packs()))
ENGLISH = re.compile(r"\b(the|and|shall|should|with|staff|check|review|must)\b", re.IGNORECASE)
SHORTENED = re.compile(
    r"\b(etc|osv|bl\.a|t\.ex|m\.m|m\.fl|dvs|ev\.|resp\.|fr\.o\.m|t\.o\.m)", re.IGNORECASE
)
AREA = ShippedArea("PER", "Personal")
RAW: dict[str, Any] = {
    "code": "X-01",
    "area": "PER",
    "text": "Utföraren ska ha personal.",
    "weight": 2,
    "evidence": "Schema",
}


def by_number(row: ShippedRequirement) -> str:
    """Return the code of the demand in the bank: HVB-10a is a part of HVB-10."""
    return row.code.rstrip("abc")


def pack_of(**changed: Any) -> Any:
    return {
        "code": "x",
        "name": "X",
        "service_area_code": "",
        "requirements": [{**RAW, **changed}],
    }


def test_the_bank_has_105_demands() -> None:
    assert len(BANK) == 105


def test_every_demand_of_the_bank_is_a_requirement_or_several() -> None:
    assert {by_number(row) for row in ALL} == set(BANK)


def test_no_two_requirements_share_a_code() -> None:
    assert len({row.code for row in ALL}) == len(ALL)


def test_weight_and_mark_are_those_of_the_bank() -> None:
    said = {row.code: (row.weight, row.is_critical) for row in ALL}

    assert said == {row.code: (BANK[by_number(row)], by_number(row) in CRITICAL) for row in ALL}


def test_every_weight_may_be_entered() -> None:
    assert not [row.code for row in ALL if weight_problem(row.weight)]


def test_there_is_one_pack_for_all_and_nine_for_a_service() -> None:
    codes = [pack.service_area_code for pack in shipped_packs()]

    assert codes[0] == ""
    assert len(codes) == 10
    assert len(set(codes)) == 10


@pytest.mark.django_db
def test_every_pack_belongs_to_a_service_that_exists() -> None:
    known = set(ServiceArea.objects.values_list("code", flat=True))

    assert {pack.service_area_code for pack in shipped_packs()} - {""} <= known


def test_every_requirement_has_an_area_with_a_name() -> None:
    assert {row.area_code for row in ALL} <= {area.code for area in shipped_areas()}


def test_every_area_is_used() -> None:
    assert {area.code for area in shipped_areas()} == {row.area_code for row in ALL}


def test_no_two_areas_share_a_name() -> None:
    assert len({area.name for area in shipped_areas()}) == len(shipped_areas())


def test_the_text_says_how_binding_it_is() -> None:
    word = {Strength.SHALL: "ska", Strength.SHOULD: "bör"}

    assert not [row.code for row in ALL if not re.search(rf"\b{word[row.strength]}\b", row.text)]
    assert not [row.code for row in ALL if not row.text.endswith(".")]


@pytest.mark.parametrize("avoided", [ENGLISH, SHORTENED, re.compile('"|  ')])
def test_the_texts_are_plain_swedish(avoided) -> None:
    texts = [text for row in ALL for text in (row.text, row.evidence, row.legal_source)]

    assert not [text for text in texts if avoided.search(text)]


def test_a_legal_source_names_its_statute_by_number() -> None:
    statute = re.compile(r"\(\d{4}:\d+\)|SOSFS \d{4}:\d+")

    assert not [
        row.code for row in ALL if row.legal_source and not statute.search(row.legal_source)
    ]


def test_the_repealed_social_services_act_is_nowhere() -> None:
    assert not [row.code for row in ALL if "2001:453" in row.legal_source]


def test_a_pack_is_found_by_its_code() -> None:
    assert shipped_pack("hvb") in shipped_packs()
    assert shipped_pack("finns inte") is None


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"weight": 4}, "weight of 1, 2 or 3"),
        ({"weight": 0}, "weight of 1, 2 or 3"),
        ({"weight": 1, "is_critical": True}, "a critical one weighs 3"),
        ({"area": "XYZ"}, "no area is called 'XYZ'"),
        ({"strength": "perhaps"}, "no strength is called 'perhaps'"),
        ({"text": " "}, "a text"),
        ({"evidence": ""}, "evidence"),
        ({"legal_source": "x" * 201}, "shorter legal source"),
        ({"code": "x" * 21}, "code of at most 20"),
    ],
)
def test_a_pack_that_no_authority_could_have_written_is_not_read(changed, said) -> None:
    with pytest.raises(BadContent, match=said):
        pack_from(pack_of(**changed), [AREA])


def test_a_code_that_stands_twice_is_not_read() -> None:
    twice = {**pack_of(), "requirements": [RAW, RAW]}

    with pytest.raises(BadContent, match="X-01 stands more than once"):
        pack_from(twice, [AREA])


@pytest.mark.parametrize("rows", [[("PER", "")], [("LONG_CODE_HERE", "P")], [("A", "B")] * 2])
def test_areas_without_name_or_with_a_bad_code_are_not_read(rows) -> None:
    with pytest.raises(BadContent):
        areas_from({"code": code, "name": name} for code, name in rows)
