"""Questions in another language than the documents."""

from __future__ import annotations

import pytest

from pincite.query.languages import MESSAGES, NAMES, language, other_language

ENGLISH = "The harbour was dredged in 1902, and the lighthouse has been unmanned ever since then."


@pytest.mark.parametrize(
    ("question", "code"),
    [
        ("Wann wurde der Hafen zuletzt ausgebaggert?", "de"),
        ("Quand le port a-t-il été dragué pour la dernière fois ?", "fr"),
        ("港口是什么时候疏浚的？", "zh"),
        ("Когда углубили гавань и кто за это заплатил?", "ru"),
        ("When was the harbour dredged?", "en"),
        ("Orbán, Vučić, Zrenjanin", None),
        ("harbour", None),
        ("1902?", None),
    ],
)
def test_a_language_is_named_only_where_it_is_certain(question: str, code: str | None) -> None:
    assert language(question) == code


def test_a_question_in_another_language_is_told_so_in_it() -> None:
    said = other_language("Wann wurde der Hafen zuletzt ausgebaggert?", [ENGLISH])
    assert said == MESSAGES["de"].format(names="English")


def test_a_question_in_a_documents_language_may_be_asked() -> None:
    german = "Der Hafen wurde im Jahr 1902 ausgebaggert, und der Leuchtturm steht seitdem leer."
    assert other_language("Wann wurde der Hafen zuletzt ausgebaggert?", [ENGLISH, german]) is None
    assert other_language("When was the harbour dredged?", [ENGLISH]) is None


def test_every_language_has_a_name_and_a_message() -> None:
    assert set(MESSAGES) == set(NAMES)
