import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from insyn.risk.rules import sealing
from insyn.risk.rules.sealing import Sealing, as_text, digest_of

SIMPLE = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text()
FLAT = st.dictionaries(st.text(), SIMPLE)
ANYTHING = st.recursive(
    SIMPLE | st.lists(FLAT, max_size=5),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=20,
)


@given(st.dictionaries(st.text(), ANYTHING))
def test_the_text_is_always_that_of_plain_json(content: dict) -> None:
    plain = json.dumps(content, ensure_ascii=False, indent=1, sort_keys=True)

    assert as_text(content) == plain


@pytest.mark.parametrize("many", [1, 2, 499, 500, 501, 1_000, 1_001])
def test_the_text_does_not_show_where_a_piece_ends(many: int) -> None:
    rows = [{"key": f"{n}" + "},\n   {", "name": "Ånäs"} for n in range(many)]
    content = {"pool": {"candidates": rows}, "mixed": [*rows, {"inner": rows}]}

    plain = json.dumps(content, ensure_ascii=False, indent=1, sort_keys=True)

    assert as_text(content) == plain


@given(st.dictionaries(st.text().filter(lambda name: name != "digest"), ANYTHING, min_size=1))
def test_the_sealed_text_is_the_record_with_its_digest(content: dict) -> None:
    seal = Sealing(content)

    assert json.loads("".join(seal)) == {**content, "digest": digest_of(content)}
    assert seal.digest == digest_of(content)


def test_a_long_list_is_given_in_pieces() -> None:
    rows = [{"key": str(n)} for n in range(3 * sealing.AT_A_TIME)]

    longest = max(len(piece) for piece in sealing.pieces({"rows": rows}))

    assert longest < len(as_text({"rows": rows})) / 2
