"""The quality areas and requirement packs that the product comes with."""

import json
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any

from insyn.requirements.rules.shipped import ShippedArea, ShippedPack, areas_from, pack_from


@cache
def shipped_areas() -> tuple[ShippedArea, ...]:
    """Return the quality areas that an authority can begin with."""
    return areas_from(_read(_data() / "areas.json"))


@cache
def shipped_packs() -> tuple[ShippedPack, ...]:
    """Return the packs: the one for all services first, then one per kind of service."""
    found = sorted((_data() / "packs").iterdir(), key=lambda file: file.name)
    return tuple(pack_from(_read(file), shipped_areas()) for file in found)


def shipped_pack(code: str) -> ShippedPack | None:
    """Return the pack with the code, or None."""
    return next((pack for pack in shipped_packs() if pack.code == code), None)


def _data() -> Traversable:
    return files("insyn.requirements") / "data"


def _read(file: Traversable) -> Any:
    return json.loads(file.read_text(encoding="utf-8"))
