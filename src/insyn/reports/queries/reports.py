"""Reading the year that a report tells of."""

from collections import defaultdict
from collections.abc import Iterable, Mapping

from django.db.models import Prefetch, QuerySet

from insyn.accounts.models import Authority
from insyn.criteria.models import Question, Section
from insyn.findings.models import Finding
from insyn.findings.rules import BasisFacts, FindingKind
from insyn.followups.models import Basis, DocumentRequest, Followup
from insyn.followups.rules import REPORTED, BasisKind, Outcome
from insyn.kernel.access import SHARED_AT_MOST, Access
from insyn.measures.models import ActionPlan, PlanStep
from insyn.measures.rules import PlanEvent, PlanState
from insyn.monitoring.models import RegisterCheck
from insyn.monitoring.rules import CheckResult
from insyn.registry.models import Agreement, Lot
from insyn.registry.queries.lots import lots_in_order
from insyn.reports.models import Report, ReportPassage
from insyn.reports.rules import (
    CheckRemark,
    Figure,
    FindingFacts,
    FollowupFacts,
    LotFacts,
    PlanFacts,
    PlanStepFacts,
    ReportFacts,
    ReportText,
    ShareFacts,
    SupplementFacts,
    TemplateArea,
)
from insyn.risk.models import Candidate, Share

TOLD = (FindingKind.DEFICIENCY, FindingKind.DEVELOPMENT_AREA, FindingKind.GOOD_PRACTICE)
"""What the report tells; a commissioner's shortcoming goes to a list of its own."""

SELECTION_ORDER = (
    "Utförare som avropas",
    "Önskemål från avropande verksamhet",
    "Lottning",
)


def reported_followups(access: Access, report: Report) -> QuerySet[Followup]:
    """Return the follow-ups that may stand in the report, in its order.

    Only what has been reported, and only what a cooperation may share: a report is read by
    all its members, so a restricted follow-up never enters it, not even the owner's.
    """
    return (
        Followup.objects.visible_to(access)
        .filter(
            contract__agreement=report.agreement_id,
            state__in=REPORTED,
            secrecy__lte=SHARED_AT_MOST,
            carried_out_on__range=(report.starts_on, report.ends_on),
        )
        .select_related("contract__provider", "lot", "authority__municipality")
        .order_by("lot__position", "carried_out_on", "number", "pk")
    )


def gather(access: Access, report: Report) -> ReportFacts:
    """Return everything the report says, as the asker may see it. A fixed number of queries."""
    agreement = agreement_of(report)
    followups = list(_with_all(access, reported_followups(access, report)))
    shares = _shares(access, report, followups)
    listed = _listed_as(access, report)
    lots = {lot.pk: lot for lot in lots_in_order(access, [agreement])}
    facts = [_followup(row, listed.get(row.pk, ""), lots) for row in followups]
    remarks, sources, checked, unchecked = _checks(access, report, followups)
    template_name, areas = _template(access, followups)
    authorities = _authorities(agreement)
    return ReportFacts(
        title=report.title,
        organisation=str(report.authority),
        case_number=report.case_number,
        agreement=agreement.title,
        agreement_case_number=agreement.case_number,
        agreement_starts_on=agreement.starts_on,
        year=report.ends_on.year,
        municipalities=tuple(a.municipality.name for a in authorities),
        lots=tuple(_lots(access, agreement, facts, shares)),
        shares=tuple(shares),
        selection_order=SELECTION_ORDER if report.selection_id else (),
        lots_are_drawn=bool(report.selection and report.selection.allots_lots),
        requested_documents=_requested(access, followups),
        check_sources=sources,
        checked_providers=checked,
        check_remarks=remarks,
        unchecked_providers=unchecked,
        template_name=template_name,
        template_areas=areas,
        texts=texts_of(access, report),
    )


def agreement_of(report: Report) -> Agreement:
    """Return the agreement of a joint report.

    Raises:
        ValueError: the report is of another kind.
    """
    if report.agreement is None:
        raise ValueError(f"the report {report.pk} is not about an agreement")
    return report.agreement


def texts_of(access: Access, report: Report) -> dict[ReportText, str]:
    """Return the free texts of the report by place."""
    rows = ReportPassage.objects.visible_to(access).filter(report=report)
    return {ReportText(row.place): row.text for row in rows}


def _authorities(agreement: Agreement) -> list[Authority]:
    """Return the authorities of the report, the lead first, then as they joined."""
    if agreement.cooperation is None:
        return [agreement.authority]
    cooperation = agreement.cooperation
    places = cooperation.places.select_related("authority__municipality").order_by("pk")
    return sorted(
        (place.authority for place in places),
        key=lambda authority: authority.pk != cooperation.lead_id,
    )


def _with_all(access: Access, rows: QuerySet[Followup]) -> QuerySet[Followup]:
    return rows.prefetch_related(
        Prefetch("bases", Basis.objects.visible_to(access)),
        Prefetch("findings", Finding.objects.visible_to(access).filter(kind__in=TOLD)),
        Prefetch(
            "document_requests",
            DocumentRequest.objects.visible_to(access).filter(
                is_supplement=True, secrecy__lte=SHARED_AT_MOST
            ),
        ),
        Prefetch("contract__lots", Lot.objects.visible_to(access)),
        Prefetch("action_plan", ActionPlan.objects.visible_to(access)),
        Prefetch("action_plan__steps", PlanStep.objects.visible_to(access)),
    )


def _followup(row: Followup, listed_as: str, lots: Mapping[int, Lot]) -> FollowupFacts:
    lot, sub_lots = _place(row, lots)
    return FollowupFacts(
        followup_id=row.pk,
        provider_id=row.contract.provider_id,
        provider=row.provider_name or row.contract.provider.name,
        org_number=row.contract.provider.org_number,
        lot=lot,
        sub_lots=sub_lots,
        made_by=row.authority.municipality.name,
        carried_out_on=row.carried_out_on,
        bases=tuple(BasisFacts(BasisKind(b.kind), b.dated_on) for b in row.bases.all()),
        findings=tuple(
            FindingFacts(FindingKind(f.kind), f.area, f.text, f.remedied_note)
            for f in row.findings.all()
        ),
        outcome=Outcome(row.outcome) if row.outcome else None,
        overall_assessment=row.overall_assessment,
        result_text=row.result_text,
        listed_as=listed_as,
        supplements=tuple(
            SupplementFacts(r.title, r.judgement) for r in row.document_requests.all()
        ),
        plan=_plan(row),
    )


def _place(row: Followup, lots: Mapping[int, Lot]) -> tuple[str, tuple[str, ...]]:
    """Return the lot at the top of the tree, and the parts of it that the follow-up is about.

    ``lots`` are those of the agreement in tree order. A follow-up of a part is about that part
    and what the contract holds inside it.
    """
    own = lots.get(row.lot_id or 0)
    if own is None:
        return row.lot.name if row.lot else "", ()
    top = [own, *own.lots_around][-1]
    held = {lot.pk for lot in row.contract.lots.all()}
    inside = [lot.name for key, lot in lots.items() if key in held and own in lot.lots_around]
    return top.name, tuple(inside if own == top else [own.name, *inside])


def _plan(row: Followup) -> PlanFacts | None:
    plan = getattr(row, "action_plan", None)
    if plan is None:
        return None
    steps = (
        PlanStepFacts(PlanEvent(step.event), step.happened_on, row.authority.municipality.name)
        for step in plan.steps.all()
    )
    return PlanFacts(PlanState(plan.state), tuple(steps))


def _listed_as(access: Access, report: Report) -> dict[int, str]:
    if report.selection_id is None:
        return {}
    rows = Candidate.objects.visible_to(access).filter(
        selection=report.selection_id, followup__isnull=False
    )
    return {pk: name for pk, name in rows.values_list("followup", "listed_as") if pk}


def _shares(access: Access, report: Report, followups: list[Followup]) -> list[ShareFacts]:
    done: defaultdict[int, int] = defaultdict(int)
    for followup in followups:
        done[followup.authority_id] += 1
    rows = Share.objects.visible_to(access).filter(selection=report.selection_id)
    return [
        ShareFacts(
            authority_id=share.authority_id,
            municipality=share.authority.municipality.name,
            lot=share.lot.name if share.lot else "",
            promised=share.promised,
            done=done[share.authority_id],
            reason=share.shortfall_reason,
        )
        for share in rows.select_related("authority__municipality", "lot").order_by(
            "lot__position", "authority__municipality__name"
        )
    ]


def _lots(
    access: Access,
    agreement: Agreement,
    followups: list[FollowupFacts],
    shares: list[ShareFacts],
) -> Iterable[LotFacts]:
    """Yield the lots in the agreement's order; a lot without follow-ups only if promised."""
    names = Lot.objects.visible_to(access).filter(agreement=agreement, parent=None)
    for name in [*names.values_list("name", flat=True), ""]:
        inside = tuple(f for f in followups if f.lot == name)
        promised_by = [share.municipality for share in shares if name and share.lot == name]
        if inside or promised_by:
            made_by = sorted({f.made_by for f in inside}) or promised_by
            yield LotFacts(name or "Övriga uppföljningar", ", ".join(made_by), inside)


def _requested(access: Access, followups: list[Followup]) -> tuple[str, ...]:
    """Return the documents asked for before the visits, by title, without who they are about.

    A request more guarded than the report itself is left out, like one for clients' documents.
    """
    rows = DocumentRequest.objects.visible_to(access).filter(
        followup__in=[f.pk for f in followups],
        is_supplement=False,
        secrecy__lte=SHARED_AT_MOST,
    )
    return tuple(sorted(set(rows.values_list("title", flat=True))))


def _checks(
    access: Access, report: Report, followups: list[Followup]
) -> tuple[tuple[CheckRemark, ...], tuple[str, ...], int, tuple[str, ...]]:
    """Return remarks, sources, number of providers checked, and providers never checked."""
    names = {f.contract.provider_id: f.contract.provider.name for f in followups}
    checks = list(
        RegisterCheck.objects.visible_to(access)
        .filter(
            agreement=report.agreement_id,
            provider__in=names,
            secrecy__lte=SHARED_AT_MOST,
            checked_on__range=(report.starts_on, report.ends_on),
        )
        .select_related("provider")
        .order_by("checked_on", "pk")
    )
    remarks = tuple(
        CheckRemark(check.provider.name, check.remark, check.judgement)
        for check in checks
        if check.result != CheckResult.OK
    )
    checked = {check.provider_id for check in checks}
    unchecked = tuple(sorted(name for pk, name in names.items() if pk not in checked))
    return remarks, tuple(dict.fromkeys(c.source for c in checks)), len(checked), unchecked


def _template(access: Access, followups: list[Followup]) -> tuple[str, tuple[TemplateArea, ...]]:
    """Return the name and areas of the template that most of the follow-ups used."""
    used = [f.template_version_id for f in followups]
    if not used:
        return "", ()
    version_id = max(set(used), key=used.count)
    sections = (
        Section.objects.visible_to(access)
        .filter(version=version_id)
        .select_related("version__template")
        .prefetch_related(Prefetch("questions", Question.objects.visible_to(access)))
    )
    areas = tuple(TemplateArea(s.name, tuple(q.text for q in s.questions.all())) for s in sections)
    return (sections[0].version.template.name if sections else ""), areas


def locked_figures(report: Report) -> dict[str, Figure]:
    """Return the figures as they were locked, or an empty dict."""
    return {
        key: Figure(key, row["label"], row["value"], tuple(row["followups"]))
        for key, row in report.figures.items()
    }
