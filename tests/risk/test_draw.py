import hashlib
import subprocess
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from insyn.kernel.errors import RuleViolation
from insyn.kernel.lottery import checked_seed, ticket
from insyn.risk.rules.draw import ORDER, Draw, Pool, PoolCandidate, draw
from insyn.risk.rules.proof import single_command, whole_command
from insyn.risk.rules.states import Ground

LOTS = ("Öppenvård", "HVB", "Stödboende")
BOARDS = ("Ekby", "Norrby", "Ånäset")


@st.composite
def pools(draw_from) -> Pool:
    lots = draw_from(st.lists(st.sampled_from(LOTS), min_size=1, unique=True))
    boards = draw_from(st.lists(st.sampled_from(BOARDS), unique=True))
    keys = draw_from(st.lists(st.text("abcåäö '\"$0123", min_size=1), min_size=1, unique=True))
    candidates = tuple(
        PoolCandidate(
            key,
            f"Utförare {key}",
            draw_from(st.sampled_from(lots)),
            draw_from(st.booleans()),
            draw_from(st.booleans()),
        )
        for key in keys
    )
    return Pool(candidates, tuple(boards), tuple(lots))


SEEDS = st.text("abc0123-", min_size=1, max_size=10)
QUOTAS = st.integers(1, 6)


def of(result: Draw, authority: str) -> list:
    return [outcome for outcome in result.chosen if outcome.authority == authority]


@given(pools(), SEEDS, QUOTAS, st.booleans())
def test_no_authority_ever_gets_more_than_the_quota(pool, seed, quota, allots) -> None:
    result = draw(pool, seed=seed, quota=quota, allots_lots=allots)

    assert all(len(of(result, name)) <= quota for name in pool.authorities or ("",))


@given(pools(), SEEDS, QUOTAS, st.booleans())
def test_every_candidate_has_exactly_one_outcome_with_a_reason(pool, seed, quota, allots) -> None:
    result = draw(pool, seed=seed, quota=quota, allots_lots=allots)

    assert sorted((o.key, o.lot) for o in result.outcomes) == sorted(
        (c.key, c.lot) for c in pool.candidates
    )
    assert all(outcome.reason.endswith(".") for outcome in result.outcomes)


@given(pools(), SEEDS, QUOTAS, st.booleans())
def test_nobody_is_chosen_before_one_of_an_earlier_group_in_the_same_lot(
    pool, seed, quota, allots
) -> None:
    result = draw(pool, seed=seed, quota=quota, allots_lots=allots)

    for lot in pool.lots:
        here = [outcome for outcome in result.outcomes if outcome.lot == lot]
        chosen = [ORDER.index(outcome.ground) for outcome in here if outcome.chosen]
        left_out = [ORDER.index(outcome.ground) for outcome in here if not outcome.chosen]
        assert not chosen or not left_out or max(chosen) <= min(left_out)


@given(pools(), SEEDS, QUOTAS, st.booleans(), st.randoms(use_true_random=False))
def test_the_order_of_the_pool_does_not_matter(pool, seed, quota, allots, shuffler) -> None:
    mixed = []
    for rows in (pool.candidates, pool.authorities, pool.lots):
        mixed.append(list(rows))
        shuffler.shuffle(mixed[-1])
    again = Pool(*(tuple(rows) for rows in mixed))

    assert draw(pool, seed=seed, quota=quota, allots_lots=allots) == draw(
        again, seed=seed, quota=quota, allots_lots=allots
    )


@given(pools(), SEEDS, QUOTAS)
def test_what_an_authority_follows_up_is_in_its_lots(pool, seed, quota) -> None:
    result = draw(pool, seed=seed, quota=quota)

    assert all(
        outcome.lot in result.lot_of_authority[outcome.authority] for outcome in result.chosen
    )


@given(pools(), SEEDS, QUOTAS)
def test_every_lot_has_an_authority(pool, seed, quota) -> None:
    result = draw(pool, seed=seed, quota=quota)

    assert {lot for lots in result.lot_of_authority.values() for lot in lots} == set(pool.lots)


@given(pools(), SEEDS, QUOTAS)
def test_a_lone_authority_gets_as_many_as_there_are_up_to_the_quota(pool, seed, quota) -> None:
    result = draw(replace(pool, authorities=()), seed=seed, quota=quota)

    assert len(result.chosen) == min(quota, len(pool.candidates))


@given(pools(), SEEDS, QUOTAS)
def test_without_allotment_the_turns_are_even(pool, seed, quota) -> None:
    result = draw(pool, seed=seed, quota=quota, allots_lots=False)

    counts = [len(of(result, name)) for name in pool.authorities or ("",)]
    assert max(counts) - min(counts) <= 1


@given(SEEDS)
def test_as_many_lots_as_authorities_gives_one_each(seed) -> None:
    pool = Pool(tuple(PoolCandidate(lot, lot, lot) for lot in LOTS), BOARDS, LOTS)

    result = draw(pool, seed=seed, quota=1)

    assert sorted(result.lot_of_authority.values()) == sorted((lot,) for lot in LOTS)


def test_more_lots_than_authorities_go_round() -> None:
    pool = Pool(tuple(PoolCandidate(lot, lot, lot) for lot in LOTS), BOARDS[:2], LOTS)

    result = draw(pool, seed="7", quota=1)

    assert sorted(len(lots) for lots in result.lot_of_authority.values()) == [1, 2]


def test_more_authorities_than_lots_share_a_lot_in_turns() -> None:
    pool = Pool(tuple(PoolCandidate(str(n), str(n), "HVB") for n in range(9)), BOARDS, ("HVB",))

    result = draw(pool, seed="7", quota=2)

    assert [len(of(result, name)) for name in BOARDS] == [2, 2, 2]


def test_without_a_quota_all_are_chosen_in_order() -> None:
    pool = Pool(tuple(PoolCandidate(str(n), str(n)) for n in range(9)))

    result = draw(pool, seed="7", quota=None)

    assert [outcome.place for outcome in result.chosen] == list(range(1, 10))


def test_the_draw_of_a_known_pool_never_changes() -> None:
    pool = Pool(tuple(PoolCandidate(key, key) for key in "abcdefgh"))

    result = draw(pool, seed="2017-01-01 Son 2016/408", quota=3)

    assert [outcome.key for outcome in result.chosen] == ["b", "e", "g"]


def test_a_ticket_is_the_digest_of_seed_and_key() -> None:
    assert ticket("frö", "nyckel") == hashlib.sha256("frö:nyckel".encode()).hexdigest()


@settings(max_examples=20, deadline=None)
@given(
    st.text("aå '\"$`\\!*0-", min_size=1, max_size=8), st.text("kö'\"$ ", min_size=1, max_size=8)
)
def test_the_command_line_gives_the_same_ticket(seed, key) -> None:
    answer = subprocess.run(
        ["/bin/bash", "-c", single_command(seed, key)], capture_output=True, text=True, check=True
    )

    assert answer.stdout.split()[0] == ticket(seed, key)


def test_the_long_command_gives_all_tickets_lowest_first() -> None:
    keys = ["556677-8899/1", "nämnd:Ekby", "Örtens vård & omsorg"]

    answer = subprocess.run(
        ["/bin/bash", "-c", whole_command("2026-03-02 SN 1/2", keys)],
        capture_output=True,
        text=True,
        check=True,
    )

    expected = sorted((ticket("2026-03-02 SN 1/2", key), key) for key in keys)
    assert answer.stdout.splitlines() == [f"{number}  -{key}" for number, key in expected]


FITS = "Alla i gruppen fick plats."
NEITHER = "Varken avropad eller önskad."


@pytest.mark.parametrize(
    ("used", "wished", "quota", "sentences"),
    [
        (1, 1, 3, [f"Avropas. {FITS}", f"Önskad av avropande enhet. {FITS}",
                   f"{NEITHER} Lotten avgjorde: nummer 1 av 2, 1 plats fanns."]),
        (4, 0, 2, ["Avropas. Lotten avgjorde: nummer 1 av 4, 2 platser fanns."]),
        (2, 2, 2, [f"Avropas. {FITS}",
                   "Önskad av avropande enhet. Alla platser (2) gick till dem som avropas."]),
        (1, 1, 2, [f"{NEITHER} Alla platser (2) gick till dem som avropas eller är önskade."]),
        (0, 2, 2, [f"{NEITHER} Alla platser (2) gick till dem som är önskade."]),
    ],
)  # fmt: skip
def test_the_reason_says_what_decided(used, wished, quota, sentences) -> None:
    pool = Pool(
        tuple(
            PoolCandidate(str(n), str(n), "", n < used, used <= n < used + wished) for n in range(4)
        )
    )

    reasons = {outcome.reason for outcome in draw(pool, seed="7", quota=quota).outcomes}

    assert set(sentences) <= reasons


def test_a_candidate_that_is_both_used_and_wished_counts_as_used() -> None:
    assert PoolCandidate("1", "A", "", is_used=True, is_wished=True).ground == Ground.USED


@pytest.mark.parametrize(
    ("pool", "seed", "quota", "sentence"),
    [
        (Pool(()), "7", 1, "inga kandidater"),
        (Pool((PoolCandidate("1", "A"),)), "", 1, "frö"),
        (Pool((PoolCandidate("1", "A"),)), "\ud800", 1, "frö"),
        (Pool((PoolCandidate("1", "A"),)), "7", 0, "minst 1"),
        (Pool((PoolCandidate("1", "A"), PoolCandidate("1", "B"))), "7", 1, "två gånger"),
        (Pool((PoolCandidate("1", "A", "X"),), (), ("Y",)), "7", 1, "”A” har avtalsområdet ”X”"),
        (Pool((PoolCandidate("1", "A"),), (), ("Y",)), "7", 1, "inget avtalsområde"),
    ],
)
def test_a_pool_that_cannot_be_drawn_is_refused(pool, seed, quota, sentence) -> None:
    with pytest.raises(RuleViolation, match=sentence):
        draw(pool, seed=seed, quota=quota)


def test_a_seed_is_tidied_to_one_spelling() -> None:
    assert checked_seed("  Sa\u030a 2026/1 ") == "Så 2026/1"


@pytest.mark.parametrize("seed", ["", "   ", "a'b", "a\nb", "$(ls)", "a" * 61, "a\u200bb"])
def test_a_seed_that_is_hard_to_copy_is_refused(seed: str) -> None:
    with pytest.raises(RuleViolation):
        checked_seed(seed)
