"""The papers of a plan, written to a folder."""

import json
from pathlib import Path

from insyn.board.rules import LayoutKind
from insyn.board.services.papers import ENDINGS, item_paper
from insyn.examples.board_plans.building import Built
from insyn.examples.board_plans.telling import tell
from insyn.platform import clock

NAMES = {LayoutKind.MEMO: "memo", LayoutKind.PLAN: "plan"}


def write_all(built: Built, out: Path) -> list[str]:
    """Write memo and plan as Word and PDF, and the facts; return the warnings, one line each."""
    out.mkdir(parents=True, exist_ok=True)
    with clock.pretend(built.told.memo.dated_on):
        for kind, name in NAMES.items():
            for ending in ENDINGS:
                paper = item_paper(built.access, built.item, kind, ending)
                (out / f"{name}.{ending}").write_bytes(paper)
        told = tell(built)
    facts = json.dumps(told, ensure_ascii=False, indent=1)
    (out / "facts.json").write_text(f"{facts}\n", encoding="utf-8")
    return [f"{found['code']}: {found['sentence']}" for found in told["warnings"]]
