"""Issuing a matter to the board, and taking it back."""

from django.db import transaction
from django.utils.translation import gettext as _

from insyn.audit.services import record
from insyn.board.models import Appendix, BoardItem, ItemPaper
from insyn.board.queries.papers import memo_facts
from insyn.board.rules import ITEM_LIFECYCLE, AppendixKind, ItemEvent, ItemState, LayoutKind
from insyn.board.rules.refusals import check_complete, check_plan_at_issue
from insyn.board.services.items import locked_item, place_of
from insyn.board.services.papers import ENDINGS, PDF, item_paper
from insyn.board.services.subjects import subject
from insyn.documents.models import Document
from insyn.documents.rules import Direction
from insyn.documents.services import Paper, store_document
from insyn.kernel.access import Access, Permission
from insyn.kernel.errors import RuleViolation
from insyn.plans.models import Plan
from insyn.plans.models.plans import PlanQuerySet
from insyn.platform import clock
from insyn.platform.locking import locked_row


@transaction.atomic
def issue_item(access: Access, item: BoardItem, *, version: int | None = None) -> BoardItem:
    """Store memo and plan, if there is one, as Word and PDF, as the board will read them.

    Raises:
        RuleViolation: something in the memo is missing, what the matter is about has not been
            proposed, or another matter about the plan is before the board.
    """
    access.require(Permission.WRITE_BOARD_ITEM, authority_id=item.authority_id)
    row = locked_item(access, item, version)
    state = ITEM_LIFECYCLE.after(ItemState(row.state), ItemEvent.ISSUE)
    if row.plan_id is None:
        subject().check(access, row)
    else:
        row.plan = locked_row(_plans(access), pk=row.plan_id)
        check_plan_at_issue(row.plan.plan_state)
    check_complete(memo_facts(access, row))
    if row.plan_id is not None:
        _check_alone(access, row)
    row.state, row.issued_on = state, clock.today()
    row.version += 1
    row.save(update_fields=["state", "issued_on", "version"])
    for kind in row.papers_made:
        _store(access, row, kind)
    _open_appendices(access, row)
    record(access, "board_item.issued", row, place=place_of(row))
    return row


def _open_appendices(access: Access, item: BoardItem) -> None:
    """Let those who read only what is issued read the appendices; drafts are working papers."""
    kept = Appendix.objects.visible_to(access).filter(item=item).exclude(document=None)
    papers = Document.objects.visible_to(access).filter(
        pk__in=kept.order_by().values("document"), direction=Direction.WORKING
    )
    papers.update(direction=Direction.INTERNAL)


def _plans(access: Access) -> PlanQuerySet:
    return Plan.objects.visible_to(access).select_related("authority__municipality", "programme")


def _check_alone(access: Access, item: BoardItem) -> None:
    others = BoardItem.objects.visible_to(access).filter(plan=item.plan, state=ItemState.ISSUED)
    other = others.exclude(pk=item.pk).first()
    if other is not None:
        raise RuleViolation(
            _(
                "Ärendet ”%(other)s” om samma plan är redan expedierat. Ta tillbaka det innan du "
                "expedierar det här."
            )
            % {"other": other}
        )


def _store(access: Access, item: BoardItem, kind: LayoutKind) -> None:
    is_plan = kind == LayoutKind.PLAN
    title = item.the_plan.title if is_plan else f"{item.paper_name}: {item.title}"
    for ending in ENDINGS:
        content = item_paper(access, item, kind, ending)
        document = _stored(access, item, title, ending, content)
        ItemPaper.objects.create(item=item, kind=kind, document=document, issued_on=clock.today())
        if kind == LayoutKind.PLAN and ending == PDF:
            plan = Appendix.objects.visible_to(access).get(item=item, kind=AppendixKind.PLAN)
            plan.document = document
            plan.save(update_fields=["document"])


def _stored(access: Access, item: BoardItem, title: str, ending: str, content: bytes) -> Document:
    paper = Paper(
        title=title[:200],
        file_name=f"{title[:180]}.{ending}".replace("/", "-").replace(":", ""),
        content=content,
        case_number=item.case_number,
        dated_on=item.dated_on,
    )
    return store_document(access, item.authority, paper)


@transaction.atomic
def withdraw_item(access: Access, item: BoardItem, *, version: int | None = None) -> BoardItem:
    """Take an issued matter back for change; what was issued stays stored.

    Raises:
        RuleViolation: it is not issued.
    """
    access.require(Permission.WRITE_BOARD_ITEM, authority_id=item.authority_id)
    row = locked_item(access, item, version)
    row.state = ITEM_LIFECYCLE.after(ItemState(row.state), ItemEvent.WITHDRAW)
    row.issued_on = None
    row.version += 1
    row.save(update_fields=["state", "issued_on", "version"])
    record(access, "board_item.withdrawn", row, place=place_of(row))
    return row
