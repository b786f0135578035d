"""Tells of two nights on which outside services were asked. They are played: no one is reached."""

from collections.abc import Collection, Mapping
from typing import Any

from insyn.examples.demonstration.timeline import Story
from insyn.examples.demonstration.town import BUYER, SOCIAL, Town
from insyn.monitoring.models import FetchChoice
from insyn.monitoring.rules.answers import Mishap, RegisterFacts, unknown
from insyn.monitoring.rules.bolagsverket import read_organisation
from insyn.monitoring.rules.kolada import FigureFacts, Gender
from insyn.monitoring.services import FetchFacts, choose_fetching
from insyn.monitoring.services.adapters.bolagsverket import Bolagsverket
from insyn.monitoring.services.adapters.kolada import Kolada
from insyn.monitoring.services.fetching import fetch_figures, fetch_organisations
from insyn.platform import clock

CHOSEN_NIGHT, FIRST_NIGHT, LAST_NIGHT = -92, -91, -5

MERGED, SILENT, UNLISTED = "lillsjon", "vargklippan", "nattugglan"
"""Who begins to merge between the nights, about whom nothing is answered, and who is not known."""

MERGER = [{"kod": "FUAVOV", "klartext": "Fusion pågår: bolaget övertar ett annat bolag"}]

CODE, KPI = "9999", "N99999"
TITLE = "Brukare som är nöjda med stödet i vardagen, andel (påhittade värden)"
SHARES = (71.5, 74.0, 73.2, 78.4)
"""Per cent, a year each, the last year last."""


def tell(town: Town) -> Story:
    """Choose a figure too, and let both services answer on two nights with a change between."""
    yield CHOSEN_NIGHT
    access, board = town.access(BUYER), town.authorities[SOCIAL]
    choice = FetchChoice.objects.visible_to(access).get(authority=board)
    facts = FetchFacts(asks_bolagsverket=True, municipality_code=CODE, kpis=[KPI])
    choose_fetching(access, board, facts=facts, version=choice.version)
    yield FIRST_NIGHT
    fetch_organisations(clock.today(), _Register(_calm(town)))
    fetch_figures(clock.today(), _Figures())
    yield LAST_NIGHT
    fetch_organisations(clock.today(), _Register(_stirred(town)))


def _calm(town: Town) -> dict[str, RegisterFacts]:
    return {town.providers[UNLISTED].org_number: unknown(Mishap.NOT_FOUND)}


def _stirred(town: Town) -> dict[str, RegisterFacts]:
    merged = town.providers[MERGED]
    return _calm(town) | {
        town.providers[SILENT].org_number: unknown(Mishap.SLOW),
        merged.org_number: read_organisation(
            _answer(merged.org_number, merged.name, MERGER), asked=merged.org_number
        ),
    }


class _Register(Bolagsverket):
    """The register, as it would answer: everybody is active but those it is told of."""

    def __init__(self, told: Mapping[str, RegisterFacts]) -> None:
        super().__init__(identity="", secret="")
        self.told = told

    def organisation(self, org_number: str, *, names: Collection[str] = ()) -> RegisterFacts:
        if org_number in self.told:
            return self.told[org_number]
        answer = _answer(org_number, next(iter(names)), [])
        return read_organisation(answer, asked=org_number, names=names)


def _answer(org_number: str, name: str, proceedings: list[dict[str, str]]) -> dict[str, Any]:
    """Return an answer of the form that the service describes."""
    going_on = "pagaendeAvvecklingsEllerOmstruktureringsforfarande"
    names = [{"namn": name, "organisationsnamntyp": {"kod": "FORETAGSNAMN"}}]
    row = {
        "organisationsidentitet": {"identitetsbeteckning": org_number},
        "organisationsnamn": {"fel": None, "organisationsnamnLista": names},
        "verksamOrganisation": {"fel": None, "kod": "JA"},
        "avregistreradOrganisation": None,
        going_on: {"fel": None, f"{going_on}Lista": proceedings} if proceedings else None,
    }
    return {"organisationer": [row]}


class _Figures(Kolada):
    """The figures, as they would answer for a municipality that is made up."""

    def figures(
        self, kpis: Collection[str], places: Collection[str], years: Collection[int], *, units: bool
    ) -> list[FigureFacts]:
        del kpis, units
        last = max(years) - 1
        told = zip(range(last - len(SHARES) + 1, last + 1), SHARES, strict=True)
        return [
            FigureFacts(KPI, place, year, Gender.ALL, share, "")
            for year, share in told
            for place in places
        ]

    def titles(self, kpis: Collection[str]) -> dict[str, str]:
        return dict.fromkeys(kpis, TITLE)
