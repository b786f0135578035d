"""Kolada version 3 (RKA): open figures of municipalities and units. Källa: Kolada.

Described at api.kolada.se/v3/docs. No key is needed; the source must be named.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from django.conf import settings

from insyn.monitoring.rules.answers import Mishap
from insyn.monitoring.rules.kolada import FigureFacts, read_page, read_titles
from insyn.monitoring.services.adapters.base import Client, Trouble

SOURCE = "Kolada"
BASE_ADDRESS = "https://api.kolada.se/v3"
MOST_PAGES = 50
AT_A_TIME = 20
"""Figures or places of one question: addresses have an end."""


@dataclass(frozen=True, slots=True)
class Kolada:
    """The service."""

    base_address: str = BASE_ADDRESS
    client: Client = field(default_factory=Client)

    def figures(
        self, kpis: Collection[str], places: Collection[str], years: Collection[int], *, units: bool
    ) -> list[FigureFacts]:
        """Return the values of the figures for municipalities, or for units.

        Raises:
            Trouble: the service could not be asked, or answered something else.
        """
        found: list[FigureFacts] = []
        ordered = sorted(places)
        for kpi in sorted(kpis):
            for at in range(0, len(ordered), AT_A_TIME):
                found += self._pages(kpi, ordered[at : at + AT_A_TIME], years, units=units)
        return found

    def _pages(
        self, kpi: str, places: Sequence[str], years: Collection[int], *, units: bool
    ) -> list[FigureFacts]:
        kind, place = ("oudata", "ou") if units else ("data", "municipality")
        wanted = ",".join(str(year) for year in sorted(years))
        address = f"{self.base_address}/{kind}/kpi/{kpi}/{place}/{','.join(places)}/year/{wanted}"
        found: list[FigureFacts] = []
        seen: set[str] = set()
        while address:
            if address in seen or len(seen) >= MOST_PAGES:
                raise Trouble(Mishap.CHANGED)
            seen.add(address)
            page = read_page(
                self.client.ask("GET", address), kpis=frozenset({kpi}), places=frozenset(places),
                years=frozenset(years),
            )  # fmt: skip
            if page is None:
                raise Trouble(Mishap.CHANGED)
            found += page.figures
            address = self._next(page.next_url)
        return found

    def _next(self, address: str) -> str:
        """Return the next page's address; one at another host is never asked."""
        if not address:
            return ""
        here, there = urlsplit(self.base_address), urlsplit(address)
        if (there.scheme, there.netloc) != (here.scheme, here.netloc):
            raise Trouble(Mishap.ELSEWHERE)
        return address

    def titles(self, kpis: Collection[str]) -> dict[str, str]:
        """Return what the figures are called.

        Raises:
            Trouble: as for the figures.
        """
        said = self.client.ask("GET", f"{self.base_address}/kpi/{','.join(sorted(kpis))}")
        return read_titles(said, kpis=frozenset(kpis))


def configured() -> Kolada | None:
    """Return the service when this installation asks it; None when it does not."""
    if not settings.KOLADA:
        return None
    return Kolada(settings.KOLADA_ADDRESS or BASE_ADDRESS)
