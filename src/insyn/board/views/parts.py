"""Pages about the parts of a memo: passages, clauses, appendices, references, who signs."""

from collections.abc import Mapping
from functools import partial

from django.http import HttpResponse
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as __
from django.views.decorators.http import require_http_methods, require_POST

from insyn.accounts.http import Request
from insyn.board import services
from insyn.board.forms.parts import PART_FORMS, PartForm
from insyn.board.http import about_item, item_at, part_at, part_of, to_matter_unless_draft
from insyn.board.models import BoardItem
from insyn.board.queries.items import PartRow
from insyn.board.rules import Part
from insyn.kernel.access import Access
from insyn.platform.answers import answer_button, answer_form

Words = Mapping[Part, Promise]
NEW: Words = {
    Part.PASSAGE: __("Nytt avsnitt"),
    Part.PROPOSAL: __("Ny beslutspunkt"),
    Part.APPENDIX: __("Ny bilaga"),
    Part.REFERENCE: __("Ny hänvisning"),
    Part.SIGNATORY: __("Ny undertecknare"),
}
CHANGE: Words = {
    Part.PASSAGE: __("Ändra avsnittet"),
    Part.PROPOSAL: __("Ändra beslutspunkten"),
    Part.APPENDIX: __("Ändra bilagan"),
    Part.REFERENCE: __("Ändra hänvisningen"),
    Part.SIGNATORY: __("Ändra undertecknaren"),
}
SAVED: Words = {
    Part.PASSAGE: __("Avsnittet är sparat."),
    Part.PROPOSAL: __("Beslutspunkten är sparad."),
    Part.APPENDIX: __("Bilagan är sparad."),
    Part.REFERENCE: __("Hänvisningen är sparad."),
    Part.SIGNATORY: __("Undertecknaren är sparad."),
}
GONE: Words = {
    Part.PASSAGE: __("Avsnittet är borttaget."),
    Part.PROPOSAL: __("Beslutspunkten är borttagen."),
    Part.APPENDIX: __("Bilagan är borttagen."),
    Part.REFERENCE: __("Hänvisningen är borttagen."),
    Part.SIGNATORY: __("Undertecknaren är borttagen."),
}


@require_http_methods(["GET", "POST"])
def part_add(request: Request, pk: int, part: str) -> HttpResponse:
    """Add a part last in the memo."""
    return _answer(request, item_at(request, pk, to_write=True), part_of(part), None)


@require_http_methods(["GET", "POST"])
def part_edit(request: Request, pk: int, part: str, row: int) -> HttpResponse:
    """Change a part of the memo."""
    item, kind = item_at(request, pk, to_write=True), part_of(part)
    return _answer(request, item, kind, part_at(request, item, kind, row))


def _answer(request: Request, item: BoardItem, part: Part, row: PartRow | None) -> HttpResponse:
    if closed := to_matter_unless_draft(request, item):
        return closed
    kind = PART_FORMS[part]
    initial = {} if row is None else {name: getattr(row, name, "") for name in kind.base_fields}
    form = kind(request.POST or None, request.FILES or None, initial=initial)
    page = about_item(item, str((NEW if row is None else CHANGE)[part]), done=str(SAVED[part]))
    return answer_form(request, form, partial(_save, request.access, item, part, row, form), page)


def _save(
    access: Access,
    item: BoardItem,
    part: Part,
    row: PartRow | None,
    form: PartForm,
    *,
    version: int,
    **_fields: object,
) -> PartRow:
    return services.save_part(
        access, item, part, facts=form.facts, row=row, version=version if row else None
    )


@require_POST
def part_move(request: Request, pk: int, part: str, row: int, way: str) -> HttpResponse:
    """Let a part change places with its neighbour."""
    item, kind = item_at(request, pk, to_write=True), part_of(part)
    found = part_at(request, item, kind, row)
    act = partial(services.move_part, request.access, item, kind, row=found, is_up=way == "upp")
    return answer_button(request, act, back=_back(item, kind), done=_("Ordningen är ändrad."))


@require_POST
def part_remove(request: Request, pk: int, part: str, row: int) -> HttpResponse:
    """Take a part away."""
    item, kind = item_at(request, pk, to_write=True), part_of(part)
    found = part_at(request, item, kind, row)
    act = partial(services.remove_part, request.access, item, kind, row=found)
    return answer_button(request, act, back=_back(item, kind), done=str(GONE[kind]))


def _back(item: BoardItem, part: Part) -> str:
    return f"{reverse('board:item', args=[item.pk])}#{part}"
