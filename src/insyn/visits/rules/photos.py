"""What a photo must be. Pure."""

MOST_BYTES = 10 << 20
"""The largest photo taken in: 10 MB."""
_BEGINNINGS = {b"\xff\xd8\xff": "jpg", b"\x89PNG\r\n\x1a\n": "png"}
MOST_PHOTOS = 100
"""Photos of one visit."""


def kind_of(content: bytes) -> str:
    """Return ”jpg” or ”png” by what the file begins with, or an empty string."""
    return next((kind for start, kind in _BEGINNINGS.items() if content.startswith(start)), "")


def photo_problem(content: bytes) -> str:
    """Return why the file is no photo that is taken in, in Swedish; else empty."""
    if not content:
        return "Bilden är tom. Välj en annan fil."
    if len(content) > MOST_BYTES:
        return "Bilden är större än 10 MB. Välj en mindre bild."
    if not kind_of(content):
        return "Filen är ingen bild i formatet JPEG eller PNG. Välj ett foto i något av formaten."
    return ""
