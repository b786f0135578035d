"""From measured values to a score, and the reasons that add up to it. Pure.

A *signature* holds the level of each factor in the order of the model, one sign a factor, with
``?`` where nothing is known. Everything else follows from the signature and the model, so that
many rows with the same signature are scored once.

A value that is missing counts as the level the model says for that, and never less than what
is known: where it would lower the part, it is left out.
"""

from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from insyn.risk.rules.bands import HUNDREDTHS, band_of
from insyn.risk.rules.factors import FactorFacts, ModelFacts
from insyn.risk.rules.kinds import FactorPart, RiskBand
from insyn.risk.rules.measuring import UNITS, Said, Unit, words_for

UNKNOWN = "?"
Value = float | int | None
"""What was measured, or for a judged factor the level that was given; None is not known."""


@dataclass(frozen=True, slots=True)
class Scored:
    """What a signature comes to. Parts and score are in hundredths."""

    levels: str
    likelihood: int
    consequence: int
    score: int
    band: RiskBand
    missing: int


@dataclass(frozen=True, slots=True)
class Reason:
    """What one factor adds to its part, in hundredths. The reasons of a part add up to it.

    ``counts`` is false where a missing value is left out, because it would lower the part.
    """

    factor: FactorFacts
    value: Value
    level: int
    is_missing: bool
    counts: bool
    contribution: int

    @property
    def level_text(self) -> str:
        return self.factor.text_of(self.level)

    @property
    def word(self) -> Said | None:
        """Return what the value is called, where its number would say nothing."""
        measure = self.factor.measure
        return None if measure is None or self.value is None else words_for(measure, self.value)

    @property
    def unit(self) -> Unit | None:
        return UNITS.get(self.factor.measure) if self.factor.measure else None

    def sentence(self) -> str:
        """Return the reason in Swedish: ”Öppna brister: 2 brister → nivå 3, vikt 3, bidrar …”."""
        added = f"{self.contribution / HUNDREDTHS:.2f}".replace(".", ",")
        shown = f"nivå {self.level}, vikt {self.factor.weight}, bidrar med {added}"
        return f"{self.factor.name}: {self._said()} → {shown}"

    def _said(self) -> str:
        if self.is_missing:
            return "uppgift saknas" if self.counts else "uppgift saknas och räknas inte"
        if self.factor.measure is None:
            return "bedömd"
        number = f"{self.value:,.0f}".replace(",", "\u00a0").replace("-", "−")
        return self.word.label if self.word else f"{number} {self.unit.label if self.unit else ''}"


class Scorer:
    """A model made ready to score many rows."""

    def __init__(self, model: ModelFacts) -> None:
        self.model = model
        self._readers = [_reader(factor) for factor in model.factors]
        self._known: dict[str, Scored] = {}

    def signature(self, measured: Sequence[Value]) -> str:
        """Return the signature of the values, which stand in the order of the factors."""
        return "".join(
            [
                UNKNOWN
                if value is None
                else str(bisect_left(bounds, value * sign) + 1)
                if bounds
                else str(value)
                for value, (bounds, sign) in zip(measured, self._readers, strict=True)
            ]
        )

    def scored(self, signature: str) -> Scored:
        """Return what the signature comes to."""
        found = self._known.get(signature)
        if found is None:
            found = self._known[signature] = score_of(self.model, signature)
        return found


def _reader(factor: FactorFacts) -> tuple[list[float], int]:
    """Return the bounds, rising, and the sign that a value is turned with to be compared."""
    sign = -1 if factor.is_falling else 1
    return ([bound * sign for bound in factor.bounds] if factor.measure else [], sign)


def level_of(factor: FactorFacts, value: float) -> int:
    """Return the level that the value gives."""
    bounds, sign = _reader(factor)
    return bisect_left(bounds, value * sign) + 1 if bounds else int(value)


def score_of(model: ModelFacts, signature: str) -> Scored:
    """Return what the signature comes to in the model."""
    likelihood = sum(shares_of(model, signature, FactorPart.LIKELIHOOD).values())
    consequence = sum(shares_of(model, signature, FactorPart.CONSEQUENCE).values())
    score = (likelihood * consequence + HUNDREDTHS // 2) // HUNDREDTHS
    return Scored(
        levels=levels_of(model, signature),
        likelihood=likelihood,
        consequence=consequence,
        score=score,
        band=band_of(score, model.bands),
        missing=signature.count(UNKNOWN),
    )


def levels_of(model: ModelFacts, signature: str) -> str:
    """Return the level of each factor, with the model's own where nothing is known."""
    return "".join(
        str(factor.missing_level) if sign == UNKNOWN else sign
        for factor, sign in zip(model.factors, signature, strict=True)
    )


def shares_of(model: ModelFacts, signature: str, part: FactorPart) -> Mapping[int, int]:
    """Return what each factor of the part that counts adds, in hundredths, by its place.

    Their sum is the weighted mean of the levels, rounded to the nearest hundredth.
    """
    levels = levels_of(model, signature)
    places = [at for at, factor in enumerate(model.factors) if factor.part == part]
    weighed = [(at, model.factors[at].weight, int(levels[at])) for at in places]
    known = [row for row in weighed if signature[row[0]] != UNKNOWN]
    weight = sum(row[1] for row in known)
    total = sum(row[1] * row[2] for row in known)
    missing = [row for row in weighed if row not in known and row[2] * weight >= total]
    return _shares([row for row in weighed if row in known or row in missing])


def _shares(weighed: Sequence[tuple[int, int, int]]) -> dict[int, int]:
    """Share the rounded mean out by what each adds, the largest remainders first."""
    weight = sum(row[1] for row in weighed)
    if not weight:
        return {}
    total = sum(row[1] * row[2] for row in weighed)
    mean = (2 * HUNDREDTHS * total + weight) // (2 * weight)
    exact = {at: divmod(HUNDREDTHS * own * level, weight) for at, own, level in weighed}
    shares = {at: whole for at, (whole, _rest) in exact.items()}
    left = mean - sum(shares.values())
    for at in sorted(shares, key=lambda place: -exact[place][1])[:left]:
        shares[at] += 1
    return shares


def signature_of(measured: Sequence[Value], levels: str) -> str:
    """Return the signature of a stored row."""
    return "".join(
        UNKNOWN if value is None else level for value, level in zip(measured, levels, strict=True)
    )


def reasons(model: ModelFacts, measured: Sequence[Value], levels: str) -> list[Reason]:
    """Return why a row came to its score, factor by factor in the order of the model."""
    signature = signature_of(measured, levels)
    shares: dict[int, int] = {}
    for part in FactorPart:
        shares.update(shares_of(model, signature, part))
    return [
        Reason(
            factor=factor,
            value=value,
            level=int(level),
            is_missing=value is None,
            counts=at in shares,
            contribution=shares.get(at, 0),
        )
        for at, (factor, value, level) in enumerate(
            zip(model.factors, measured, levels, strict=True)
        )
    ]


def risk_words(found: Sequence[Reason], score: int, band: RiskBand) -> str:
    """Return in Swedish how high a risk is and what makes it so, as a motive to change."""
    number = f"{score / HUNDREDTHS:.2f}".replace(".", ",")
    most = [reason.factor.name[:1].lower() + reason.factor.name[1:] for reason in found]
    listed = " och ".join(filter(None, (", ".join(most[:-1]), *most[-1:])))
    return f"Riskvärdet är {number} ({band.label.lower()}). Mest bidrar {listed}."


def of_part(found: Iterable[Reason], part: FactorPart) -> list[Reason]:
    """Return the reasons of one part, those that add the most first."""
    mine = [reason for reason in found if reason.factor.part == part]
    return sorted(mine, key=lambda reason: -reason.contribution)
