"""
Opening the zip inside a Word file without trusting it.

Sizes are checked as declared and again while unpacking, so a small file cannot become a large one in memory. XML is
read without entities, document types or anything fetched (OWASP: XML External Entity Prevention).
"""

from __future__ import annotations

import io
import zipfile
import zlib

from lxml import etree

from countersign.policies.reading.refusals import Unreadable

MOST_BYTES_OF_PART = 48 << 20
MOST_BYTES_OF_ALL = 96 << 20
MOST_RATIO = 400
MOST_MEMBERS = 5000
_DAMAGED = "it is damaged or not a complete Word file; copy it again, or save it anew as .docx."


class Parts:
    """The parts of a Word file that are asked for; pictures and the rest stay packed."""

    def __init__(self, data: bytes, name: str) -> None:
        self.name = name
        try:
            self.archive = zipfile.ZipFile(io.BytesIO(data))
            infos = self.archive.infolist()
        except (zipfile.BadZipFile, OSError, ValueError) as problem:
            raise Unreadable(name, _DAMAGED) from problem
        if len(infos) > MOST_MEMBERS:
            raise Unreadable(name, f"it holds {len(infos):,} parts, over the limit; save it anew as .docx.")
        self.infos = {info.filename: info for info in infos}
        self.left = MOST_BYTES_OF_ALL

    def __contains__(self, part: str) -> bool:
        return part in self.infos

    def names(self) -> list[str]:
        """The names of all parts."""
        return list(self.infos)

    def read(self, part: str) -> bytes:
        """Unpack one part within the limits."""
        info = self.infos[part]
        if info.flag_bits & 1:
            raise Unreadable(self.name, "it is protected with a password; remove the password and save it again.")
        if info.file_size > MOST_BYTES_OF_PART or info.file_size > MOST_RATIO * max(info.compress_size, 1) + (8 << 20):
            self._too_large(info.file_size)
        chunks, size = [], 0
        try:
            with self.archive.open(info) as stream:
                while chunk := stream.read(1 << 16):
                    size += len(chunk)
                    if size > MOST_BYTES_OF_PART or size > self.left:
                        self._too_large(size)
                    chunks.append(chunk)
        except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError) as problem:
            raise Unreadable(self.name, _DAMAGED) from problem
        self.left -= size
        return b"".join(chunks)

    def xml(self, part: str) -> etree._Element:
        """Parse one part."""
        return parse_xml(self.read(part), self.name)

    def _too_large(self, size: int) -> None:
        raise Unreadable(
            self.name,
            f"it unpacks to more than the size limit of {MOST_BYTES_OF_PART >> 20} MB ({size >> 20} MB or more); "
            "take out what is not text and save it anew.",
        )


def parse_xml(data: bytes, name: str) -> etree._Element:
    """Parse XML that may declare nothing and fetch nothing."""
    for encoding in ("ascii", "utf-16-le", "utf-16-be"):
        if "<!DOCTYPE".encode(encoding) in data or "<!ENTITY".encode(encoding) in data:
            raise Unreadable(
                name, "it declares entities or a document type, which a Word file never does; save it anew as .docx."
            )
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        dtd_validation=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as problem:
        raise Unreadable(name, _DAMAGED) from problem
    if root.getroottree().docinfo.internalDTD is not None:
        raise Unreadable(name, "it declares a document type, which a Word file never does; save it anew as .docx.")
    return root
