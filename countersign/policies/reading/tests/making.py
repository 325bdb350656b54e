"""Documents made up for the tests: a few kinds of paragraph, written as Word files with real automatic numbers."""

from __future__ import annotations

import io
import shutil
import subprocess
import zipfile
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import docx
import docx.document
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn

Part = tuple[str, Any]


def word(parts: Iterable[Part], *, header: str = "", footer: str = "") -> bytes:
    """A Word file of PARTS: title, h1, h2, p, bold, n (numbered), n2, b (bullet), b2, table, box, raw, break."""
    document = docx.Document()
    _lists(document)
    for kind, text in parts:
        _add(document, kind, text)
    if header:
        document.sections[0].header.paragraphs[0].text = header
    if footer:
        document.sections[0].footer.paragraphs[0].text = footer
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _add(document: docx.document.Document, kind: str, text: Any) -> None:  # noqa: C901  reads best as one list of cases
    if kind == "title":
        document.add_heading(text, 0)
    elif kind in ("h1", "h2", "h3"):
        document.add_heading(text, int(kind[1]))
    elif kind == "bold":
        document.add_paragraph().add_run(text).bold = True
    elif kind == "table":
        table = document.add_table(rows=0, cols=max(len(row) for row in text), style="Table Grid")
        for row in text:
            for cell, words in zip(table.add_row().cells, row, strict=False):
                cell.text = words
    elif kind == "break":
        document.add_page_break()
    elif kind == "box":
        document.element.body.insert(len(document.element.body) - 1, parse_xml(_box(text)))
    elif kind == "raw":
        document.element.body.insert(len(document.element.body) - 1, parse_xml(text))
    else:
        paragraph = document.add_paragraph(text)
        if kind != "p":
            number(
                paragraph,
                *{"n": (77, 0), "n2": (77, 1), "n3": (77, 2), "b": (78, 0), "b2": (78, 1), "m": (79, 0)}[kind],
            )


def number(paragraph: Any, num_id: int, level: int) -> None:
    """Put a paragraph in an automatic list."""
    properties = paragraph._p.get_or_add_pPr()
    properties.append(
        parse_xml(f'<w:numPr {nsdecls("w")}><w:ilvl w:val="{level}"/><w:numId w:val="{num_id}"/></w:numPr>')
    )


def _lists(document: docx.document.Document) -> None:
    """List 77 is 1. / a. / (i); 78 is bullets; 79 shares the counters of 77 but starts anew."""
    numbering = document.part.numbering_part.element
    first = numbering.find(qn("w:num"))
    for xml in (
        _abstract(77, [("decimal", "%1."), ("lowerLetter", "%2."), ("lowerRoman", "(%3)")]),
        _abstract(78, [("bullet", "\uf0b7"), ("bullet", "o")]),
    ):
        first.addprevious(parse_xml(xml))
    space = nsdecls("w")
    numbering.append(parse_xml(f'<w:num {space} w:numId="77"><w:abstractNumId w:val="77"/></w:num>'))
    numbering.append(parse_xml(f'<w:num {space} w:numId="78"><w:abstractNumId w:val="78"/></w:num>'))
    numbering.append(
        parse_xml(
            f'<w:num {space} w:numId="79"><w:abstractNumId w:val="77"/><w:lvlOverride '
            f'w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride></w:num>'
        )
    )


def _abstract(key: int, levels: list[tuple[str, str]]) -> str:
    inside = "".join(
        f'<w:lvl w:ilvl="{level}"><w:start w:val="1"/><w:numFmt w:val="{form}"/><w:lvlText '
        f'w:val="{text}"/><w:lvlJc w:val="left"/>'
        f'<w:pPr><w:ind w:left="{567 * (level + 1)}" w:hanging="567"/></w:pPr></w:lvl>'
        for level, (form, text) in enumerate(levels)
    )
    return (
        f'<w:abstractNum {nsdecls("w")} w:abstractNumId="{key}"><w:multiLevelType '
        f'w:val="multilevel"/>{inside}</w:abstractNum>'
    )


def _box(text: str) -> str:
    inside = "".join(f"<w:p><w:r><w:t>{line}</w:t></w:r></w:p>" for line in text.split("\n"))
    return (
        f'<w:p {nsdecls("w")} xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
        'xmlns:v="urn:schemas-microsoft-com:vml" '
        'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"><w:r>'
        '<mc:AlternateContent><mc:Choice Requires="wps"><w:drawing>'
        f"<wps:txbx><w:txbxContent>{inside}</w:txbxContent></wps:txbx></w:drawing></mc:Choice>"
        f"<mc:Fallback><w:pict><v:textbox><w:txbxContent>{inside}"
        "</w:txbxContent></v:textbox></w:pict></mc:Fallback></mc:AlternateContent></w:r></w:p>"
    )


def changed(data: bytes, change: Callable[[str, bytes], bytes], more: Iterable[tuple[str, bytes]] = ()) -> bytes:
    """A Word file with its parts rewritten, to make what no program would write."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, change(name, old.read(name)))
        for name, content in more:
            new.writestr(name, content)
    return out.getvalue()


def save(folder: Path, name: str, data: bytes | str) -> Path:
    """Write a file and return where it is."""
    path = folder / name
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    return path


def as_pdf(path: Path) -> Path | None:
    """The document as LibreOffice prints it; None where it is not installed."""
    program = shutil.which("soffice")
    if program is None:
        return None
    command = [
        program,
        "--headless",
        f"-env:UserInstallation={(path.parent / 'profile').as_uri()}",
        "--convert-to",
        "pdf",
        "--outdir",
        str(path.parent),
        str(path),
    ]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    return path.with_suffix(".pdf")
