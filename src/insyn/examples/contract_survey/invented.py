"""What the source does not tell and the reconstruction invents: units, and how well they do. Pure.

The plan tells which services are asked, when, and how the questions are put. It names no unit
and gives no answer. Those here are made up, and everything that is written says so.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from insyn.registry.rules import AgreementForm, OperatingForm

SEED = "plan_2022_2024"
INVENTED = (
    "Planen berättar vilka verksamheter som får enkäten, när och hur frågorna ställs. Vilka "
    "verksamheterna är och vad de svarar är påhittat, efter en fast regel ur ett frö."
)
MARK = "påhittade verksamheter och svar"
"""Stands in the title of the survey, and so in every document."""
OUTSOURCED_SERVICE = "Entreprenadavtal"
FIRST_NUMBER = 559_980_000
SILENT_OF = 17
"""Of so many units one never hands in."""
PRIVATE, IN_HOUSE, CONTRACTOR = "private", "in_house", "contractor"


@dataclass(frozen=True, slots=True)
class Regime:
    """Agreements on whose terms units work, and who operates them."""

    title: str
    form: AgreementForm
    operated: OperatingForm
    good: int


REGIMES: Mapping[str, Regime] = {
    PRIVATE: Regime(
        "Valfrihetssystem, privata utförare", AgreementForm.CHOICE_SYSTEM, OperatingForm.PRIVATE, 90
    ),
    IN_HOUSE: Regime(
        "Valfrihetssystem, egen regi", AgreementForm.MISSION, OperatingForm.IN_HOUSE, 88
    ),
    CONTRACTOR: Regime("Entreprenad", AgreementForm.OUTSOURCED, OperatingForm.PRIVATE, 93),
}
"""The three that the plan follows up on the same terms."""


@dataclass(frozen=True, slots=True)
class Asked:
    """How many units of a service there are, by regime. ``service`` is what the plan calls it."""

    service: str
    code: str
    units: Mapping[str, int]
    is_second_board: bool = False


ASKED = (
    Asked("Hemtjänst", "hemtjanst", {PRIVATE: 8, IN_HOUSE: 6}),
    Asked("Boendestöd", "boendestod", {PRIVATE: 5, IN_HOUSE: 1}),
    Asked("Ledsagarservice", "ledsagning", {PRIVATE: 5}),
    Asked("Daglig verksamhet", "daglig-verksamhet", {PRIVATE: 5, IN_HOUSE: 5}),
    Asked("Korttidsvistelse", "korttidsvistelse", {PRIVATE: 2, IN_HOUSE: 1}),
    Asked("ÄO SÄBO", "sabo", {IN_HOUSE: 5}),
    Asked(OUTSOURCED_SERVICE, "dagverksamhet", {CONTRACTOR: 5}),
    Asked("Familjerådgivning", "familjeradgivning", {PRIVATE: 5}, is_second_board=True),
)
"""In the order of the plan's timetable, but for the service of the second board, which is last."""


def nine_digits(number: int) -> str:
    """Return the nine first digits of the organisation number of a made-up provider."""
    return str(FIRST_NUMBER + number)
