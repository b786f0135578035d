"""What happens when a follow-up is assessed, concluded, sent and remedied."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from insyn.audit.rules import Facts
from insyn.audit.services import Entry, Place, record_all
from insyn.criteria.models import ScaleLevel, Section
from insyn.criteria.rules import Level
from insyn.findings.models import AreaAssessment, Finding
from insyn.findings.queries import bases_of, readiness
from insyn.findings.rules import (
    CONCLUDED_IN,
    FindingKind,
    Severity,
    check_outcome,
    check_remedy,
)
from insyn.followups.models import Followup
from insyn.followups.rules import LIFECYCLE, Event, Outcome, State
from insyn.followups.services import apply_event, locked_followup, locked_unsent, trail
from insyn.kernel.access import Access, Permission, Secrecy
from insyn.kernel.errors import RuleViolation
from insyn.platform import clock
from insyn.platform.locking import locked_row


@dataclass(frozen=True, slots=True)
class FindingFacts:
    """What is written about one finding."""

    kind: FindingKind
    area: str
    text: str
    section: Section | None = None
    requirement: str = ""
    required_result: str = ""
    seen_on: date | None = None
    severity: Severity = Severity.MINOR


def _before_sent(access: Access, followup: Followup) -> Followup:
    refusal = _("Uppföljningen är skickad, avslutad eller inställd. Resultatet ändras inte längre.")
    return locked_unsent(access, followup, refusal=refusal)


@transaction.atomic
def assess_area(
    access: Access,
    followup: Followup,
    *,
    section: Section,
    level: Level | ScaleLevel,
    note: str = "",
    version: int | None = None,
) -> AreaAssessment:
    """Assess one area of the template, or say expressly that it is not assessed.

    A template with a scale of its own is assessed by the levels of that scale; what a level
    counts as is kept beside it, so that scales can be compared.

    Raises:
        RuleViolation: the area belongs to another template, the level to another scale, or the
            follow-up has been sent.
        Outdated: somebody else assessed the area after the asker last read it.
    """
    row = _before_sent(access, followup)
    if section.version_id != row.template_version_id:
        raise RuleViolation(_("Området hör inte till uppföljningens mall."))
    _require_level_of_scale(row, level)
    assessment = _assessment(access, row, section, version)
    before = (assessment.own_word or assessment.level) if assessment.pk else None
    own = level if isinstance(level, ScaleLevel) else None
    assessment.level = own.counts_as if own else str(level)
    assessment.scale_level, assessment.note = own, note.strip()
    assessment.save()
    after = assessment.own_word or assessment.level
    facts: Facts = {"area": section.name, "before": before, "after": after}
    trail.note(access, "followup.area_assessed", row, facts)
    return assessment


def _require_level_of_scale(followup: Followup, level: Level | ScaleLevel) -> None:
    scale = followup.template_version.scale_id
    if isinstance(level, ScaleLevel):
        is_right = level.scale_id == scale
    else:
        is_right = scale is None or level == Level.NOT_ASSESSED
    if not is_right:
        raise RuleViolation(_("Välj en av nivåerna på mallens skala."))


def _assessment(
    access: Access, followup: Followup, section: Section, version: int | None
) -> AreaAssessment:
    rows = AreaAssessment.objects.visible_to(access)
    found = rows.filter(followup=followup, section=section).first()
    if found is None:
        return AreaAssessment(followup=followup, section=section)
    locked = locked_row(rows, pk=found.pk, version=version)
    locked.version += 1
    return locked


@transaction.atomic
def add_finding(access: Access, followup: Followup, *, facts: FindingFacts) -> Finding:
    """Write down what the follow-up found in one matter; until the follow-up is sent."""
    row = _before_sent(access, followup)
    finding = Finding(followup=row, **_fields(row, facts))
    finding.save()
    trail.note(access, "followup.finding_added", row, {"finding": finding.pk, "kind": finding.kind})
    return finding


@transaction.atomic
def change_finding(
    access: Access, finding: Finding, *, facts: FindingFacts, version: int | None = None
) -> Finding:
    """Write a finding anew; until the follow-up is sent."""
    followup = _before_sent(access, finding.followup)
    row = locked_row(Finding.objects.visible_to(access), pk=finding.pk, version=version)
    changed = {name: value for name, value in _fields(followup, facts).items()
               if getattr(row, name) != value}  # fmt: skip
    if facts.kind != FindingKind.DEFICIENCY:
        changed |= {"remedied_on": None, "remedied_note": ""}
    for name, value in changed.items():
        setattr(row, name, value)
    row.version += 1
    row.save(update_fields=[*changed, "version"])
    said: Facts = {"finding": row.pk, "changed": ", ".join(sorted(changed))}
    trail.note(access, "followup.finding_changed", followup, said)
    return row


def _fields(followup: Followup, facts: FindingFacts) -> dict[str, object]:
    """Return the fields of the row; what only a deficiency says is left out of the others."""
    if facts.section is not None and facts.section.version_id != followup.template_version_id:
        raise RuleViolation(_("Området hör inte till uppföljningens mall."))
    fields = {name: getattr(facts, name) for name in FindingFacts.__slots__}
    fields["area"] = facts.area.strip() or (facts.section.name if facts.section else "")
    fields["text"] = facts.text.strip()
    if not fields["area"] or not fields["text"]:
        raise RuleViolation(_("Skriv vilket område det gäller och vad som sågs."))
    if facts.kind != FindingKind.DEFICIENCY:
        fields |= {"requirement": "", "required_result": "", "severity": Severity.MINOR}
    return fields


@transaction.atomic
def remove_finding(access: Access, finding: Finding, *, version: int | None = None) -> None:
    """Take a finding away; until the follow-up is sent. The trail keeps what it said."""
    followup = _before_sent(access, finding.followup)
    row = locked_row(Finding.objects.visible_to(access), pk=finding.pk, version=version)
    facts: Facts = {"finding": row.pk, "kind": row.kind, "text": row.text}
    trail.note(access, "followup.finding_removed", followup, facts)
    row.delete()


@transaction.atomic
def remedy_finding(
    access: Access,
    finding: Finding,
    *,
    remedied_on: date,
    note: str,
    version: int | None = None,
) -> Finding:
    """Note that a deficiency has been remedied, when and how; also after it was sent.

    Raises:
        RuleViolation: it is no deficiency, the day is impossible, or nothing says how.
    """
    row = _remediable(access, finding, version)
    check_remedy(
        kind=FindingKind(row.kind), seen_on=row.seen_on, remedied_on=remedied_on,
        today=clock.today(),
    )  # fmt: skip
    if not note.strip():
        raise RuleViolation(_("Skriv hur bristen avhjälptes."))
    return _remedied(access, row, on=remedied_on, how=note.strip())


@transaction.atomic
def reopen_finding(access: Access, finding: Finding, *, version: int | None = None) -> Finding:
    """Take back that a deficiency has been remedied."""
    row = _remediable(access, finding, version)
    if row.remedied_on is None:
        raise RuleViolation(_("Bristen är inte markerad som avhjälpt."))
    return _remedied(access, row, on=None, how="")


def _remediable(access: Access, finding: Finding, version: int | None) -> Finding:
    access.require(Permission.CARRY_OUT_FOLLOWUP, authority_id=finding.followup.authority_id)
    rows = Finding.objects.visible_to(access).select_related("followup__contract__provider")
    row = locked_row(rows, pk=finding.pk, version=version)
    if row.followup.state == State.CANCELLED:
        raise RuleViolation(_("Uppföljningen är inställd."))
    return row


def _remedied(access: Access, row: Finding, *, on: date | None, how: str) -> Finding:
    before = row.remedied_on
    row.remedied_on, row.remedied_note = on, how
    row.version += 1
    row.save(update_fields=["remedied_on", "remedied_note", "version"])
    event = "followup.finding_remedied" if on else "followup.finding_reopened"
    days = {name: day.isoformat() if day else None for name, day in
            (("before", before), ("after", on))}  # fmt: skip
    trail.note(access, event, row.followup, {"finding": row.pk, **days})
    return row


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
    check_outcome(outcome, bases_of(access, row))
    before = row.outcome or None
    row.outcome, row.overall_assessment = outcome, overall_assessment.strip()
    row.version += 1
    row.save(update_fields=["outcome", "overall_assessment", "version"])
    _tell(followup, row)
    trail.note(access, "followup.concluded", row, {"before": before, "after": outcome.value})
    return row


@transaction.atomic
def assess_followup(access: Access, followup: Followup, *, version: int | None = None) -> Followup:
    """Settle the assessment: every area has been dealt with and the conclusion is written.

    Raises:
        RuleViolation: something is left; the sentences say what.
    """
    access.require(Permission.CARRY_OUT_FOLLOWUP, authority_id=followup.authority_id)
    row = locked_followup(access, followup, version=version)
    _refuse(readiness(access, row).before_assess())
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
    _assess_areas(access, [(row, wanted[row.pk]) for row in locked])
    entries = [_settle(row, wanted[row.pk]) for row in locked]
    Followup.objects.visible_to(access).bulk_update(
        locked, ["state", "outcome", "overall_assessment", "result_text", "version"], AT_A_TIME
    )
    for level in {row.secrecy for row in locked}:
        some = (entry for row, entry in zip(locked, entries, strict=True) if row.secrecy == level)
        record_all(access, some, place=Place(authority_id, Secrecy(level)))


AT_A_TIME = 200


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
) -> Followup:
    """Send the result to the provider and report it, from which day others may see it.

    Raises:
        RuleViolation: a deficiency lacks requirement, evidence or date; each one is named.
    """
    access.require(Permission.CARRY_OUT_FOLLOWUP, authority_id=followup.authority_id)
    row = locked_followup(access, followup, version=version)
    _refuse(readiness(access, row).before_send())
    return apply_event(access, followup, Event.SEND, version=version, happened_on=happened_on)


def _refuse(sentences: list[str]) -> None:
    if sentences:
        raise RuleViolation(" ".join(sentences))


def _tell(followup: Followup, row: Followup) -> None:
    """Let the caller's own copy of the row say what the saved one says."""
    followup.outcome, followup.overall_assessment = row.outcome, row.overall_assessment
    followup.version = row.version
