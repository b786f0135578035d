"""A draft goes to the provider to be read: sent, given longer time, reminded of."""

from collections.abc import Sequence
from datetime import date

from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse

from insyn.audit.rules import Facts
from insyn.findings.letters.fact_check import (
    Mail,
    draft_letter,
    draft_mail,
    prolonged_mail,
    reminder_mail,
)
from insyn.findings.models import FactCheck, FactCheckPassage
from insyn.findings.queries.fact_check import (
    check_facts,
    comments_of,
    earlier_of,
    fact_check_of,
    present_passages,
)
from insyn.findings.queries.fact_check_words import words_of
from insyn.findings.rules.fact_check import (
    Passage,
    check_due_on,
    prolong_refusal,
    reminds_of_check,
    send_refusal,
)
from insyn.findings.rules.lists import FactCheckState
from insyn.findings.rules.papers import SaidPassage
from insyn.followups.models import Followup
from insyn.followups.rules import Event, State
from insyn.followups.services import apply_event, locked_followup, trail
from insyn.followups.services.post import LetterFiling, file_letter
from insyn.followups.services.telling import tell_provider
from insyn.kernel.access import Access, Mandate, Permission, Role, Secrecy
from insyn.kernel.errors import RuleViolation
from insyn.mailing.rules import MailKind
from insyn.platform import clock
from insyn.platform.locking import locked_row

ABOUT = ("followup__contract__provider", "followup__contract__agreement", "followup__lot",
         "followup__authority__municipality")  # fmt: skip


@transaction.atomic
def send_for_fact_check(
    access: Access,
    followup: Followup,
    *,
    due_on: date | None = None,
    version: int | None = None,
) -> tuple[FactCheck, int]:
    """Freeze the draft in numbered passages and let the provider read it; say how many were told.

    A draft that has been changed since the provider answered is sent once more, as a new round.

    Without ``due_on`` the provider has ten workdays. A letter is filed, and everybody who
    answers for the provider gets a mail with a personal link. ``version`` is the follow-up's.

    Raises:
        RuleViolation: the draft has been sent, is empty or guarded, or the day is impossible.
        Outdated: somebody else changed the follow-up first.
    """
    access.require(Permission.CARRY_OUT_FOLLOWUP, authority_id=followup.authority_id)
    row = locked_followup(access, followup, version=version)
    today = clock.today()
    due = due_on or check_due_on(today)
    passages = present_passages(access, row)
    before = fact_check_of(access, row)
    refuse(
        send_refusal(
            secrecy=Secrecy(row.secrecy),
            earlier=earlier_of(access, row, passages, today=today),
            passages=len(passages),
            due_on=due,
            today=today,
        )
    )
    moved = apply_event(access, followup, Event.SEND_FOR_FACT_CHECK, version=version)
    if before is not None:
        _end(access, before)
    number = before.number + 1 if before else 1
    check = FactCheck(followup=moved, number=number, sent_on=today, due_on=due)
    check.save()
    _freeze(check, passages)
    facts: Facts = {"number": number, "due_on": due.isoformat(), "passages": len(passages)}
    trail.note(access, "fact_check.sent", moved, facts)
    _file(access, check, passages)
    return check, tell(access, check, draft_mail(words_of(access, moved), due_on=due), mark="sent")


def refuse(sentence: str) -> None:
    """Raise the sentence, if there is one.

    Raises:
        RuleViolation: the sentence is not empty.
    """
    if sentence:
        raise RuleViolation(sentence)


def _end(access: Access, check: FactCheck) -> None:
    """Settle the round before for good when the draft is sent once more."""
    row = locked_check(access, check)
    if row.state != FactCheckState.SETTLED:
        settle(access, row)
        row.version += 1
        row.save()


def settle(access: Access, check: FactCheck) -> None:
    """Note on the locked check that everything is answered; the caller saves."""
    check.state, check.settled_on = FactCheckState.SETTLED, clock.today()
    trail.note(access, "fact_check.settled", check.followup)


def _freeze(check: FactCheck, passages: Sequence[Passage]) -> None:
    FactCheckPassage.objects.bulk_create(
        FactCheckPassage(
            fact_check=check, number=number, heading=one.heading, text=one.text, about=one.about
        )
        for number, one in enumerate(passages, start=1)
    )


def _file(access: Access, check: FactCheck, passages: Sequence[Passage]) -> None:
    followup = check.followup
    said = [
        SaidPassage(number, one.heading, one.text) for number, one in enumerate(passages, start=1)
    ]
    words = words_of(access, followup)
    letter = draft_letter(
        words, said, due_on=check.due_on, issued_on=check.sent_on, number=check.number
    )
    filing = LetterFiling(
        authority=followup.authority,
        letter=letter,
        party=words.provider,
        followup=followup,
        about=check,
        is_draft=True,
    )
    file_letter(access, filing)


def tell(access: Access, check: FactCheck, mail: Mail, *, mark: str) -> int:
    """Mail everybody who answers for the provider, once per mark; return how many."""
    followup = check.followup
    return tell_provider(
        access,
        authority=followup.authority,
        provider=followup.contract.provider,
        kind=MailKind.FACT_CHECK,
        key=f"fact_check:{check.pk}:{mark}",
        subject=mail.subject,
        text=mail.text,
        about=followup,
        leads_to=reverse("provider_portal:fact_check", args=[check.pk]),
    )


def locked_check(access: Access, check: FactCheck, *, version: int | None = None) -> FactCheck:
    """Return the check locked, with what its papers name, to one who carries out the follow-up.

    Raises:
        Outdated: somebody else changed the check first.
    """
    authority_id = check.followup.authority_id
    access.require(Permission.CARRY_OUT_FOLLOWUP, authority_id=authority_id)
    rows = FactCheck.objects.visible_to(access).select_related(*ABOUT)
    return locked_row(rows, pk=check.pk, version=version)


@transaction.atomic
def prolong_fact_check(
    access: Access, check: FactCheck, *, due_on: date, version: int | None = None
) -> tuple[FactCheck, int]:
    """Give the provider until a later day, also after the last one; say how many were told.

    Raises:
        RuleViolation: the provider has answered, or the day is not later.
        Outdated: somebody else changed the check first.
    """
    row = locked_check(access, check, version=version)
    facts = check_facts(row, comments_of(access, row))
    refuse(prolong_refusal(facts, due_on=due_on, today=clock.today()))
    before, row.due_on, row.reminded_on = row.due_on, due_on, None
    row.version += 1
    row.save(update_fields=["due_on", "reminded_on", "version"])
    said = {"before": before.isoformat(), "due_on": due_on.isoformat()}
    trail.note(access, "fact_check.prolonged", row.followup, said)
    mail = prolonged_mail(words_of(access, row.followup), due_on=due_on)
    return row, tell(access, row, mail, mark=f"prolonged:{due_on.isoformat()}")


def remind_of_fact_checks(today: date) -> int:
    """Remind every provider whose last day is near; return how many mails were queued.

    Run any number of times a day: each last day is reminded of once.
    """
    rows: QuerySet[FactCheck] = FactCheck.objects.unscoped(
        reason="Påminnelser om faktagranskning går ut i alla nämnders uppföljningar."
    )
    waiting = rows.filter(
        state=FactCheckState.OPEN,
        reminded_on=None,
        due_on__gte=today,
        sent_on__lt=today,
        followup__state=State.FACT_CHECK,
    )
    near = [row for row in waiting.select_related("followup").order_by("pk")
            if reminds_of_check(row.due_on, today)]  # fmt: skip
    return sum(_remind(row, today) for row in near)


@transaction.atomic
def _remind(check: FactCheck, today: date) -> int:
    mandate = Mandate(check.followup.authority_id, Role.REVIEWER)
    access = Access.system("Insyn", mandates=(mandate,))
    row = locked_check(access, check)
    if row.state != FactCheckState.OPEN or row.reminded_on is not None:
        return 0
    row.reminded_on = today
    row.save(update_fields=["reminded_on"])
    count = tell(
        access,
        row,
        reminder_mail(words_of(access, row.followup), due_on=row.due_on),
        mark=f"reminder:{row.due_on.isoformat()}",
    )
    trail.note(access, "fact_check.reminded", row.followup, {"due_on": row.due_on.isoformat()})
    return count
