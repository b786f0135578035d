"""Why a rule in steps chose a candidate, or did not: one short text for each."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from insyn.risk.rules.states import StepKind
from insyn.risk.rules.steps import Step, StepCandidate

REASON_LENGTH = 300
"""Signs that a reason may have."""

Month = tuple[int, int]
"""A year and a month, 1 to 12."""

MONTHS = (
    "januari", "februari", "mars", "april", "maj", "juni",
    "juli", "augusti", "september", "oktober", "november", "december",
)  # fmt: skip


@dataclass(slots=True)
class Tally:
    """What a step did: how many waited for it, their places, and the last that was chosen."""

    step: Step
    waiting: int
    chosen: int = 0
    lowest: StepCandidate | None = None
    place_of: dict[int, int] = field(default_factory=dict)

    def note_chosen(self, candidate: StepCandidate) -> None:
        self.chosen += 1
        self.lowest = candidate


def window(step: Step, first: date) -> tuple[Month, Month]:
    """Return the first and last month in which a new provider is followed up."""
    return _later(first, step.from_months or 0), _later(first, step.to_months or 0)


def _later(day: date, months: int) -> Month:
    years, month = divmod(day.month - 1 + months, 12)
    return day.year + years, month + 1


def hundredths(value: int) -> str:
    """Return a number in hundredths as it is written: 720 becomes 7,20."""
    return f"{value // 100},{value % 100:02d}"


def why_chosen(tally: Tally, candidate: StepCandidate, at: int) -> str:
    """Return why the step of the tally chose the candidate."""
    return _CHOSEN[tally.step.kind](tally, candidate, tally.place_of[at])


def why_cut(number: int, room: int, *, with_control: int | None) -> str:
    """Return why one that the rule wanted got no place.

    ``room`` is what the steps had, ``with_control`` the places with those of a control share.
    """
    kept = f" ({with_control} med kontrollandelen)" if with_control else ""
    return f"Kom på plats {number}, men {room} får plats{kept}: fler än nämnden hinner följa upp."


def why_full(authority: str, quota: int) -> str:
    """Return why one that the rule wanted fell to nobody."""
    who = f"{authority} har" if authority else "Nämnderna som kunde ta den har"
    return f"{who} redan det högsta antalet, {quota}."


def why_not(tallies: Sequence[Tally], candidate: StepCandidate, at: int) -> str:
    """Return what each step said of one that none of them chose."""
    said = " ".join(_NOT[tally.step.kind](tally, candidate, at) for tally in tallies)
    return said if len(said) <= REASON_LENGTH else f"{said[: REASON_LENGTH - 1]}…"


def _risk(candidate: StepCandidate) -> str:
    if candidate.score is None:
        return "Saknar riskvärde"
    band = f" ({candidate.band.label})" if candidate.band else ""
    return f"Riskvärde {hundredths(candidate.score)}{band}"


def _top_risk(tally: Tally, candidate: StepCandidate, place: int) -> str:
    if tally.step.count:
        return f"{_risk(candidate)}: nummer {place} av {tally.waiting} efter risk."
    return f"{_risk(candidate)}: klassen räcker."


def _last(candidate: StepCandidate) -> str:
    return f"Senast uppföljd {candidate.last_on}" if candidate.last_on else "Aldrig uppföljd"


def _new(tally: Tally, candidate: StepCandidate, _place: int) -> str:
    assert candidate.first_client_on is not None
    (from_year, from_month), (to_year, to_month) = window(tally.step, candidate.first_client_on)
    first = MONTHS[from_month - 1] + (f" {from_year}" if from_year != to_year else "")
    return (
        f"Första brukaren kom {candidate.first_client_on}. Följs upp {first}–"
        f"{MONTHS[to_month - 1]} {to_year}."
    )


def _drawn(tally: Tally, _candidate: StepCandidate, place: int) -> str:
    return f"Lottad: nummer {place} av {tally.waiting}."


def _control(tally: Tally, _candidate: StepCandidate, place: int) -> str:
    return f"Kontrollandel: lottad som nummer {place} av {tally.waiting} som inget steg ville ha."


_CHOSEN: Mapping[StepKind, Callable[[Tally, StepCandidate, int], str]] = {
    StepKind.USED: lambda *_told: "Avropas.",
    StepKind.WISHED: lambda *_told: "Önskad av avropande enhet.",
    StepKind.TOP_RISK: _top_risk,
    StepKind.COVERAGE: lambda tally, candidate, _place: (
        f"{_last(candidate)}. Ska följas upp {_often(tally.step.years or 1)}."
    ),
    StepKind.NEW_PROVIDERS: _new,
    StepKind.ALL: lambda *_told: "Alla väljs.",
    StepKind.LOTTERY: _drawn,
    StepKind.CONTROL_SHARE: _control,
}


def _often(years: int) -> str:
    return {1: "varje år", 2: "minst vartannat år"}.get(years, f"minst vart {years}:e år")


def _not_top(tally: Tally, candidate: StepCandidate, _at: int) -> str:
    if candidate.score is None or tally.step.count is None or tally.lowest is None:
        return f"{_risk(candidate)}."
    lowest = tally.lowest
    if candidate.score > (lowest.score or 0) and lowest.band is not None:
        # Somebody has changed a class: it goes before the score.
        return f"{_risk(candidate)}: {_chosen_had(tally.chosen, lowest.band.label)}."
    return f"{_risk(candidate)}: {_chosen_had(tally.chosen, hundredths(lowest.score or 0))}."


def _chosen_had(number: int, least: str) -> str:
    return f"den valda hade {least}" if number == 1 else f"de {number} valda hade minst {least}"


def _not_new(_tally: Tally, candidate: StepCandidate, _at: int) -> str:
    if candidate.first_client_on is None:
        return "Första brukaren är inte känd."
    return f"Inte ny: första brukaren kom {candidate.first_client_on}."


def _not_drawn(tally: Tally, _candidate: StepCandidate, at: int) -> str:
    place = tally.place_of.get(at)
    return f"Inte lottad: nummer {place} av {tally.waiting}, {_places(tally.chosen)}."


def _places(number: int) -> str:
    return "en plats" if number == 1 else f"{number} platser"


_NOT: Mapping[StepKind, Callable[[Tally, StepCandidate, int], str]] = {
    StepKind.USED: lambda *_told: "Avropas inte.",
    StepKind.WISHED: lambda *_told: "Inte önskad.",
    StepKind.TOP_RISK: _not_top,
    StepKind.COVERAGE: lambda _tally, candidate, _at: f"{_last(candidate)}.",
    StepKind.NEW_PROVIDERS: _not_new,
    StepKind.ALL: lambda *_told: "Ingen plats kvar.",
    StepKind.LOTTERY: _not_drawn,
    StepKind.CONTROL_SHARE: lambda *_told: "Inte lottad till kontrollandelen.",
}
