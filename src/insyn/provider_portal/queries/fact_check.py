"""Answers to a provider about the draft it reads. Everything through shown_to_provider."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from insyn.documents.models import Document
from insyn.findings.models import FactCheck, FactCheckComment, FactCheckPassage
from insyn.findings.queries.fact_check import check_facts, comment_facts, files_with
from insyn.findings.rules.fact_check import Stage, answer_refusal, dispute_refusal, stage_of
from insyn.followups.rules import State
from insyn.kernel.access import Access


@dataclass(frozen=True, slots=True)
class ReadPassage:
    """A paragraph as its provider meets it: the comment, the answer, and what may be done."""

    row: FactCheckPassage
    comment: FactCheckComment | None
    files: Sequence[Document]
    is_replied: bool
    may_dispute: bool


@dataclass(frozen=True, slots=True)
class ReadPage:
    """A draft as its provider meets it."""

    check: FactCheck
    stage: Stage
    passages: Sequence[ReadPassage]
    closed_because: str

    @property
    def is_open(self) -> bool:
        return not self.closed_because

    @property
    def comment_count(self) -> int:
        return sum(1 for one in self.passages if one.comment)

    @property
    def may_dispute(self) -> bool:
        return any(one.may_dispute for one in self.passages)


def read_page(access: Access, check: FactCheck, *, today: date) -> ReadPage:
    """Return the draft with the provider's own comments; the answers once all have one."""
    rows = FactCheckComment.objects.shown_to_provider(access).filter(passage__fact_check=check)
    comments = list(rows.select_related("passage"))
    said = {row.passage_id: row for row in comments}
    passages = FactCheckPassage.objects.shown_to_provider(access).filter(fact_check=check)
    facts = check_facts(check, comments)
    is_running = check.followup.state == State.FACT_CHECK
    files = {row.pk: files_with([row]) for row in comments}
    return ReadPage(
        check=check,
        stage=stage_of(facts, today),
        passages=[_passage(row, said.get(row.pk), check, files, today=today) for row in passages],
        closed_because=answer_refusal(facts, today, is_running=is_running),
    )


def _passage(
    row: FactCheckPassage,
    comment: FactCheckComment | None,
    check: FactCheck,
    files: dict[int, list[Document]],
    *,
    today: date,
) -> ReadPassage:
    is_told = check.replied_on is not None
    return ReadPassage(
        row=row,
        comment=comment,
        files=files.get(comment.pk, []) if comment else [],
        is_replied=is_told and comment is not None and bool(comment.reply),
        may_dispute=comment is not None and may_dispute(check, comment, today=today),
    )


def may_dispute(check: FactCheck, comment: FactCheckComment, *, today: date) -> bool:
    """Tell whether the answer to a comment can still be disputed."""
    refusal = dispute_refusal(
        check_facts(check, ()),
        comment_facts(comment),
        text="-",
        today=today,
        is_assessed=check.followup.state != State.FACT_CHECK,
    )
    return not refusal


def next_passage(access: Access, passage: FactCheckPassage) -> FactCheckPassage | None:
    """Return the paragraph after this one, or None."""
    rows = FactCheckPassage.objects.shown_to_provider(access)
    after = rows.filter(fact_check=passage.fact_check_id, number__gt=passage.number)
    return after.order_by("number").first()
