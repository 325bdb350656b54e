"""
The languages that a policy is translated into: their own names, which way they run, and what binds.

A language is named by its tag (BCP 47, RFC 5646). Only sentences of which we are sure stand here; where there is none
the English one is shown alone.
"""

import re
from dataclasses import dataclass

from django.utils.translation import gettext, gettext_noop

TAG = re.compile(r"[a-z]{2,3}(-[A-Z][a-z]{3})?(-([A-Z]{2}|\d{3}))?")
RIGHT_TO_LEFT = frozenset({"ar", "arc", "ckb", "dv", "fa", "he", "ks", "ps", "prs", "sd", "ug", "ur", "yi"})
SCRIPTS_RIGHT_TO_LEFT = frozenset({"Adlm", "Arab", "Aran", "Hebr", "Nkoo", "Rohg", "Syrc", "Thaa"})

ORIGINAL = "en"
BINDS = "This is a translation to help you. The English text is the one that binds."

NAMES = {
    "ar": ("العربية", gettext_noop("Arabic")),
    "bg": ("Български", gettext_noop("Bulgarian")),
    "bn": ("বাংলা", gettext_noop("Bengali")),
    "cy": ("Cymraeg", gettext_noop("Welsh")),
    "es": ("Español", gettext_noop("Spanish")),
    "gu": ("ગુજરાતી", gettext_noop("Gujarati")),
    "lt": ("Lietuvių", gettext_noop("Lithuanian")),
    "pa": ("ਪੰਜਾਬੀ", gettext_noop("Punjabi")),
    "pl": ("Polski", gettext_noop("Polish")),
    "pt": ("Português", gettext_noop("Portuguese")),
    "ro": ("Română", gettext_noop("Romanian")),
    "so": ("Soomaali", gettext_noop("Somali")),
    "tr": ("Türkçe", gettext_noop("Turkish")),
    "uk": ("Українська", gettext_noop("Ukrainian")),
    "ur": ("اردو", gettext_noop("Urdu")),
    "cs": ("Čeština", gettext_noop("Czech")),
    "de": ("Deutsch", gettext_noop("German")),
    "el": ("Ελληνικά", gettext_noop("Greek")),
    "fa": ("فارسی", gettext_noop("Persian")),
    "fr": ("Français", gettext_noop("French")),
    "hi": ("हिन्दी", gettext_noop("Hindi")),
    "hu": ("Magyar", gettext_noop("Hungarian")),
    "it": ("Italiano", gettext_noop("Italian")),
    "lv": ("Latviešu", gettext_noop("Latvian")),
    "ml": ("മലയാളം", gettext_noop("Malayalam")),
    "ne": ("नेपाली", gettext_noop("Nepali")),
    "pa-Arab": ("پنجابی", gettext_noop("Punjabi (Shahmukhi)")),
    "ps": ("پښتو", gettext_noop("Pashto")),
    "ru": ("Русский", gettext_noop("Russian")),
    "sk": ("Slovenčina", gettext_noop("Slovak")),
    "sq": ("Shqip", gettext_noop("Albanian")),
    "ta": ("தமிழ்", gettext_noop("Tamil")),
    "vi": ("Tiếng Việt", gettext_noop("Vietnamese")),
    "zh-Hans": ("简体中文", gettext_noop("Chinese (simplified)")),
    "zh-Hant": ("繁體中文", gettext_noop("Chinese (traditional)")),
}
"""Tag -> its own name and the English one: those most spoken by parents in England first, then others."""

BINDING = {
    "ar": "هذه الترجمة لمساعدتكم. النص الإنجليزي هو النص الملزم.",
    "bg": "Този превод е, за да Ви помогне. Обвързващ е текстът на английски език.",
    "bn": "এই অনুবাদটি আপনার সাহায্যের জন্য। ইংরেজি পাঠটিই বাধ্যতামূলক।",
    "cy": "Cyfieithiad i’ch helpu chi yw hwn. Y testun Saesneg sy’n rhwymo.",
    "es": "Esta traducción es para ayudarle. El texto en inglés es el que obliga.",
    "gu": "આ અનુવાદ તમારી મદદ માટે છે. અંગ્રેજી લખાણ જ બંધનકર્તા છે.",
    "lt": "Šis vertimas skirtas Jums padėti. Įpareigojantis yra tekstas anglų kalba.",
    "pa": "ਇਹ ਅਨੁਵਾਦ ਤੁਹਾਡੀ ਮਦਦ ਲਈ ਹੈ। ਅੰਗਰੇਜ਼ੀ ਲਿਖਤ ਹੀ ਲਾਗੂ ਹੁੰਦੀ ਹੈ।",
    "pl": "To tłumaczenie ma Państwu pomóc. Wiążący jest tekst angielski.",
    "pt": "Esta tradução serve para o ajudar. O texto em inglês é o que vincula.",
    "ro": "Această traducere este oferită pentru a vă ajuta. Obligatoriu este textul în limba engleză.",
    "tr": "Bu çeviri size yardımcı olmak içindir. Bağlayıcı olan İngilizce metindir.",
    "uk": "Цей переклад має Вам допомогти. Обов’язковим є англійський текст.",
    "ur": "یہ ترجمہ آپ کی سہولت کے لیے ہے۔ پابندی انگریزی متن کی ہوگی۔",
}
"""That the original binds, where we can say it right."""


@dataclass(frozen=True)
class Language:
    """A language as pages name it and set it."""

    tag: str
    own_name: str
    name: str

    @property
    def called(self) -> str:
        """What the reader's language calls it; `name` is English, as records keep it."""
        named = NAMES.get(self.tag) or NAMES.get(self.tag.partition("-")[0])
        return self.name.replace(named[1], gettext(named[1]), 1) if named else self.name

    @property
    def direction(self) -> str:
        """Which way it is written, as HTML's `dir` has it: by its script where the tag says one."""
        language, _, rest = self.tag.partition("-")
        script = rest.partition("-")[0]
        if len(script) == 4 and script.isalpha():
            return "rtl" if script in SCRIPTS_RIGHT_TO_LEFT else "ltr"
        return "rtl" if language in RIGHT_TO_LEFT else "ltr"

    @property
    def binding(self) -> str:
        """That the original binds, in this language; empty where we cannot say it."""
        return BINDING.get(self.tag) or BINDING.get(self.tag.partition("-")[0] if self._has_usual_script else "", "")

    @property
    def _has_usual_script(self) -> bool:
        script = self.tag.partition("-")[2].partition("-")[0]
        return not (len(script) == 4 and script.isalpha())


def language_of(tag: str) -> Language:
    """Return the language of a tag; one we have no name for is called by its tag."""
    base = tag.partition("-")[0]
    own_name, name = NAMES.get(tag) or (
        (f"{NAMES[base][0]} ({tag})", f"{NAMES[base][1]} ({tag})") if base in NAMES else (tag, tag)
    )
    return Language(tag, own_name, name)


def tag_from(typed: str) -> str:
    """Return a tag as it is written, or nothing where it is none: `PA-arab` is `pa-Arab`."""
    pieces = typed.strip().replace("_", "-").split("-")
    cased = [piece.title() if len(piece) == 4 else piece.upper() for piece in pieces[1:]]
    tag = "-".join([pieces[0].lower(), *cased])
    return tag if TAG.fullmatch(tag) else ""
