"""What happens when a follow-up is assessed, concluded, sent and remedied."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from insyn.audit.rules import Facts
from insyn.audit.services import Entry, Place, record_all
from insyn.criteria.models import ScaleLevel
from insyn.criteria.rules import Level
from insyn.findings.letters.fact_check import result_mail
from insyn.findings.models import AreaAssessment
from insyn.findings.queries import bases_of, readiness
from insyn.findings.queries.assessing import second_reading_lacks
from insyn.findings.queries.evidence import has_register_checks
from insyn.findings.queries.fact_check_words import words_of
from insyn.findings.rules import CONCLUDED_IN, check_outcome
from insyn.findings.services.fact_check_replies import settle_before_assessment
from insyn.followups.models import Followup
from insyn.followups.rules import LIFECYCLE, BasisKind, Event, Outcome, State
from insyn.followups.services import add_basis, apply_event, locked_followup, trail
from insyn.followups.services.telling import tell_of_followup
from insyn.kernel.access import Access, Permission, Secrecy
from insyn.kernel.errors import RuleViolation
from insyn.mailing.rules import MailKind
from insyn.platform import clock


@transaction.atomic
def conclude_followup(
    access: Access,
    followup: Followup,
    *,
    outcome: Outcome,
    overall_assessment: str,
    version: int | None = None,
) -> Followup:
    """Write the overall assessment and the outcome; anew after an action plan.

    Raises:
        RuleViolation: too early, too late, empty, or it rests on a plan nobody handed in.
    """
    access.require(Permission.CARRY_OUT_FOLLOWUP, authority_id=followup.authority_id)
    row = locked_followup(access, followup, version=version)
    if State(row.state) not in CONCLUDED_IN:
        raise RuleViolation(
            _("Den sammanfattande bedömningen skrivs när uppföljningen pågår och ändras inte när "
              "den är avslutad.")
        )  # fmt: skip
    if not overall_assessment.strip():
        raise RuleViolation(_("Skriv den sammanfattande bedömningen."))
    if lack := second_reading_lacks(access, row):
        raise RuleViolation(_(lack))
    check_outcome(outcome, bases_of(access, row))
    before = row.outcome or None
    row.outcome, row.overall_assessment = outcome, overall_assessment.strip()
    row.version += 1
    row.save(update_fields=["outcome", "overall_assessment", "version"])
    _tell(followup, row)
    trail.note(access, "followup.concluded", row, {"before": before, "after": outcome.value})
    return row


@transaction.atomic
def stand_on_registers(access: Access, followup: Followup) -> None:
    """Let the assessment stand on what registers say of the provider too.

    Raises:
        RuleViolation: too early, too late, or no register has been looked into.
    """
    access.require(Permission.CARRY_OUT_FOLLOWUP, authority_id=followup.authority_id)
    row = locked_followup(access, followup)
    if State(row.state) not in CONCLUDED_IN:
        raise RuleViolation(_("Underlaget ändras när uppföljningen pågår, inte före eller efter."))
    if not has_register_checks(access, row):
        raise RuleViolation(
            _("Det finns ingen registerkontroll av utföraren. Gör kontrollerna först.")
        )
    add_basis(access, row, kind=BasisKind.REGISTERS)


@transaction.atomic
def assess_followup(access: Access, followup: Followup, *, version: int | None = None) -> Followup:
    """Settle the assessment: every area has been dealt with and the conclusion is written.

    Raises:
        RuleViolation: something is left; the sentences say what.
    """
    access.require(Permission.CARRY_OUT_FOLLOWUP, authority_id=followup.authority_id)
    row = locked_followup(access, followup, version=version)
    _refuse(readiness(access, row).before_assess())
    settle_before_assessment(access, row)
    return apply_event(access, followup, Event.ASSESS, version=version)


@dataclass(frozen=True, slots=True)
class Settled:
    """How a follow-up that rests on answers is assessed, all at once.

    ``levels`` are of the template's areas by key; ``note`` is why, and how an earlier
    assessment made the same way is known again. ``result_text`` is kept when nothing else says
    what was seen.
    """

    followup: Followup
    levels: Mapping[int, Level | ScaleLevel]
    note: str
    outcome: Outcome
    overall_assessment: str
    result_text: str = ""


@transaction.atomic
def settle_followups(access: Access, authority_id: int, *, facts: Sequence[Settled]) -> None:
    """Assess every area, conclude and settle many follow-ups of one authority.

    What somebody has assessed by hand stands. The passed follow-ups are told their new state
    and version. The queries do not grow with the follow-ups, but for a few hundred at a time.

    Raises:
        RuleViolation: a follow-up is not a draft, or nothing is said of the whole.
    """
    access.require(Permission.CARRY_OUT_FOLLOWUP, authority_id=authority_id)
    wanted = {one.followup.pk: one for one in facts}
    rows = Followup.objects.visible_to(access).filter(pk__in=wanted, authority=authority_id)
    locked = list(rows.select_related("contract__provider").select_for_update(of=("self",)))
    if len(locked) < len(wanted):
        raise RuleViolation(_("En uppföljning finns inte längre. Läs in sidan igen."))
    _settle_fact_checks(access, locked)
    _assess_areas(access, [(row, wanted[row.pk]) for row in locked])
    entries = [_settle(row, wanted[row.pk]) for row in locked]
    Followup.objects.visible_to(access).bulk_update(
        locked, ["state", "outcome", "overall_assessment", "result_text", "version"], AT_A_TIME
    )
    for level in {row.secrecy for row in locked}:
        some = (entry for row, entry in zip(locked, entries, strict=True) if row.secrecy == level)
        record_all(access, some, place=Place(authority_id, Secrecy(level)))


AT_A_TIME = 200


def _settle_fact_checks(access: Access, rows: Sequence[Followup]) -> None:
    """Settle the checks of the few that have one under way; they are refused while it goes on."""
    for row in rows:
        if row.state == State.FACT_CHECK:
            settle_before_assessment(access, row)


def _settle(row: Followup, facts: Settled) -> Entry:
    before = State(row.state)
    row.state = LIFECYCLE.after(before, Event.ASSESS)
    if not facts.overall_assessment.strip():
        raise RuleViolation(_("Skriv den sammanfattande bedömningen."))
    check_outcome(facts.outcome, ())
    row.outcome, row.overall_assessment = facts.outcome, facts.overall_assessment.strip()
    row.result_text = row.result_text or facts.result_text
    row.version += 1
    _tell(facts.followup, row)
    facts.followup.state, facts.followup.result_text = row.state, row.result_text
    said: Facts = {
        "before": before.value, "after": row.state.value, "conclusion": facts.outcome.value,
        "happened_on": clock.today().isoformat(),
    }  # fmt: skip
    return Entry(f"followup.{Event.ASSESS.value}", row, said)


def _assess_areas(access: Access, pairs: Sequence[tuple[Followup, Settled]]) -> None:
    keys = [row.pk for row, _facts in pairs]
    rows = AreaAssessment.objects.visible_to(access).filter(followup__in=keys)
    present = {(row.followup_id, row.section_id): row for row in rows}
    new, changed = [], []
    for followup, facts in pairs:
        for section, level in facts.levels.items():
            row = present.get((followup.pk, section))
            if row is None:
                row = AreaAssessment(followup=followup, section_id=section, note=facts.note)
                new.append(row)
            elif row.note == facts.note:
                row.version += 1
                changed.append(row)
            else:
                continue  # somebody has assessed it by hand
            own = level if isinstance(level, ScaleLevel) else None
            row.level, row.scale_level = own.counts_as if own else str(level), own
    AreaAssessment.objects.bulk_create(new, AT_A_TIME)
    rows.bulk_update(changed, ["level", "scale_level", "version"], AT_A_TIME)


@transaction.atomic
def take_back_followup(
    access: Access, followup: Followup, *, version: int | None = None
) -> Followup:
    """Let a settled assessment be a draft again, when what it rests on is opened anew.

    Raises:
        RuleViolation: it is not settled, or has been sent.
    """
    return apply_event(access, followup, Event.TAKE_BACK, version=version)


@transaction.atomic
def send_followup(
    access: Access,
    followup: Followup,
    *,
    version: int | None = None,
    happened_on: date | None = None,
    tells: bool = True,
) -> Followup:
    """Send the result to the provider and report it, from which day others may see it.

    The provider is mailed, unless ``tells`` is false since the result goes with other news.

    Raises:
        RuleViolation: a deficiency lacks requirement, evidence or date; each one is named.
    """
    access.require(Permission.CARRY_OUT_FOLLOWUP, authority_id=followup.authority_id)
    row = locked_followup(access, followup, version=version)
    _refuse(readiness(access, row).before_send())
    sent = apply_event(access, followup, Event.SEND, version=version, happened_on=happened_on)
    if tells:
        _mail_result(access, sent)
    return sent


def _mail_result(access: Access, followup: Followup) -> None:
    mail = result_mail(words_of(access, followup))
    tell_of_followup(
        access,
        followup,
        kind=MailKind.FEEDBACK,
        key=f"result:{followup.pk}",
        subject=mail.subject,
        text=mail.text,
        leads_to=reverse("provider_portal:result", args=[followup.pk]),
    )


def _refuse(sentences: list[str]) -> None:
    if sentences:
        raise RuleViolation(" ".join(sentences))


def _tell(followup: Followup, row: Followup) -> None:
    """Let the caller's own copy of the row say what the saved one says."""
    followup.outcome, followup.overall_assessment = row.outcome, row.overall_assessment
    followup.version = row.version
