"""Changes to agreements: each by the authority that owns it."""

from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from insyn.accounts.models import Authority, Cooperation, User
from insyn.audit.services import Place, record
from insyn.kernel.access import Access, Permission
from insyn.kernel.errors import RuleViolation
from insyn.platform import clock
from insyn.platform.locking import locked_row
from insyn.registry.models import Agreement
from insyn.registry.queries.agreements import possible_responsible
from insyn.registry.rules import AgreementForm
from insyn.registry.rules.terms import terms_problem
from insyn.registry.services.changes import write
from insyn.registry.services.ladders import require_steps_that_fit
from insyn.registry.services.options import require_possible_options


@dataclass(frozen=True, slots=True)
class AgreementFacts:
    """What the register says of an agreement.

    ``form_name`` is what the authority itself calls the form; ``notice_months`` is 0–60. With
    ``has_unknown_period`` the start is a day on which the agreement is known to have been in
    force.
    """

    authority: Authority
    title: str
    starts_on: date
    ends_on: date | None = None
    case_number: str = ""
    form: AgreementForm = AgreementForm.FRAMEWORK
    form_name: str = ""
    notice_months: int | None = None
    has_insight_clause: bool = False
    insight_clause: str = ""
    responsible: User | None = None
    cooperation: Cooperation | None = None
    has_unknown_period: bool = False


@transaction.atomic
def save_agreement(
    access: Access,
    *,
    agreement: Agreement | None,
    facts: AgreementFacts,
    version: int | None = None,
) -> Agreement:
    """Add an agreement to an authority, or change one. Its owner never changes.

    Raises:
        RuleViolation: it ends before it starts, has the title and start of another, is shared
            with a cooperation that its authority takes no part in, is answered for by one who
            has no role there, or no longer fits its options or its sanction ladder.
        Outdated: somebody changed the agreement after the page was read.
    """
    owner_id = agreement.authority_id if agreement else facts.authority.pk
    access.require(Permission.EDIT_REGISTER, authority_id=owner_id)
    row = _locked(access, agreement, version) if agreement else Agreement()
    if facts.authority.pk != owner_id:
        raise RuleViolation(_("Ett avtal kan inte flyttas till en annan nämnd."))
    _require_terms(facts)
    _require_member(facts.authority, facts.cooperation)
    _require_responsible(row, facts)
    said = write(row, {name: getattr(facts, name) for name in AgreementFacts.__slots__})
    if agreement:
        require_possible_options(access, row)
        require_steps_that_fit(access, row)
    if said:
        record(access, "agreement.updated" if agreement else "agreement.created", row,
               place=Place(owner_id), facts=said)  # fmt: skip
    return row


def _locked(access: Access, agreement: Agreement, version: int | None) -> Agreement:
    return locked_row(Agreement.objects.visible_to(access), pk=agreement.pk, version=version)


def _require_terms(facts: AgreementFacts) -> None:
    problem = terms_problem(
        form=facts.form,
        form_name=facts.form_name,
        notice_months=facts.notice_months,
        has_insight_clause=facts.has_insight_clause,
        insight_clause=facts.insight_clause,
    )
    if problem:
        raise RuleViolation(_(problem))


def _require_member(authority: Authority, cooperation: Cooperation | None) -> None:
    if cooperation is not None and not cooperation.places.filter(authority=authority).exists():
        raise RuleViolation(
            _("%(authority)s deltar inte i %(cooperation)s.")
            % {"authority": authority, "cooperation": cooperation}
        )


def _require_responsible(row: Agreement, facts: AgreementFacts) -> None:
    """Refuse one without a role; one who has left since they were chosen may stand."""
    chosen = facts.responsible
    if chosen is None or chosen.pk == row.responsible_id:
        return
    members = possible_responsible({facts.authority.pk}, today=clock.today())
    if not members.filter(pk=chosen.pk).exists():
        raise RuleViolation(
            _("%(person)s har ingen roll i %(authority)s. Välj någon som har det.")
            % {"person": chosen, "authority": facts.authority}
        )
