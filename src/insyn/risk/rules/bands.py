"""Where a score lies in the matrix: its class and its cell. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

from insyn.risk.rules.kinds import RiskBand

HUNDREDTHS = 100
USUAL_BANDS: dict[int, tuple[int, int, int]] = {
    3: (3, 5, 8),
    4: (4, 9, 13),
    5: (5, 10, 17),
    6: (6, 14, 25),
}
"""The lowest products that count as yellow, orange and red, by the size of the scale.

Of four levels: 1 to 3 is green, 4 to 8 yellow, 9 to 12 orange and 16 red, as the method says
of whole levels. Parts are means, and a mean hardly ever is 4: red therefore begins after 12.
"""


def default_bands(scale_size: int) -> tuple[int, int, int]:
    """Return the lines that a matrix of that size begins with."""
    return USUAL_BANDS[scale_size]


def band_of(score: int, bands: Sequence[int]) -> RiskBand:
    """Return the class of a score in hundredths."""
    reached = sum(score >= line * HUNDREDTHS for line in bands)
    return list(RiskBand)[reached]


def nearest_line(score: int, bands: Sequence[int]) -> tuple[int, int]:
    """Return how far it is to the nearest line, in hundredths, and which line that is."""
    return min((abs(score - line * HUNDREDTHS), line) for line in bands)


def rounded(hundredths: int) -> int:
    """Return the whole level that the hundredths are nearest; a half is rounded up."""
    return (hundredths + HUNDREDTHS // 2) // HUNDREDTHS


@dataclass(frozen=True, slots=True)
class Cell:
    """One square of the matrix: its levels, its class and how many lie in it."""

    likelihood: int
    consequence: int
    band: RiskBand
    count: int


def matrix(
    counts: dict[tuple[int, int], int], *, scale_size: int, bands: Sequence[int]
) -> list[list[Cell]]:
    """Return the rows of the matrix, the highest likelihood first, consequence rising."""
    levels = range(1, scale_size + 1)
    return [
        [
            Cell(
                likelihood,
                consequence,
                band_of(likelihood * consequence * HUNDREDTHS, bands),
                counts.get((likelihood, consequence), 0),
            )
            for consequence in levels
        ]
        for likelihood in reversed(levels)
    ]
