"""
Why a file could not be read, in the reader's language.

A file is read in a process of its own, without Django, which says in English what is wrong. Here is every form that
such a reason has, so that the page finds the same form in another language; a test compares them with the reader's own.
"""

import re

from django.utils.translation import gettext, gettext_noop

FORMS = (
    gettext_noop("it is damaged or not a complete Word file; copy it again, or save it anew as .docx."),
    gettext_noop("it is damaged or not a complete Word file; save it anew as .docx."),
    gettext_noop("it holds %(count)s parts, over the limit; save it anew as .docx."),
    gettext_noop("it is protected with a password; remove the password and save it again."),
    gettext_noop(
        "it unpacks to more than the size limit of %(limit)s MB (%(size)s MB or more); take out what is not text"
        " and save it anew."
    ),
    gettext_noop("it declares entities or a document type, which a Word file never does; save it anew as .docx."),
    gettext_noop("it declares a document type, which a Word file never does; save it anew as .docx."),
    gettext_noop(
        "%(ending)s files need LibreOffice (an office program), which is not installed here; save it as .docx and"
        " choose that file."
    ),
    gettext_noop("LibreOffice could not read it, it is damaged or protected; save it as .docx and choose that file."),
    gettext_noop("it holds macros (small programs); save it as .docx and choose that file."),
    gettext_noop("it unpacks to more than the size limit; take out the pictures and save it anew."),
    gettext_noop("LibreOffice did not finish within %(seconds)s seconds; save it as .docx and choose that file."),
    gettext_noop(
        "it holds pictures of pages and no text (a scan); use the original document, or have the words recognised"
        " (OCR) first."
    ),
    gettext_noop("it is protected with a password; save a copy without one, or use the original document."),
    gettext_noop("it is damaged or not a complete PDF; copy it again, or use the original document."),
    gettext_noop("it has %(count)s pages, over the limit of %(limit)s; take out the pages of the agreement."),
    gettext_noop("it holds more text than the size limit allows; take out the pages of the agreement."),
    gettext_noop("page %(number)s is damaged; save the PDF again, or use the original document."),
    gettext_noop("it is %(size)s MB, over the size limit of %(limit)s MB; take out the pictures."),
    gettext_noop("the file cannot be opened; check that it is there and may be read."),
    gettext_noop("it may hold macros (small programs); save it as an ordinary .docx and choose that file."),
    gettext_noop("its tables or lists are nested too deeply to be read; save it anew as .docx."),
    gettext_noop("the file is empty (0 bytes); choose the file again from where it is kept."),
    gettext_noop("this is a picture and holds no text; use the original document, or type the words in."),
    gettext_noop(
        "it is damaged or not a complete %(ending)s file; open it in Word or LibreOffice, save it as .docx and"
        " choose that file."
    ),
    gettext_noop(
        "this is not a document that can be read; open it in Word or LibreOffice, save it as .docx and choose"
        " that file."
    ),
    gettext_noop(
        "it is damaged: the file is cut off or not a complete Word file; copy it again, or save it anew as .docx."
    ),
    gettext_noop(
        "this is %(what)s, not a document; open it in Word or LibreOffice, save it as .docx and choose that file."
    ),
    gettext_noop(
        "this is an archive and not a Word file; unpack it, or open it in Word or LibreOffice, save it as .docx"
        " and choose that file."
    ),
    gettext_noop("it is protected with a password; open it in Word, remove the password and save it again."),
    gettext_noop(
        "this is an old Office file, but not a Word document; open it in Word or LibreOffice, save it as .docx"
        " and choose that file."
    ),
    gettext_noop("it holds more than %(count)s paragraphs, over the size limit; take out the pages of the agreement."),
    gettext_noop(
        "%(where)s is one paragraph of %(count)s characters, over the size limit; give each clause a paragraph of"
        " its own."
    ),
    gettext_noop("no text was found in it, it is empty; choose the file that holds the agreement."),
    gettext_noop(
        "no clauses were found, it does not look like an acceptable use policy; check that it is the right file."
    ),
    gettext_noop(
        "it holds macros (small programs); open it in Word, save it as an ordinary .docx and choose that file."
    ),
)
THINGS = (gettext_noop("a spreadsheet"), gettext_noop("a presentation"), gettext_noop("an Apple Pages file"))
PATTERNS = {
    form: re.compile("(?P<name>.+): " + re.sub(r"%\\\((\w+)\\\)s", r"(?P<\1>.+)", re.escape(form))) for form in FORMS
}


def in_words(sentence: str) -> str:
    """Return why a file could not be read, as its reader said it, in the reader's language."""
    for form, pattern in PATTERNS.items():
        if match := pattern.fullmatch(sentence):
            places = match.groupdict()
            name = places.pop("name")
            if places.get("what") in THINGS:
                places["what"] = gettext(places["what"])
            return f"{name}: {gettext(form) % places if places else gettext(form)}"
    return sentence
