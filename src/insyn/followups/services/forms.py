"""The forms of follow-up of a board, their lists of documents, and the number series."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field

from django.db import transaction
from django.utils.translation import gettext as _

from insyn.accounts.models import Authority
from insyn.audit.services import Place, record
from insyn.criteria.models import ReviewTemplate
from insyn.followups.models import Followup, FollowupForm, FormDocument, NumberSeries
from insyn.followups.queries.forms import missing_shipped
from insyn.followups.rules import Kind, State
from insyn.followups.rules.forms import Depth, FactCheckUse, Periodicity, prefix_problem
from insyn.followups.rules.shipped_forms import ShippedForm
from insyn.kernel.access import Access, Permission
from insyn.kernel.errors import RuleViolation
from insyn.platform import clock
from insyn.platform.locking import locked_row
from insyn.registry.services.changes import Said, write


@dataclass(frozen=True, slots=True)
class ListedDocument:
    """A line of a form's list of documents."""

    title: str
    valid_months: int | None = None
    is_about_clients: bool = False


@dataclass(frozen=True, slots=True)
class FormFacts:
    """What a form is called, how it is done and in which words."""

    name: str
    kind: Kind = Kind.VISIT
    depth: Depth = Depth.ORDINARY
    purpose: str = ""
    periodicity: Periodicity = Periodicity.YEARLY
    reporting: str = ""
    reviewers_needed: int = 1
    uses_preparation: bool = True
    fact_check: FactCheckUse = FactCheckUse.MAY
    uses_second_reader: bool = False
    own_words: Mapping[str, str] = field(default_factory=dict)
    series: NumberSeries | None = None
    template: ReviewTemplate | None = None


@transaction.atomic
def save_form(
    access: Access,
    authority: Authority,
    *,
    facts: FormFacts,
    form: FollowupForm | None = None,
    version: int | None = None,
) -> FollowupForm:
    """Add a form of the board, or change one. Follow-ups that have it go by its stages now.

    Raises:
        RuleViolation: the board has another of the name, the series or the template is not the
            board's, or the kind is changed while follow-ups have it.
        Outdated: somebody else changed the form first.
    """
    access.require(Permission.EDIT_TEMPLATES, authority_id=authority.pk)
    _check_series(authority, facts.series)
    _check_template(access, authority, facts.template)
    row = FollowupForm(authority=authority)
    if form is not None:
        row = _locked(access, form, version)
        _check_kind(access, row, facts.kind)
    values = {name: getattr(facts, name) for name in FormFacts.__slots__}
    values["name"] = facts.name.strip()
    values["own_words"] = _own_words(facts.own_words)
    if form is None:
        values["position"] = _next_position(access, authority)
    if said := write(row, values):
        _record(access, "followup_form.updated" if form else "followup_form.created", row, said)
    return row


def _own_words(words: Mapping[str, str]) -> dict[str, str]:
    """Return the words worth keeping, in the order of the states."""
    tidied = {state.value: words.get(state.value, "").strip() for state in State}
    return {code: word for code, word in tidied.items() if word}


def _next_position(access: Access, authority: Authority) -> int:
    rows = FollowupForm.objects.visible_to(access).filter(authority=authority)
    last = rows.order_by("-position").values_list("position", flat=True).first()
    return 0 if last is None else last + 1


def _check_series(authority: Authority, series: NumberSeries | None) -> None:
    if series is not None and series.authority_id != authority.pk:
        raise RuleViolation(_("Nummerserien hör till en annan nämnd. Välj en av nämndens egna."))


def _check_template(access: Access, authority: Authority, template: ReviewTemplate | None) -> None:
    if template is None:
        return
    is_own = template.authority_id == authority.pk
    seen = ReviewTemplate.objects.visible_to(access).filter(pk=template.pk).exists()
    if not seen or not (is_own or _shares(authority, template)):
        raise RuleViolation(_("Mallen är inte nämndens. Välj en mall som nämnden använder."))


def _shares(authority: Authority, template: ReviewTemplate) -> bool:
    shared = template.cooperation_id
    return shared is not None and authority.cooperations.filter(pk=shared).exists()


def _check_kind(access: Access, row: FollowupForm, kind: Kind) -> None:
    if row.kind != kind and Followup.objects.visible_to(access).filter(form=row).exists():
        raise RuleViolation(
            _("Formen har uppföljningar. Då ändras inte slaget. Lägg till en ny form i stället.")
        )


@transaction.atomic
def add_shipped_forms(access: Access, authority: Authority) -> int:
    """Add the usual forms, with their documents, that the board has none by the name of.

    Returns how many.

    Raises:
        RuleViolation: it has all of them.
    """
    access.require(Permission.EDIT_TEMPLATES, authority_id=authority.pk)
    missing = missing_shipped(access, authority)
    if not missing:
        raise RuleViolation(_("Nämnden har redan alla vanliga former."))
    for shipped in missing:
        form = save_form(access, authority, facts=_facts_of(shipped))
        documents = [ListedDocument(**asdict(one)) for one in shipped.documents]
        if documents:
            save_documents(access, form, documents=documents, version=None)
    return len(missing)


def _facts_of(shipped: ShippedForm) -> FormFacts:
    names = (name for name in FormFacts.__slots__ if hasattr(shipped, name))
    return FormFacts(**{name: getattr(shipped, name) for name in names})


@transaction.atomic
def save_documents(
    access: Access,
    form: FollowupForm,
    *,
    documents: Sequence[ListedDocument],
    version: int | None,
) -> FollowupForm:
    """Let the form's list of documents be exactly these, in their order.

    Raises:
        RuleViolation: a document stands twice; the sentence names it.
        Outdated: somebody else changed the form first.
    """
    access.require(Permission.EDIT_TEMPLATES, authority_id=form.authority_id)
    row = _locked(access, form, version)
    titles = [one.title.strip() for one in documents]
    twice = next((title for title in titles if titles.count(title) > 1), "")
    if twice:
        raise RuleViolation(_("”%(title)s” står två gånger i listan.") % {"title": twice})
    FormDocument.objects.visible_to(access).filter(form=row).delete()
    FormDocument.objects.bulk_create(
        FormDocument(
            form=row,
            position=place,
            title=title,
            is_about_clients=one.is_about_clients,
            valid_months=one.valid_months,
        )
        for place, (title, one) in enumerate(zip(titles, documents, strict=True))
    )
    row.version += 1
    row.save(update_fields=["version"])
    _record(access, "followup_form.documents_changed", row, {"documents": len(titles)})
    return row


@transaction.atomic
def retire_form(access: Access, form: FollowupForm) -> FollowupForm:
    """Let the form no longer be chosen. Follow-ups that have it keep it."""
    access.require(Permission.EDIT_TEMPLATES, authority_id=form.authority_id)
    row = _locked(access, form, None)
    if row.retired_on is None:
        said = write(row, {"retired_on": clock.today()})
        _record(access, "followup_form.retired", row, said)
    return row


@transaction.atomic
def restore_form(access: Access, form: FollowupForm) -> FollowupForm:
    """Let a retired form be chosen again."""
    access.require(Permission.EDIT_TEMPLATES, authority_id=form.authority_id)
    row = _locked(access, form, None)
    if row.retired_on is not None:
        _record(access, "followup_form.restored", row, write(row, {"retired_on": None}))
    return row


@transaction.atomic
def save_series(  # noqa: PLR0913  the facts of a series, each by its name
    access: Access,
    authority: Authority,
    *,
    prefix: str,
    name: str,
    digits: int = 3,
    series: NumberSeries | None = None,
    version: int | None = None,
) -> NumberSeries:
    """Add a number series of the board, or change one. The beginning stays once it is used.

    Raises:
        RuleViolation: the beginning cannot begin numbers, another series has it, or numbers
            with the old one are in use.
        Outdated: somebody else changed the series first.
    """
    access.require(Permission.EDIT_TEMPLATES, authority_id=authority.pk)
    begins = prefix.strip().upper()
    if problem := prefix_problem(begins):
        raise RuleViolation(_(problem.label))
    row = NumberSeries(authority=authority)
    if series is not None:
        rows = NumberSeries.objects.visible_to(access)
        row = locked_row(rows, pk=series.pk, version=version)
        _check_prefix(access, row, begins)
    if said := write(row, {"prefix": begins, "name": name.strip(), "digits": digits}):
        _record(access, "number_series.updated" if series else "number_series.created", row, said)
    return row


def _check_prefix(access: Access, row: NumberSeries, prefix: str) -> None:
    used = Followup.objects.visible_to(access).filter(
        authority=row.authority_id, number__startswith=f"{row.prefix}-"
    )
    if row.prefix != prefix and used.exists():
        raise RuleViolation(
            _("Det finns uppföljningar med ”%(prefix)s” i numret. Lägg till en ny serie i stället.")
            % {"prefix": row.prefix}
        )


def _locked(access: Access, form: FollowupForm, version: int | None) -> FollowupForm:
    return locked_row(FollowupForm.objects.visible_to(access), pk=form.pk, version=version)


def _record(access: Access, event: str, row: FollowupForm | NumberSeries, facts: Said) -> None:
    record(access, event, row, place=Place(row.authority_id), facts=facts)
