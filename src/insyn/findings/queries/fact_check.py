"""Answers about the fact check of a draft."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.urls import reverse

from insyn.documents.models import Document
from insyn.findings.models import (
    AreaAssessment,
    FactCheck,
    FactCheckComment,
    FactCheckPassage,
    FactCheckQuerySet,
    Finding,
    OfFactCheck,
)
from insyn.findings.rules import FindingKind
from insyn.findings.rules.fact_check import (
    AREA,
    FINDING,
    RESULT,
    CheckFacts,
    CommentFacts,
    Draft,
    Earlier,
    FoundFacts,
    NoteFacts,
    Passage,
    Stage,
    again_refusal,
    assess_refusal,
    passages_of,
    present_of,
    stage_of,
)
from insyn.findings.rules.lists import FactCheckState, Reply
from insyn.followups.models import Followup
from insyn.followups.rules import Event, State
from insyn.kernel.access import Access, Permission
from insyn.papers.wording import swedish_date
from insyn.requirements.rules.comparison import Span, spans


def fact_check_of(access: Access, followup: Followup) -> FactCheck | None:
    """Return the latest round of the follow-up's fact check, or None."""
    check = rounds_of(access, followup).first()
    if check is not None:
        check.followup = followup
    return check


def rounds_of(access: Access, followup: Followup) -> FactCheckQuerySet:
    """Return every round of the follow-up's fact check, the latest first."""
    return FactCheck.objects.visible_to(access).filter(followup=followup).order_by("-number")


def passages_of_check(access: Access, check: FactCheck) -> OfFactCheck[FactCheckPassage]:
    """Return the paragraphs of a round, in the order of the draft."""
    rows: OfFactCheck[FactCheckPassage] = FactCheckPassage.objects.visible_to(access)
    return rows.filter(fact_check=check)


def earlier_of(
    access: Access, followup: Followup, now: Sequence[Passage], *, today: date
) -> Earlier | None:
    """Return where the latest round is when the draft is to be sent again; None without one."""
    check = fact_check_of(access, followup)
    if check is None:
        return None
    facts = check_facts(check, comments_of(access, check))
    sent = passages_of_check(access, check)
    return Earlier(
        stage=stage_of(facts, today),
        is_changed=[row.text for row in sent] != [one.text for one in now],
        is_taken_back=followup.state == State.DRAFT,
    )


def draft_of(access: Access, followup: Followup) -> Draft:
    """Return what of the follow-up is statements of fact, as it reads now. Two queries."""
    notes = AreaAssessment.objects.visible_to(access).filter(followup=followup)
    findings = Finding.objects.visible_to(access).filter(followup=followup)
    told = findings.exclude(kind=FindingKind.COMMISSIONER_SHORTCOMING)
    return Draft(
        opening=_opening(followup),
        result_text=followup.result_text,
        notes=[
            NoteFacts(row.section_id, row.section.name, row.note)
            for row in notes.select_related("section")
        ],
        findings=[_found(row) for row in told],
    )


def _opening(followup: Followup) -> list[str]:
    contract = followup.contract
    day = followup.carried_out_on
    lines = [
        f"Uppföljningen gäller {followup.provider_name or contract.provider.name}.",
        f"Avtal: {contract.agreement.title}{f', {followup.lot.name}' if followup.lot else ''}.",
    ]
    lines += [f"Verksamhet: {followup.unit.name}."] if followup.unit else []
    return lines + ([f"Den gjordes den {swedish_date(day)}."] if day else [])


def _found(row: Finding) -> FoundFacts:
    return FoundFacts(
        key=row.pk,
        kind=FindingKind(row.kind),
        area=row.area,
        seen=row.text,
        seen_on=row.seen_on,
        evidence=row.evidence,
        requirement=row.requirement,
    )


def present_passages(access: Access, followup: Followup) -> list[Passage]:
    """Return the draft in paragraphs as it reads now."""
    return passages_of(draft_of(access, followup))


def check_facts(check: FactCheck, comments: Sequence[FactCheckComment]) -> CheckFacts:
    """Return where the check is, as the rules want it."""
    return CheckFacts(
        state=FactCheckState(check.state),
        due_on=check.due_on,
        disputable_until=check.disputable_until,
        comments=[comment_facts(row) for row in comments],
    )


def comment_facts(comment: FactCheckComment) -> CommentFacts:
    """Return where the comment is, as the rules want it."""
    return CommentFacts(
        reply=Reply(comment.reply) if comment.reply else None,
        is_disputed=comment.disputed_on is not None,
        second_reply=Reply(comment.second_reply) if comment.second_reply else None,
    )


def comments_of(access: Access, check: FactCheck) -> list[FactCheckComment]:
    """Return the provider's comments in the order of the draft."""
    rows = FactCheckComment.objects.visible_to(access).filter(passage__fact_check=check)
    return list(rows.select_related("passage__fact_check", "replied_by", "second_reader"))


def files_with(comments: Sequence[FactCheckComment]) -> list[Document]:
    """Return the files that came with comments which the asker has been shown."""
    keys = FactCheckComment.documents.through.objects.filter(
        factcheckcomment__in=[row.pk for row in comments]
    )
    rows = Document.objects.unscoped(reason="Filer till synpunkter som frågaren redan ser.")
    return list(rows.filter(pk__in=keys.values("document")).order_by("pk"))


def stands_in_way(access: Access, followup: Followup, today: date) -> str:
    """Return why the fact check stops the assessment from being settled; empty when it does not."""
    check = fact_check_of(access, followup)
    if check is None:
        return ""
    return assess_refusal(check_facts(check, comments_of(access, check)), today)


@dataclass(frozen=True, slots=True)
class ShownPassage:
    """A paragraph as it was sent, what was said of it, and how it reads now."""

    row: FactCheckPassage
    comment: FactCheckComment | None
    files: Sequence[Document]
    is_gone: bool
    changes: Sequence[Span]
    change_url: str
    may_reply: bool
    may_decide: bool


@dataclass(frozen=True, slots=True)
class ShownRound:
    """A round that was sent before the latest one, as it ended."""

    check: FactCheck
    stage: Stage
    passages: Sequence[ShownPassage]


@dataclass(frozen=True, slots=True)
class CheckPage:
    """Everything that the tab about the fact check shows."""

    check: FactCheck | None
    stage: Stage | None
    passages: Sequence[ShownPassage]
    hidden_comments: int
    may_send: bool
    may_prolong: bool
    is_private: bool
    may_type_in: bool = False
    earlier: Sequence[ShownRound] = ()

    @property
    def comment_count(self) -> int:
        return sum(1 for one in self.passages if one.comment)


def check_page(access: Access, followup: Followup, *, today: date) -> CheckPage:
    """Return what the asker sees of the fact check, and which buttons are open to them.

    What the provider has written but not handed in is counted, never shown.
    """
    check = fact_check_of(access, followup)
    may_write = access.may(Permission.CARRY_OUT_FOLLOWUP, authority_id=followup.authority_id)
    can_send = Event.SEND_FOR_FACT_CHECK in followup.possible_events()
    is_private = not may_write and check is None
    if check is None:
        return CheckPage(None, None, (), 0, may_write and can_send, False, is_private)  # noqa: FBT003
    comments = comments_of(access, check)
    stage = stage_of(check_facts(check, comments), today)
    is_open = check.state == FactCheckState.OPEN and followup.state == State.FACT_CHECK
    shown = comments if check.is_handed_in else []
    now = present_passages(access, followup)
    again = earlier_of(access, followup, now, today=today)
    return CheckPage(
        check=check,
        stage=stage,
        passages=_shown(access, check, shown, now, stage if may_write else None),
        hidden_comments=len(comments) - len(shown),
        may_send=may_write and can_send and again is not None and not again_refusal(again),
        may_prolong=may_write and is_open,
        is_private=False,
        may_type_in=may_write and is_open,
        earlier=_earlier(access, check, today=today),
    )


def _earlier(access: Access, latest: FactCheck, *, today: date) -> list[ShownRound]:
    """Return the rounds before the latest, as they ended; nothing in them can be changed."""
    if latest.number == 1:
        return []
    found = []
    for check in rounds_of(access, latest.followup).exclude(pk=latest.pk):
        check.followup = latest.followup
        comments = comments_of(access, check) if check.is_handed_in else []
        stage = stage_of(check_facts(check, comments), today)
        found.append(ShownRound(check, stage, _shown(access, check, comments, None, None)))
    return found


def _shown(
    access: Access,
    check: FactCheck,
    comments: Sequence[FactCheckComment],
    now: Sequence[Passage] | None,
    stage: Stage | None,
) -> list[ShownPassage]:
    """Return each paragraph; compared with how it reads now unless ``now`` is None."""
    followup = check.followup
    files = _files_per_comment(access, comments)
    said = {row.passage_id: row for row in comments}
    rows = passages_of_check(access, check)
    can_change = stage is not None and followup.state == State.FACT_CHECK
    return [
        _passage(
            access,
            row,
            now,
            _Said(stage, comment, files.get(comment.pk, ()) if comment else ()),
            change_url=change_url(followup, row.about) if can_change else "",
        )
        for row in rows
        for comment in (said.get(row.pk),)
    ]


@dataclass(frozen=True, slots=True)
class _Said:
    """What was said of one paragraph. ``stage`` is None to one who cannot answer."""

    stage: Stage | None
    comment: FactCheckComment | None
    files: Sequence[Document]

    @property
    def waits_for_second(self) -> bool:
        return self.comment is not None and comment_facts(self.comment).waits_for_second


def _passage(
    access: Access,
    row: FactCheckPassage,
    now: Sequence[Passage] | None,
    said: _Said,
    *,
    change_url: str,
) -> ShownPassage:
    sent = Passage(row.heading, row.text, row.about)
    present = row.text if now is None else present_of(sent, now)
    comment = said.comment
    is_other = comment is not None and comment.replied_by_id != access.user_id
    return ShownPassage(
        row=row,
        comment=comment,
        files=said.files,
        is_gone=present is None,
        changes=spans(row.text, present) if present and present != row.text else (),
        change_url=change_url,
        may_reply=said.stage == Stage.TO_REPLY and comment is not None,
        may_decide=said.stage is not None and said.waits_for_second and is_other,
    )


def _files_per_comment(
    access: Access, comments: Sequence[FactCheckComment]
) -> dict[int, list[Document]]:
    """Return the files that the asker may open, by the comment's key. Two queries."""
    pairs = FactCheckComment.documents.through.objects.filter(
        factcheckcomment__in=[row.pk for row in comments]
    ).values_list("factcheckcomment", "document")
    keys = list(pairs)
    rows = Document.objects.visible_to(access).in_bulk([document for _row, document in keys])
    found: dict[int, list[Document]] = {}
    for comment, document in keys:
        if document in rows:
            found.setdefault(comment, []).append(rows[document])
    return found


def change_url(followup: Followup, about: str) -> str:
    """Return where the text of a passage is changed."""
    noun, _colon, key = about.partition(":")
    routes: dict[str, tuple[str, list[object]]] = {
        RESULT: ("findings:result_text", [followup.pk]),
        AREA: ("findings:area", [followup.pk, key]),
        FINDING: ("findings:change", [key]),
    }
    route, args = routes.get(noun, ("followups:detail", [followup.pk]))
    return reverse(route, args=args)
