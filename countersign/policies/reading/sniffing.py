"""What a file is by its content, whatever its name says."""

from __future__ import annotations

import io
import re
import zipfile

from countersign.policies.reading.refusals import Unreadable

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_PICTURES = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"II*\0", b"MM\0*", b"BM")
_HTML = re.compile(rb"<!doctype html|<html[\s>]|<head[\s>]|<body[\s>]", re.IGNORECASE)
_TAGS = re.compile(rb"</(?:p|div|h[1-6]|li|ol|ul|table|td|span)>", re.IGNORECASE)
_SAVE_AS = "open it in Word or LibreOffice, save it as .docx and choose that file"

ENDINGS = {
    "docx": (".docx", ".docm", ".dotx"),
    "pdf": (".pdf",),
    "html": (".html", ".htm", ".xhtml"),
    "markdown": (".md", ".markdown"),
    "text": (".txt", ".text", ""),
    "odt": (".odt", ".ott"),
    "doc": (".doc", ".dot"),
    "rtf": (".rtf",),
}


def kind_of(data: bytes, name: str) -> str:
    """Return which reader DATA needs; refuse what cannot hold an agreement."""
    if not data:
        raise Unreadable(name, "the file is empty (0 bytes); choose the file again from where it is kept.")
    ending = name[name.rfind(".") :].lower() if "." in name else ""
    if b"%PDF-" in data[:1024]:
        return "pdf"
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _kind_of_archive(data, name)
    if data.startswith(_OLE):
        return _kind_of_compound(data, name)
    if data.startswith(b"{\\rtf"):
        return "rtf"
    if data.startswith(_PICTURES) or data[4:12] in (b"ftypheic", b"ftypheix", b"ftypmif1") or data[8:12] == b"WEBP":
        raise Unreadable(name, "this is a picture and holds no text; use the original document, or type the words in.")
    if ending in (".docx", ".odt", ".pdf", ".docm"):
        raise Unreadable(name, f"it is damaged or not a complete {ending[1:]} file; {_SAVE_AS}.")
    if _HTML.search(data[:4096]) or (ending in ENDINGS["html"]) or len(_TAGS.findall(data[:20000])) >= 4:
        return "html"
    if _is_binary(data):
        raise Unreadable(name, f"this is not a document that can be read; {_SAVE_AS}.")
    return "markdown" if ending in ENDINGS["markdown"] else "text"


def _kind_of_archive(data: bytes, name: str) -> str:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = set(archive.namelist())
            if "mimetype" in members and archive.getinfo("mimetype").file_size < 200:
                kind = archive.read("mimetype").decode("ascii", "replace").strip()
                if kind.startswith("application/vnd.oasis.opendocument.text"):
                    return "odt"
    except (zipfile.BadZipFile, OSError, RuntimeError, NotImplementedError, EOFError, ValueError) as problem:
        raise Unreadable(
            name,
            "it is damaged: the file is cut off or not a complete Word file; copy it again, or save it anew as .docx.",
        ) from problem
    if any(member.startswith("word/") for member in members):
        return "docx"
    for folder, what in (("xl/", "a spreadsheet"), ("ppt/", "a presentation"), ("Index/", "an Apple Pages file")):
        if any(member.startswith(folder) for member in members):
            raise Unreadable(name, f"this is {what}, not a document; {_SAVE_AS}.")
    raise Unreadable(name, f"this is an archive and not a Word file; unpack it, or {_SAVE_AS}.")


def _kind_of_compound(data: bytes, name: str) -> str:
    if "EncryptedPackage".encode("utf-16-le") in data:
        raise Unreadable(
            name, "it is protected with a password; open it in Word, remove the password and save it again."
        )
    if "WordDocument".encode("utf-16-le") in data:
        return "doc"
    raise Unreadable(name, f"this is an old Office file, but not a Word document; {_SAVE_AS}.")


def _is_binary(data: bytes) -> bool:
    head = data[:8192]
    if head.startswith((b"\xff\xfe", b"\xfe\xff", b"\xef\xbb\xbf")) or looks_like_utf16(head):
        return False
    odd = sum(byte < 9 or (13 < byte < 32 and byte not in (0x1A, 0x1B, 0x1E, 0x1F)) for byte in head)
    return odd > len(head) / 50 + 2


def looks_like_utf16(head: bytes) -> str:
    """The byte order of UTF-16 without a mark, or an empty string."""
    if len(head) < 8:
        return ""
    even, odd = head[0:400:2].count(0), head[1:400:2].count(0)
    half = min(len(head), 400) / 2
    if odd > half * 0.6 and even < half * 0.1:
        return "utf-16-le"
    if even > half * 0.6 and odd < half * 0.1:
        return "utf-16-be"
    return ""


def expected_kind(name: str) -> str | None:
    """The kind the file's name promises, if it promises one."""
    ending = name[name.rfind(".") :].lower() if "." in name else ""
    return next((kind for kind, endings in ENDINGS.items() if ending and ending in endings), None)
