"""Who sees rows about invoices."""

from django.db.models import Q

from insyn.kernel.access import SHARED_AT_MOST, RoleHeld, Secrecy
from insyn.platform.scoping import M_co, Scoped


class OfControl(Scoped[M_co]):
    """Rows that only those who see drafts read; lines under suspicion only a named few.

    ``line_path`` leads to the line whose secrecy decides, or is empty for rows without one.
    """

    secrecy_path = ""
    line_path = ""

    @classmethod
    def _own(cls, through: str, held: RoleHeld) -> Q:
        if not held.sees_drafts:
            return Q((f"{through}pk__in", ()))
        own = super()._own(through, held)
        return own & cls.guarded(through, held)

    @classmethod
    def guarded(cls, through: str, held: RoleHeld) -> Q:
        """Return the filter that leaves out lines under suspicion for those not told of them."""
        if not cls.line_path or held.sees_red_flags:
            return Q()
        path = "" if cls.line_path == "self" else f"{cls.line_path}__"
        open_to_all = Q((f"{through}{path}secrecy__lte", min(SHARED_AT_MOST, Secrecy.INTERNAL)))
        if path and cls.line_may_lack:
            open_to_all |= Q((f"{through}{cls.line_path}__isnull", True))
        return open_to_all

    line_may_lack = False
