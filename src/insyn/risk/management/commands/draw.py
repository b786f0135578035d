"""``insyn draw``: the selection as JSON, without any database."""

import io
import json
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from insyn.kernel.errors import RuleViolation
from insyn.risk.rules.exchange import (
    check_ready,
    draw_to_json,
    drawn,
    is_frozen,
    pool_from_json,
    with_quota,
)
from insyn.risk.rules.sealing import as_text

MAX_BYTES = 200 << 20
"""The largest file read: 200 MB. The record of a draw among 100 000 is a third of that."""


class Command(BaseCommand):
    """Draw among the candidates of a file; the same file and seed always give the same."""

    help = "Väljer bland kandidaterna i en fil. Formatet står i docs/urval.md."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("pool", metavar="POOL.json", help="filen med kandidater")
        parser.add_argument("--seed", required=True, help="fröet, som text")
        parser.add_argument("--quota", type=int, help="hur många varje nämnd tar; går före filens")

    def handle(self, *args: object, **options: Any) -> None:
        del args
        if isinstance(sys.stdout, io.TextIOWrapper):
            sys.stdout.reconfigure(encoding="utf-8")  # the same bytes in every locale
        try:
            content = _read(Path(options["pool"]))
            file = pool_from_json(content)
            if options["quota"] is not None:
                file = with_quota(file, options["quota"])
            if not is_frozen(content):
                check_ready(file)
            result = drawn(file, seed=options["seed"].strip())
        except RuleViolation as no:
            self.stderr.write(f"{options['pool']}: {no}")
            raise SystemExit(1) from None
        self.stdout.write(as_text(draw_to_json(result)))


def _read(file: Path) -> object:
    """Return what the JSON file says.

    Raises:
        RuleViolation: it cannot be read; the sentence says where in the file.
    """
    try:
        with file.open("rb") as opened:
            content = opened.read(MAX_BYTES + 1)
        if len(content) > MAX_BYTES:
            raise RuleViolation(f"Filen är större än {MAX_BYTES >> 20} MB. Dela upp den.")
        return json.loads(content.decode("utf-8-sig"))
    except OSError as error:
        raise RuleViolation(f"Filen går inte att öppna ({error.strerror}).") from None
    except UnicodeDecodeError as error:
        raise RuleViolation(
            f"Filen är inte UTF-8: byte {error.start + 1} går inte att läsa."
        ) from None
    except json.JSONDecodeError as error:
        raise RuleViolation(
            f"Rad {error.lineno}, tecken {error.colno}: filen är inte giltig JSON här."
        ) from None
    except (RecursionError, ValueError):
        raise RuleViolation("Filen har för djupa nivåer eller för stora tal.") from None
