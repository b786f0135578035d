"""One authority's whole register, requirements and instruments, with a word of its own in all."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.apps import apps
from django.db.models import CharField, EmailField, Field, Model, SlugField, TextField

from insyn.accounts.models import Authority, Cooperation, User
from insyn.criteria.models import Question, Scale, Section, TemplateVersion
from insyn.criteria.rules import Level
from insyn.platform import clock
from insyn.platform.scoping import Scoped
from insyn.registry.models import (
    Agreement,
    Contract,
    ContractPrice,
    ImportProfile,
    ImportRun,
    Lot,
    Provider,
)
from insyn.requirements.models import (
    BidPromise,
    QualityArea,
    Requirement,
    RequirementPack,
    RequirementVersion,
)
from tests.factories import (
    AgreementFactory,
    AgreementOptionFactory,
    ContractPriceFactory,
    CooperationFactory,
    LotFactory,
    QualityAreaFactory,
    QuestionFactory,
    RequirementFactory,
    RequirementPackFactory,
    RequirementVersionFactory,
    ReviewTemplateFactory,
    SanctionStepFactory,
    ScaleFactory,
    ScaleLevelFactory,
    SectionFactory,
    TemplateVersionFactory,
    UsageFactory,
)
from tests.world import World, build

WORD = "Kvitterlund"
"""Stands in every text of the one authority, and nowhere else."""
MARKED = {"registry", "requirements", "criteria"}
"""The apps whose rows get the word."""
ROOM = 6
"""Letters that a field must have beside the word."""
LIST = "Nummer;Kravtext\n9.1;Utföraren ska ha en rutin för larm.\n"


@dataclass
class Full:
    """Rows of one authority that forms choose among."""

    world: World
    authority: Authority
    member: User
    cooperation: Cooperation
    agreement: Agreement
    empty: Agreement
    lot: Lot
    part: Lot
    contract: Contract
    price: ContractPrice
    area: QualityArea
    pack: RequirementPack
    of_pack: Requirement
    requirement: Requirement
    wording: RequirementVersion
    promise: BidPromise
    scale: Scale
    version: TemplateVersion
    draft: TemplateVersion
    section: Section
    other_section: Section
    question: Question
    profile: ImportProfile
    run: ImportRun


def filled(authority: Authority, member: User, provider: Provider) -> Full:
    """Make some of everything in the authority."""
    world = build(authority, member, provider)
    agreement, contract = world.agreement, world.contract
    Agreement.objects.unscoped(reason="the test makes the row").filter(pk=agreement.pk).update(
        ends_on=date(2027, 12, 31), responsible=member
    )
    agreement.refresh_from_db()
    AgreementOptionFactory.create(agreement=agreement, number=1, extends_to=date(2029, 1, 1))
    SanctionStepFactory.create(agreement=agreement, number=1)
    UsageFactory.create(contract=contract)
    area = QualityAreaFactory.create(authority=authority)
    pack = RequirementPackFactory.create(authority=authority)
    of_pack = RequirementFactory.create(authority=authority, agreement=None, pack=pack)
    RequirementVersionFactory.create(requirement=of_pack, area=area)
    asked, promised = (
        RequirementVersionFactory.create(
            requirement__authority=authority, requirement__agreement=agreement, area=area
        )
        for _ in range(2)
    )
    scale = ScaleFactory.create(authority=authority)
    for position, level in enumerate((Level.MET, Level.PARTLY, Level.NOT_MET), start=1):
        ScaleLevelFactory.create(scale=scale, position=position, counts_as=level)
    template = ReviewTemplateFactory.create(authority=authority)
    drafted = TemplateVersionFactory.create(template=template, state="draft", scale=scale)
    section, other = (SectionFactory.create(version=drafted, number=n, area=area) for n in (1, 2))
    question = QuestionFactory.create(section=section, number=1, code="F1")
    question.requirements.add(promised.requirement)
    return Full(
        world, authority, member,
        cooperation=CooperationFactory.create(lead=authority),
        agreement=agreement, empty=AgreementFactory.create(authority=authority),
        lot=world.lot, part=LotFactory.create(agreement=agreement, parent=world.lot),
        contract=contract,
        price=ContractPriceFactory.create(contract=contract, lot=world.lot),
        area=area, pack=pack, of_pack=of_pack, requirement=asked.requirement, wording=asked,
        promise=BidPromise.objects.create(
            contract=contract, requirement=promised.requirement, text="Två vakna på natten"
        ),
        scale=scale, version=world.template_version, draft=drafted,
        section=section, other_section=other, question=question,
        profile=ImportProfile.objects.create(
            authority=authority, kind="requirements", name="Vår lista", mapping={}
        ),
        run=ImportRun.objects.create(
            authority=authority, kind="requirements", file_name="krav.csv", sha256="0" * 64,
            content=LIST.encode(), started_at=clock.now(),
        ),
    )  # fmt: skip


def mark(authority: Authority, word: str) -> None:
    """Put the word into every text of every row that the authority owns."""
    for model in apps.get_models():
        rows: Any = model._default_manager.all()
        if model._meta.app_label not in MARKED or not isinstance(rows, Scoped):
            continue
        names = [field for field in model._meta.concrete_fields if _takes(field, word)]
        own = rows.unscoped(reason="the test marks all rows").filter(
            **{rows.authority_path: authority}
        )
        for pk in list(own.values_list("pk", flat=True)):
            said = {
                field.name: f"{word} {pk} {model.__name__} {field.name}"[: field.max_length]
                for field in names
            }
            model._base_manager.filter(pk=pk).update(**said)


def words_of(row: Model, name: str) -> str:
    """Return what a text of the row says in the database now."""
    return str(type(row)._base_manager.values_list(name, flat=True).get(pk=row.pk))


def held(word: str, text: str) -> bool:
    """Tell whether the text has the word in it, in whatever letters."""
    return word.casefold() in text.casefold()


def _takes(field: Field, word: str) -> bool:
    is_text = isinstance(field, CharField | TextField) and field.editable and not field.choices
    is_free = not isinstance(field, SlugField | EmailField) and field.name not in {"code", "sha256"}
    return is_text and is_free and (field.max_length or 100) >= len(word) + ROOM
