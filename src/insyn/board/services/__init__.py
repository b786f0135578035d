"""Everything that changes a matter for the board, and the Word layouts."""

from insyn.board.rules.refusals import Decision
from insyn.board.services.deciding import register_decision
from insyn.board.services.issuing import issue_item, withdraw_item
from insyn.board.services.items import (
    ItemHead,
    create_item,
    create_item_about,
    remove_item,
    save_head,
    set_subject_paper,
)
from insyn.board.services.layouts import LayoutFacts, add_layout, retire_layout
from insyn.board.services.papers import item_paper, memo_tree, plan_tree
from insyn.board.services.parts import (
    AppendixFacts,
    PartFacts,
    PassageFacts,
    ProposalFacts,
    ReferenceFacts,
    SignatoryFacts,
    move_part,
    remove_part,
    save_part,
)

__all__ = [
    "AppendixFacts",
    "Decision",
    "ItemHead",
    "LayoutFacts",
    "PartFacts",
    "PassageFacts",
    "ProposalFacts",
    "ReferenceFacts",
    "SignatoryFacts",
    "add_layout",
    "create_item",
    "create_item_about",
    "issue_item",
    "item_paper",
    "memo_tree",
    "move_part",
    "plan_tree",
    "register_decision",
    "remove_item",
    "remove_part",
    "retire_layout",
    "save_head",
    "save_part",
    "set_subject_paper",
    "withdraw_item",
]
