"""The one place where authority and secrecy filters live.

A scoped queryset is born closed. It refuses to read rows until someone has said who is
asking (``visible_to``) or why nobody is (``unscoped``). Forgetting the filter is therefore
an exception in the first test that runs the line, not a leak.
"""

from collections.abc import Iterable, Iterator
from typing import Any, ClassVar, NoReturn, Self, TypeVar

from django.db import models
from django.db.models import Q

from insyn.kernel.access import SHARED_AT_MOST, Access, RoleHeld, Secrecy

M_co = TypeVar("M_co", bound=models.Model, covariant=True)


class ClosedQuery(Exception):
    """Rows were read before ``visible_to(access)`` or ``unscoped(reason=...)``."""


class Scoped(models.QuerySet[M_co]):
    """A queryset that only opens for a named asker.

    ``authority_path`` leads to the owning authority. ``secrecy_path`` leads to the level, or
    is empty for rows that everybody with a role in the authority may see. ``reported_path``
    leads to the date from which the row counts as reported, or is empty when it is never a
    draft. ``cooperation_path`` leads to the cooperation that shares the row once reported,
    or is empty when the row never leaves its owner. ``provider_path`` leads to the provider
    that the row may be shown to, or is empty when no provider ever sees it. ``coordinated``
    says that the authority that coordinates the owner sees the row once reported.
    ``suspicion_path`` leads to whether the row tells of a suspicion, which no clearance opens
    but only a role that sees red flags; it is empty for rows that never do.
    """

    authority_path: ClassVar[str] = "authority"
    secrecy_path: ClassVar[str] = "secrecy"
    reported_path: ClassVar[str] = ""
    cooperation_path: ClassVar[str] = ""
    provider_path: ClassVar[str] = ""
    coordinated: ClassVar[bool] = False
    suspicion_path: ClassVar[str] = ""
    _open = False

    def visible_to(self, access: Access) -> Self:
        """Keep the rows covered by one of the asker's mandates."""
        return self.filter(self.visibility(access))._opened()

    @classmethod
    def visibility(cls, access: Access, *, through: str = "") -> Q:
        """Return the filter itself, for counting across a join: ``through="followups__"``."""
        seen = Q((f"{through}pk__in", ()))
        for held in access.held:
            if held.clearance > Secrecy.PUBLIC:
                seen |= cls._own(through, held)
                if cls.cooperation_path and held.cooperations:
                    for cooperation_ids in cls._cooperations(held):
                        seen |= cls._shared(through, cooperation_ids, held.clearance)
                if cls.coordinated and cls.reported_path and held.coordinated_ids:
                    seen |= cls._reported_in(through, held.coordinated_ids, held.clearance)
        return seen

    @classmethod
    def _own(cls, through: str, held: RoleHeld) -> Q:
        own = Q((f"{through}{cls.authority_path}__in", held.authority_ids))
        if cls.secrecy_path:
            own &= Q((f"{through}{cls.secrecy_path}__lte", held.clearance))
        if cls.reported_path and not held.sees_drafts:
            own &= Q((f"{through}{cls.reported_path}__isnull", False))
        if cls.suspicion_path and not held.sees_red_flags:
            own &= Q((f"{through}{cls.suspicion_path}", False))
        return own

    @classmethod
    def _cooperations(cls, held: RoleHeld) -> Iterable[frozenset[int]]:
        """Return the cooperations to look through together: all at once, where nothing forbids."""
        return (held.cooperation_ids,)

    @classmethod
    def _shared(cls, through: str, cooperation_ids: frozenset[int], clearance: Secrecy) -> Q:
        shared = Q((f"{through}{cls.cooperation_path}__in", cooperation_ids))
        return shared & cls._leaving(through, clearance)

    @classmethod
    def _reported_in(cls, through: str, coordinated_ids: frozenset[int], clearance: Secrecy) -> Q:
        """Return the filter on what the coordinated authorities have reported."""
        owned = Q((f"{through}{cls.authority_path}__in", coordinated_ids))
        return owned & cls._leaving(through, clearance)

    @classmethod
    def _leaving(cls, through: str, clearance: Secrecy) -> Q:
        """Return the filter on what may be read outside its authority: guarded and reported."""
        leaving = Q()
        if cls.secrecy_path:
            level = min(clearance, SHARED_AT_MOST)
            leaving &= Q((f"{through}{cls.secrecy_path}__lte", level))
        if cls.reported_path:
            leaving &= Q((f"{through}{cls.reported_path}__isnull", False))
        return leaving

    def _of_contacts(self, access: Access) -> Self:
        """Keep and open the rows about providers that the asker answers for towards the owner.

        What of them a provider may see is for ``shown_to_provider`` of each model to say.
        """
        return self.filter(self._contact(access))._opened()

    @classmethod
    def _contact(cls, access: Access) -> Q:
        mine = Q(pk__in=())
        for contact in access.contacts:
            mine |= Q(
                (cls.provider_path, contact.provider_id),
                (cls.authority_path, contact.authority_id),
            )
        return mine

    def unscoped(self, *, reason: str) -> Self:
        """Open without a filter. ``reason`` is for the reviewer: every use is listed in CI."""
        del reason
        return self.all()._opened()

    def _opened(self) -> Self:
        self._open = True
        return self

    def _clone(self) -> Self:
        clone: Self = super()._clone()  # type: ignore[misc]
        clone._open = self._open
        return clone

    def _require_open(self) -> None:
        if not (self._open or self.query.is_empty()):
            raise ClosedQuery(f"{self.model.__name__}: call visible_to(access) first")

    # Every road from a queryset to rows, and the two that let another queryset in.
    # ``exists`` stays open: Django's own uniqueness checks need it, and it gives away one
    # bit, never a row.
    def _merge_sanity_check(self, other: Self) -> None:  # behind |, & and ^
        super()._merge_sanity_check(other)  # type: ignore[misc]
        if self._open:
            other._require_open()

    def _combinator_query(self, combinator: str, *others: Self, all: bool = False) -> Self:
        for other in others:  # union, intersection, difference
            other._require_open()
        combined: Self = super()._combinator_query(combinator, *others, all=all)  # type: ignore[misc]
        return combined

    def _fetch_all(self) -> None:
        self._require_open()
        super()._fetch_all()

    def raw(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise ClosedQuery("raw SQL knows nothing of secrecy")

    def iterator(self, *args: Any, **kwargs: Any) -> Iterator[M_co]:
        self._require_open()
        return super().iterator(*args, **kwargs)

    def count(self) -> int:
        self._require_open()
        return super().count()

    def aggregate(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        self._require_open()
        return super().aggregate(*args, **kwargs)

    def update(self, **kwargs: Any) -> int:
        self._require_open()
        return super().update(**kwargs)

    def delete(self) -> tuple[int, dict[str, int]]:
        self._require_open()
        return super().delete()


def visible_along(access: Access, model: type[models.Model], path: str) -> Q:
    """Return the filter on the rows that a path of relations leads to, for counting them.

    The path may end at a model of a higher floor: the name of the relation is all that is known
    of it down here, and the model says itself what the asker sees.
    """
    end = model
    for name in path.split("__"):
        reached: Any = end._meta.get_field(name).related_model
        end = reached
    rows = end._default_manager.all()
    if not isinstance(rows, Scoped):
        raise ClosedQuery(f"{path} leads to {end.__name__}, which does not say who sees it")
    return rows.visibility(access, through=f"{path}__")
