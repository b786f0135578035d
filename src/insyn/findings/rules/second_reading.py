"""Two who assess the same requirements apart: who may, what they agree on, what is left. Pure."""

from collections import Counter
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import floor

IS_REVIEWER = "Personen är uppföljare här. Andra bedömaren ska vara någon annan än uppföljarna."
REVIEWS_NOW = (
    "Du är uppföljare i uppföljningen. Då är du inte oberoende och kan inte vara andra bedömare."
)
READS_ALREADY = (
    "%(user)s är andra bedömare i uppföljningen och ska bedöma oberoende av uppföljarna. Välj "
    "någon annan, eller byt andra bedömare först."
)
IS_BIASED = "Personen har anmält jäv i uppföljningen. Välj någon annan."
YOU_ARE_BIASED = "Du har anmält jäv i uppföljningen. Då deltar du inte i bedömningen."
HAS_BEGUN = (
    "Bedömningen är redan påbörjad. Den som har kunnat läsa den bedömer inte oberoende. Utse "
    "andra bedömaren innan något är bedömt."
)
NOT_THEIRS = "Bara andra bedömaren skriver sin egen bedömning."
ALREADY_DONE = "Du har markerat din bedömning som klar. Då ändras den inte längre."
NOTHING_TO_READ = "Mallen har inga frågor om avtalets krav. Då finns inget att bedöma två gånger."
NOT_COMPARED = "Jämför först: båda ska ha bedömt alla krav."
REASON_MISSING = "Skriv varför ni väljer nivån."
DEMANDED = "Formen kräver två bedömare. Utse andra bedömaren under Två bedömare."
NOT_DONE = "Andra bedömaren är inte klar."
FIRST_NOT_DONE = "Bedöm alla krav, så att de två bedömningarna kan jämföras."
DEMANDED_STAYS = "Formen kräver två bedömare. Byt person i stället för att ta bort."
COMPARED_STAYS = "De två bedömningarna är jämförda. Då byts eller tas andra bedömaren inte bort."


def naming_refusal(
    *, is_reviewer: bool, has_begun: bool, is_demanded: bool, is_biased: bool = False
) -> str:
    """Return why the person cannot be named second reader; empty when they can.

    A form that demands two readers keeps the levels from the beginning; by hand it must be
    before there is anything to read.
    """
    if is_biased:
        return IS_BIASED
    if is_reviewer:
        return IS_REVIEWER
    return HAS_BEGUN if has_begun and not is_demanded else ""


def writing_refusal(*, is_reader: bool, is_done: bool, is_reviewer: bool = False) -> str:
    """Return why the asker cannot write a second assessment; empty when they can."""
    if not is_reader:
        return NOT_THEIRS
    if is_reviewer:
        return REVIEWS_NOW
    return ALREADY_DONE if is_done else ""


def unread_said(left: int) -> str:
    """Return what is left before the second reader is done."""
    if left == 1:
        return "Ett krav återstår att bedöma."
    return f"{left} krav återstår att bedöma."


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a second reading is. ``differing`` counts differences that nobody has settled."""

    is_demanded: bool
    has_reader: bool
    is_done: bool = False
    is_compared: bool = False
    differing: int = 0
    requirements: int = 0


def reading_lacks(standing: Standing) -> str:
    """Return why the assessment cannot be settled for want of a second reading; empty when it can.

    Without requirements there is nothing to read twice, whatever the form says.
    """
    if not standing.requirements:
        return ""
    if not standing.has_reader:
        return DEMANDED if standing.is_demanded else ""
    if not standing.is_done:
        return NOT_DONE
    if not standing.is_compared:
        return FIRST_NOT_DONE
    return differing_said(standing.differing)


def differing_said(count: int) -> str:
    """Return that differences are left to settle; empty when none is."""
    if not count:
        return ""
    if count == 1:
        return "En skillnad mellan de två bedömningarna är inte avgjord."
    return f"{count} skillnader mellan de två bedömningarna är inte avgjorda."


Pair = tuple[Hashable, Hashable]


@dataclass(frozen=True, slots=True)
class Agreement:
    """How far two readers agree on the same requirements.

    ``share`` is of equal levels. ``kappa`` is Cohen's: agreement beyond what chance would
    give, from -1 to 1. ``undefined`` says in Swedish why there is no kappa.
    """

    count: int
    equal: int
    share: Fraction | None
    kappa: Fraction | None
    undefined: str = ""

    @property
    def percent(self) -> int | None:
        """Return the share in whole per cent, rounded down; None without any pair."""
        return None if self.share is None else floor(self.share * 100)

    @property
    def shown_kappa(self) -> str:
        """Return kappa with two decimals as Swedish writes it; empty when there is none."""
        if self.kappa is None:
            return ""
        return f"{float(self.kappa):.2f}".replace(".", ",").replace("-", "−")

    @property
    def kappa_words(self) -> str:
        return "" if self.kappa is None else kappa_said(self.kappa)


NO_PAIRS = "Inget krav är bedömt av båda. Då finns inget att jämföra."
ONE_LEVEL = (
    "Båda har gett alla krav samma nivå. Då kan slumpen inte räknas bort, och kappa går inte att "
    "räkna ut."
)


def agreement(pairs: Sequence[Pair]) -> Agreement:
    """Return how far the two agree, from (first, second) of each requirement."""
    count = len(pairs)
    equal = sum(1 for first, second in pairs if first == second)
    if not count:
        return Agreement(0, 0, None, None, NO_PAIRS)
    seen = Fraction(equal, count)
    firsts = Counter(first for first, _second in pairs)
    seconds = Counter(second for _first, second in pairs)
    chance = Fraction(sum(firsts[level] * seconds[level] for level in firsts), count * count)
    if chance == 1:
        return Agreement(count, equal, seen, None, ONE_LEVEL)
    return Agreement(count, equal, seen, (seen - chance) / (1 - chance))


_STRENGTHS = (
    (Fraction(4, 5), "mycket god"),
    (Fraction(3, 5), "god"),
    (Fraction(2, 5), "måttlig"),
    (Fraction(1, 5), "svag"),
)


def kappa_said(kappa: Fraction) -> str:
    """Return how strong the agreement is in words; the usual five classes of kappa."""
    for bound, word in _STRENGTHS:
        if kappa > bound:
            return f"{word} samstämmighet"
    return "mycket svag samstämmighet" if kappa > 0 else "inte bättre än slumpen"
