"""What a risk model says, as plain facts, and what is wrong with it. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

from insyn.risk.rules.bands import default_bands
from insyn.risk.rules.kinds import FactorPart, FactorSource, Measure

SMALLEST_SCALE, LARGEST_SCALE = 3, 6
USUAL_SCALE = 4
HEAVIEST = 10


@dataclass(frozen=True, slots=True)
class FactorFacts:
    """One thing that makes a risk larger or smaller.

    ``bounds`` are the highest values of each level but the last, rising; or the lowest values
    of each, falling, when a low value is the worse. ``level_texts`` goes from level 1 up.
    """

    code: str
    name: str
    part: FactorPart
    weight: int = 1
    measure: Measure | None = None
    bounds: tuple[float, ...] = ()
    level_texts: tuple[str, ...] = ()
    missing_level: int = 3
    explanation: str = ""

    @property
    def source(self) -> FactorSource:
        return FactorSource.COMPUTED if self.measure else FactorSource.JUDGED

    @property
    def is_falling(self) -> bool:
        """Tell whether a low value is the worse."""
        return bool(self.bounds) and self.bounds[0] > self.bounds[-1]

    def text_of(self, level: int) -> str:
        """Return what the level means; empty when nobody has said it."""
        return self.level_texts[level - 1] if 0 < level <= len(self.level_texts) else ""


@dataclass(frozen=True, slots=True)
class ModelFacts:
    """Everything that decides a score: the factors, the scale and the lines of the matrix."""

    factors: tuple[FactorFacts, ...]
    scale_size: int = USUAL_SCALE
    bands: tuple[int, ...] = default_bands(USUAL_SCALE)

    def of(self, part: FactorPart) -> tuple[FactorFacts, ...]:
        """Return the factors of one part, in order."""
        return tuple(factor for factor in self.factors if factor.part == part)

    @property
    def judged_codes(self) -> tuple[str, ...]:
        return tuple(factor.code for factor in self.factors if factor.measure is None)


def problems(model: ModelFacts) -> list[str]:
    """Return what must be put right before the model may be used, one sentence each."""
    found = [
        f"Modellen saknar faktorer för delen ”{part.label}”. Lägg till minst en."
        for part in FactorPart
        if not model.of(part)
    ]
    found += bands_problems(model.bands, model.scale_size)
    for factor in model.factors:
        found += factor_problems(factor, model.scale_size)
    return found


def bands_problems(bands: Sequence[int], scale_size: int) -> list[str]:
    """Return what is wrong with the lines of the matrix."""
    highest = scale_size**2
    is_rising = list(bands) == sorted(set(bands))
    if len(bands) != len(default_bands(scale_size)) or not is_rising:
        return ["Gränserna i matrisen ska vara tre stigande tal: måttlig, hög och mycket hög."]
    if bands[0] < 2 or bands[-1] > highest:  # noqa: PLR2004  one is the lowest risk there is
        return [
            (
                f"Gränserna i matrisen ska ligga mellan 2 och {highest}, som är det högsta "
                f"riskvärdet med {scale_size} nivåer."
            )
        ]
    return []


def factor_problems(factor: FactorFacts, scale_size: int) -> list[str]:
    """Return what is wrong with one factor on a scale of that size."""
    found = _of_bounds(factor, scale_size) if factor.measure else _of_texts(factor, scale_size)
    if not 2 <= factor.missing_level <= scale_size:  # noqa: PLR2004  one would look safe
        found.append(
            f"”{factor.name}”: nivån när uppgift saknas ska vara mellan 2 och {scale_size}. "
            "En uppgift som saknas får aldrig se ut som låg risk."
        )
    return found


def _of_bounds(factor: FactorFacts, scale_size: int) -> list[str]:
    wanted = scale_size - 1
    if len(factor.bounds) != wanted:
        return [
            (
                f"”{factor.name}” har {_bounds_said(len(factor.bounds))}, men en skala med "
                f"{scale_size} nivåer behöver {wanted}. Ändra faktorns gränser."
            )
        ]
    if list(factor.bounds) not in (sorted(factor.bounds), sorted(factor.bounds, reverse=True)):
        return [
            (
                f"”{factor.name}”: gränserna ska stiga hela vägen, eller sjunka hela vägen när ett "
                "lågt värde är sämre."
            )
        ]
    return []


def _bounds_said(number: int) -> str:
    return "1 gräns" if number == 1 else f"{number} gränser"


def _of_texts(factor: FactorFacts, scale_size: int) -> list[str]:
    if len([text for text in factor.level_texts if text]) != scale_size:
        return [
            (
                f"”{factor.name}” bedöms av människor. Skriv vad var och en av de {scale_size} "
                "nivåerna betyder, en rad per nivå."
            )
        ]
    return []
