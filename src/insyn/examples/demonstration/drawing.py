"""A picture drawn in code, to stand where a reviewer's photo would."""

import struct
import zlib

WIDTH, HEIGHT = 640, 400
Colour = tuple[int, int, int]

WALL: Colour = (232, 228, 218)
FLOOR: Colour = (185, 168, 136)
SHELF: Colour = (122, 98, 72)
DOOR: Colour = (159, 183, 165)
FRAME: Colour = (61, 74, 67)

PARTS: tuple[tuple[int, int, int, int, Colour], ...] = (
    (0, 320, WIDTH, HEIGHT, FLOOR),
    (226, 86, 374, 320, FRAME),
    (230, 90, 370, 320, DOOR),
    (246, 205, 258, 217, FRAME),
    *((330, top, 600, top + 20, SHELF) for top in (120, 190, 260)),
    *((left, top, left + 70, top + 40, FRAME) for left, top in ((345, 80), (430, 80), (360, 150))),
    *((left, top, left + 62, top + 32, FLOOR) for left, top in ((349, 84), (434, 84), (364, 154))),
)
"""What is painted, in order: left, top, right, bottom and colour."""


def drawn_corridor() -> bytes:
    """Return a PNG of a corridor where a shelf stands half in front of a door."""
    lines = [bytearray(bytes(WALL) * WIDTH) for _line in range(HEIGHT)]
    for left, top, right, bottom, colour in PARTS:
        for line in lines[top:bottom]:
            line[3 * left : 3 * right] = bytes(colour) * (right - left)
    pixels = b"".join(b"\0" + bytes(line) for line in lines)
    head = struct.pack(">IIBBBBB", WIDTH, HEIGHT, 8, 2, 0, 0, 0)
    parts = ((b"IHDR", head), (b"IDAT", zlib.compress(pixels, 9)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(kind, data) for kind, data in parts)


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
