"""Which signals a finding stands on."""

from collections.abc import Collection

from django.db import transaction
from django.utils.translation import gettext as _

from insyn.audit.rules import Facts
from insyn.findings.models import Finding, FindingSignal
from insyn.findings.queries.signals import signals_to_choose
from insyn.findings.services.bias import refuse_biased
from insyn.followups.services import locked_unsent, trail
from insyn.kernel.access import Access, Secrecy
from insyn.kernel.errors import RuleViolation
from insyn.platform.locking import locked_row
from insyn.signals.models import Signal


@transaction.atomic
def stand_on_signals(
    access: Access, finding: Finding, *, signals: Collection[Signal], version: int
) -> Finding:
    """Let the finding stand on just these signals of its follow-up; until that is sent.

    Signals that the asker may not see stay as they are.

    Raises:
        RuleViolation: a signal is not linked to the follow-up, it has been sent, or the asker has
            told of bias.
        Outdated: somebody else changed the finding first.
    """
    refusal = _("Uppföljningen är skickad, avslutad eller inställd. Resultatet ändras inte längre.")
    followup = locked_unsent(access, finding.followup, refusal=refusal)
    refuse_biased(access, followup)
    row = locked_row(Finding.objects.visible_to(access), pk=finding.pk, version=version)
    offered = {one.pk: one for one in signals_to_choose(access, row)}
    wanted = {one.pk for one in signals}
    if not wanted <= offered.keys():
        raise RuleViolation(
            _("En av signalerna hör inte till uppföljningen. Koppla den till uppföljningen först.")
        )
    links = FindingSignal.objects.visible_to(access).filter(finding=row)
    known = set(links.values_list("signal", flat=True))
    changed = (known ^ wanted) & offered.keys()
    if not changed:
        return row
    links.filter(signal__in=changed - wanted).delete()
    FindingSignal.objects.bulk_create(
        FindingSignal(finding=row, signal_id=key) for key in sorted(changed & wanted)
    )
    row.version += 1
    row.save(update_fields=["version"])
    level = max(Secrecy(offered[key].secrecy) for key in changed)
    facts: Facts = {"finding": row.pk, "changed": "signals", "signals": len(wanted)}
    trail.note(access, "followup.finding_changed", followup, facts, secrecy=level)
    return row
