"""What a scale must be, and the ones to begin with. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

from insyn.criteria.rules.facts import LevelFacts
from insyn.criteria.rules.states import Level, Tone

FEWEST_LEVELS = 2
LONGEST_LABEL = 60
LONGEST_SIGN = 3


@dataclass(frozen=True, slots=True)
class ScaleStart:
    """A ready scale to begin with and change."""

    code: str
    name: str
    note: str
    levels: tuple[LevelFacts, ...]


_APART = (
    LevelFacts(
        "Inte tillämpligt", "–", Level.NOT_APPLICABLE, Tone.NEUTRAL,
        "Frågan eller området gäller inte verksamheten.",
    ),
    LevelFacts(
        "Inte bedömt", "?", Level.NOT_ASSESSED, Tone.NEUTRAL, "Underlaget räckte inte till."
    ),
)  # fmt: skip

STARTS: tuple[ScaleStart, ...] = (
    ScaleStart(
        "three",
        "Tre nivåer",
        "Uppfyllt, delvis uppfyllt eller inte uppfyllt. Passar de flesta mallar.",
        (
            LevelFacts("Uppfyllt", "✓", Level.MET, Tone.GOOD, "Kravet är uppfyllt i alla delar."),
            LevelFacts(
                "Delvis uppfyllt", "◐", Level.PARTLY, Tone.FAIR,
                "Kravet är uppfyllt i det väsentliga. Något återstår.",
            ),
            LevelFacts(
                "Inte uppfyllt", "✗", Level.NOT_MET, Tone.BAD,
                "Kravet är inte uppfyllt, eller så brister det i något väsentligt.",
            ),
            *_APART,
        ),
    ),
    ScaleStart(
        "two",
        "Två nivåer",
        "Följer kraven eller följer inte kraven.",
        (
            LevelFacts("Följer kraven", "✓", Level.MET, Tone.GOOD, "Inga brister har visats."),
            LevelFacts(
                "Följer inte kraven", "✗", Level.NOT_MET, Tone.BAD,
                "Minst en brist ska avhjälpas.",
            ),
            *_APART,
        ),
    ),
    ScaleStart(
        "four",
        "Fyra nivåer",
        "Skiljer på mindre brister och allvarliga.",
        (
            LevelFacts(
                "Väl uppfyllt", "4", Level.MET, Tone.GOOD,
                "Kravet är uppfyllt och arbetssättet kan visas upp för andra.",
            ),
            LevelFacts("Uppfyllt", "3", Level.MET, Tone.INFO, "Kravet är uppfyllt."),
            LevelFacts(
                "Mindre brister", "2", Level.PARTLY, Tone.FAIR,
                "Något återstår, utan risk för den enskilde.",
            ),
            LevelFacts(
                "Allvarliga brister", "1", Level.NOT_MET, Tone.BAD,
                "Kravet är inte uppfyllt, med risk för den enskilde.",
            ),
            *_APART,
        ),
    ),
    ScaleStart(
        "yes_no",
        "Ja eller nej",
        "För frågor där svaret bara kan vara ja eller nej.",
        (
            LevelFacts("Ja", "J", Level.MET, Tone.GOOD),
            LevelFacts("Nej", "N", Level.NOT_MET, Tone.BAD),
            *_APART,
        ),
    ),
)  # fmt: skip


def levels_refusal(levels: Sequence[LevelFacts]) -> str:
    """Return why these cannot be the levels of a scale, in Swedish; empty when they can."""
    if len(levels) < FEWEST_LEVELS:
        return "En skala behöver minst två nivåer."
    said = _label_refusal(levels) or _sign_refusal(levels)
    return said or _meaning_refusal(levels)


def _label_refusal(levels: Sequence[LevelFacts]) -> str:
    if any(not level.label.strip() for level in levels):
        return "Varje nivå behöver en benämning."
    if same := _twice([level.label for level in levels]):
        return f"Två nivåer kan inte heta ”{same}”."
    return ""


def _sign_refusal(levels: Sequence[LevelFacts]) -> str:
    """Demand a sign of each level's own: the colour never carries the meaning alone."""
    for level in levels:
        if not 0 < len(level.sign.strip()) <= LONGEST_SIGN:
            return f"Nivån ”{level.label}” behöver ett tecken: ett till tre tecken, som ✓ eller 3."
    if same := _twice([level.sign for level in levels]):
        return f"Två nivåer kan inte ha samma tecken, ”{same}”."
    return ""


def _meaning_refusal(levels: Sequence[LevelFacts]) -> str:
    meant = {level.counts_as for level in levels}
    if Level.MET not in meant:
        return "Minst en nivå ska räknas som ”Uppfyllt”. Annars kan ingen klara kravet."
    if Level.NOT_MET not in meant:
        return "Minst en nivå ska räknas som ”Inte uppfyllt”. Annars kan ingen brist sägas."
    return ""


def _twice(words: Sequence[str]) -> str:
    """Return the first word that stands more than once, whatever its capitals."""
    seen: set[str] = set()
    for word in words:
        plain = word.strip().casefold()
        if plain in seen:
            return word.strip()
        seen.add(plain)
    return ""
