"""The signs that an authority's checks of a provider give."""

from datetime import date

from insyn.accounts.models import Authority
from insyn.kernel.access import Access, Permission
from insyn.monitoring.models import RegisterCheck
from insyn.monitoring.rules import CheckKind, CheckResult
from insyn.monitoring.rules.indications import LOOKED_BACK, Indication, Seen, indications
from insyn.registry.models import Provider


def red_flags(
    access: Access, provider: Provider, authority: Authority, *, today: date
) -> list[Indication]:
    """Return the signs, restricted checks with them; only for those who may see signs.

    One query. Nothing is decided here, and nothing of it stands in any report.
    """
    access.require(Permission.SEE_RED_FLAGS, authority_id=authority.pk)
    rows = list(
        RegisterCheck.objects.visible_to(access)
        .filter(authority=authority, provider=provider)
        .order_by("-checked_on", "-pk")
    )
    latest: set[str] = set()
    seen = []
    for row in rows:
        is_latest = row.kind not in latest
        latest.add(row.kind)
        if is_latest or today - row.checked_on <= LOOKED_BACK:
            seen.append(
                Seen(CheckKind(row.kind), CheckResult(row.result), row.source, row.checked_on,
                     row.remark, tuple(row.changes), is_latest)
            )  # fmt: skip
    return indications(seen, today=today)
