import contextlib
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from insyn.kernel.errors import RuleViolation
from insyn.risk.rules.draw import Pool, PoolCandidate
from insyn.risk.rules.exchange import (
    PoolFile,
    draw_to_json,
    drawn,
    pool_from_json,
    pool_to_json,
    sealed,
    still_holds,
)
from insyn.risk.rules.sealing import as_text

CANDIDATES = (
    PoolCandidate("1", "Åkerö AB", "HVB", is_used=True),
    PoolCandidate("2", "Ängen AB", "Stödboende", is_wished=True),
    PoolCandidate("3", "Östra AB", "HVB"),
)
FILE = PoolFile(Pool(CANDIDATES, ("Ekby", "Norrby"), ("HVB", "Stödboende")), 1, allots_lots=True)


def record() -> dict:
    result = draw_to_json(drawn(FILE, seed="7"))
    return sealed({"seed": "7", "pool": pool_to_json(FILE), "result": result})


def test_a_pool_comes_back_as_it_was_written() -> None:
    back = pool_from_json(json.loads(as_text(pool_to_json(FILE))))

    assert isinstance(back, PoolFile)
    assert (set(back.pool.candidates), back.quota) == (set(CANDIDATES), 1)


def test_a_bare_list_of_names_is_a_pool() -> None:
    assert pool_from_json(["Åkerö AB", "Ängen AB"]).pool.candidates == (
        PoolCandidate("Åkerö AB", "Åkerö AB"),
        PoolCandidate("Ängen AB", "Ängen AB"),
    )


def test_a_candidate_without_key_goes_by_its_organisation_number() -> None:
    file = pool_from_json([{"name": "Åkerö AB", "org_number": "556000-0001"}])

    assert file.pool.candidates[0].key == "556000-0001"


def test_a_whole_number_is_a_key() -> None:
    assert pool_from_json([{"key": 17, "name": "A"}]).pool.candidates[0].key == "17"


def test_two_spellings_of_a_letter_are_the_same_letter() -> None:
    assert pool_from_json(["A\u030akero"]).pool.candidates[0].key == "Åkero"


def test_a_record_can_be_drawn_again() -> None:
    assert drawn(pool_from_json(record()), seed="7") == drawn(FILE, seed="7")


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (None, "objekt"),
        (7, "objekt"),
        ({}, "saknar kandidater"),
        ({"candidates": []}, "saknar kandidater"),
        ({"candidates": "A"}, "saknar kandidater"),
        ([None], "Kandidat 1 ska vara"),
        ([["A"]], "Kandidat 1 ska vara"),
        (["A", {}], "Kandidat 2 saknar"),
        (["A", "A"], "Kandidat 2 har samma nyckel, ”A”, som kandidat 1"),
        ([{"name": ["A"]}], "Kandidat 1: ”name” ska vara text"),
        ([{"name": True}], "Kandidat 1: ”name” ska vara text"),
        ([{"name": "A", "used": "kanske"}], "Kandidat 1: ”used” ska vara true eller false"),
        ([{"name": "A", "wished": [1]}], "Kandidat 1: ”wished” ska vara true eller false"),
        ([{"name": "A\u0000"}], "tecken som inte går att läsa"),
        ([{"name": "A\ud800"}], "tecken som inte går att läsa"),
        ({"candidates": ["A"], "quota": 0}, "”quota” ska vara ett heltal"),
        ({"candidates": ["A"], "quota": True}, "”quota” ska vara ett heltal"),
        ({"candidates": ["A"], "quota": "5"}, "”quota” ska vara ett heltal"),
        ({"candidates": ["A"], "lots": "HVB"}, "”lots” ska vara en lista"),
        ({"candidates": ["A"], "lots": [""]}, "”lots”, namn 1 är tomt"),
        ({"candidates": ["A"], "authorities": ["E", "E"]}, "har ”E” två gånger"),
        ({"candidates": ["A"], "allots_lots": "ja"}, "”allots_lots” ska vara true"),
        ([{"name": "A", "lot": {"x": "y" * 100}}], "…"),
    ],
)
def test_a_bad_pool_says_what_and_where(content, sentence) -> None:
    with pytest.raises(RuleViolation, match=sentence):
        pool_from_json(content)


LEAF = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text()
KEYS = st.sampled_from(["candidates", "lots", "authorities", "quota", "name", "used", "pool"])
SHALLOW = LEAF | st.lists(LEAF, max_size=4) | st.dictionaries(KEYS, LEAF, max_size=4)
DEEPER = SHALLOW | st.lists(SHALLOW, max_size=4) | st.dictionaries(KEYS, SHALLOW, max_size=4)
JSON = DEEPER | st.lists(DEEPER, max_size=3) | st.dictionaries(KEYS, DEEPER, max_size=4)


@given(JSON)
def test_any_json_is_either_a_pool_or_a_sentence(content) -> None:
    with contextlib.suppress(RuleViolation):
        assert pool_from_json(content).pool.candidates


def test_a_sealed_record_holds() -> None:
    assert still_holds(record())


def test_a_record_with_another_word_does_not_hold() -> None:
    assert not still_holds({**record(), "title": "Ändrad"})


def test_a_record_with_another_result_does_not_hold_though_it_is_sealed_again() -> None:
    changed = record()
    changed["result"]["chosen"].pop()

    assert not still_holds(sealed(changed))


def test_a_record_whose_pool_cannot_be_read_does_not_hold() -> None:
    assert not still_holds(sealed({**record(), "pool": {"candidates": []}}))


def test_a_record_of_a_draw_made_elsewhere_holds_by_its_digest() -> None:
    assert still_holds(sealed({"elsewhere": {"how": "Lappar ur en skål."}}))
