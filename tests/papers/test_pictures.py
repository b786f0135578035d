import io

import pytest
from PIL import ExifTags, Image, PngImagePlugin

from insyn.kernel.errors import RuleViolation
from insyn.papers import pictures
from insyn.papers.pictures import LONGEST_SIDE, tidy_picture

SECRET = "59.3293 hemlig plats"


def jpeg(size=(40, 30), *, orientation: int = 1) -> bytes:
    picture = Image.new("RGB", size, "white")
    picture.paste("red", (0, 0, size[0] // 2, size[1] // 2))
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation] = orientation
    exif[ExifTags.Base.ImageDescription] = SECRET
    exif.get_ifd(ExifTags.IFD.GPSInfo)[ExifTags.GPS.GPSAreaInformation] = SECRET
    out = io.BytesIO()
    picture.save(out, "JPEG", exif=exif, comment=SECRET.encode(), quality=95)
    return out.getvalue()


def png(mode="RGB", size=(40, 30)) -> bytes:
    told = PngImagePlugin.PngInfo()
    told.add_text("Comment", SECRET)
    out = io.BytesIO()
    Image.new(mode, size).save(out, "PNG", pnginfo=told)
    return out.getvalue()


def opened(content: bytes) -> Image.Image:
    return Image.open(io.BytesIO(content))


def test_nothing_that_the_camera_wrote_comes_along() -> None:
    assert SECRET.encode() in jpeg()

    kept = tidy_picture(jpeg())

    assert SECRET.encode() not in kept.content
    assert not opened(kept.content).getexif()
    assert "comment" not in opened(kept.content).info


def test_nothing_written_beside_a_png_comes_along() -> None:
    assert SECRET.encode() in png()

    kept = tidy_picture(png())

    assert kept.extension == "png"
    assert SECRET.encode() not in kept.content


def test_a_hidden_second_picture_does_not_come_along() -> None:
    kept = tidy_picture(jpeg() + b"dold fil sist")

    assert b"dold fil sist" not in kept.content


def test_a_photo_taken_on_the_side_is_turned_upright() -> None:
    kept = tidy_picture(jpeg((40, 30), orientation=6))

    assert (kept.width, kept.height) == (30, 40)
    corner = opened(kept.content).convert("RGB").crop((20, 0, 30, 10)).resize((1, 1))
    red, green, blue = corner.tobytes()
    assert red > 200
    assert max(green, blue) < 60


@pytest.mark.parametrize("size", [(4000, 3000), (300, 6000), (1601, 10)])
def test_a_large_photo_is_made_smaller_in_its_own_shape(size) -> None:
    kept = tidy_picture(jpeg(size))

    assert max(kept.width, kept.height) == LONGEST_SIDE
    assert kept.width / kept.height == pytest.approx(size[0] / size[1], rel=0.1)


def test_a_small_photo_keeps_its_size() -> None:
    kept = tidy_picture(jpeg((40, 30)))

    assert (kept.width, kept.height) == (40, 30)


def test_the_same_photo_gives_the_same_file() -> None:
    assert tidy_picture(jpeg()).content == tidy_picture(jpeg()).content


@pytest.mark.parametrize("mode", ["P", "L", "RGBA", "LA", "1", "I;16"])
def test_every_kind_of_png_is_read(mode) -> None:
    assert tidy_picture(png(mode)).extension == "png"


@pytest.mark.parametrize(
    "content",
    [b"", b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", jpeg()[:300], png()[:40], b"GIF89a", b"%PDF-1.7"],
)
def test_what_cannot_be_read_is_refused_in_a_sentence(content) -> None:
    with pytest.raises(RuleViolation, match="går inte att läsa"):
        tidy_picture(content)


@pytest.mark.parametrize("most", [100, 1199])
def test_a_picture_that_would_fill_the_memory_is_not_opened(most, monkeypatch) -> None:
    monkeypatch.setattr(pictures, "MOST_PIXELS", most)
    monkeypatch.setattr(Image, "MAX_IMAGE_PIXELS", most)

    with pytest.raises(RuleViolation, match="för många bildpunkter"):
        tidy_picture(jpeg((40, 30)))


def test_a_png_that_unfolds_to_much_memory_is_not_opened() -> None:
    out = io.BytesIO()
    Image.new("L", (pictures.MOST_PIXELS_OF_PNG // 4000 + 1, 4000)).save(out, "PNG")

    with pytest.raises(RuleViolation, match="för en PNG"):
        tidy_picture(out.getvalue())


@pytest.mark.parametrize("mode", ["P", "LA", "RGBA", "L"])
def test_a_png_taken_on_the_side_is_turned_upright(mode) -> None:
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation] = 6
    out = io.BytesIO()
    Image.new(mode, (40, 20)).save(out, "PNG", exif=exif)

    picture = tidy_picture(out.getvalue())

    assert (picture.width, picture.height) == (20, 40)
