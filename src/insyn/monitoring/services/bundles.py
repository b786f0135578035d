"""Choosing which checks an authority makes at each stage."""

from django.db import transaction
from django.utils.translation import gettext as _

from insyn.accounts.models import Authority
from insyn.audit.services import Place, record
from insyn.kernel.access import Access, Permission
from insyn.kernel.errors import Outdated
from insyn.monitoring.models import BundledCheck, CheckBundle
from insyn.monitoring.rules import BundleFacts
from insyn.monitoring.rules.bundles import check_bundle
from insyn.platform import clock
from insyn.platform.locking import locked_row


@transaction.atomic
def save_bundle(
    access: Access, authority: Authority, *, facts: BundleFacts, version: int
) -> CheckBundle:
    """Keep what a stage asks for; without any kind the bundle is no longer used.

    ``version`` is what the page showed, 0 when the authority had none.

    Raises:
        RuleViolation: a check that goes on has no months between.
        Outdated: somebody else changed the bundle first.
    """
    access.require(Permission.CHECK_REGISTERS, authority_id=authority.pk)
    check_bundle(facts)
    bundle = _locked(access, authority, facts, version)
    before = _said(access, bundle)
    BundledCheck.objects.visible_to(access).filter(bundle=bundle).delete()
    BundledCheck.objects.bulk_create(
        BundledCheck(bundle=bundle, kind=kind, months=months)
        for kind, months in facts.kinds.items()
    )
    record(
        access,
        "check_bundle.updated",
        bundle,
        place=Place(authority.pk),
        facts={"stage": bundle.shown_stage.label, "before": before, "after": _said(access, bundle)},
    )
    return bundle


def _locked(access: Access, authority: Authority, facts: BundleFacts, version: int) -> CheckBundle:
    rows = CheckBundle.objects.visible_to(access).filter(authority=authority, stage=facts.stage)
    known = rows.first()
    if known is None:
        if version:
            raise Outdated(_("Paketet finns inte längre. Läs in sidan igen."))
        bundle = CheckBundle(authority=authority, stage=facts.stage, used_from=clock.today())
        bundle.full_clean()
        bundle.save()
        return bundle
    bundle = locked_row(rows, pk=known.pk, version=version)
    bundle.version += 1
    bundle.save(update_fields=["version"])
    return bundle


def _said(access: Access, bundle: CheckBundle) -> str:
    rows = BundledCheck.objects.visible_to(access).filter(bundle=bundle)
    return ", ".join(f"{row} ({row.months} mån)" if row.months else str(row) for row in rows)
