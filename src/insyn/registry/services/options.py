"""Options to extend an agreement: noted, called or declined by the authority that owns it."""

from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from insyn.audit.services import Place, record
from insyn.kernel.access import Access, Permission
from insyn.kernel.errors import RuleViolation
from insyn.platform import clock
from insyn.platform.locking import locked_row
from insyn.registry.models import Agreement, AgreementOption
from insyn.registry.queries.options import followers
from insyn.registry.rules.options import SENTENCES, OptionDates, call_problem, chain_problem
from insyn.registry.services.changes import Said, write


@dataclass(frozen=True, slots=True)
class OptionFacts:
    """What the register says of an option."""

    agreement: Agreement
    extends_to: date
    call_by: date
    note: str = ""


def require_possible_options(access: Access, agreement: Agreement) -> None:
    """Raise RuleViolation unless every open option still extends the agreement.

    Call inside the transaction that has written the agreement or an option.
    """
    rows = agreement.options.visible_to(access).open()
    problem = chain_problem(
        [OptionDates(row.number, row.extends_to, row.call_by) for row in rows],
        agreement_starts_on=agreement.starts_on,
        agreement_ends_on=agreement.ends_on,
    )
    if problem:
        number, sentence = problem
        raise RuleViolation(
            _("Option %(number)s: %(problem)s") % {"number": number, "problem": _(sentence)}
        )


@transaction.atomic
def save_option(
    access: Access,
    *,
    option: AgreementOption | None,
    facts: OptionFacts,
    version: int | None = None,
) -> AgreementOption:
    """Add an option last in an agreement, or change one that nobody has used.

    Raises:
        RuleViolation: it does not extend the agreement, it would be called after the agreement
            has ended, or it has been called or declined.
        Outdated: somebody changed the option after the page was read.
    """
    agreement = _locked_agreement(access, facts.agreement)
    row = _locked(access, agreement, option, version) if option else AgreementOption()
    values = {name: getattr(facts, name) for name in OptionFacts.__slots__}
    if option is None:
        values["number"] = _next_number(access, agreement)
    else:
        _require_open(row)
    said = write(row, values)
    require_possible_options(access, agreement)
    if said:
        _record(access, "option.updated" if option else "option.created", row, said)
    return row


def _locked_agreement(access: Access, agreement: Agreement) -> Agreement:
    access.require(Permission.EDIT_REGISTER, authority_id=agreement.authority_id)
    return locked_row(Agreement.objects.visible_to(access), pk=agreement.pk)


def _locked(
    access: Access, agreement: Agreement, option: AgreementOption, version: int | None = None
) -> AgreementOption:
    return locked_row(agreement.options.visible_to(access), pk=option.pk, version=version)


def _next_number(access: Access, agreement: Agreement) -> int:
    last = agreement.options.visible_to(access).aggregate(last=Max("number"))["last"]
    return int(last or 0) + 1


def _require_open(option: AgreementOption) -> None:
    if option.called_on:
        raise RuleViolation(_("Optionen är redan avropad och kan inte ändras."))
    if option.declined_on:
        raise RuleViolation(_("Nämnden har redan avstått från optionen, så den kan inte ändras."))


def _record(access: Access, event: str, option: AgreementOption, facts: Said) -> None:
    record(access, event, option, place=Place(option.agreement.authority_id), facts=facts)


@transaction.atomic
def remove_option(access: Access, option: AgreementOption) -> None:
    """Take away an option that nobody has used.

    Raises:
        RuleViolation: it has been called or declined, or the next one needs it.
        Outdated: somebody took it away already.
    """
    agreement = _locked_agreement(access, option.agreement)
    row = _locked(access, agreement, option)
    _require_open(row)
    facts: Said = {"number": row.number, "extends_to": row.extends_to.isoformat()}
    _record(access, "option.removed", row, facts)
    row.delete()
    require_possible_options(access, agreement)


@transaction.atomic
def call_option(
    access: Access, option: AgreementOption, *, called_on: date, version: int | None = None
) -> int:
    """Extend the agreement, and the contracts that ended when it did; return how many those were.

    Raises:
        RuleViolation: the option is used already, an earlier one is not, it no longer extends
            the agreement, or it could not be called that day.
        Outdated: somebody changed the option after the page was read.
    """
    agreement = _locked_agreement(access, option.agreement)
    row = _locked(access, agreement, option, version)
    _require_open(row)
    _require_first(access, agreement, row)
    require_possible_options(access, agreement)
    problem = call_problem(
        called_on=called_on,
        call_by=row.call_by,
        agreement_starts_on=agreement.starts_on,
        today=clock.today(),
    )
    if problem:
        raise RuleViolation(_(problem))
    said = write(row, {"called_on": called_on})
    extended = _extend(access, agreement, row.extends_to)
    _record(access, "option.called", row, said | {"contracts": extended})
    return extended


def _require_first(access: Access, agreement: Agreement, option: AgreementOption) -> None:
    earlier = agreement.options.visible_to(access).open().filter(number__lt=option.number).first()
    if earlier:
        raise RuleViolation(
            _("Option %(earlier)s ska avropas före option %(number)s.")
            % {"earlier": earlier.number, "number": option.number}
        )


def _extend(access: Access, agreement: Agreement, extends_to: date) -> int:
    """Move the end of the agreement, and of the contracts that end with it; return how many."""
    place = Place(agreement.authority_id)
    following = list(followers(access, agreement).select_for_update(of=("self",)))
    for contract in following:
        said = write(contract, {"ends_on": extends_to})
        record(access, "contract.updated", contract, place=place, facts=said)
    said = write(agreement, {"ends_on": extends_to})
    record(access, "agreement.updated", agreement, place=place, facts=said)
    return len(following)


@transaction.atomic
def decline_option(
    access: Access, option: AgreementOption, *, declined_on: date, version: int | None = None
) -> int:
    """Say that the option will not be used; those after it fall with it. Return how many fell.

    Raises:
        RuleViolation: the option is used already, or the day has not been yet.
        Outdated: somebody changed the option after the page was read.
    """
    agreement = _locked_agreement(access, option.agreement)
    row = _locked(access, agreement, option, version)
    _require_open(row)
    if declined_on > clock.today():
        raise RuleViolation(_(SENTENCES["not_yet"]))
    later = agreement.options.visible_to(access).open().filter(number__gte=row.number)
    falling = list(later.select_for_update(of=("self",)))
    for one in falling:
        _record(access, "option.declined", one, write(one, {"declined_on": declined_on}))
    return len(falling)


@transaction.atomic
def reopen_option(access: Access, option: AgreementOption) -> None:
    """Take back that an option was declined.

    Raises:
        RuleViolation: it has not been declined, or an earlier one has, or it no longer extends
            the agreement.
    """
    agreement = _locked_agreement(access, option.agreement)
    row = _locked(access, agreement, option)
    if row.declined_on is None:
        raise RuleViolation(_("Nämnden har inte avstått från optionen."))
    declined = agreement.options.visible_to(access).filter(declined_on__isnull=False)
    earlier = declined.filter(number__lt=row.number).first()
    if earlier:
        raise RuleViolation(
            _("Öppna option %(earlier)s först. Den ska avropas före option %(number)s.")
            % {"earlier": earlier.number, "number": row.number}
        )
    said = write(row, {"declined_on": None})
    require_possible_options(access, agreement)
    _record(access, "option.reopened", row, said)
