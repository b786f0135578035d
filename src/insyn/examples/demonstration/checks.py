"""Tells which outside registers were looked into, and what they showed."""

from dataclasses import dataclass

from insyn.documents.services import Paper
from insyn.examples.demonstration.timeline import Story
from insyn.examples.demonstration.town import BUYER, ELDERLY, SOCIAL, Town
from insyn.monitoring.rules import ALWAYS_ASKED, SOURCES, CheckKind, CheckResult
from insyn.monitoring.services import CheckFacts, note_all_ok, note_check
from insyn.registry.models import Provider


@dataclass(frozen=True, slots=True)
class Remark:
    """A check that showed something else than nothing."""

    day: int
    authority: str
    agreement: str
    provider: str
    kind: CheckKind
    result: CheckResult
    said: str
    judgement: str = ""


REMARKS = (
    Remark(-160, SOCIAL, "respite", "sjobodan", CheckKind.TAXES, CheckResult.ALARM,
           "Skuld på skattekontot sedan tre månader. Arbetsgivardeklaration saknas för en månad.",
           "Kontraktet utreds. Nya placeringar görs inte under tiden."),
    Remark(-150, SOCIAL, "children", "nattugglan", CheckKind.CREDIT, CheckResult.UNKNOWN,
           "Organisationsnumret gick inte att slå upp: kontrollsiffran stämmer inte.",
           "Utföraren är ombedd att visa registreringsbevis."),
    Remark(-88, ELDERLY, "home_care", "norrsken", CheckKind.CREDIT, CheckResult.REMARK,
           "Kreditvärdigheten har sänkts ett steg sedan förra kontrollen.",
           "Bevakas. Ny kontroll om tre månader."),
    Remark(-86, SOCIAL, "daily", "kvarnen", CheckKind.DEBTS, CheckResult.REMARK,
           "En betald skuld på 1 200 kronor.", "Ingen åtgärd behövs."),
    Remark(-30, SOCIAL, "respite", "ledsagaren", CheckKind.F_TAX, CheckResult.OK, ""),
    Remark(-9, SOCIAL, "respite", "sjobodan", CheckKind.DEBTS, CheckResult.ALARM,
           "Två ansökningar om betalningsföreläggande från hyresvärden.",
           "Lyft till beslutsfattare tillsammans med åtgärdsplanen."),
)  # fmt: skip

ALL_KINDS = ALWAYS_ASKED


def tell_rounds(town: Town) -> Story:
    """Go through whole agreements: last year's round has gone out, this year's covers most."""
    yield -395
    _all_ok(town, SOCIAL, "children", -395)
    yield -380
    _all_ok(town, ELDERLY, "home_care", -380, but=("omtanke",))
    _all_ok(town, ELDERLY, "tallbacken", -380)
    yield -150
    _all_ok(town, SOCIAL, "children", -150, but=("nattugglan", "samtalsrummet"))
    yield -86
    _all_ok(town, SOCIAL, "daily", -86, but=("kvarnen",))
    _all_ok(town, ELDERLY, "home_care", -86, but=("norrsken", "omtanke"))


def tell_remark(town: Town, remark: Remark) -> Story:
    """Note one check that showed something, with a picture of the page as proof."""
    yield remark.day
    note_check(
        town.access(BUYER),
        authority=town.authorities[remark.authority],
        provider=town.providers[remark.provider],
        agreement=town.agreements[remark.agreement],
        facts=CheckFacts(
            kind=remark.kind,
            source=SOURCES[remark.kind],
            result=remark.result,
            remark=remark.said,
            judgement=remark.judgement,
        ),
        proof=_proof(f"{remark.kind.label}, {town.providers[remark.provider]}", remark.said),
    )


def _all_ok(
    town: Town, board: str, agreement: str, offset: int, *, but: tuple[str, ...] = ()
) -> None:
    providers: list[Provider] = [
        town.providers[provider]
        for key, provider in town.contracts
        if key == agreement and provider not in but
    ]
    note_all_ok(
        town.access(BUYER),
        authority=town.authorities[board],
        agreement=town.agreements[agreement],
        providers=providers,
        kinds=ALL_KINDS,
        checked_on=town.day(offset),
        proof=_proof("Utdrag från årlig kontroll", "Ingen anmärkning."),
    )


def _proof(title: str, said: str) -> Paper:
    text = f"PÅHITTAT UNDERLAG FÖR DEMONSTRATION\n\n{title}\n{said or 'Ingen anmärkning.'}\n"
    return Paper(title=title[:200], file_name="underlag.txt", content=text.encode())
