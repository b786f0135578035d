"""A good example is asked about, answered by its provider, shared and taken back."""

from dataclasses import dataclass

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from insyn.findings.letters.examples import AskedAbout, asking_subject, asking_text
from insyn.findings.models import Finding, SharedExample
from insyn.findings.rules.examples import (
    ANSWERED_YES,
    SharingAnswer,
    answer_refusal,
    asking_refusal,
    consent_after,
)
from insyn.findings.rules.lists import Consent
from insyn.followups.models import Followup
from insyn.followups.services import trail
from insyn.followups.services.telling import tell_provider
from insyn.kernel.access import SHARED_AT_MOST, Access, Permission
from insyn.kernel.errors import NotAllowed, Outdated, RuleViolation
from insyn.mailing.rules import MailKind
from insyn.platform import clock
from insyn.platform.locking import locked_row

_ABOUT = ("finding__followup__contract__provider", "finding__followup__contract__agreement",
          "finding__followup__authority__municipality")  # fmt: skip


@dataclass(frozen=True, slots=True)
class ExampleFacts:
    """A good example as it would be shared: written for others to read."""

    title: str
    text: str


@dataclass(frozen=True, slots=True)
class AskedExample:
    """The example that was asked about, and how many people got the question by mail."""

    example: SharedExample
    told: int


@transaction.atomic
def ask_about_example(
    access: Access, finding: Finding, *, facts: ExampleFacts, version: int | None = None
) -> AskedExample:
    """Ask the provider whether its good example may be shared, in these words; anew if said no.

    Raises:
        RuleViolation: it is no good example, the result has not been sent, the follow-up is
            guarded, the provider has said yes to other words, or a word is missing.
        Outdated: somebody else asked after the page was read.
    """
    followup = finding.followup
    access.require(Permission.CARRY_OUT_FOLLOWUP, authority_id=followup.authority_id)
    rows = Finding.objects.visible_to(access).select_related(
        *(path.removeprefix("finding__") for path in _ABOUT)
    )
    row = locked_row(rows, pk=finding.pk)
    example = _asked(access, row, version)
    _refuse(
        asking_refusal(
            row.shown_kind,
            is_reported=row.followup.reported_on is not None,
            is_guarded=row.followup.secrecy > SHARED_AT_MOST,
            consent=example.shown_consent if example.pk else None,
        )
    )
    example.title, example.text = facts.title.strip(), facts.text.strip()
    if not example.title or not example.text:
        raise RuleViolation(_("Skriv en rubrik och den text som ska delas."))
    example.consent, example.asked_on = Consent.ASKED, clock.today()
    example.answered_on, example.answered_by, example.shared_on = None, "", None
    example.names_provider = False
    example.save()
    trail.note(access, "followup.example_asked", row.followup, {"title": example.title})
    return AskedExample(example, _tell(access, example, row.followup))


def _asked(access: Access, finding: Finding, version: int | None) -> SharedExample:
    rows = SharedExample.objects.visible_to(access)
    found = rows.filter(finding=finding).first()
    if found is None:
        return SharedExample(finding=finding)
    if version == 0:  # the page showed that nobody had been asked
        raise Outdated(_("Någon annan har frågat medan du skrev. Läs in sidan igen."))
    locked = locked_row(rows, pk=found.pk, version=version)
    locked.version += 1
    return locked


def _tell(access: Access, example: SharedExample, followup: Followup) -> int:
    about = AskedAbout(
        board=str(followup.authority),
        followup=followup.number,
        agreement=followup.contract.agreement.title,
        title=example.title,
        text=example.text,
    )
    return tell_provider(
        access,
        authority=followup.authority,
        provider=followup.contract.provider,
        kind=MailKind.EXAMPLE,
        key=f"example:{example.pk}:{example.version}",
        subject=asking_subject(about),
        text=asking_text(about),
        about=example,
        leads_to=reverse("provider_portal:example", args=[example.pk]),
    )


@dataclass(frozen=True, slots=True)
class ExampleAnswer:
    """What the provider says, and who said it, by role and never by name."""

    answer: SharingAnswer
    answered_by: str


@transaction.atomic
def answer_example(
    access: Access, example: SharedExample, *, facts: ExampleAnswer, version: int | None = None
) -> SharedExample:
    """Note the provider's yes or no. A yes shares the example at once, a no takes it away at once.

    By somebody who answers for the provider, or by a reviewer for what was said in another way.

    Raises:
        NotAllowed: the asker is neither.
        RuleViolation: a yes that was taken back is given again without a new question, or nobody
            says in which role they answer.
        Outdated: the text or the answer was changed after the page was read.
    """
    row = _answered(access, example, version)
    before = row.shown_consent
    _refuse(answer_refusal(before, facts.answer))
    if not facts.answered_by.strip():
        raise RuleViolation(
            _("Skriv vilken roll den har som svarar, till exempel verksamhetschef.")
        )
    is_yes = facts.answer in ANSWERED_YES
    row.consent = consent_after(before, facts.answer)
    row.names_provider = facts.answer == SharingAnswer.NAMED
    row.answered_on, row.answered_by = clock.today(), facts.answered_by.strip()
    row.shared_on = (row.shared_on or clock.today()) if is_yes else None
    row.version += 1
    row.save()
    said = {"title": row.title, "before": before.label, "after": row.shown_consent.label}
    trail.note(access, "followup.example_answered", row.finding.followup, said)
    return row


def _answered(access: Access, example: SharedExample, version: int | None) -> SharedExample:
    followup = example.finding.followup
    is_provider = access.answers_for(
        followup.contract.provider_id, authority_id=followup.authority_id
    )
    if is_provider:
        rows = SharedExample.objects.shown_to_provider(access)
    elif access.may(Permission.CARRY_OUT_FOLLOWUP, authority_id=followup.authority_id):
        rows = SharedExample.objects.visible_to(access)
    else:
        raise NotAllowed(Permission.CARRY_OUT_FOLLOWUP)
    return locked_row(rows.select_related(*_ABOUT), pk=example.pk, version=version)


@transaction.atomic
def show_example(
    access: Access, example: SharedExample, *, is_shared: bool, version: int | None = None
) -> SharedExample:
    """Share an example that has consent again, or take it away from where others read it.

    Raises:
        RuleViolation: the provider has not said yes.
        Outdated: somebody else changed it first.
    """
    followup = example.finding.followup
    access.require(Permission.CARRY_OUT_FOLLOWUP, authority_id=followup.authority_id)
    rows = SharedExample.objects.visible_to(access).select_related(*_ABOUT)
    row = locked_row(rows, pk=example.pk, version=version)
    if row.consent != Consent.GIVEN:
        raise RuleViolation(_("Ett gott exempel delas först när utföraren har sagt ja."))
    row.shared_on = (row.shared_on or clock.today()) if is_shared else None
    row.version += 1
    row.save(update_fields=["shared_on", "version"])
    event = "followup.example_shared" if is_shared else "followup.example_hidden"
    trail.note(access, event, row.finding.followup, {"title": row.title})
    return row


def _refuse(sentence: str) -> None:
    if sentence:
        raise RuleViolation(_(sentence))
