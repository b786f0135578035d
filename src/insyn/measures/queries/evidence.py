"""What a package of evidence is made of: rows and papers of one contract, never about a client."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from insyn.delegations.models import DelegationDecision
from insyn.documents.models import Document
from insyn.documents.rules import Direction
from insyn.findings.models import Finding
from insyn.followups.models import Correspondence, DocumentRequest
from insyn.kernel.access import Access, Secrecy
from insyn.measures.models import (
    ActionPlan,
    CorrectiveAction,
    Letter,
    Sanction,
    SanctionLetter,
    SanctionLine,
    SanctionMove,
    SanctionQuerySet,
    Termination,
    TerminationLetter,
)
from insyn.measures.queries.sanctions import with_sums
from insyn.measures.rules.evidence import may_be_in

MOST = Secrecy.INTERNAL
"""The most guarded row that a package holds."""


@dataclass(frozen=True, slots=True)
class Material:
    """The rows of one board and one contract that a package tells of, and its papers."""

    findings: QuerySet[Finding]
    plans: QuerySet[ActionPlan]
    actions: QuerySet[CorrectiveAction]
    sanctions: SanctionQuerySet
    lines: QuerySet[SanctionLine]
    moves: QuerySet[SanctionMove]
    decisions: QuerySet[DelegationDecision]
    post: QuerySet[Correspondence]
    papers: Sequence[Document]
    left_out: int


def material_of(access: Access, row: Termination) -> Material:
    """Return what the package of a termination is made of.

    Only results that have been sent, and nothing above internal. A bounded number of queries.
    """
    papers, left_out = _papers(access, row)
    return Material(
        findings=_findings(access, row),
        plans=_plans(access, row),
        actions=_actions(access, row),
        sanctions=with_sums(_sanctions(access, row)).order_by("proposed_on", "pk"),
        lines=_lines(access, row),
        moves=_moves(access, row),
        decisions=_decisions(access, row),
        post=_post(access, row),
        papers=papers,
        left_out=left_out,
    )


def _of_followups(row: Termination, path: str) -> Q:
    """Keep what belongs to sent and open follow-ups of the contract by the board itself."""
    return Q(
        (f"{path}contract", row.contract_id),
        (f"{path}authority", row.authority_id),
        (f"{path}reported_on__isnull", False),
        (f"{path}secrecy__lte", MOST),
    )


def _findings(access: Access, row: Termination) -> QuerySet[Finding]:
    rows = (
        Finding.objects.visible_to(access).deficiencies().filter(_of_followups(row, "followup__"))
    )
    return rows.select_related("followup", "unit__provider").order_by("seen_on", "pk")


def _plans(access: Access, row: Termination) -> QuerySet[ActionPlan]:
    rows = ActionPlan.objects.visible_to(access).filter(_of_followups(row, "followup__"))
    return rows.select_related("followup").order_by("requested_on", "pk")


def _actions(access: Access, row: Termination) -> QuerySet[CorrectiveAction]:
    found = CorrectiveAction.objects.visible_to(access).filter(
        _of_followups(row, "plan__followup__")
    )
    return found.select_related("plan__followup", "finding").order_by("plan", "pk")


def _sanctions(access: Access, row: Termination) -> SanctionQuerySet:
    rows = Sanction.objects.visible_to(access).filter(
        contract=row.contract_id, authority=row.authority_id, secrecy__lte=MOST
    )
    return rows.exclude(decided_on=None).select_related("decision", "followup")


def _of_sanctions(row: Termination) -> Q:
    return Q(
        sanction__contract=row.contract_id,
        sanction__authority=row.authority_id,
        sanction__secrecy__lte=MOST,
        sanction__decided_on__isnull=False,
    )


def _lines(access: Access, row: Termination) -> QuerySet[SanctionLine]:
    found = SanctionLine.objects.visible_to(access).filter(_of_sanctions(row))
    return found.select_related("sanction", "unit__provider").order_by("sanction", "pk")


def _moves(access: Access, row: Termination) -> QuerySet[SanctionMove]:
    found = SanctionMove.objects.visible_to(access).filter(_of_sanctions(row))
    return found.select_related("sanction").order_by("sanction", "pk")


def _decisions(access: Access, row: Termination) -> QuerySet[DelegationDecision]:
    found = DelegationDecision.objects.visible_to(access).filter(
        contract=row.contract_id, authority=row.authority_id, secrecy__lte=MOST
    )
    return found.select_related("delegation").order_by("decided_on", "pk")


def _all_post(access: Access, row: Termination) -> QuerySet[Correspondence]:
    of_contract = Q(contract=row.contract_id) | Q(followup__contract=row.contract_id)
    found = Correspondence.objects.visible_to(access)
    return found.filter(of_contract, authority=row.authority_id)


def _post(access: Access, row: Termination) -> QuerySet[Correspondence]:
    found = _all_post(access, row).filter(secrecy__lte=MOST)
    return found.select_related("followup").order_by("dated_on", "pk")


def _papers(access: Access, row: Termination) -> tuple[list[Document], int]:
    """Return the papers that may be in, the oldest first, and how many may not.

    Drafts and other working material are no evidence, and are not counted.
    """
    levels = _levels(access, row)
    rows = Document.objects.visible_to(access).filter(
        pk__in=list(levels), authority=row.authority_id
    )
    found = list(rows.order_by("dated_on", "pk"))
    settled = [paper for paper in found if paper.direction != Direction.WORKING]
    kept = [paper for paper in settled if may_be_in({paper.secrecy, *levels[paper.pk]})]
    return kept, len(levels) - (len(found) - len(settled)) - len(kept)


def _levels(access: Access, row: Termination) -> Mapping[int, set[int]]:
    """Return the key of each paper of the contract, with the levels of what it belongs to."""
    levels: dict[int, set[int]] = defaultdict(set)
    for pairs in (_of_letters(access, row), _of_sanctioning(access, row), _handed_in(access, row)):
        for key, level in pairs:
            if key is not None:
                levels[key].add(level)
    return levels


Pairs = Iterable[tuple[int | None, int]]


def _of_letters(access: Access, row: Termination) -> Pairs:
    """Yield what the diary and the action plans have: the letters as they were sent."""
    yield from _all_post(access, row).values_list("document", "secrecy").order_by()
    own = {
        "plan__followup__contract": row.contract_id,
        "plan__followup__authority": row.authority_id,
    }
    letters = Letter.objects.visible_to(access).filter(**own)
    yield from letters.values_list("pdf", "plan__followup__secrecy").order_by()


def _of_sanctioning(access: Access, row: Termination) -> Pairs:
    own = {"contract": row.contract_id, "authority": row.authority_id}
    rows = Sanction.objects.visible_to(access).filter(**own).exclude(decided_on=None).order_by()
    for name in ("proof", "contest_file"):
        yield from rows.values_list(name, "secrecy")
    letters = SanctionLetter.objects.visible_to(access).filter(
        sanction__contract=row.contract_id, sanction__authority=row.authority_id
    )
    yield from letters.values_list("pdf", "sanction__secrecy").order_by()
    ends = TerminationLetter.objects.visible_to(access).filter(
        termination__contract=row.contract_id, termination__authority=row.authority_id
    )
    yield from ends.values_list("pdf", "termination__secrecy").order_by()
    proofs = Termination.objects.visible_to(access).filter(**own).order_by()
    yield from proofs.values_list("proof", "secrecy")


def _handed_in(access: Access, row: Termination) -> Pairs:
    """Yield what the provider has handed in; what it was asked for about a client is guarded."""
    asked = DocumentRequest.objects.visible_to(access).filter(
        followup__contract=row.contract_id, followup__authority=row.authority_id
    )
    for own in ("secrecy", "followup__secrecy"):
        yield from asked.values_list("documents", own).order_by()
    answers = CorrectiveAction.objects.visible_to(access).filter(
        plan__followup__contract=row.contract_id, plan__followup__authority=row.authority_id
    )
    yield from answers.values_list("documents", "plan__followup__secrecy").order_by()
