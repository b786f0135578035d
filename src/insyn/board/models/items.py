"""A matter for the board: memo, proposals, appendices, references and who signs by role."""

from django.db import models
from django.db.models import Q

from insyn.accounts.models import Authority
from insyn.board.models.layouts import WordLayout
from insyn.board.rules import AppendixKind, ItemState, LayoutKind, Outcome, PassageKind
from insyn.documents.models import Document
from insyn.plans.models import Plan
from insyn.platform.scoping import M_co, Scoped


class BoardItemQuerySet(Scoped["BoardItem"]):
    """Matters are read in the authority; by those who read only what is reported when issued."""

    secrecy_path = ""
    reported_path = "issued_on"


class BoardItem(models.Model):
    """A memo to the board with proposals for decision (tjänsteskrivelse, ärende).

    ``dated_on`` is the date printed on the memo, ``paper_name`` what the memo calls itself and
    ``handled_by`` who prepared it. ``decided_on`` and the fields after it say what the board
    decided; ``reason`` is why it sent the matter back. A matter without a plan is about
    something that a higher floor knows, such as a report.
    """

    authority = models.ForeignKey(
        Authority, on_delete=models.PROTECT, related_name="+", verbose_name="nämnd"
    )
    plan = models.ForeignKey(
        Plan, on_delete=models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name="plan",
    )  # fmt: skip
    paper_name = models.CharField("handlingens namn", max_length=60, default="Tjänsteskrivelse")
    title = models.CharField("rubrik", max_length=200)
    case_number = models.CharField("diarienummer", max_length=60, blank=True)
    dated_on = models.DateField("datum")
    recipient = models.CharField("mottagare", max_length=150, blank=True)
    handled_by = models.CharField("handläggare", max_length=150, blank=True)
    shows_warnings = models.BooleanField("visar accepterade varningar", default=True)
    memo_layout = models.ForeignKey(
        WordLayout, on_delete=models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name="Wordmall för skrivelsen",
    )  # fmt: skip
    plan_layout = models.ForeignKey(
        WordLayout, on_delete=models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name="Wordmall för planen",
    )  # fmt: skip
    state = models.CharField(
        "läge", max_length=10, choices=ItemState.choices(), default=ItemState.DRAFT
    )
    issued_on = models.DateField("expedierad", null=True, blank=True)
    outcome = models.CharField(
        "nämndens beslut", max_length=10, choices=Outcome.choices(), blank=True
    )
    decided_on = models.DateField("beslutsdag", null=True, blank=True)
    decision = models.CharField("beslutsparagraf", max_length=60, blank=True)
    reason = models.TextField("skäl till återremiss", blank=True)
    version = models.PositiveIntegerField("version", default=1)

    objects = BoardItemQuerySet.as_manager()

    class Meta:
        verbose_name = "nämndärende"
        verbose_name_plural = "nämndärenden"
        ordering = ["-dated_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=ItemState.codes()), name="board_item_state_known"
            ),
            models.CheckConstraint(
                condition=Q(plan__isnull=False) & ~Q(outcome=Outcome.APPROVED)
                | Q(plan=None) & ~Q(outcome=Outcome.ADOPTED),
                name="board_item_outcome_fits_its_subject",
                violation_error_message="En plan antas, annat godkänns.",
            ),
            models.CheckConstraint(
                condition=Q(state=ItemState.DRAFT) | Q(issued_on__isnull=False),
                name="issued_board_item_has_day",
            ),
            models.CheckConstraint(
                condition=Q(outcome="") | Q(outcome__in=Outcome.codes()),
                name="board_item_outcome_known",
            ),
            models.CheckConstraint(
                condition=Q(state=ItemState.DECIDED, decided_on__isnull=False) & ~Q(outcome="")
                | ~Q(state=ItemState.DECIDED) & Q(decided_on=None, outcome=""),
                name="decided_board_item_has_outcome_and_day",
                violation_error_message="Ett beslutat ärende har ett beslut och en beslutsdag.",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def the_plan(self) -> Plan:
        """Return the plan of a matter that is about one.

        Raises:
            ValueError: it is about something else.
        """
        if self.plan is None:
            raise ValueError(f"the matter {self.pk} is not about a plan")
        return self.plan

    @property
    def papers_made(self) -> list[LayoutKind]:
        """Return the papers that are made of the matter: the memo, and the plan if it has one."""
        return [kind for kind in LayoutKind if self.plan_id or kind == LayoutKind.MEMO]


class OfItem(Scoped[M_co]):
    """Rows that are as visible as their matter."""

    authority_path = "item__authority"
    secrecy_path = ""
    reported_path = "item__issued_on"


class ItemPassageQuerySet(OfItem["ItemPassage"]):
    """Passages are as visible as their matter."""


class ItemPassage(models.Model):
    """A heading of the memo and its text (avsnitt).

    Where the kind says that Insyn writes the passage, ``text`` is the line that leads in to
    it, such as ”Socialnämnden beslutar att”. The heading of the signatures is not printed.
    """

    item = models.ForeignKey(
        BoardItem, on_delete=models.CASCADE, related_name="passages", verbose_name="ärende"
    )
    position = models.PositiveIntegerField("ordning", default=0)
    kind = models.CharField(
        "innehåll", max_length=10, choices=PassageKind.choices(), default=PassageKind.TEXT
    )
    heading = models.CharField("rubrik", max_length=150)
    text = models.TextField("text", blank=True)
    version = models.PositiveIntegerField("version", default=1)

    objects = ItemPassageQuerySet.as_manager()

    class Meta:
        verbose_name = "avsnitt i skrivelsen"
        verbose_name_plural = "avsnitt i skrivelsen"
        ordering = ["position", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=PassageKind.codes()), name="item_passage_kind_known"
            ),
            models.UniqueConstraint(
                fields=["item", "kind"],
                condition=~Q(kind=PassageKind.TEXT),
                name="written_passage_once",
                violation_error_message="Skrivelsen har redan ett avsnitt med det innehållet.",
            ),
        ]

    def __str__(self) -> str:
        return self.heading


class ItemProposalQuerySet(OfItem["ItemProposal"]):
    """Proposals are as visible as their matter."""


class ItemProposal(models.Model):
    """One clause of the proposed decision (beslutspunkt). Numbered by its place."""

    item = models.ForeignKey(
        BoardItem, on_delete=models.CASCADE, related_name="proposals", verbose_name="ärende"
    )
    position = models.PositiveIntegerField("ordning", default=0)
    text = models.TextField("att")
    version = models.PositiveIntegerField("version", default=1)

    objects = ItemProposalQuerySet.as_manager()

    class Meta:
        verbose_name = "beslutspunkt"
        verbose_name_plural = "beslutspunkter"
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return self.text


class AppendixQuerySet(OfItem["Appendix"]):
    """Appendices are as visible as their matter."""


class Appendix(models.Model):
    """A numbered appendix (bilaga)."""

    item = models.ForeignKey(
        BoardItem, on_delete=models.CASCADE, related_name="appendices", verbose_name="ärende"
    )
    number = models.PositiveSmallIntegerField("nummer")
    kind = models.CharField(
        "slag", max_length=10, choices=AppendixKind.choices(), default=AppendixKind.OTHER
    )
    title = models.CharField("rubrik", max_length=200)
    document = models.ForeignKey(
        Document, on_delete=models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name="handling",
    )  # fmt: skip
    version = models.PositiveIntegerField("version", default=1)

    objects = AppendixQuerySet.as_manager()

    class Meta:
        verbose_name = "bilaga"
        verbose_name_plural = "bilagor"
        ordering = ["number", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["item", "number"], name="appendix_number_unique"),
            models.CheckConstraint(
                condition=Q(kind__in=AppendixKind.codes()), name="appendix_kind_known"
            ),
        ]

    def __str__(self) -> str:
        return f"Bilaga {self.number}. {self.title}"


class ItemReferenceQuerySet(OfItem["ItemReference"]):
    """References are as visible as their matter."""


class ItemReference(models.Model):
    """Another matter that the memo refers to (hänvisning)."""

    item = models.ForeignKey(
        BoardItem, on_delete=models.CASCADE, related_name="references", verbose_name="ärende"
    )
    case_number = models.CharField("diarienummer", max_length=60)
    title = models.CharField("rubrik", max_length=200)
    version = models.PositiveIntegerField("version", default=1)

    objects = ItemReferenceQuerySet.as_manager()

    class Meta:
        verbose_name = "hänvisning"
        verbose_name_plural = "hänvisningar"
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.case_number} {self.title}"


class ItemSignatoryQuerySet(OfItem["ItemSignatory"]):
    """Signatories are as visible as their matter."""


class ItemSignatory(models.Model):
    """Who signs, by role; the name is written by hand (undertecknare)."""

    item = models.ForeignKey(
        BoardItem, on_delete=models.CASCADE, related_name="signatories", verbose_name="ärende"
    )
    position = models.PositiveIntegerField("ordning", default=0)
    role = models.CharField("roll", max_length=150)
    version = models.PositiveIntegerField("version", default=1)

    objects = ItemSignatoryQuerySet.as_manager()

    class Meta:
        verbose_name = "undertecknare"
        verbose_name_plural = "undertecknare"
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return self.role


class ItemPaperQuerySet(OfItem["ItemPaper"]):
    """Issued papers are as visible as their matter."""


class ItemPaper(models.Model):
    """A Word file or PDF that was stored when the matter was issued. Never made anew."""

    item = models.ForeignKey(
        BoardItem, on_delete=models.CASCADE, related_name="papers", verbose_name="ärende"
    )
    kind = models.CharField("slag", max_length=10, choices=LayoutKind.choices())
    document = models.ForeignKey(
        Document, on_delete=models.PROTECT, related_name="+", verbose_name="handling"
    )
    issued_on = models.DateField("expedierad")

    objects = ItemPaperQuerySet.as_manager()

    class Meta:
        verbose_name = "expedierad handling"
        verbose_name_plural = "expedierade handlingar"
        ordering = ["-issued_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=LayoutKind.codes()), name="item_paper_kind_known"
            ),
        ]

    def __str__(self) -> str:
        return str(self.document)
