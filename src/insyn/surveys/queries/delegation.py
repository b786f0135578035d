"""Who may answer which areas of a response, and who else does."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from insyn.accounts.models import User
from insyn.kernel.access import Access
from insyn.surveys.models import Addressee, SurveyResponse


@dataclass(frozen=True, slots=True)
class Answerer:
    """Somebody who answers, with the keys of their areas; empty for the whole."""

    pk: int
    user_id: int
    name: str
    address: str
    is_delegate: bool
    section_ids: frozenset[int]


def own_sections(access: Access, response: SurveyResponse) -> frozenset[int] | None:
    """Return the keys of the areas that the asker has been given; None for the whole.

    One who answers for the provider, or was asked by the authority, answers the whole. A
    delegate has some areas; nobody at all has none.
    """
    if _is_contact(access, response):
        return None
    rows = Addressee.objects.unscoped(reason="The asker's own part of a response they may answer.")
    mine = rows.current().filter(response=response.pk, user=access.user_id).order_by()
    is_delegate = dict(mine.values_list("pk", "is_delegate"))
    if not all(is_delegate.values()):
        return None
    given = Addressee.sections.through.objects.filter(addressee__in=is_delegate)
    return frozenset(given.values_list("section_id", flat=True))


def _is_contact(access: Access, response: SurveyResponse) -> bool:
    authority_id = response.round.authority_id
    return access.answers_for(response.contract.provider_id, authority_id=authority_id)


def sections_among(
    access: Access, response: SurveyResponse, people: Sequence[Answerer]
) -> frozenset[int] | None:
    """Return what ``own_sections`` does, for one who has read the people already."""
    if _is_contact(access, response):
        return None
    mine = [person for person in people if person.user_id == access.user_id]
    if any(not person.is_delegate for person in mine):
        return None
    return frozenset[int]().union(*(person.section_ids for person in mine))


def answers_whole(access: Access, response: SurveyResponse) -> bool:
    """Tell whether the asker may hand the response in, and give parts of it to others."""
    return own_sections(access, response) is None


def answerers(access: Access, response: SurveyResponse) -> list[Answerer]:
    """Return those who answer now, as far as the asker may know; the whole first. Two queries."""
    rows = Addressee.objects.shown_to_provider(access).current().filter(response=response)
    found = list(rows.select_related("user").order_by("is_delegate", "pk"))
    given = _given([row for row in found if row.is_delegate])
    return [
        Answerer(
            pk=row.pk,
            user_id=row.user_id,
            name=_shown_name(access, row),
            address=row.user.email or row.user.username,
            is_delegate=row.is_delegate,
            section_ids=given.get(row.pk, frozenset()),
        )
        for row in found
    ]


def _shown_name(access: Access, row: Addressee) -> str:
    """Return what the person is called; what was typed must not find out who reads an address."""
    if row.user_id == access.user_id:
        return name_of(row.user)
    return str(row) if row.name or not row.is_delegate else row.user.email or row.user.username


def _given(rows: Iterable[Addressee]) -> dict[int, frozenset[int]]:
    pairs = Addressee.sections.through.objects.filter(addressee__in=[row.pk for row in rows])
    given: dict[int, set[int]] = {}
    for addressee_id, section_id in pairs.values_list("addressee_id", "section_id"):
        given.setdefault(addressee_id, set()).add(section_id)
    return {key: frozenset(sections) for key, sections in given.items()}


def name_of(user: User) -> str:
    """Return what the person is called, or the address when nobody has said."""
    return user.get_full_name() or user.email or user.username
