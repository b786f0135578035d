"""Photos made fit to keep: smaller, the right way up, and saying nothing but what they show."""

import io
from dataclasses import dataclass

from PIL import Image, ImageOps

from insyn.kernel.errors import RuleViolation

LONGEST_SIDE = 1600
"""Pixels. Enough to read a notice on a wall; a phone takes four times as many."""
MOST_PIXELS = 60_000_000
"""A picture with more is not opened: small files can unfold to fill the memory."""
MOST_PIXELS_OF_PNG = 24_000_000
"""The same for PNG, which has to be unfolded whole: JPEG is read at a smaller size at once."""
QUALITY = 85
_FORMATS = {"JPEG": "jpg", "MPO": "jpg", "PNG": "png"}

Image.MAX_IMAGE_PIXELS = MOST_PIXELS


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture as it is kept. ``extension`` is ”jpg” or ”png”."""

    content: bytes
    extension: str
    width: int
    height: int


def tidy_picture(content: bytes) -> Picture:
    """Return a photo in JPEG or PNG turned upright, at most 1600 pixels on its longest side.

    It is drawn anew from its pixels, so nothing else comes along: no place, no time, no camera,
    no name, no hidden copy.

    Raises:
        RuleViolation: it cannot be read as such a picture, or has too many pixels.
    """
    try:
        with Image.open(io.BytesIO(content), formats=_READ) as opened:
            return _drawn(opened)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as no:
        raise RuleViolation(_TOO_MANY) from no
    except (OSError, SyntaxError, ValueError) as no:
        raise RuleViolation("Bilden går inte att läsa. Ta om den eller spara om den.") from no


_READ = ("JPEG", "PNG")
_TOO_MANY = "Bilden har för många bildpunkter. Minska den till högst 60 miljoner och försök igen."
_TOO_MANY_OF_PNG = (
    "Bilden har för många bildpunkter för en PNG. Minska den till högst 24 miljoner, eller spara "
    "den som JPEG, och försök igen."
)


def _drawn(opened: Image.Image) -> Picture:
    if opened.width * opened.height > MOST_PIXELS:
        raise RuleViolation(_TOO_MANY)
    extension = _FORMATS[str(opened.format)]
    if extension == "png" and opened.width * opened.height > MOST_PIXELS_OF_PNG:
        raise RuleViolation(_TOO_MANY_OF_PNG)
    opened.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))  # JPEG is then read at a smaller size
    mode = "RGBA" if extension == "png" and _sees_through(opened) else "RGB"
    small = opened if opened.mode == mode else opened.convert(mode)
    small.thumbnail((LONGEST_SIDE, LONGEST_SIDE))  # before it is turned: one large copy, not three
    small.getexif().update(opened.getexif())
    plain = ImageOps.exif_transpose(small)
    plain.info.clear()
    out = io.BytesIO()
    if extension == "png":
        plain.save(out, "PNG", optimize=True)
    else:
        plain.save(out, "JPEG", quality=QUALITY, optimize=True)
    return Picture(out.getvalue(), extension, plain.width, plain.height)


def _sees_through(picture: Image.Image) -> bool:
    return picture.has_transparency_data
