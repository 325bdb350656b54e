"""Older and other office files, turned into Word files by LibreOffice where it is installed."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import tempfile
from pathlib import Path

from countersign.policies.reading import archives, sniffing, word
from countersign.policies.reading.blocks import Document
from countersign.policies.reading.refusals import Unreadable

SECONDS = 60
_FILTERS = {"doc": ".doc", "odt": ".odt", "rtf": ".rtf"}
_PLACES = (
    "soffice",
    "libreoffice",
    "/usr/lib/libreoffice/program/soffice",
    "/Applications/LibreOffice.app/Contents/MacOS/soffice",
)


def read(data: bytes, name: str) -> Document:
    """Read .doc, .odt or .rtf by way of .docx."""
    kind = sniffing.kind_of(data, name)
    if kind == "odt":
        _check_odt(data, name)
    program = next((found for place in _PLACES if (found := shutil.which(place))), None)
    if program is None:
        raise Unreadable(
            name,
            f"{_FILTERS[kind]} files need LibreOffice (an office program), which is not installed "
            f"here; save it as .docx and choose that file.",
        )
    with tempfile.TemporaryDirectory(prefix="countersign-office-") as folder:
        source = Path(folder) / f"source{_FILTERS[kind]}"
        source.write_bytes(data)
        result = Path(folder) / "out" / "source.docx"
        _convert(program, source, result.parent, Path(folder) / "profile", name)
        if not result.exists():
            raise Unreadable(
                name,
                "LibreOffice could not read it, it is damaged or protected; save it as .docx and choose that file.",
            )
        return word.read(result.read_bytes(), name)


def _check_odt(data: bytes, name: str) -> None:
    """No entities, no bomb, no macros reach LibreOffice."""
    parts = archives.Parts(data, name)
    if any(part.startswith("Basic/") for part in parts.names()):
        raise Unreadable(name, "it holds macros (small programs); save it as .docx and choose that file.")
    if "META-INF/manifest.xml" in parts and b"encryption-data" in parts.read("META-INF/manifest.xml"):
        raise Unreadable(name, "it is protected with a password; remove the password and save it again.")
    for part in ("content.xml", "styles.xml"):
        if part in parts:
            parts.xml(part)
    if sum(info.file_size for info in parts.infos.values()) > 200 << 20:
        raise Unreadable(name, "it unpacks to more than the size limit; take out the pictures and save it anew.")


def _convert(program: str, source: Path, folder: Path, profile: Path, name: str) -> None:
    """Run LibreOffice alone: its own profile, nothing of the network, no macros, and only so long."""
    profile.joinpath("user").mkdir(parents=True)
    profile.joinpath("user", "registrymodifications.xcu").write_text(_SAFE, "utf-8")
    environment = {key: value for key, value in os.environ.items() if "proxy" not in key.lower()}
    environment |= {
        "HOME": str(profile),
        "http_proxy": "http://127.0.0.1:1",
        "https_proxy": "http://127.0.0.1:1",
        "SAL_USE_VCLPLUGIN": "svp",
    }
    command = [
        program,
        "--headless",
        "--norestore",
        "--nolockcheck",
        "--nodefault",
        "--nofirststartwizard",
        f"-env:UserInstallation={profile.as_uri()}",
        "--convert-to",
        "docx:MS Word 2007 XML",
        "--outdir",
        str(folder),
        str(source),
    ]
    process = subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env=environment,
        start_new_session=True,
    )
    try:
        process.wait(SECONDS)
    except subprocess.TimeoutExpired as problem:
        raise Unreadable(
            name, f"LibreOffice did not finish within {SECONDS} seconds; save it as .docx and choose that file."
        ) from problem
    finally:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


_ITEM = '<item oor:path="{path}"><prop oor:name="{name}" oor:op="fuse"><value>{value}</value></prop></item>'
_SAFE = (
    '<?xml version="1.0" encoding="UTF-8"?>\n<oor:items '
    'xmlns:oor="http://openoffice.org/2001/registry" '
    'xmlns:xs="http://www.w3.org/2001/XMLSchema" '
    'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
    + _ITEM.format(path="/org.openoffice.Office.Common/Security/Scripting", name="MacroSecurityLevel", value="3")
    + _ITEM.format(path="/org.openoffice.Office.Common/Security/Scripting", name="DisableMacrosExecution", value="true")
    + _ITEM.format(
        path="/org.openoffice.Office.Common/Security/Scripting", name="BlockUntrustedRefererLinks", value="true"
    )
    + _ITEM.format(path="/org.openoffice.Office.Writer/Content/Update", name="Link", value="0")
    + "</oor:items>"
)
