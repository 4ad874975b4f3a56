"""Languages: which one a text is in, and what to say to a question in another than the documents'.

Language identification by byte n-grams (Lui and Baldwin, "langid.py", 2012), as py3langid has it.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Any

MESSAGES = {
    "de": "Bitte stellen Sie die Frage in der Sprache der Dokumente ({names}).",
    "fr": "Veuillez poser la question dans la langue des documents ({names}).",
    "es": "Haga la pregunta en el idioma de los documentos ({names}).",
    "it": "Fai la domanda nella lingua dei documenti ({names}).",
    "pt": "Faça a pergunta na língua dos documentos ({names}).",
    "nl": "Stel de vraag in de taal van de documenten ({names}).",
    "pl": "Proszę zadać pytanie w języku dokumentów ({names}).",
    "ru": "Задайте, пожалуйста, вопрос на языке документов ({names}).",
    "uk": "Поставте, будь ласка, запитання мовою документів ({names}).",
    "zh": "请用文档的语言（{names}）提问。",
    "ja": "文書の言語({names})で質問してください。",
    "en": "Please ask in the language of the documents ({names}).",
}
"""That a question must be in the documents' language, in its own; by ISO 639-1 code."""
NAMES = {
    "de": "Deutsch", "fr": "français", "es": "español", "it": "italiano", "pt": "português",
    "nl": "Nederlands", "pl": "polski", "ru": "русский", "uk": "українська", "zh": "中文",
    "ja": "日本語", "en": "English",
}  # fmt: skip
"""Each language's name for itself."""
SURE = 0.95
"""Least probability at which a text counts as being in a language."""
FEWEST_LETTERS = 20
"""A shorter text in Latin letters is not judged: it may be no more than names."""
SAMPLE = 3000
"""Characters of a document that its language is judged by, from its middle."""
_ENGLISH = frozenset("the what how why when where which who whose does did are is of".split())
"""Words that few sentences of other languages have two of."""


def language(text: str) -> str | None:
    """The language of a text as an ISO 639-1 code, or None where that is not certain.

    >>> language("Wie hoch ist der Anteil der Schafe auf den Höfen?"), language("Bor, Smederevo")
    ('de', None)
    >>> language("How many sheep are there on the farms of the valley?")
    'en'
    """
    letters = [letter for letter in text if letter.isalpha()]
    latin = sum(letter < "\u0250" for letter in letters)
    if not letters or (2 * latin > len(letters) and len(letters) < FEWEST_LETTERS):
        return None
    words = set(re.findall(r"[a-z]+", text.lower()))
    if len(text) < 10 * FEWEST_LETTERS and len(words & _ENGLISH) > 1:
        return "en"
    code, sure = _identifier().classify(text)
    return str(code) if sure >= SURE else None


def other_language(question: str, documents: list[str]) -> str | None:
    """What to say to a question in another language than all documents, in its language; None
    where it is in one of theirs, or one of the languages is not certain.

    >>> other_language("Wie viele Schafe leben auf den Höfen im Tal?", ["The sheep live in the "
    ...     "valley, where the farms are, and they eat the grass of the meadows."])
    'Bitte stellen Sie die Frage in der Sprache der Dokumente (English).'
    """
    asked = language(question)
    if asked is None or asked not in MESSAGES:
        return None
    theirs: list[str] = []
    for text in documents:
        middle = max(0, len(text) // 2 - SAMPLE // 2)
        found = language(text[middle : middle + SAMPLE])
        if found is None or found == asked:
            return None
        theirs.append(NAMES[found])
    names = ", ".join(dict.fromkeys(theirs))
    return MESSAGES[asked].format(names=names) if theirs else None


@cache
def _identifier() -> Any:
    """The classifier, restricted to the languages that there is a message for."""
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    made = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    made.set_languages(sorted(MESSAGES))
    return made
