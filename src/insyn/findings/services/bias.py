"""One who has told of bias takes no part in the assessment."""

from django.utils.translation import gettext as _

from insyn.findings.queries.second_reading import has_told_of_bias
from insyn.findings.rules.second_reading import YOU_ARE_BIASED
from insyn.followups.models import Followup
from insyn.kernel.access import Access
from insyn.kernel.errors import RuleViolation


def refuse_biased(access: Access, followup: Followup) -> None:
    """Demand that the asker has not told of bias (jäv) in the follow-up.

    Source: förvaltningslagen 17 §.

    Raises:
        RuleViolation: they have.
    """
    if has_told_of_bias(access, followup, access.user_id):
        raise RuleViolation(_(YOU_ARE_BIASED))
