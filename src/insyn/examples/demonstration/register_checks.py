"""Tells of bundles of checks, of lists from registers, and of what is fetched at night."""

from insyn.examples.demonstration.timeline import Story
from insyn.examples.demonstration.town import BUYER, ELDERLY, SOCIAL, Town
from insyn.monitoring.models import CheckList
from insyn.monitoring.queries.lists import preview_of
from insyn.monitoring.rules import (
    BundleFacts,
    BundleStage,
    CheckKind,
    CheckResult,
    ListSource,
)
from insyn.monitoring.services import (
    CheckFacts,
    FetchFacts,
    choose_fetching,
    finish_list,
    note_checks,
    save_bundle,
    start_list,
)

CHOSEN, BY_HAND, FIRST_LIST, DEBTS_LIST, LAST_LIST = -100, -96, -75, -21, -6

YEARLY = {
    CheckKind.F_TAX: 6,
    CheckKind.TAXES: 6,
    CheckKind.DEBTS: 6,
    CheckKind.CREDIT: 12,
    CheckKind.PERMIT: 6,
}
BEFORE = dict.fromkeys((CheckKind.F_TAX, CheckKind.DEBTS, CheckKind.STATUS, CheckKind.OWNER))
NOTED_BY_HAND = (
    CheckKind.EMPLOYER,
    CheckKind.VAT,
    CheckKind.STATUS,
    CheckKind.DECISIONS,
    CheckKind.OFFICERS,
    CheckKind.OWNER,
    CheckKind.STAFF,
)
"""What somebody looked up before the contract, and no list tells."""
STRANGER = "5599999999"
"""A number that the register does not have: most of a register's list is about others."""

PERMIT_HEADING = "orgnr;verksamhetsnamn;ivo_id;verksamhetstyp;forestandare;status;tillstand_dnr"
PERMITS = (
    ("angshog_hvb", "Ängshög HVB", "V-1001", "Anna", "Aktivt", "8.1-10/2020"),
    ("nattugglan", "Nattugglan", "V-1002", "Bo", "Aktivt", "8.1-11/2021"),
    ("sjobodan", "Sjöbodan", "V-1003", "Dag", "Aktivt", "8.1-12/2019"),
)
NEW_MANAGER = "Cilla"
DEBTS_HEADING = "orgnr;skuld_allmanna_mal;skuld_enskilda_mal;antal_bf;summa_bf"
DEBTS = (("sjobodan", "0;48000;2;48000"), ("ledsagaren", "0;0;0;0"), ("kvarnen", ";;;"))
"""The last row says nothing: it becomes unknown, never without remark."""


def tell(town: Town) -> Story:
    """Choose bundles, take in two lists of permits with a change between them, and one of debts."""
    access = town.access(BUYER)
    yield CHOSEN
    for board in (SOCIAL, ELDERLY):
        authority = town.authorities[board]
        for stage, kinds in ((BundleStage.YEARLY, YEARLY), (BundleStage.BEFORE, BEFORE)):
            save_bundle(access, authority, facts=BundleFacts(stage, kinds), version=0)
    choose_fetching(
        access, town.authorities[SOCIAL], facts=FetchFacts(asks_bolagsverket=True), version=0
    )
    yield BY_HAND
    note_checks(
        access,
        authority=town.authorities[SOCIAL],
        provider=town.providers["sjobodan"],
        facts=[CheckFacts(kind, "", CheckResult.OK) for kind in NOTED_BY_HAND],
    )
    yield FIRST_LIST
    _take_in(town, ListSource.IVO_PERMITS, _permits(town), FIRST_LIST)
    yield DEBTS_LIST
    rows = [f"{_number(town, key)};{said}" for key, said in DEBTS]
    _take_in(town, ListSource.ENFORCEMENT, "\n".join([DEBTS_HEADING, *rows]), DEBTS_LIST)
    yield LAST_LIST
    changed = _permits(town).replace(";Anna;", f";{NEW_MANAGER};").replace(
        "Dag;Aktivt", "Dag;Vilande"
    )  # fmt: skip
    _take_in(town, ListSource.IVO_PERMITS, changed, LAST_LIST)


def tell_waiting(town: Town) -> Story:
    """Leave one list from the tax agency to be looked at."""
    yield -1
    text = "\n".join(
        ["orgnr;namn;f_skatt;arbetsgivarregistrerad;moms"]
        + [f"{_number(town, key)};;Godkänd;Ja;Ja" for key in ("kvarnen", "ledsagaren")]
        + [f"{_number(town, 'sjobodan')};;Återkallad;Ja;", f"{STRANGER};;Godkänd;Ja;Ja"]
    )
    _start(town, ListSource.TAX, text, -1)


def _permits(town: Town) -> str:
    rows = [
        f"{_number(town, key)};{name};{ivo};HVB;{manager};{status};{case}"
        for key, name, ivo, manager, status, case in PERMITS
    ]
    return "\n".join([PERMIT_HEADING, *rows, f"{STRANGER};Annan;V-9;HVB;Bo;Aktivt;8.1-99/2022"])


def _number(town: Town, key: str) -> str:
    return town.providers[key].org_number


def _start(town: Town, source: ListSource, text: str, offset: int) -> CheckList:
    return start_list(
        town.access(BUYER),
        authority=town.authorities[SOCIAL],
        source=source,
        file_name=f"{source.value}-{town.day(offset)}.csv",
        content=text.encode(),
        told_on=town.day(offset),
    )


def _take_in(town: Town, source: ListSource, text: str, offset: int) -> None:
    access = town.access(BUYER)
    row = _start(town, source, text, offset)
    finish_list(access, row, fingerprint=preview_of(access, row).fingerprint)
