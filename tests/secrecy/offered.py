"""Every form of the register, the requirements and the instruments in which a row is chosen.

Each with answers that its own authority may give, and for each choice the row of another
authority that somebody could send instead.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from insyn.criteria.rules.scales import STARTS
from insyn.exchange.rules.kinds import ListKind
from tests.secrecy.full import LIST, Full

Answers = dict[str, Any]
Key = Callable[[Full], object]

DAY, LATER = "2026-03-02", "2027-06-01"
NEW = "Nytt som ingen har"


@dataclass(frozen=True)
class Offer:
    """A form: its address, the answers beside the choices, and what is chosen."""

    route: str
    kwargs: Callable[[Full], Mapping[str, object]]
    said: Callable[[Full], Answers]
    chosen: Mapping[str, Key]

    def address(self, own: Full) -> str:
        return reverse(self.route, kwargs=dict(self.kwargs(own)))

    def answers(self, own: Full, **sent: object) -> Answers:
        """Return the authority's own answers, with what is sent instead."""
        return {**self.said(own), **{name: key(own) for name, key in self.chosen.items()}, **sent}


def of(name: str) -> Callable[[Full], Mapping[str, object]]:
    return lambda own: {"pk": getattr(own, name).pk}


def key(name: str) -> Key:
    return lambda own: getattr(own, name).pk


def said(*versioned: str, **answers: object) -> Callable[[Full], Answers]:
    """Return the answers, with the version of the row under the name that the form has for it."""
    field, row = versioned or ("", "")
    return lambda own: {**answers, **({field: getattr(own, row).version} if field else {})}


def nowhere(own: Full) -> Mapping[str, object]:
    return {}


def shipped(own: Full) -> Mapping[str, object]:
    return {"code": "hvb"}


def slug(own: Full) -> Mapping[str, object]:
    return {"slug": "krav"}


def file(own: Full) -> Answers:
    return {"file": SimpleUploadedFile("krav.csv", LIST.encode())}


def ticked(own: Full) -> str:
    return f"{own.requirement.pk}:{own.requirement.version}"


def other_number(own: Full) -> Answers:
    return {"provider": "5560360793", "starts_on": DAY}


def tested(own: Full) -> Answers:
    row = own.requirement
    return {f"krav{row.pk}-is_measurable": "yes", f"krav{row.pk}-version": row.version}


AGREEMENT = {"title": NEW, "form": "framework", "starts_on": DAY}
WORDING: Answers = {
    "number": "99.1", "text": NEW, "strength": "shall", "weight": 2, "valid_from": LATER,
}  # fmt: skip
QUESTION: Answers = {
    "text": NEW, "answer_type": "scale", "weight": 2, "respondent": "reviewer",
}  # fmt: skip
AREA, AUTHORITY, COOPERATION, LOT = key("area"), key("authority"), key("cooperation"), key("lot")
PRICE = {"item": NEW, "amount": "10", "unit": "day", "valid_from": LATER}
TERMS = {"cooperation": COOPERATION, "responsible": key("member")}

OFFERS: Mapping[str, Offer] = {
    "agreement_add": Offer("registry:agreement_add", nowhere, said(**AGREEMENT),
                           {"authority": AUTHORITY, **TERMS}),
    "agreement_edit": Offer(
        "registry:agreement_edit", of("agreement"),
        lambda own: {**AGREEMENT, "starts_on": own.agreement.starts_on,
                     "ends_on": own.agreement.ends_on or "", "authority": own.authority.pk,
                     "version": own.agreement.version}, TERMS),
    "lot_add": Offer("registry:agreement_lot_add", of("agreement"), said(name=NEW),
                     {"parent": LOT}),
    "lot_edit": Offer("registry:agreement_lot_edit", of("part"), said(name=NEW), {"parent": LOT}),
    "ladder_copy": Offer("registry:agreement_ladder_copy", of("empty"), said(),
                         {"source": key("agreement")}),
    "contract_add": Offer("registry:agreement_contract_add", of("agreement"), other_number,
                          {"lots": LOT}),
    "contract_edit": Offer("registry:contract_edit", of("contract"),
                           said("version", "contract", starts_on=DAY), {"lots": LOT}),
    "price_add": Offer("registry:contract_price_add", of("contract"), said(**PRICE), {"lot": LOT}),
    "price_edit": Offer("registry:contract_price_edit", of("price"),
                        said("version", "price", **PRICE), {"lot": LOT}),
    "requirement_add": Offer("requirements:add", of("agreement"), said(**WORDING),
                             {"area": AREA}),
    "requirement_of_pack": Offer("requirements:pack_requirement_add", of("pack"),
                                 said(**WORDING), {"area": AREA}),
    "requirement_edit": Offer("requirements:edit", of("requirement"),
                              said("version", "requirement", **WORDING), {"area": AREA}),
    "wording_correct": Offer("requirements:correct", of("wording"),
                             said("version", "requirement", reason=NEW, **WORDING),
                             {"area": AREA}),
    "weigh": Offer("requirements:weigh", of("agreement"), said(weight=3, scope="chosen"),
                   {"area": AREA, "chosen": ticked}),
    "requirements_copied": Offer("requirements:copy", of("empty"), said(),
                                 {"from": key("agreement"), "chosen": key("requirement")}),
    "test_table": Offer("requirements:test_table", of("agreement"), tested,
                        {"row": key("requirement")}),
    "pack_add": Offer("requirements:pack_add", nowhere, said(name=NEW), {"authority": AUTHORITY}),
    "pack_copy": Offer("requirements:pack_copy", of("pack"), said(name=NEW),
                       {"authority": AUTHORITY}),
    "shipped_copy": Offer("requirements:shipped_copy", shipped, said(name=NEW),
                          {"authority": AUTHORITY}),
    "pack_take": Offer("requirements:pack_take", of("pack"), said(numbering="continued"),
                       {"agreement": key("empty"), "chosen": key("of_pack")}),
    "promise_add": Offer("requirements:promise_add", of("contract"), said(text=NEW),
                         {"requirement": key("requirement")}),
    "promise_edit": Offer("requirements:promise_edit", of("promise"),
                          said("version", "promise", text=NEW),
                          {"requirement": key("requirement")}),
    "template_add": Offer("criteria:add", nowhere, said(name=NEW, beginning="copy"),
                          {"authority": AUTHORITY, "cooperation": COOPERATION,
                           "copied": key("version")}),
    "template_change": Offer("criteria:change", of("draft"),
                             said("read", "draft", name=NEW, kind="visit"),
                             {"cooperation": COOPERATION, "scale": key("scale")}),
    "section_add": Offer("criteria:section_add", of("draft"), said(name=NEW), {"area": AREA}),
    "section_edit": Offer("criteria:section_edit", of("section"),
                          said("read", "draft", name=NEW), {"area": AREA}),
    "question_add": Offer("criteria:question_add", of("section"), said(**QUESTION),
                          {"scale": key("scale")}),
    "question_edit": Offer("criteria:question_edit", of("question"),
                           said("read", "question", **QUESTION), {"scale": key("scale")}),
    "question_place": Offer("criteria:question_place", of("question"), said(place=1),
                            {"section": key("other_section")}),
    "question_links": Offer("criteria:question_requirements", of("question"),
                            said("read", "question"), {"chosen": key("requirement")}),
    "scale_add": Offer("criteria:scale_add", nowhere, said(name=NEW, start=STARTS[0].code),
                       {"authority": AUTHORITY, "cooperation": COOPERATION}),
    "scale_edit": Offer("criteria:scale_edit", of("scale"), said("read", "scale", name=NEW),
                        {"cooperation": COOPERATION}),
    "scale_copy": Offer("criteria:scale_copy", of("scale"), said(name=NEW),
                        {"authority": AUTHORITY}),
    "of_requirements": Offer("criteria:of_requirements", nowhere, said(name=NEW, kind="survey"),
                             {"authority": AUTHORITY, "krav": key("requirement")}),
    "import_of_agreement": Offer("exchange:import_new", slug, file,
                                 {"authority": AUTHORITY, "agreement": key("agreement"),
                                  "profile": key("profile")}),
    "import_of_pack": Offer("exchange:import_new", slug, file,
                            {"authority": AUTHORITY, "pack": key("pack")}),
    "import_sheet": Offer("exchange:import_sheet", of("run"), said(sheet=0),
                          {"profile": key("profile")}),
}  # fmt: skip
CHOICES = [(name, field) for name, offer in OFFERS.items() for field in offer.chosen]

OF_AGREEMENT: Mapping[ListKind, Answers] = {
    ListKind.OPTIONS: {"number": 9, "extends_to": "2031-01-01", "call_by": "2030-01-01"},
    ListKind.LOTS: {"name": "Natt"},
    ListKind.SANCTIONS: {"number": 9, "kind": "Varning"},
    ListKind.CONTRACTS: {},
    ListKind.PRICES: {"item": "Dygn", "amount": 9, "valid_from": "2026-01-01"},
    ListKind.USAGE: {"period_start": "2025-01-01", "period_end": "2025-01-31", "clients": 1},
    ListKind.REQUIREMENTS: {"number": "9.1", "text": "Utföraren ska ha larm."},
}
"""A row of each list that is about an agreement, apart from the agreement."""
HUB = ("registry:provider", "registry:provider_contracts", "registry:provider_units",
    "followups:of_provider", "findings:of_provider", "measures:of_provider",
    "monitoring:of_provider", "followups:documents_of_provider", "portal:provider_history",
)  # fmt: skip
"""The pages of one provider."""
