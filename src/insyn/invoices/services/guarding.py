"""What is written of a line under suspicion is read by those who see red flags alone."""

from django.db.models import F

from insyn.audit.models import subject_of
from insyn.documents.models import Document
from insyn.followups.models import Correspondence
from insyn.invoices.models import InvoiceClaim
from insyn.kernel.access import Access, Secrecy


def guard_letters(access: Access, claim: InvoiceClaim) -> None:
    """Guard the letters of the claim and their posts in the diary. No clearance opens them.

    Called inside the transaction that guards the claim.
    """
    owner = claim.authority_id
    told = {"secrecy": Secrecy.RESTRICTED, "tells_of_suspicion": True}
    papers = [key for key in (claim.letter_id, claim.letter_word_id) if key]
    letters = Document.objects.visible_to(access).filter(authority=owner, pk__in=papers)
    letters.filter(tells_of_suspicion=False).update(**told)
    posts = Correspondence.objects.visible_to(access).filter(
        authority=owner, about=subject_of(claim), tells_of_suspicion=False
    )
    posts.update(version=F("version") + 1, **told)
