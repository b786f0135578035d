from insyn.followups.models import CallingUnitView, ContactNote, Correspondence, FollowupProposal
from insyn.followups.rules.correspondence import Medium, Way
from insyn.followups.rules.proposals import ProposalGround
from insyn.platform import clock
from tests.doors import FORBIDDEN, OPEN, POST_ONLY, Door
from tests.factories import DAY

POST = {"anna": POST_ONLY, "bo": POST_ONLY, "cilla": POST_ONLY, "system_admin": POST_ONLY}
WHY = "Dörrarna går till sina egna rader."


def followup(world):
    return {"pk": world.followup.pk}


def contact(world):
    row, _made = ContactNote.objects.unscoped(reason=WHY).get_or_create(
        followup=world.followup,
        defaults={
            "made_on": DAY,
            "medium": Medium.PHONE,
            "with_whom": "Verksamhetschefen",
            "text": "Vi enades om en dag.",
            "noted_at": clock.now(),
        },
    )
    return {"pk": row.pk}


def letter(world):
    row, _made = Correspondence.objects.unscoped(reason=WHY).get_or_create(
        authority=world.authority,
        followup=world.followup,
        defaults={
            "way": Way.OUTGOING,
            "dated_on": DAY,
            "party": "Åkerö Stödboende AB",
            "summary": "Begäran om handlingar inför besöket",
        },
    )
    return {"pk": row.pk}


def question(world):
    row, _made = CallingUnitView.objects.unscoped(reason=WHY).get_or_create(
        followup=world.followup,
        asked_of=world.membership.user,
        defaults={"unit_name": "Barn och unga", "asked_on": DAY},
    )
    return {"pk": row.pk}


def proposal(world):
    row, _made = FollowupProposal.objects.unscoped(reason=WHY).get_or_create(
        key="new_provider:1",
        defaults={
            "authority": world.authority,
            "contract": world.contract,
            "unit": world.unit,
            "ground": ProposalGround.NEW_PROVIDER,
            "reason": "Första placeringen var 2026-01-15.",
            "window_from": DAY,
            "window_to": DAY,
            "proposed_on": DAY,
        },
    )
    return {"pk": row.pk}


DOORS = {
    "followups:post": Door(kwargs=followup),
    "followups:contact_add": Door(bo=FORBIDDEN, kwargs=followup),
    "followups:contact_edit": Door(bo=404, kwargs=contact),
    "followups:letter_add": Door(bo=FORBIDDEN, kwargs=followup),
    "followups:diary": Door(bo=FORBIDDEN, cilla=OPEN, system_admin=FORBIDDEN),
    "followups:post_correct": Door(bo=404, kwargs=letter),
    "followups:asked": Door(cilla=OPEN, system_admin=OPEN),
    "followups:asked_view": Door(bo=404, kwargs=question),
    "followups:view_withdraw": Door(**POST, kwargs=question),
    "followups:proposals": Door(cilla=OPEN, system_admin=OPEN),
    "followups:proposal_accept": Door(bo=404, kwargs=proposal),
    "followups:proposal_decline": Door(bo=404, kwargs=proposal),
}
