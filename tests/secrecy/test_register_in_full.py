"""Nothing of one authority's register, requirements and instruments is told to another.

Ekby's rows hold a word that stands nowhere else. Cilla does the same work in Norrby, with the
same provider and no cooperation: the word must never reach her, and Ekby's keys never be taken.
"""

import datetime

import pytest
from django.apps import apps
from django.test import Client
from django.urls import reverse

from insyn.accounts.models import Authority, Membership, User
from insyn.exchange.queries.exports import EXPORTED_KINDS
from insyn.exchange.rules.kinds import Belonging, ListKind
from insyn.exchange.rules.tables import TABLES
from insyn.kernel.access import Role
from insyn.kernel.errors import RuleViolation
from insyn.platform import clock
from insyn.registry import services
from insyn.registry.models import Provider
from insyn.registry.queries import access_of
from insyn.registry.queries.merges import merge_plan
from tests.conftest import log_in
from tests.exchange.tables import csv_of, said_of, take_in
from tests.factories import (
    AgreementFactory,
    ContractFactory,
    MembershipFactory,
    ProviderFactory,
    QuestionFactory,
    RequirementVersionFactory,
    UnitFactory,
)
from tests.secrecy.full import WORD, Full, filled, held, mark, words_of
from tests.secrecy.offered import CHOICES, HUB, NEW, OF_AGREEMENT, OFFERS
from tests.secrecy.walking import addresses, readable, told, walk

pytestmark = pytest.mark.django_db

OWNED = [kind for kind in EXPORTED_KINDS if TABLES[kind].belongs != Belonging.SHARED]


@pytest.fixture
def other() -> Provider:
    """A provider with no contract, whose number the forms know."""
    return ProviderFactory.create(name="Nya Omsorgen AB", org_number="5560360793")


@pytest.fixture
def theirs(ekby: Authority, anna: User, provider: Provider, other: Provider) -> Full:
    """Everything that Ekby has, with the word in it."""
    made = filled(ekby, anna, provider)
    mark(ekby, WORD)
    return made


@pytest.fixture
def own(norrby: Authority, cilla: User, provider: Provider, theirs: Full) -> Full:
    """The same in Norrby, without the word."""
    return filled(norrby, cilla, provider)


def exported(client: Client, kind: ListKind, file_type: str) -> str:
    slug = TABLES[kind].slug
    return readable(client.get(reverse("exchange:export", args=[slug, file_type])))


@pytest.mark.parametrize("file_type", ["csv", "xlsx"])
@pytest.mark.parametrize("kind", EXPORTED_KINDS)
def test_a_list_taken_out_holds_no_word_of_another_authority(
    kind, file_type, client: Client, anna, cilla, own
) -> None:
    mine = exported(log_in(client, anna), kind, file_type)
    hers = exported(log_in(client, cilla), kind, file_type)

    assert held(WORD, mine) is (kind in OWNED)
    assert not held(WORD, hers)
    assert len(hers) > 200


@pytest.mark.parametrize("kind", OWNED)
def test_a_list_narrowed_to_another_authoritys_agreement_holds_nothing_of_it(
    kind, as_cilla: Client, theirs, own
) -> None:
    slug = reverse("exchange:export", args=[TABLES[kind].slug, "csv"])

    said = readable(as_cilla.get(f"{slug}?agreement={theirs.agreement.pk}&q={WORD}"))

    assert not held(WORD, said)


def test_who_answers_for_a_shared_agreement_is_not_told_by_user_name(
    client: Client, ekby, anna, cilla, cooperation
) -> None:
    AgreementFactory.create(authority=ekby, cooperation=cooperation, title="Delat avtal",
                            responsible=anna)  # fmt: skip

    mine, hers = (
        exported(log_in(client, user), ListKind.AGREEMENTS, "csv") for user in (anna, cilla)
    )

    assert "delat avtal" in hers
    assert ";anna;" in mine
    assert ";anna;" not in hers


def test_no_page_elsewhere_says_a_word_of_it(
    client: Client, anna, cilla, own_contact, theirs, own
) -> None:
    mine = told(walk(log_in(client, anna), theirs.world), WORD)
    client.force_login(cilla)

    assert len(mine) > 40
    assert told(walk(client, theirs.world), WORD) == []
    assert told(walk(client, own.world), WORD) == []


def test_no_list_of_a_page_given_out_as_a_file_holds_a_word_of_it(
    client: Client, anna, cilla, own_contact, theirs, own
) -> None:
    found = []
    for user, world in ((anna, theirs.world), (cilla, own.world)):
        client.force_login(user)
        answers = [client.get(f"{address}?fil=csv") for address in addresses(world)]
        files = [one for one in answers if "csv" in one.headers.get("Content-Type", "")]
        found.append(sum(held(WORD, readable(file)) for file in files))
        assert len(files) > 10

    assert found[0] > 5
    assert found[1] == 0


@pytest.mark.parametrize("name", HUB)
def test_a_contact_of_the_provider_has_no_way_to_its_page(
    name, client: Client, own_contact, theirs
) -> None:
    client.force_login(own_contact)

    assert client.get(reverse(name, args=[theirs.world.provider.pk])).status_code == 404


def test_a_contact_reads_nothing_of_the_authoritys_inner_life(
    client: Client, own_contact, theirs
) -> None:
    inner = {
        theirs.question: "text", theirs.wording: "followability_note", theirs.price: "item",
        theirs.promise: "text", theirs.run: "file_name", theirs.pack: "note",
        theirs.agreement: "insight_clause", theirs.contract: "status_reason",
        theirs.profile: "name",
    }  # fmt: skip
    client.force_login(own_contact)

    read = walk(client, theirs.world)

    for row, name in inner.items():
        assert held(WORD, words_of(row, name))
        assert told(read, words_of(row, name)) == []
    assert told(read, theirs.world.provider.name)


@pytest.mark.parametrize("name", HUB)
def test_a_contact_who_works_elsewhere_reads_there_only_what_all_share(
    name, client: Client, norrby, own_contact, theirs
) -> None:
    MembershipFactory.create(user=own_contact, authority=norrby, role=Role.PLAN_OWNER)
    client.force_login(own_contact)

    answer = client.get(reverse(name, args=[theirs.world.provider.pk]))

    assert answer.status_code == 200
    assert not held(WORD, readable(answer))


def everything() -> dict[str, list[tuple[object, ...]]]:
    """Return every row of every table of ours."""
    return {
        model._meta.label: list(model._base_manager.order_by("pk").values_list())
        for model in apps.get_models(include_auto_created=True)
        if model.__module__.startswith("insyn.")
    }


@pytest.mark.parametrize("name", OFFERS)
def test_a_form_takes_what_its_own_authority_has(name, as_cilla: Client, own) -> None:
    """Otherwise the test below would prove nothing."""
    offer, before = OFFERS[name], everything()

    answer = as_cilla.post(offer.address(own), offer.answers(own))

    form = answer.context["form"] if answer.context else None
    assert everything() != before, form and form.errors


@pytest.mark.parametrize(("name", "field"), CHOICES)
def test_a_form_refuses_what_another_authority_has(
    name, field, as_cilla: Client, own, theirs
) -> None:
    offer, before = OFFERS[name], everything()
    sent = {field: offer.chosen[field](theirs)}

    answer = as_cilla.post(offer.address(own), offer.answers(own, **sent), follow=True)

    assert everything() == before
    assert not held(WORD, readable(answer))


def said_about(cilla: User, norrby: Authority, kind: ListKind, **named: object) -> list[str]:
    row = {**named, **OF_AGREEMENT[kind], "org_number": "559000-0009"}
    if kind in {ListKind.OPTIONS, ListKind.LOTS, ListKind.SANCTIONS, ListKind.REQUIREMENTS}:
        del row["org_number"]
    return said_of(access_of(cilla), norrby, kind, row)


@pytest.mark.parametrize("kind", OF_AGREEMENT)
def test_a_row_about_another_authoritys_agreement_is_refused_as_if_there_were_none(
    kind, cilla, norrby, theirs
) -> None:
    title = words_of(theirs.agreement, "title")

    real, none = (
        " ".join(said_about(cilla, norrby, kind, agreement=name)).replace(name, "X")
        for name in (title, "Avtal som inte finns")
    )

    assert real == none
    assert "Nämnden har inget avtal som heter ”X”" in real


@pytest.mark.parametrize("kind", OF_AGREEMENT)
def test_a_list_for_another_authority_is_refused_as_one_for_nobody(
    kind, cilla, norrby, ekby, own
) -> None:
    title = own.agreement.title
    said = [
        said_about(cilla, norrby, kind, agreement=title, authority=name)
        for name in (str(ekby), "Nämnden som inte finns")
    ]

    assert said[0] == said[1]
    assert "Raden hör till en annan nämnd" in " ".join(said[0])


@pytest.mark.parametrize(
    ("column", "attribute", "stored"),
    [("scale", "scale", "name"), ("requirements", "wording", "number")],
)
def test_a_question_that_names_what_another_authority_has_is_refused_as_if_there_were_none(
    column, attribute, stored, cilla, norrby, theirs
) -> None:
    row = getattr(theirs, attribute)
    asked = {"template": "Vår mall", "section": "Natt", "text": "Finns larm?"}

    def said(name: str) -> str:
        line = {**asked, column: name, "answer_type": "Skala" if column == "scale" else ""}
        found = said_of(access_of(cilla), norrby, ListKind.TEMPLATES, line)
        return " ".join(found).replace(name, "X")

    assert said(words_of(row, stored)) == said("Inget alls")
    assert "X" in said("Inget alls")


@pytest.mark.parametrize(("column", "name"), [("responsible", "anna"), ("cooperation", "Norr")])
def test_an_agreement_in_a_list_names_only_the_authoritys_own(
    column, name, cilla, norrby, anna, theirs
) -> None:
    own = {"responsible": anna.username, "cooperation": theirs.cooperation.name}[column]
    rows = [{"title": NEW, "starts_on": "2026-01-01", column: word} for word in (own, "ingen-alls")]
    real, none = (
        " ".join(said_of(access_of(cilla), norrby, ListKind.AGREEMENTS, row)).replace(
            str(row[column]), "X"
        )
        for row in rows
    )

    assert real == none
    assert "X" in real


def test_a_list_with_one_row_about_another_authoritys_agreement_stores_nothing(
    cilla, norrby, own, theirs
) -> None:
    rows = [{"agreement": own.agreement.title, "name": "Natt"},
            {"agreement": words_of(theirs.agreement, "title"), "name": "Natt"}]  # fmt: skip
    before = everything()

    with pytest.raises(RuleViolation):
        take_in(access_of(cilla), norrby, ListKind.LOTS, csv_of(ListKind.LOTS, *rows))

    assert everything() == before
    take_in(access_of(cilla), norrby, ListKind.LOTS, csv_of(ListKind.LOTS, rows[0]))
    assert everything() != before


def test_what_a_list_is_called_stays_where_it_was_taken_in(
    client: Client, anna, cilla, ekby, provider
) -> None:
    client.force_login(anna)
    named = csv_of(ListKind.PROVIDERS, {
        "org_number": provider.org_number, "name": provider.name, "other_names": "Akero",
    })  # fmt: skip
    take_in(access_of(anna), ekby, ListKind.PROVIDERS, named)
    page = reverse("registry:provider", args=[provider.pk])

    imports = readable(client.get(reverse("exchange:imports")))
    said = readable(log_in(client, cilla).get(page))

    assert "lista.csv" in imports
    assert "akero" in said
    assert "lista.csv" not in said


def test_what_ekby_merges_tells_norrby_nothing_of_ekbys_contracts(
    client: Client, anna, cilla, ekby, provider, other, theirs
) -> None:
    ContractFactory.create(provider=other, agreement=theirs.empty)
    UnitFactory.create(provider=other)
    merge = services.merge_providers(access_of(anna), provider, other)

    client.force_login(cilla)
    pages = [readable(client.get(reverse(name, args=[provider.pk]))) for name in HUB]
    undone = client.post(reverse("registry:provider_merge_undo", args=[merge.pk]), follow=True)

    assert not held(WORD, " ".join(pages))
    assert any("nya omsorgen ab" in page for page in pages)
    assert "1 rad är tillbaka" in undone.content.decode()


def test_whoever_merges_is_told_how_much_moves_of_their_own_and_of_what_all_share(
    anna, cilla, provider, other, theirs, own
) -> None:
    UnitFactory.create(provider=other)

    mine, hers = (
        dict(merge_plan(access_of(user), kept=other, merged=provider).told)
        for user in (anna, cilla)
    )

    assert (mine["kontrakt"], hers["kontrakt"]) == (1, 1)
    assert mine["verksamheter"] == hers["verksamheter"] == 2


def feed_of(client: Client, user: User) -> str:
    """Return the address of a new calendar of the user's; the client is then logged out."""
    client.force_login(user)
    address = client.post(reverse("registry:watch_feed_make")).context["address"]
    client.logout()
    return str(address)


def test_a_calendar_tells_only_what_its_owner_may_see_now(
    client: Client, anna, norrby, own, theirs
) -> None:
    MembershipFactory.create(user=anna, authority=norrby, role=Role.READER)
    address = feed_of(client, anna)
    both = readable(client.get(address))
    yesterday = clock.today() - datetime.timedelta(days=1)
    Membership.objects.filter(user=anna, authority=theirs.authority).update(valid_to=yesterday)

    left = readable(client.get(address))

    assert held(WORD, both)
    assert not held(WORD, left)
    assert held(own.agreement.title, left)


def test_a_calendar_of_one_who_has_no_role_left_tells_nothing(client: Client, anna, theirs) -> None:
    address = feed_of(client, anna)
    assert held(WORD, readable(client.get(address)))
    Membership.objects.filter(user=anna).delete()

    assert client.get(address).status_code == 404


@pytest.mark.parametrize("way", ["revoked", "made anew", "shut out"])
def test_an_old_calendar_address_leads_nowhere(way, client: Client, anna, theirs) -> None:
    address = feed_of(client, anna)
    if way == "revoked":
        services.revoke_feed(access_of(anna))
    elif way == "made anew":
        feed_of(client, anna)
    else:
        User.objects.filter(pk=anna.pk).update(is_active=False)

    assert client.get(address).status_code == 404


def test_the_questions_about_a_requirement_are_counted_only_as_far_as_they_are_seen(
    client: Client, anna, cilla, ekby, norrby, cooperation
) -> None:
    agreement = AgreementFactory.create(authority=ekby, cooperation=cooperation)
    asked = RequirementVersionFactory.create(
        requirement__authority=ekby, requirement__agreement=agreement
    ).requirement
    for authority in (ekby, norrby, norrby):
        question = QuestionFactory.create(section__version__template__authority=authority)
        question.requirements.add(asked)
    page = reverse("requirements:of_agreement", args=[agreement.pk])
    used = reverse("criteria:of_requirement", args=[asked.pk])

    counts, listed = [], []
    for user in (anna, cilla):
        client.force_login(user)
        counts += [row.question_count for row in client.get(page).context["page"]]
        listed.append(len(client.get(used).context["page"].object_list))

    assert counts == listed == [1, 2]
