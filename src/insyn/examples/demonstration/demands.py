"""What the made-up boards demand: catalogues, their test, new wordings, packs and promises."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from importlib.resources import files

from insyn.examples.demonstration.terms import CHILDREN
from insyn.examples.demonstration.timeline import Story
from insyn.examples.demonstration.town import EDITOR, ELDERLY, SOCIAL, START, Town
from insyn.registry.models import Agreement
from insyn.requirements.models import Requirement, RequirementVersion
from insyn.requirements.queries.catalogue import catalogue_on
from insyn.requirements.queries.shipped import shipped_pack
from insyn.requirements.rules.followability import Mark, hints
from insyn.requirements.services import (
    Change,
    PromiseFacts,
    RequirementFacts,
    Tested,
    TestFacts,
    WordingFacts,
    add_shipped_areas,
    change_requirement,
    copy_shipped_pack,
    save_followability,
    save_promise,
    take_in,
    take_requirements,
)

PACKS = ("bas", "hvb", "stodboende", "familjehem", "oppenvard")
"""Packs whose requirements stand in the catalogue of the shared agreement."""

FIRST_CHAPTER = 7
"""The chapter of the catalogue in which the first pack stands; the terms before it are general."""

LEFT_UNTESTED = 14
OWN_PACK = "Hemtjänst, våra krav"
PROMISES = (
    ("angshog_hvb", "bemanning", "Två i personalen vaken natt på varje avdelning", "2", "personer"),
    ("lillsjon", "personal", "Personal på plats alla kvällar till klockan 23", None, ""),
)
"""Provider, word in the requirement, promise, level and unit."""


def tell(town: Town) -> Story:
    """Write the catalogues, test one of them, let a requirement be reworded."""
    access = town.access(EDITOR)
    yield START + 6
    for board in (SOCIAL, ELDERLY):
        add_shipped_areas(access, town.authorities[board])
    agreement = town.agreements[CHILDREN.key]
    take_in(access, agreement, list(listed_requirements()))
    _take_own_pack(town)
    yield START + 8
    _promise(town, agreement)
    yield START + 40
    _test(town, agreement)
    yield -60
    _reword(town, agreement)


def listed_requirements(packs: Sequence[str] = PACKS) -> Iterator[RequirementFacts]:
    """Return a catalogue: general terms, then a chapter for each of the packs."""
    data = files("insyn.examples") / "data" / "general_terms.json"
    for row in json.loads(data.read_text(encoding="utf-8"))["requirements"]:
        yield RequirementFacts(**row)
    for chapter, code in enumerate(packs, FIRST_CHAPTER):
        pack = shipped_pack(code)
        for place, row in enumerate(pack.requirements if pack else (), 1):
            yield RequirementFacts(
                number=f"{chapter}.{place}",
                text=row.text,
                strength=row.strength,
                area=row.area_code,
                weight=row.weight,
                is_critical=row.is_critical,
                legal_source=row.legal_source,
                evidence=row.evidence,
                origin=row.code,
            )


def _take_own_pack(town: Town) -> None:
    """Copy a shipped pack, and take it into the agreement and into the in-house assignment."""
    access, shipped = town.access(EDITOR), shipped_pack("hemtjanst")
    if shipped is None:
        return
    pack = copy_shipped_pack(access, shipped, authority=town.authorities[ELDERLY], name=OWN_PACK)
    chosen = list(Requirement.objects.visible_to(access).filter(pack=pack))
    for key in ("home_care", "home_mission"):
        take_requirements(access, town.agreements[key], chosen=chosen)


def _catalogue(town: Town, agreement: Agreement) -> list[RequirementVersion]:
    return list(catalogue_on(town.access(EDITOR), agreement, town.calendar.today))


def _test(town: Town, agreement: Agreement) -> None:
    """Answer the four questions as the wording suggests; the last ones are still to do."""
    rows = _catalogue(town, agreement)[:-LEFT_UNTESTED]
    save_followability(town.access(EDITOR), [Tested(row, _answers(row)) for row in rows])


def _answers(row: RequirementVersion) -> TestFacts:
    doubted = {hint.mark for hint in hints(row.text, row.evidence)}
    return TestFacts(
        is_measurable=Mark.MEASURABLE not in doubted,
        has_evidence=Mark.EVIDENCE not in doubted,
        has_respondent=True,
        has_frequency=not doubted,
    )


def _reword(town: Town, agreement: Agreement) -> None:
    """Let a requirement that could not be followed up get a number and a bound."""
    (row,) = (row for row in _catalogue(town, agreement) if row.number == "2.8")
    said = {name: getattr(row, name) for name in WordingFacts.__slots__}
    facts = replace(
        WordingFacts(**said),
        number="2.8.1",
        text="Utföraren ska svara i telefon helgfri måndag–fredag klockan 8–17.",
        evidence="Provringning",
    )
    change = Change(valid_from=town.calendar.first_of_month(-1))
    change_requirement(town.access(EDITOR), row.requirement, facts=facts, change=change)


def _promise(town: Town, agreement: Agreement) -> None:
    rows = _catalogue(town, agreement)
    for provider, word, text, level, measured_in in PROMISES:
        row = next(row for row in rows if word in row.text.casefold())
        amount = None if level is None else Decimal(level)
        facts = PromiseFacts(row.requirement, text, amount, measured_in)
        contract = town.contracts[CHILDREN.key, provider]
        save_promise(town.access(EDITOR), contract, promise=None, facts=facts)
