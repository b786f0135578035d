"""The year as it went: register, selection, follow-ups, measures, report; services only."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db import transaction

from insyn.criteria.models import TemplateVersion
from insyn.criteria.rules import NINE_AREAS, QuestionFacts, SectionFacts
from insyn.criteria.services import create_template, publish_version
from insyn.examples.coordinated_2017.facts import Facts, day, year_of
from insyn.examples.coordinated_2017.followups import FollowUpBuilder
from insyn.examples.coordinated_2017.people import Cast, Party, assemble
from insyn.examples.coordinated_2017.workbook import list_of_providers
from insyn.exchange.services.lists import carry_out_import, preview_import
from insyn.followups.models import Followup
from insyn.monitoring.rules import ALWAYS_ASKED, SOURCES, CheckKind, CheckResult
from insyn.monitoring.services import CheckFacts, note_checks
from insyn.platform import clock
from insyn.registry.models import Agreement, Contract, Lot, Provider
from insyn.registry.rules import AgreementForm
from insyn.registry.services import AgreementFacts, LotFacts, save_agreement, save_lot
from insyn.reports.models import Report
from insyn.reports.rules import ReportText
from insyn.reports.services import ReportHead, create_report, lock_figures, write_passage
from insyn.risk.models import Selection, Share
from insyn.risk.rules.states import Origin
from insyn.risk.services import (
    ChosenFacts,
    create_selection,
    enter_elsewhere,
    explain_shortfall,
    start_followups,
)

FORMS = {form.value: form for form in AgreementForm} | {"ramavtal": AgreementForm.FRAMEWORK}
BEFORE_VISIT = timedelta(days=21)


@dataclass(frozen=True)
class Built:
    """The rows that tell the year, in the order of the facts."""

    cast: Cast
    agreement: Agreement
    selection: Selection
    followups: tuple[Followup, ...]
    report: Report


@transaction.atomic
def build(facts: Facts, *, password: str = "") -> Built:
    """Build the year of the facts, all of it or nothing, and return its rows.

    Days that the facts do not tell (when a letter went out, when a document was asked for)
    are set in order around those they do tell; nothing that people read as a date of the
    source is stamped from them.

    Raises:
        RuleViolation: the facts contradict a rule of the system; the sentence says which.
    """
    year = year_of(facts)
    with clock.pretend(date(year, 1, 2), is_guessed=True):
        cast = assemble(facts, password=password)
        agreement = _agreement(facts, cast)
        lots = _lots(facts, cast, agreement)
        _import(facts, cast, agreement)
        version = _template(facts, cast)
        selection = _selection(facts, cast, agreement, lots)
        rows = _start(facts, cast, selection, version)
    builder = FollowUpBuilder(facts, cast)
    for told, row in sorted(
        zip(facts["follow_ups"], rows, strict=True), key=lambda p: p[0]["date"]
    ):
        builder.carry_out(told, row)
    with clock.pretend(date(year, 12, 15), is_guessed=True):
        _explain(facts, cast, selection)
        _check_registers(facts, cast, agreement)
        report = _report(facts, cast, agreement, selection)
    return Built(cast, agreement, selection, rows, report)


def _agreement(facts: Facts, cast: Cast) -> Agreement:
    told = facts["agreement"]
    return save_agreement(
        cast.lead.access("ansvarig"),
        agreement=None,
        facts=AgreementFacts(
            authority=cast.lead.authority,
            title=told["title"],
            case_number=told.get("case_number", ""),
            form=FORMS.get(told.get("form", ""), AgreementForm.FRAMEWORK),
            starts_on=date.fromisoformat(told["valid_from"]),
            ends_on=day(told.get("valid_to")),
            cooperation=cast.cooperation,
        ),
    )


def _lots(facts: Facts, cast: Cast, agreement: Agreement) -> dict[str, Lot]:
    """Create the lots in the agreement's order, and those only a follow-up names."""
    names = [*facts["agreement"].get("lots", ()), *(f["lot"] for f in facts["follow_ups"])]
    access = cast.lead.access("ansvarig")
    return {
        name: save_lot(access, lot=None, facts=LotFacts(agreement=agreement, name=name))
        for name in dict.fromkeys(names)
    }


def _import(facts: Facts, cast: Cast, agreement: Agreement) -> None:
    preview = preview_import(list_of_providers(facts), "leverantörer.xlsx")
    carry_out_import(
        cast.lead.access("ansvarig"),
        authority=cast.lead.authority,
        agreement=agreement,
        preview=preview,
    )


def _template(facts: Facts, cast: Cast) -> TemplateVersion:
    known = {section.name: section for section in NINE_AREAS}
    asked = QuestionFacts("Uppfyller verksamheten avtalets krav inom området?")
    names = facts.get("template_areas") or list(known)
    version = create_template(
        cast.lead.access("ansvarig"),
        cast.lead.authority,
        name=facts["agreement"]["title"],
        sections=[known.get(name) or SectionFacts(name, "", (asked,)) for name in names],
        cooperation=cast.cooperation,
    )
    return publish_version(cast.lead.access("ansvarig"), version)


def _selection(
    facts: Facts, cast: Cast, agreement: Agreement, lots: Mapping[str, Lot]
) -> Selection:
    """Enter the draw that was made on paper: which lot each got, and who was chosen."""
    access = cast.lead.access("ansvarig")
    selection = create_selection(
        access,
        agreement=agreement,
        title=f"Urval {year_of(facts)}",
        year=year_of(facts),
        quota=facts["commitment_per_municipality"],
        authority=cast.lead.authority,
        origin=Origin.ELSEWHERE,
    )
    allotted = {
        cast.parties[name].authority.pk: lots[lot] for lot, name in facts["lot_assignment"].items()
    }
    enter_elsewhere(
        access,
        selection,
        lots=allotted,
        chosen=list(_chosen(facts, cast, agreement, lots)),
        note="Avtalsområdena lottades mellan kommunerna. Utförarna valdes av varje kommun: "
        "först de som avropas, sedan de som avropande enheter önskade, sist genom lottning.",
    )
    return selection


def _contracts(cast: Cast, agreement: Agreement) -> dict[str, Contract]:
    """Return the contracts of the agreement by organisation number."""
    rows = Contract.objects.visible_to(cast.lead.access("ansvarig")).select_related("provider")
    return {row.provider.org_number: row for row in rows.filter(agreement=agreement)}


def digits(org_number: str) -> str:
    """Return the ten digits of a number as the facts write it."""
    return org_number.replace("-", "")


def _chosen(
    facts: Facts, cast: Cast, agreement: Agreement, lots: Mapping[str, Lot]
) -> list[ChosenFacts]:
    contracts = _contracts(cast, agreement)
    return [
        ChosenFacts(
            contract=contracts[digits(told["org_number"])],
            lot=lots[told["lot"]],
            authority=cast.parties[told["made_by"]].authority,
            listed_as=told.get("name_in_list", ""),
        )
        for told in facts["follow_ups"]
    ]


def _start(
    facts: Facts, cast: Cast, selection: Selection, version: TemplateVersion
) -> tuple[Followup, ...]:
    """Let each authority start its own follow-ups; return them in the order of the facts."""
    by_place: dict[tuple[str, str], Followup] = {}
    for party in cast.parties.values():
        if any(
            told["made_by"] == party.authority.municipality.name for told in facts["follow_ups"]
        ):
            for row in start_followups(
                party.access("ansvarig"),
                selection,
                authority=party.authority,
                template_version=version,
                planned_for=date(year_of(facts), 3, 1),
            ):
                by_place[row.contract.provider.org_number, row.lot.name if row.lot else ""] = row
    return tuple(by_place[digits(f["org_number"]), f["lot"]] for f in facts["follow_ups"])


def _explain(facts: Facts, cast: Cast, selection: Selection) -> None:
    short = facts.get("shortfall") or {}
    if short.get("municipality") in cast.parties:
        party: Party = cast.parties[short["municipality"]]
        access = party.access("ansvarig")
        share = Share.objects.visible_to(access).get(selection=selection, authority=party.authority)
        explain_shortfall(access, share, reason=short["reason"])


def _check_registers(facts: Facts, cast: Cast, agreement: Agreement) -> None:
    """Note the financial check of every provider; a remark belongs to the credit report."""
    told: Mapping[str, Any] = facts.get("financial_check") or {}
    remarks = {remark["provider"]: remark for remark in told.get("remarks", ())}
    providers = {f["org_number"]: f["provider"] for f in facts["follow_ups"]} if told else {}
    for number, name in providers.items():
        note_checks(
            cast.lead.access("ekonomi"),
            authority=cast.lead.authority,
            provider=Provider.objects.get(org_number=digits(number)),
            agreement=agreement,
            facts=[_check(kind, remarks.get(name)) for kind in ALWAYS_ASKED],
        )


def _check(kind: CheckKind, remark: Mapping[str, str] | None) -> CheckFacts:
    if remark is None or kind != CheckKind.CREDIT:
        return CheckFacts(kind=kind, source=SOURCES[kind], result=CheckResult.OK)
    return CheckFacts(
        kind=kind,
        source=SOURCES[kind],
        result=CheckResult.REMARK,
        remark=remark["remark"],
        judgement=remark["assessment"],
    )


def _report(facts: Facts, cast: Cast, agreement: Agreement, selection: Selection) -> Report:
    year, access = year_of(facts), cast.lead.access("ansvarig")
    report = create_report(
        access,
        authority=cast.lead.authority,
        agreement=agreement,
        selection=selection,
        head=ReportHead(
            title=f"Uppföljning av {facts['agreement']['title'].lower()}",
            case_number=facts["report"].get("case_number", ""),
            starts_on=date(year, 1, 1),
            ends_on=date(year, 12, 31),
        ),
    )
    if facts.get("next_year"):
        text = facts["next_year"].rstrip(".") + "."
        write_passage(access, report, place=ReportText.NEXT_YEAR, text=text)
    return lock_figures(access, report)
