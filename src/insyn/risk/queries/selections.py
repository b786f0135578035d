"""Answers built from several tables: who takes part, whom to choose among, promised and done."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import (
    Case,
    Count,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    When,
)
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from insyn.accounts.models import Authority, CooperationMember
from insyn.followups.models import Followup
from insyn.followups.rules import REPORTED
from insyn.kernel.access import Access, Permission
from insyn.platform import clock
from insyn.registry.models import Agreement, Contract, Lot
from insyn.registry.rules.names import sort_key
from insyn.risk.models import Candidate, Selection, Share
from insyn.risk.rules.states import Distribution, Origin, SelectionState


@dataclass(frozen=True, slots=True)
class Possible:
    """A contract in a lot that can be chosen, and how it is marked now."""

    contract: Contract
    lot: Lot
    is_included: bool
    is_used: bool
    is_wished: bool

    @property
    def value(self) -> str:
        return f"{self.contract.pk}-{self.lot.pk}"


@dataclass(frozen=True, slots=True)
class ShareLine:
    """One authority's undertaking: promised, chosen, begun and done.

    ``begun`` and ``done`` count only follow-ups that the asker may see.
    """

    share: Share
    lots: Sequence[str]
    chosen: int
    begun: int
    done: int
    may_start: bool
    may_explain: bool

    @property
    def missing(self) -> int:
        return max(0, self.share.promised - self.done)


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the line at the top of the page."""

    label: str
    state: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class CandidateLine:
    """A candidate and, when the asker may see it, its follow-up."""

    candidate: Candidate
    followup: Followup | None


def participants(agreement: Agreement, *, owner: Authority, today: date) -> list[Authority]:
    """Return the authorities that share the work: the cooperation's on the day, or the owner."""
    if agreement.cooperation_id is None:
        return [owner]
    places = CooperationMember.objects.filter(
        Q(valid_from=None) | Q(valid_from__lte=today),
        Q(valid_to=None) | Q(valid_to__gte=today),
        cooperation_id=agreement.cooperation_id,
    )
    rows = Authority.objects.select_related("municipality")
    return list(rows.filter(pk__in=places.values("authority_id")))


def agreements_of(access: Access, selection: Selection) -> list[Agreement]:
    """Return the agreements that are chosen among, by title. At most one query."""
    if selection.agreement is not None:
        return [selection.agreement]
    named = Selection.agreements.through._default_manager.filter(selection_id=selection.pk)
    rows = Agreement.objects.visible_to(access).filter(pk__in=named.values("agreement_id"))
    return list(rows.select_related("authority__municipality").order_by("sort_key", "pk"))


def taking_part(access: Access, selection: Selection) -> list[Authority]:
    """Return the authorities that share the work of a selection today.

    They are those that take part in every agreement. A selection that stands on the board's
    own risk assessment is the board's alone.
    """
    return sharing(
        agreements_of(access, selection),
        owner=selection.authority,
        is_internal=selection.assessment_id is not None,
    )


def sharing(
    agreements: Sequence[Agreement], *, owner: Authority, is_internal: bool
) -> list[Authority]:
    """Return the authorities that can share the follow-ups of all the agreements today."""
    if is_internal or not agreements:
        return [owner]
    shared_in = {agreement.cooperation_id: agreement for agreement in agreements}
    each = [participants(one, owner=owner, today=clock.today()) for one in shared_in.values()]
    everywhere = set.intersection(*({row.pk for row in rows} for rows in each))
    return [row for row in each[0] if row.pk in everywhere] or [owner]


_UNFINISHED_FIRST = Case(
    *(When(state=state, then=place) for place, state in enumerate(SelectionState)),
)
"""The order of the life cycle: drafts, those that can be started, those that are."""


def _counted(access: Access, **kept: bool) -> Coalesce:
    """Return how many candidates a selection has, counted apart so that no join multiplies."""
    rows = Candidate.objects.visible_to(access).filter(selection=OuterRef("pk"), **kept)
    counted = rows.order_by().values("selection").annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(counted), 0)


def selections(
    access: Access, *, q: str | None = "", state: str | None = "", year: int | None = None
) -> QuerySet[Selection]:
    """Return the selections of a list, with ``pool_size`` and ``chosen_count``."""
    seen = Selection.objects.visible_to(access)
    rows = (
        seen.defer("record")
        .select_related("agreement", "authority__municipality")
        .annotate(
            pool_size=_counted(access),
            chosen_count=_counted(access, is_chosen=True),
            agreement_count=Count("agreements"),
        )
        .order_by("-year", _UNFINISHED_FIRST, "title", "pk")
    )
    if q:
        key = sort_key(q)
        # Compared here: no two databases fold å, ä and ö alike, and selections are few.
        titles = dict(seen.values_list("pk", "title"))
        named = [pk for pk, title in titles.items() if key in sort_key(title)]
        rows = rows.filter(Q(pk__in=named) | Q(agreement__sort_key__contains=key))
    if state:
        rows = rows.filter(state=state)
    return rows.filter(year=year) if year else rows


def steps(selection: Selection, *, has_candidates: bool) -> list[Step]:
    """Return the way from candidates to follow-ups, and how far the selection has come."""
    is_started = selection.state == SelectionState.STARTED
    if selection.origin == Origin.ELSEWHERE:
        way = [(_("Skriv in urvalet"), not selection.is_draft)]
    else:
        way = [
            (_("Välj kandidater"), has_candidates),
            *([(_("Bestäm regeln"), bool(selection.steps))] if selection.is_by_steps else []),
            (_("Bestäm fröet"), bool(selection.seed)),
            (_("Lotta"), not selection.is_draft),
        ]
    way.append((_("Skapa uppföljningar"), is_started))
    done = [is_done for _label, is_done in way]
    now = done.index(False) if False in done else len(done)
    words = ["done" if index < now else "next" for index in range(len(done))]
    words[now : now + 1] = ["now"] if now < len(done) else []
    return [Step(label, word) for (label, _done), word in zip(way, words, strict=True)]


def roots(lots: Iterable[Lot]) -> dict[int, Lot]:
    """Return, for each lot's key, the lot at the top of its tree."""
    by_key = {lot.pk: lot for lot in lots}
    return {key: _root(lot, by_key) for key, lot in by_key.items()}


def _root(lot: Lot, by_key: dict[int, Lot]) -> Lot:
    while lot.parent_id is not None:
        lot = by_key[lot.parent_id]
    return lot


def possible_candidates(access: Access, selection: Selection) -> list[Possible]:
    """Return every contract in force some day of the year × lot, in the order of the lots.

    A part of a lot counts as the lot itself. Before anything has been chosen all are included.
    Four queries.
    """
    if selection.agreement is None:
        return []
    top, lots_of = lots_of_contracts(access, selection.agreement)
    contracts = usable_contracts(access, [selection.agreement], selection.year)
    marked = {(row.contract_id, row.lot_id): row for row in candidates_of(access, selection)}
    found = [
        _possible(contract, top[key], marked)
        for contract in contracts
        for key in lots_of.get(contract.pk, ())
    ]
    return sorted(found, key=lambda row: (row.lot.position, row.lot.pk))


def usable_contracts(
    access: Access, agreements: Sequence[Agreement], year: int
) -> QuerySet[Contract]:
    """Return the contracts of the agreements that are in force some day of the year."""
    return (
        Contract.objects.visible_to(access)
        .filter(agreement__in=agreements)
        .usable()
        .filter(Q(ends_on=None) | Q(ends_on__gte=date(year, 1, 1)))
        .filter(starts_on__lte=date(year, 12, 31))
        .select_related("provider")
    )


def lots_of_contracts(
    access: Access, agreement: Agreement
) -> tuple[dict[int, Lot], dict[int, set[int]]]:
    """Return the lot at the top for each lot, and the keys of those lots for each contract."""
    top = roots(Lot.objects.visible_to(access).filter(agreement=agreement))
    places = Contract.lots.through._default_manager.filter(lot_id__in=top)
    lots_of: dict[int, set[int]] = {}
    for contract_id, lot_id in places.values_list("contract_id", "lot_id"):
        lots_of.setdefault(contract_id, set()).add(top[lot_id].pk)
    return top, lots_of


def _possible(
    contract: Contract, lot: Lot, marked: dict[tuple[int, int | None], Candidate]
) -> Possible:
    row = marked.get((contract.pk, lot.pk))
    return Possible(
        contract=contract,
        lot=lot,
        is_included=row is not None or not marked,
        is_used=row is not None and row.is_used,
        is_wished=row is not None and row.is_wished,
    )


def candidates_of(access: Access, selection: Selection) -> Sequence[Candidate]:
    """Return the candidates with what a page shows of them. One query."""
    return list(
        Candidate.objects.visible_to(access)
        .filter(selection=selection)
        .select_related(
            "contract__provider", "contract__agreement", "lot", "authority__municipality"
        )
    )


def candidate_lines(access: Access, candidates: Sequence[Candidate]) -> list[CandidateLine]:
    """Pair the candidates with the follow-ups that the asker may see. One query."""
    followups = _followups(access, candidates)
    return [CandidateLine(row, followups.get(row.followup_id or 0)) for row in candidates]


def _followups(access: Access, candidates: Iterable[Candidate]) -> dict[int, Followup]:
    keys = [row.followup_id for row in candidates if row.followup_id is not None]
    return Followup.objects.visible_to(access).select_related("contract__provider").in_bulk(keys)


def share_lines(access: Access, selection: Selection) -> list[ShareLine]:
    """Return promised against done for each authority of the selection. Three queries."""
    shares = (
        Share.objects.visible_to(access)
        .filter(selection=selection)
        .select_related("authority__municipality", "lot")
    )
    candidates = list(
        Candidate.objects.visible_to(access).filter(selection=selection, is_chosen=True)
    )
    followups = _followups(access, candidates)
    chosen = Counter(row.authority_id for row in candidates)
    waiting = Counter(row.authority_id for row in candidates if row.followup_id is None)
    seen = [(row.authority_id, followups.get(row.followup_id or 0)) for row in candidates]
    begun = Counter(key for key, followup in seen if followup)
    done = Counter(key for key, followup in seen if followup and followup.state in REPORTED)
    mine = access.authorities_where(Permission.PLAN_FOLLOWUP)
    return [
        ShareLine(
            share=share,
            lots=_lots_of(share, selection),
            chosen=chosen[share.authority_id],
            begun=begun[share.authority_id],
            done=done[share.authority_id],
            may_start=share.authority_id in mine and waiting[share.authority_id] > 0,
            may_explain=share.authority_id in mine,
        )
        for share in shares
    ]


def _lots_of(share: Share, selection: Selection) -> Sequence[str]:
    """Return the names of the lots the share covers, as they were dealt out."""
    if share.lot is not None:
        return [share.lot.name]
    if selection.is_by_steps and selection.distribution != Distribution.LOTS:
        return []
    dealt = selection.record.get("result", {}).get("lot_of_authority", {})
    names: Sequence[str] = dealt.get(str(share.authority), ())
    return names
