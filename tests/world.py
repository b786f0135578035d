"""One of everything in Ekby, for the door matrix. Built of rows, not through the services."""

import datetime
import hashlib
from dataclasses import dataclass

from django.core.files.base import ContentFile

from insyn.accounts.models import Authority, Membership, User
from insyn.criteria.models import TemplateVersion
from insyn.criteria.rules import TemplateState
from insyn.documents.models import Document
from insyn.findings.models import Finding
from insyn.findings.rules import FindingKind
from insyn.followups.models import (
    CallingUnitView,
    DocumentRequest,
    Followup,
    Reviewer,
)
from insyn.followups.rules import State
from insyn.kernel.access import Secrecy
from insyn.measures.models import ActionPlan, CorrectiveAction, Letter
from insyn.measures.rules import LetterKind
from insyn.monitoring.models import RegisterCheck
from insyn.monitoring.rules import CheckKind, CheckResult
from insyn.platform import clock
from insyn.registry.models import Agreement, Contract, ImportRun, Lot, Provider, Unit
from insyn.reports.models import Report, ReportPassage
from insyn.reports.rules import ReportText
from insyn.risk.models import Candidate, Selection, Share
from insyn.visits.models import Observation, Visit
from insyn.visits.rules import VisitKind
from insyn.visits.rules.carrying_out import VisitState
from tests.factories import (
    DAY,
    AgreementFactory,
    ContractFactory,
    FollowupFactory,
    LotFactory,
    QuestionFactory,
    ReviewTemplateFactory,
    SectionFactory,
    TemplateVersionFactory,
    UnitFactory,
)


@dataclass
class World:
    """Rows of Ekby: a follow-up that has been sent, and everything around it."""

    authority: Authority
    membership: Membership
    provider: Provider
    unit: Unit
    agreement: Agreement
    lot: Lot
    contract: Contract
    import_run: ImportRun
    template_version: TemplateVersion
    draft_version: TemplateVersion
    followup: Followup
    reviewer: Reviewer
    calling_view: CallingUnitView
    request: DocumentRequest
    client_request: DocumentRequest
    document: Document
    client_document: Document
    visit: Visit
    observation: Observation
    finding: Finding
    plan: ActionPlan
    action: CorrectiveAction
    letter: Letter
    check: RegisterCheck
    selection: Selection
    share: Share
    candidate: Candidate
    report: Report
    passage: ReportPassage


def document(authority: Authority, secrecy: Secrecy, title: str) -> Document:
    row = Document(
        authority=authority,
        secrecy=secrecy,
        title=title,
        dated_on=DAY,
        retain_until=DAY + datetime.timedelta(days=365),
        file_name="handling.pdf",
        content_type="application/pdf",
        size=8,
        sha256=hashlib.sha256(b"%PDF-1.7").hexdigest(),
        stored_at=clock.now(),
    )
    row.file.save("handling.pdf", ContentFile(b"%PDF-1.7"), save=False)
    row.save()
    return row


def build(authority: Authority, member: User, provider: Provider, cooperation=None) -> World:
    agreement = AgreementFactory.create(
        authority=authority, cooperation=cooperation, title="Ramavtal stödboende"
    )
    lot = LotFactory.create(agreement=agreement, name="Stödboende")
    contract = ContractFactory.create(agreement=agreement, provider=provider)
    contract.lots.add(lot)
    template = ReviewTemplateFactory.create(authority=authority, cooperation=cooperation)
    version = TemplateVersionFactory.create(template=template)
    draft = TemplateVersionFactory.create(template=template, number=2, state=TemplateState.DRAFT)
    section = SectionFactory.create(version=version, name="Personal")
    question = QuestionFactory.create(section=section)
    followup = FollowupFactory.create(
        authority=authority,
        number="2026-001",
        contract=contract,
        lot=lot,
        template_version=version,
        state=State.MEASURES,
        carried_out_on=DAY,
        reported_on=DAY,
    )
    owned = {"followup": followup}
    plain = document(authority, Secrecy.INTERNAL, "Rutin för lex Sarah")
    secret = document(authority, Secrecy.CLIENT_DOCUMENT, "Genomförandeplan H 17")
    request = DocumentRequest.objects.create(
        **owned, title="Rutiner för lex Sarah", asked_on=DAY, due_on=DAY
    )
    request.documents.add(plain)
    client_request = DocumentRequest.objects.create(
        **owned,
        title="Genomförandeplaner",
        secrecy=Secrecy.CLIENT_DOCUMENT,
        asked_on=DAY,
        due_on=DAY,
    )
    client_request.documents.add(secret)
    finding = Finding.objects.create(
        **owned,
        kind=FindingKind.DEFICIENCY,
        section=section,
        area=section.name,
        text="Registerutdrag begärs inte återkommande",
        requirement="Avtalet 4.2",
        evidence="Genomgång av sex personalakter",
        required_result="Rutin som visar återkommande kontroll",
        seen_on=DAY,
    )
    plan = ActionPlan.objects.create(**owned, due_on=DAY, requested_on=DAY)
    selection = Selection.objects.create(
        authority=authority, agreement=agreement, title="Urval 2026", year=2026, quota=5
    )
    report = Report.objects.create(
        authority=authority,
        agreement=agreement,
        selection=selection,
        title="Samordnad uppföljning 2026",
        starts_on=datetime.date(2026, 1, 1),
        ends_on=datetime.date(2026, 12, 31),
        reviewed_on=DAY,
    )
    return World(
        authority=authority,
        membership=Membership.objects.get(user=member, authority=authority),
        provider=provider,
        unit=UnitFactory.create(provider=provider),
        agreement=agreement,
        lot=lot,
        contract=contract,
        import_run=ImportRun.objects.create(
            authority=authority,
            file_name="lista.csv",
            sha256="0" * 64,
            content="Leverantör;Org.nr\nÅkerö AB;556000-0001\n".encode(),
            started_at=clock.now(),
        ),
        template_version=version,
        draft_version=draft,
        followup=followup,
        reviewer=Reviewer.objects.create(**owned, user=member, has_no_conflict=True),
        calling_view=CallingUnitView.objects.create(
            **owned, unit_name="Barn och unga", asked_on=DAY
        ),
        request=request,
        client_request=client_request,
        document=plain,
        client_document=secret,
        visit=Visit.objects.create(
            **owned,
            kind=VisitKind.VISIT,
            planned_on=DAY,
            visited_on=DAY,
            state=VisitState.CARRIED_OUT,
        ),
        observation=Observation.objects.create(
            **owned,
            section=section,
            question=question,
            text="Stabil personal",
            noted_at=clock.now(),
        ),
        finding=finding,
        plan=plan,
        action=CorrectiveAction.objects.create(plan=plan, finding=finding),
        letter=Letter.objects.create(
            plan=plan, kind=LetterKind.REQUEST, issued_on=DAY, word=plain, pdf=plain
        ),
        check=RegisterCheck.objects.create(
            authority=authority,
            agreement=agreement,
            provider=provider,
            kind=CheckKind.F_TAX,
            source="Skatteverket",
            checked_on=DAY,
            result=CheckResult.OK,
        ),
        selection=selection,
        share=Share.objects.create(selection=selection, authority=authority, lot=lot, promised=5),
        candidate=Candidate.objects.create(
            selection=selection, contract=contract, lot=lot, followup=followup
        ),
        report=report,
        passage=ReportPassage.objects.create(report=report, place=ReportText.BACKGROUND),
    )
