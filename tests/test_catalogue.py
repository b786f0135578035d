import gettext
import html
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse
from scripts import catalogue
from scripts.catalogue import Text

from insyn.criteria.queries.shipped import shipped_templates
from insyn.followups.rules.shipped_forms import SHIPPED as SHIPPED_FORMS
from insyn.plans.rules import FormKind
from insyn.plans.rules.rhythms import SHIPPED as SHIPPED_RHYTHMS
from insyn.registry.models import ServiceArea
from insyn.requirements.queries.shipped import shipped_areas
from insyn.risk.queries.risk_models import shipped_model
from tests.doors import OPEN, Door
from tests.factories import ProviderContactFactory, ProviderFactory
from tests.test_doors import listed
from tests.world import World, build

SPEAK_SWEDISH = {
    "reports:preview", "board:preview", "surveys:board_summary", "portal:style",
    "provider_portal:link",
    "provider_portal:code",
}  # fmt: skip
"""Papers are Swedish documents, whoever reads them; the style guide is full of made-up data; the
page where a code is typed speaks the language of the one that the link was sent to."""
OWN_NAMES = {"", "Svenska", "kontakt", "Skatteverket"}
"""The head of the catalogue, a language offered in its own name, a test person's user name, and
the source of a check, which is kept as it was written."""


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ('_("Spara")', Text("Spara")),
        (
            'gettext_lazy(\n    "En lång text "\n    "på två rader."\n)',
            Text("En lång text på två rader."),
        ),
        ('TABLE = {"a": gettext_noop("Utkast")}', Text("Utkast")),
        ('ngettext("%(n)s fil", "%(n)s filer", n)', Text("%(n)s fil", "%(n)s filer")),
        ('pgettext_lazy("flera", "Avtal")', Text("Avtal", context="flera")),
        ('class State(Choice):\n    OPEN = "open", "Öppen"', Text("Öppen")),
        ('name = models.CharField("namn", max_length=5)', Text("namn")),
        ('x = models.ForeignKey("self", verbose_name="efterträdare")', Text("efterträdare")),
        ('COLUMNS = (ColumnSpec("lot", "Delområde"),)', Text("Delområde")),
    ],
)
def test_the_harvest_finds_a_text_of_python(source: str, text: Text) -> None:
    assert list(catalogue.texts_of_python(source)) == [text]


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ('{% translate "Spara" %}', Text("Spara")),
        ("<b title=\"{% translate 'Spara' %}\">", Text("Spara")),
        ('{% translate "Spara" as word %}', Text("Spara")),
        ('{% translate "Avtal" context "flera" %}', Text("Avtal", context="flera")),
        ('{% translate "100 %" %}', Text("100 %%")),
        ('{% include "x.html" with label=_("Sök") only %}', Text("Sök")),
        ('{{ is_open|yesno:_("Ja,Nej") }}', Text("Ja,Nej")),
        (
            "{% blocktranslate %}Hej {{ name }}, 5 %{% endblocktranslate %}",
            Text("Hej %(name)s, 5 %%"),
        ),
        (
            "{% blocktranslate trimmed %}\n  Två\n  rader\n{% endblocktranslate %}",
            Text("Två rader"),
        ),
        (
            "{% blocktranslate count n=all %}{{ n }} a{% plural %}{{ n }} b{% endblocktranslate %}",
            Text("%(n)s a", "%(n)s b"),
        ),
        ("{# {% translate 'Spara' %} #}{% translate 'Ny' %}", Text("Ny")),
    ],
)
def test_the_harvest_finds_a_text_of_a_template(source: str, text: Text) -> None:
    assert list(catalogue.texts_of_template(source)) == [text]


def english_of(text: Text) -> object:
    entry = catalogue.read().get(text.one, text.context or None)
    return entry.string if entry else None


def test_the_harvest_finds_the_words_of_a_table_of_rules() -> None:
    source = 'TOLD: Mapping[State, str] = {State.SENT: "Skickades"}\nPATHS = {"a": "b"}'

    assert list(catalogue.texts_of_rules(source)) == [Text("Skickades")]


def test_the_harvest_finds_the_headings_and_the_purpose_of_a_list() -> None:
    source = 'A = Table(purpose="Vad de är.", columns=(text("name", "Namn", "Kallas"), number()))'

    assert set(catalogue.texts_of_tables(source)) == {Text("Vad de är."), Text("Namn")}


def test_the_harvest_finds_what_a_function_says_is_lacking() -> None:
    source = 'def missing(self):\n    said = {"åtgärd": self.measure}'

    assert list(catalogue.texts_of_lacks(source, "missing")) == [Text("åtgärd")]


def test_a_function_that_is_gone_stops_the_harvest() -> None:
    with pytest.raises(LookupError):
        list(catalogue.texts_of_lacks("x = 1", "missing"))


def test_every_text_has_english_with_the_same_placeholders() -> None:
    assert catalogue.missing(catalogue.harvest()) == []


def test_no_english_is_kept_for_a_text_that_is_gone() -> None:
    known = {
        (m.id if isinstance(m.id, str) else m.id[0], m.context or "") for m in catalogue.read()
    }

    assert known - {(t.one, t.context) for t in catalogue.harvest()} == {("", "")}


@pytest.mark.parametrize("english", ["", "Row", "Row %(line)s", "Row %(row)s %(row)s"])
def test_english_that_changes_a_placeholder_is_missing(
    english: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    text = Text("Rad %(row)s")
    monkeypatch.setattr(catalogue, "FOLDER", tmp_path)
    monkeypatch.setattr(catalogue, "CATALOGUE", tmp_path / "django.po")
    catalogue.save({text})
    written = catalogue.CATALOGUE.read_text(encoding="utf-8")
    catalogue.CATALOGUE.write_text(written.replace('msgstr ""\n\n', f'msgstr "{english}"\n\n'))

    assert catalogue.missing({text}) == ["Rad %(row)s"]


def test_a_new_harvest_keeps_the_english_that_stands(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    one = next(text for text in catalogue.harvest() if text.many)
    english = english_of(one)
    old = catalogue.CATALOGUE.read_bytes()
    monkeypatch.setattr(catalogue, "FOLDER", tmp_path)
    monkeypatch.setattr(catalogue, "CATALOGUE", tmp_path / "django.po")
    catalogue.CATALOGUE.write_bytes(old)
    catalogue.save({one, Text("Helt ny text")})

    assert english_of(one) == english
    assert catalogue.missing({one, Text("Helt ny text")}) == ["Helt ny text"]


@pytest.fixture
def compiled(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """The catalogue as the machine reads it, of today's texts."""
    folder = tmp_path / "en" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    monkeypatch.setattr(catalogue, "FOLDER", folder)
    catalogue.compile_catalogue()
    return tmp_path


def test_the_compiled_catalogue_speaks_english(compiled: Path) -> None:
    with (compiled / "en/LC_MESSAGES/django.mo").open("rb") as file:
        english = gettext.GNUTranslations(file)

    assert english.gettext("Uppföljningar") == "Follow-ups"
    assert english.pgettext("flera", "Avtal") == "Agreements"
    assert (
        english.ngettext("%(n)s kontroll är antecknad.", "%(n)s kontroller är antecknade.", 2)
        == "%(n)s checks have been noted."
    )


def pages(client: Client, person: str, world: World) -> Iterator[tuple[str, str]]:
    """Yield each page that is open to the person; what an address adds is taken away again."""
    doors: dict[str, Door] = listed()
    for name in doors.keys() - SPEAK_SWEDISH:
        if getattr(doors[name], person) == OPEN:
            with transaction.atomic():
                address = reverse(name, kwargs=doors[name].kwargs(world))
                # What is open to anybody knows nobody's language: the address says it.
                answer = client.get(f"{address}?lang=en" if name.startswith("public:") else address)
                transaction.set_rollback(True)
            if answer.headers["Content-Type"].startswith("text/html"):
                yield name, answer.content.decode()


def said_on(page: str) -> set[str]:
    """Return the texts between the tags and those that only a screen reader says."""
    # An option that is sent as it reads is a word of a file or of the register: data.
    page = re.sub(r'<option value="([^"]*)"[^>]*>\s*\1\s*</option>', "", page)
    # So is the heading of a column of a Swedish file, and it says that it is Swedish.
    page = re.sub(r'<span lang="sv">[^<]*</span>', "", page)
    said = re.split(r"<[^>]*>", page)
    said += re.findall(
        r'(?:aria-label|placeholder|title|data-l|data-confirm[a-z-]*)="([^"]*)"', page
    )
    return {" ".join(html.unescape(text).split()) for text in said}


def own_words() -> set[str]:
    """Return what the product ships as an authority's own words: those are never translated."""
    factors = shipped_model().factors
    return {
        *(factor.name for factor in factors),
        *(text for factor in factors for text in factor.level_texts),
        *(name for name, _terms in SHIPPED_RHYTHMS),
        *(area.name for area in shipped_areas()),
        *(template.name for template in shipped_templates()),
        *(form.label for form in FormKind),  # a plan's form is called so to begin with
        *(form.name for form in SHIPPED_FORMS),
        *ServiceArea.objects.values_list("name", flat=True),  # as the law names them
    }


@pytest.mark.slow
@pytest.mark.django_db
@pytest.mark.parametrize("person", ["anna", "contact"])
def test_no_page_in_english_says_a_text_in_swedish(
    person: str, client: Client, request: pytest.FixtureRequest, ekby, compiled, settings
) -> None:
    settings.LOCALE_PATHS = [compiled]
    both = [m for m in catalogue.read() if isinstance(m.id, str)]
    swedish = {m.id for m in both} - {m.string for m in both} - OWN_NAMES - own_words()
    anna, contact = request.getfixturevalue("anna"), request.getfixturevalue("contact")
    provider = ProviderFactory.create(name="Åkerö Stödboende AB")
    ProviderContactFactory.create(user=contact, provider=provider, authority=ekby)
    world = build(ekby, anna, provider)
    client.force_login(request.getfixturevalue(person))
    client.post(reverse("accounts:language"), {"language": "en", "next": "/"})

    found = {name: said_on(page) & swedish for name, page in pages(client, person, world)}

    assert {name: texts for name, texts in found.items() if texts} == {}
