"""The lottery that anybody can repeat, with any tool, on any machine.

Nothing here is random. Each candidate has a ticket: the SHA-256 digest, in hexadecimal, of
the text ``<seed>:<key>`` in UTF-8. Lower tickets come first. Who knows the seed and the keys
gets the same order with ``printf '%s' '<seed>:<key>' | sha256sum``.

1. Lots are dealt out: authorities and lots are put in the order of their tickets (keys
   ``nämnd:<name>`` and ``område:<name>``), and the first authority gets the first lot. When
   one list is longer, the shorter starts over (round robin): an authority may get several
   lots, or several authorities may share one lot.
2. In each authority's lots the candidates stand in the order used → wished → the rest, and
   inside each group in the order of their tickets.
3. The first ``quota`` are chosen for each authority. Authorities that share lots take turns.

Source of the order: the coordinated follow-up of 2017, section 2.1.
"""

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from insyn.kernel.errors import RuleViolation
from insyn.kernel.lottery import ticket
from insyn.risk.rules.states import Ground

RULE = "Avropas, därefter önskade, därefter lottning. Lott: SHA-256 av ”frö:nyckel”."
"""The rule in one line, kept with every draw."""

AUTHORITY_KEY = "nämnd:"
LOT_KEY = "område:"
ORDER = (Ground.USED, Ground.WISHED, Ground.LOTTERY)
EXAMPLE_SEED = "prov"
"""The seed of every trial: known to all, so it never decides a real draw."""


@dataclass(frozen=True, slots=True)
class PoolCandidate:
    """One that can be chosen. The key is unique in its lot."""

    key: str
    name: str
    lot: str = ""
    is_used: bool = False
    is_wished: bool = False

    @property
    def ground(self) -> Ground:
        """Return the group the candidate belongs to, whether chosen or not."""
        if self.is_used:
            return Ground.USED
        return Ground.WISHED if self.is_wished else Ground.LOTTERY


@dataclass(frozen=True, slots=True)
class Pool:
    """Everything that is drawn among. Without authorities there is one without a name."""

    candidates: tuple[PoolCandidate, ...]
    authorities: tuple[str, ...] = ()
    lots: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one candidate. ``place`` is its place among those it competed with."""

    key: str
    chosen: bool
    ground: Ground
    authority: str
    reason: str
    name: str
    lot: str
    place: int
    ticket: str


@dataclass(frozen=True, slots=True)
class Draw:
    """The whole result, in an order that does not depend on that of the pool."""

    seed: str
    quota: int | None
    allots_lots: bool
    lot_of_authority: Mapping[str, tuple[str, ...]]
    outcomes: tuple[Outcome, ...]

    @property
    def chosen(self) -> tuple[Outcome, ...]:
        return tuple(outcome for outcome in self.outcomes if outcome.chosen)


@dataclass(frozen=True, slots=True)
class Field:
    """Authorities, in the order of their turns, and the lots that they alone draw from."""

    authorities: tuple[str, ...]
    lots: frozenset[str]


def draw(pool: Pool, *, seed: str, quota: int | None, allots_lots: bool = True) -> Draw:
    """Return who is chosen by whom, and why the others are not.

    ``quota`` is how many each authority takes on; None means no limit. Without allotment all
    authorities draw from all lots and take turns.

    Raises:
        RuleViolation: no candidate, no seed, a quota below one, or a pool that contradicts
            itself.
    """
    _check(pool, seed, quota)
    authorities = in_lottery_order(seed, AUTHORITY_KEY, pool.authorities) or ("",)
    lots = in_lottery_order(
        seed, LOT_KEY, pool.lots or {candidate.lot for candidate in pool.candidates}
    )
    fields = dealt_out(authorities, lots) if allots_lots else [Field(authorities, frozenset(lots))]
    outcomes = [outcome for field in fields for outcome in _drawn(pool, field, seed, quota)]
    return Draw(
        seed=seed,
        quota=quota,
        allots_lots=allots_lots,
        lot_of_authority={
            authority: tuple(sorted(field.lots))
            for field in fields
            for authority in field.authorities
        },
        outcomes=tuple(sorted(outcomes, key=lambda o: (o.lot, o.place, o.key))),
    )


def _check(pool: Pool, seed: str, quota: int | None) -> None:
    if not pool.candidates:
        raise RuleViolation("Det finns inga kandidater att välja bland.")
    if not seed or any(unicodedata.category(sign) in {"Cc", "Cs"} for sign in seed):
        raise RuleViolation("Lottningen behöver ett frö av vanliga tecken.")
    if quota is not None and quota < 1:
        raise RuleViolation("Åtagandet per nämnd ska vara minst 1.")
    seen: set[tuple[str, str]] = set()
    for candidate in pool.candidates:
        if (candidate.key, candidate.lot) in seen:
            raise RuleViolation(f"Nyckeln ”{candidate.key}” finns två gånger i samma avtalsområde.")
        if pool.lots and candidate.lot not in pool.lots:
            lot = f"avtalsområdet ”{candidate.lot}”" if candidate.lot else "inget avtalsområde"
            known = ", ".join(sorted(pool.lots))
            raise RuleViolation(f"”{candidate.name}” har {lot}, men ska ha något av: {known}.")
        seen.add((candidate.key, candidate.lot))


def in_lottery_order(seed: str, prefix: str, names: Iterable[str]) -> tuple[str, ...]:
    """Return the names with the lowest ticket first."""
    return tuple(sorted(set(names), key=lambda name: (ticket(seed, prefix + name), name)))


def dealt_out(authorities: Sequence[str], lots: Sequence[str]) -> list[Field]:
    """Deal the lots out: one field per authority, or per lot when the authorities are more."""
    if len(lots) >= len(authorities):
        step = len(authorities)
        return [Field((name,), frozenset(lots[i::step])) for i, name in enumerate(authorities)]
    step = len(lots)
    return [Field(tuple(authorities[i::step]), frozenset({lot})) for i, lot in enumerate(lots)]


def _drawn(pool: Pool, field: Field, seed: str, quota: int | None) -> Iterable[Outcome]:
    ranked = sorted(
        (
            (ORDER.index(candidate.ground), ticket(seed, candidate.key), candidate)
            for candidate in pool.candidates
            if candidate.lot in field.lots
        ),
        key=lambda row: (row[0], row[1], row[2].key, row[2].lot),
    )
    places = len(ranked) if quota is None else quota * len(field.authorities)
    sizes = [sum(group == rank for rank, _, _ in ranked) for group in range(len(ORDER))]
    for index, (rank, number, candidate) in enumerate(ranked):
        chosen = index < places
        yield Outcome(
            key=candidate.key,
            chosen=chosen,
            ground=candidate.ground,
            authority=field.authorities[index % len(field.authorities)] if chosen else "",
            reason=_reason(sizes, rank=rank, index=index, places=places),
            name=candidate.name,
            lot=candidate.lot,
            place=index + 1,
            ticket=number,
        )


GROUND_WORDS = {
    Ground.USED: "Avropas.",
    Ground.WISHED: "Önskad av avropande enhet.",
    Ground.LOTTERY: "Varken avropad eller önskad.",
}


def _reason(sizes: Sequence[int], *, rank: int, index: int, places: int) -> str:
    """Return the sentence for the candidate at ``index`` of its field (counted from 0)."""
    before = sum(sizes[:rank])
    left = max(0, places - before)
    words = GROUND_WORDS[ORDER[rank]]
    if not left:
        return f"{words} {_filled_by(sizes, rank=rank, places=places)}"
    if sizes[rank] <= left:
        return f"{words} Alla i gruppen fick plats."
    return (
        f"{words} Lotten avgjorde: nummer {index - before + 1} av {sizes[rank]}, "
        f"{left} {'plats' if left == 1 else 'platser'} fanns."
    )


def _filled_by(sizes: Sequence[int], *, rank: int, places: int) -> str:
    names = ("avropas", "är önskade")
    filled = [name for name, size in zip(names[:rank], sizes, strict=False) if size]
    who = " eller ".join(filled[:1] if places <= sizes[0] else filled)
    return f"Alla platser ({places}) gick till dem som {who}."
