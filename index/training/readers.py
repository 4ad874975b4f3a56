"""Readers: one for each source's own format."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any
from xml.etree import ElementTree

from pincite_ingest.chunking.sentences import sentences
from pincite_ingest.document import Span
from training.checkout import Files, Own
from training.reading import Question, Reading, Writer, detokenize, letters

TRAINING_ARTICLES = frozenset(
    "1973_oil_crisis European_Union_law French_and_Indian_War Huguenot Imperialism Normans "
    "Scottish_Parliament Warsaw".split()
)
"""Of SQuAD's; the file's other articles are kept for evaluation."""


WRITTEN = tuple(
    f"written/{name}.jsonl" for name in ("addresses", "articles", "factbook", "invented")
)


CROWD = "written/crowd.jsonl"
"""For questions of SQuAD the sentence that turns them from answered to not, or the other way."""


def written(checkout: Files) -> Reading:
    """The texts and questions of ``written/``, one document a line."""
    documents: dict[str, str] = {}
    questions = []
    for text in checkout.files(*WRITTEN).values():
        for one in map(json.loads, text.splitlines()):
            documents[one["name"]] = one["text"]
            for asked in one["questions"]:
                near = [Span(*place) for place in asked.get("near", ())]
                questions.append(
                    Question(
                        asked["question"],
                        one["name"],
                        tuple(Span(*place) for place in asked["gold"]),
                        Span(near[0].start, near[-1].end) if near else None,
                        tuple(asked.get("answers", ())),
                        asked.get("repair", ""),
                        asked.get("spoil", ""),
                    )
                )
    return Reading(documents, tuple(questions))


def squad(checkout: Files) -> Reading:
    """SQuAD 2.0. Every article, those for evaluation too, is kept from the other sources."""
    articles = json.loads(checkout.read("data/dev-v2.0.json"))["data"]
    chosen = [one for one in articles if one["title"] in TRAINING_ARTICLES]
    documents, questions = _articles((one["title"], one) for one in chosen)
    every, _ = _articles((one["title"], one) for one in articles)
    other = {one["question"]: one for one in _lines(Own().read(CROWD))}
    return Reading(
        documents,
        tuple(_the_other_way(one, other.get(key_of(one), {})) for one in questions),
        tuple(every.values()),
    )


def key_of(question: Question) -> str:
    """What names a question of SQuAD in CROWD, which does not repeat its words."""
    asked = f"{question.document}/{question.text}"
    return hashlib.sha256(asked.encode()).hexdigest()[:16]


def _the_other_way(question: Question, other: dict[str, Any]) -> Question:
    """A question with the sentence by which it would be answered if it is not, and not if it is."""
    if not other or question.region is None:
        return question
    if not other["answers"]:
        return replace(question, spoil=other["sentence"])
    start, end = (question.region.start + at for at in other["place"])
    return replace(question, region=Span(start, end), repair=other["sentence"])


def covid(checkout: Files) -> Reading:
    """COVID-QA: papers in SQuAD's format."""
    data = json.loads(checkout.read("data/question-answering/200423_covidQA.json"))["data"]
    documents, questions = _articles((str(at), one) for at, one in enumerate(data))
    return Reading(documents, tuple(one for one in questions if one.gold))


def nqg(checkout: Files) -> Reading:
    """Single sentences of SQuAD 1.1 and their questions; some 12,000 characters make a document."""
    documents: dict[str, str] = {}
    questions = []
    for part in ("dev", "test"):
        asked_of, asked = (
            checkout.read(f"data/processed/{side}-{part}.txt").split("\n")
            for side in ("src", "tgt")
        )
        writer, places, last, name = Writer(), dict[str, Span](), "", f"{part}-0"
        for sentence, question in zip(
            map(detokenize, asked_of), map(detokenize, asked), strict=True
        ):
            if len(sentence) < 15 or not question:
                continue
            if sentence != last and writer.length > 12000:
                documents[name] = writer.text
                writer, places, name = Writer(), {}, f"{part}-{len(documents)}"
            if sentence not in places:
                places[sentence] = writer.sentence(sentence[:1].upper() + sentence[1:])
            questions.append(Question(question, name, (places[sentence],)))
            last = sentence
        documents[name] = writer.text
    return Reading(documents, tuple(questions))


def fairytale(checkout: Files) -> Reading:
    """FairytaleQA. The gold is the sentence that shares most words with the answer, six in ten."""
    root = "data-by-train-split"
    files = checkout.files(f"{root}/questions", f"{root}/section-stories")
    documents, questions = {}, []
    for path, rows in files.items():
        story = path.replace("/questions/", "/section-stories/").replace("-questions.", "-story.")
        if story == path or story not in files:
            continue
        writer, places = Writer(), {}
        for row in csv.DictReader(io.StringIO(files[story])):
            number = row.get("section") or row.get("section_id")
            places[str(number).strip()] = writer.paragraph(row["text"])
        documents[path] = writer.text
        for row in csv.DictReader(io.StringIO(rows)):
            region = places.get(row["cor_section"].strip())
            if row.get("local-or-sum") != "local" or region is None:
                continue
            gold = _likest(writer.text, region, row["answer1"])
            if gold is not None:
                questions.append(Question(row["question"].strip(), path, (gold,), region))
    return Reading(documents, tuple(questions))


def medquad(checkout: Files) -> Reading:
    """MedQuAD. A topic's answers are a document; an answer's first two sentences are the gold."""
    folders = (
        "1_CancerGov_QA 2_GARD_QA 3_GHR_QA 4_MPlus_Health_Topics_QA 5_NIDDK_QA 6_NINDS_QA "
        "7_SeniorHealth_QA 8_NHLBI_QA_XML 9_CDC_QA"
    )
    documents, questions = {}, []
    for path, text in checkout.files(*folders.split()).items():
        try:
            root = ElementTree.fromstring(text)  # noqa: S314 (of a pinned commit)
        except ElementTree.ParseError:
            continue  # some are broken as published
        writer = Writer()
        for pair in root.iter("QAPair"):
            question = re.sub(r"\s+([?.,])", r"\1", (pair.findtext("Question") or "").strip())
            answer = re.sub(r"\s+", " ", pair.findtext("Answer") or "").strip()
            if len(answer) < 60:
                continue
            region = writer.paragraph(answer)
            gold = Span(region.start, region.start + sentences(answer)[:2][-1].end)
            questions.append(Question(question, path, (gold,), region))
        if writer.length:
            documents[path] = writer.text
    return Reading(documents, tuple(questions))


def selqa(checkout: Files) -> Reading:
    """SelQA: sentences of an article's section, some marked as the answer."""
    documents: dict[str, str] = {}
    questions = []
    for part in ("dev", "test"):
        for row in json.loads(checkout.read(f"ass/selqa-ass-{part}.json")):
            writer, name = Writer(), f"{row['article']}|{row.get('section')}"
            spans = [writer.sentence(sentence) for sentence in row["candidates"]]
            gold = tuple(spans[at] for at in row["answers"])
            if documents.setdefault(name, writer.text) == writer.text and gold:
                questions.append(Question(row["question"].strip(), name, gold))
    return Reading(documents, tuple(questions))


def tatqa(checkout: Files) -> Reading:
    """TAT-QA: annual reports; of its questions, those that a paragraph answers in its own words."""
    documents, questions = {}, []
    for part in ("dev", "test_gold"):
        rows = json.loads(checkout.read(f"dataset_raw/tatqa_dataset_{part}.json"))
        for at, row in enumerate(rows):
            writer, name, places = Writer(), f"{part}-{at}", {}
            for paragraph in sorted(row["paragraphs"], key=lambda one: int(one["order"])):
                places[str(paragraph["order"])] = writer.paragraph(paragraph["text"])
            documents[name] = writer.text
            for asked in row["questions"]:
                related = asked["rel_paragraphs"]
                region = places.get(str(related[0])) if related else None
                if asked["answer_from"] != "text" or region is None:
                    continue
                given = asked["answer"]
                answer = str(given[0] if isinstance(given, list) else given)
                begin = writer.text.find(answer, region.start, region.end)
                if begin >= 0:
                    gold = Span(begin, begin + len(answer))
                    questions.append(Question(asked["question"].strip(), name, (gold,), region))
    return Reading(documents, tuple(questions))


def qed(checkout: Files) -> Reading:
    """QED's input: paragraphs and short answers of Natural Questions, without QED's annotations."""
    documents, questions = {}, []
    for row in _lines(checkout.read("qed-dev.jsonlines")):
        name = str(row["example_id"])
        documents[name] = row["paragraph_text"]
        gold = tuple(
            Span(answer["start"], answer["end"])
            for answers in row["original_nq_answers"]
            for answer in answers
            if 0 <= answer["start"] < answer["end"]
        )
        if gold:
            questions.append(Question(row["question_text"].strip(), name, gold))
    return Reading(documents, tuple(questions))


def pubmedqa(checkout: Files) -> Reading:
    """PubMedQA: abstracts; the conclusion is the gold."""
    documents, questions = {}, []
    for name, row in json.loads(checkout.read("data/ori_pqal.json")).items():
        text = " ".join([*row["CONTEXTS"], row["LONG_ANSWER"]])
        documents[name] = text
        gold = Span(len(text) - len(row["LONG_ANSWER"]), len(text))
        questions.append(Question(row["QUESTION"].strip(), name, (gold,), Span(0, len(text))))
    return Reading(documents, tuple(questions))


def clapnq(checkout: Files) -> Reading:
    """CLAP NQ: passages with the sentences that an answer was made from, or with no answer."""
    documents, questions = {}, []
    for part in ("answerable", "unanswerable"):
        for row in _lines(checkout.read(f"annotated_data/dev/clapnq_dev_{part}.jsonl")):
            chosen = {
                letters(sentence)
                for output in row["output"]
                for sentence in output.get("selected_sentences", [])
            }
            writer, gold = Writer(), []
            for sentence in map(detokenize, row["passages"][0]["sentences"]):
                span = writer.sentence(sentence)
                if part == "answerable" and letters(sentence) in chosen:
                    gold.append(span)
            if writer.text.strip() and (gold or part == "unanswerable"):
                documents[row["id"]] = writer.text
                region = Span(0, writer.length)
                questions.append(Question(row["input"].strip(), row["id"], tuple(gold), region))
    return Reading(documents, tuple(questions))


def _articles(
    articles: Iterator[tuple[str, dict[str, Any]]],
) -> tuple[dict[str, str], list[Question]]:
    """Named articles in SQuAD's format."""
    documents, questions = {}, []
    for name, article in articles:
        writer = Writer()
        for paragraph in article["paragraphs"]:
            region = writer.paragraph(paragraph["context"])
            for asked in paragraph["qas"]:
                answers = tuple(answer["text"] for answer in asked["answers"])
                begins = [region.start + answer["answer_start"] for answer in asked["answers"]]
                gold = tuple(
                    Span(begin, begin + len(answer))
                    for begin, answer in zip(begins, answers, strict=True)
                )
                questions.append(Question(asked["question"].strip(), name, gold, region, answers))
        documents[name] = writer.text
    return documents, questions


def _lines(text: str) -> Iterator[dict[str, Any]]:
    return (json.loads(line) for line in text.split("\n") if line.strip())


def _likest(text: str, region: Span, answer: str) -> Span | None:
    """The region's sentence with the largest share of an answer's words; None below 0.6."""
    wanted = set(re.findall(r"\w{3,}", answer.lower()))

    def share(span: Span) -> float:
        found = set(re.findall(r"\w{3,}", text[span.start : span.end].lower()))
        return len(wanted & found) / max(1, len(wanted))

    best = max(sentences(text, region.start, region.end), key=share, default=None)
    return best if best is not None and share(best) >= 0.6 else None
