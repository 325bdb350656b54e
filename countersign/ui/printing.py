"""What our fonts can print: a record is refused by nobody's name."""

import struct
import unicodedata
from functools import cache
from pathlib import Path

FONTS = Path(__file__).parent / "fonts"


def printable(text: str) -> str:
    """
    Return a text as the record's fonts can print it.

    PDF/A refuses a character that has no glyph, so one that ours lack is printed as its number, [U+4E2D]; so are those
    that would turn other words around. The attached data has the text as it was typed.
    """
    known = characters()
    flat = " ".join(unicodedata.normalize("NFC", text).split())
    return "".join(each if each in known else f"[U+{ord(each):04X}]" for each in flat)


@cache
def characters() -> frozenset[str]:
    """Return the characters that at least one of our fonts has, without those that print nothing."""
    found = {character for font in FONTS.glob("*.otf") for character in _mapped(font.read_bytes())}
    return frozenset(
        each for each in found if each == " " or unicodedata.category(each) not in ("Cc", "Cf", "Zl", "Zp", "Cn", "Co")
    )


def _mapped(font: bytes) -> set[str]:
    """Return the characters in the character map of an OpenType font (formats 4 and 12)."""
    tables = {}
    for at in range(12, 12 + 16 * struct.unpack_from(">H", font, 4)[0], 16):
        tag, _, offset, _ = struct.unpack_from(">4sIII", font, at)
        tables[tag] = offset
    cmap, found = tables[b"cmap"], set[str]()
    for index in range(struct.unpack_from(">H", font, cmap + 2)[0]):
        at = cmap + struct.unpack_from(">I", font, cmap + 4 + 8 * index + 4)[0]
        kind = struct.unpack_from(">H", font, at)[0]
        if kind == 12:
            groups = struct.unpack_from(">I", font, at + 12)[0]
            for group in range(groups):
                first, last, _ = struct.unpack_from(">III", font, at + 16 + 12 * group)
                found.update(map(chr, range(first, last + 1)))
        elif kind == 4:
            count = struct.unpack_from(">H", font, at + 6)[0] // 2
            lasts = struct.unpack_from(f">{count}H", font, at + 14)
            firsts = struct.unpack_from(f">{count}H", font, at + 16 + 2 * count)
            found.update(
                chr(code) for first, last in zip(firsts, lasts, strict=True) for code in range(first, last + 1)
            )
    return found - {"\uffff"}
