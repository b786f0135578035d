"""How well an assessment foretold what was found: lift by band, and chosen against drawn. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import sqrt

from insyn.kernel.choices import Choice
from insyn.risk.rules.kinds import RiskBand

FEWEST = 10
"""Follow-ups. With fewer a share says nothing."""

_Z = 1.96
"""Standard deviations on each side of the middle that hold 95 per cent."""


class Certainty(Choice):
    """How much two shares say when they are held against each other."""

    NOTHING = "nothing", "Inget att jämföra"
    TOO_FEW = "too_few", "För få för att säga något"
    UNSURE = "unsure", "Skillnaden kan bero på slumpen"
    BETTER = "better", "Tydligt fler"
    WORSE = "worse", "Tydligt färre"


MEANINGS: Mapping[Certainty, str] = {
    Certainty.NOTHING: "Det behövs uppföljningar både bland dem som valdes för risken och bland "
    "dem som lottades till kontrollandelen.",
    Certainty.TOO_FEW: "Minst en av grupperna har färre än tio uppföljningar. Då kan en enda brist "
    "ändra bilden.",
    Certainty.UNSURE: "Grupperna skiljer sig inte mer än slumpen kan förklara. Det är inget bevis "
    "för att urvalet efter risk träffade rätt, och inget bevis mot det.",
    Certainty.BETTER: "De som valdes för risken hade oftare brister än de lottade. Skillnaden är "
    "större än slumpen brukar ge.",
    Certainty.WORSE: "De lottade hade oftare brister än de som valdes för risken. Se över "
    "modellens faktorer och vikter.",
}
NOT_PROVEN: Mapping[str, str] = {
    "unseen": "Bara de som följdes upp räknas. Om de andra vet ni inget.",
    "looking": "Uppföljarna kände ofta till riskklassen. Den som väntar sig brister letar "
    "noggrannare.",
    "weight": "Alla brister som räknas väger lika, stora som små.",
    "cause": "Att en riskklass träffade rätt säger inte vilken faktor som gjorde det, eller vad "
    "som orsakade bristerna.",
    "time": "Det gäller ett år och era egna utförare. Nästa år kan det vara annorlunda.",
}


@dataclass(frozen=True, slots=True)
class Share:
    """How many of those followed up had a deficiency."""

    hits: int = 0
    total: int = 0

    @property
    def rate(self) -> float | None:
        """Return the share, 0 to 1; None when none was followed up."""
        return self.hits / self.total if self.total else None

    @property
    def percent(self) -> int | None:
        """Return whole per cent, halves up; None when none was followed up."""
        return (200 * self.hits + self.total) // (2 * self.total) if self.total else None

    @property
    def is_few(self) -> bool:
        return self.total < FEWEST

    @property
    def interval(self) -> tuple[float, float]:
        """Return where the true share lies, 95 times of 100; all of 0 to 1 when nothing is known.

        Wilson's interval: it stays within 0 and 1 also when the numbers are small.
        """
        if self.rate is None:
            return 0.0, 1.0
        spread = _Z * _Z / self.total
        middle = (self.rate + spread / 2) / (1 + spread)
        reach = _Z * sqrt(self.rate * (1 - self.rate) / self.total + spread / self.total / 4)
        half = reach / (1 + spread)
        return max(0.0, middle - half), min(1.0, middle + half)

    def __add__(self, other: "Share") -> "Share":
        return Share(self.hits + other.hits, self.total + other.total)


@dataclass(frozen=True, slots=True)
class BandResult:
    """A band: how many were in it, what was found, and how that is against all."""

    band: RiskBand
    judged: int
    found: Share
    lift: float | None
    certainty: Certainty


@dataclass(frozen=True, slots=True)
class Comparison:
    """Those chosen for their risk against those drawn as a control."""

    chosen: Share
    control: Share

    @property
    def certainty(self) -> Certainty:
        return certainty(self.chosen, self.control)


@dataclass(frozen=True, slots=True)
class Outcome:
    """Something judged that was followed up, and whether a deficiency was found."""

    band: RiskBand
    is_hit: bool


def share_of(outcomes: Iterable[bool]) -> Share:
    """Return the share of hits among those followed up."""
    hits = list(outcomes)
    return Share(sum(hits), len(hits))


def by_band(judged: Mapping[RiskBand, int], outcomes: Sequence[Outcome]) -> list[BandResult]:
    """Return every band, the highest first. Each is held against the other bands together.

    ``lift`` is the band's share divided by that of all; None when either is unknown or nothing
    at all was found.
    """
    found = {
        band: share_of(one.is_hit for one in outcomes if one.band is band) for band in RiskBand
    }
    whole = share_of(one.is_hit for one in outcomes)
    return [
        BandResult(
            band,
            judged.get(band, 0),
            found[band],
            lift(found[band], whole),
            certainty(found[band], _others(found, band)),
        )
        for band in reversed(RiskBand)
    ]


def _others(found: Mapping[RiskBand, Share], band: RiskBand) -> Share:
    return sum((share for other, share in found.items() if other is not band), Share())


def lift(part: Share, whole: Share) -> float | None:
    """Return how many times as often the part was hit as the whole."""
    if part.rate is None or not whole.rate:
        return None
    return part.rate / whole.rate


def certainty(one: Share, other: Share) -> Certainty:
    """Return how much the difference says: clear only when the two intervals do not meet."""
    if not one.total or not other.total:
        return Certainty.NOTHING
    if one.is_few or other.is_few:
        return Certainty.TOO_FEW
    (low, high), (other_low, other_high) = one.interval, other.interval
    if low > other_high:
        return Certainty.BETTER
    return Certainty.WORSE if high < other_low else Certainty.UNSURE
