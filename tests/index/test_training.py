"""How the reranker's weights are made, on a source of ten invented sentences."""

from __future__ import annotations

import dataclasses
import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import pytest
from encoders import HashEncoder

import training.__main__
from pincite_index.models.onnx_cross_encoder import FOLDER
from pincite_ingest.document import Span
from pincite_ingest.errors import UsageError
from training import readers
from training.batches import Batches, Drawing, Drawn, Shown
from training.checkout import Checkout, Own
from training.groups import Group, GroupSet, build, load, reserved_for, save
from training.leaks import Reserved
from training.negatives import ELSEWHERE, mine
from training.reading import Question, Reading
from training.sources import SOURCES, Source, named, read_all

INDEX = Path(__file__).resolve().parents[2] / "index"
ISLANDS = ("Rum", "Eigg", "Muck", "Canna", "Coll", "Tiree", "Barra", "Jura", "Gigha", "Iona")
FERRY = "The ferry to {} leaves the old stone pier at {} in the morning."
SHEEP = "On {} there are more sheep than people, and {} of them have names."


def words(texts: list[str]) -> list[int]:
    return [len(text.split()) for text in texts]


def reading() -> Reading:
    """Ten documents of two paragraphs, a question on the first, and one that nothing answers."""
    documents, questions = {}, []
    for at, island in enumerate(ISLANDS, start=1):
        first, second = FERRY.format(island, at), SHEEP.format(island, 10 * at)
        documents[island] = f"{first}\n\n{second} {'It rains a great deal here. ' * 40}\n\n"
        place = Span(0, len(first))
        questions.append(Question(f"When does the ferry to {island} leave?", island, (place,)))
        questions.append(Question(f"Did Queen Victoria own {island}?", island, (), place))
    return Reading(documents, tuple(questions))


SOURCE = Source("islands", "nobody/islands", "0" * 7, "ours", readers.squad)


@pytest.fixture(scope="session")
def islands() -> GroupSet:
    return mine(build(SOURCE, reading(), words, Reserved([]), 1)[0], HashEncoder())


def test_a_group_holds_its_gold_and_wrong_passages_of_its_document_and_others(
    islands: GroupSet,
) -> None:
    assert len(islands.groups) == 20
    own = 0
    for group in islands.groups:
        island = group.question.rstrip("?").replace(" leave", "").split()[-1]
        right = [islands.passages[number] for number in group.positives]
        assert all(f"ferry to {island} leaves" in text for text in right)
        assert bool(right) == group.answerable == group.question.startswith("When")
        assert group.negatives
        assert not set(group.negatives) & {*group.positives, *group.near, *group.skipped}
        of = [islands.documents[number] for number in group.negatives]
        own += of.count(group.document)
        assert 1 <= len(of) - of.count(group.document) <= ELSEWHERE
        found = dict(group.found)
        assert set(found) == {*group.positives, *group.near, *group.negatives}
        assert all(0 <= score <= 1.001 for score in found.values())
        scores = [found[number] for number in group.negatives]
        assert scores == sorted(scores, reverse=True)  # the hardest comes first
    assert own


def test_a_group_knows_where_the_sentence_stands_that_a_repair_replaces() -> None:
    text = "It is wet. The first ferry leaves at nine. Bring a coat."
    repair, place = "The last ferry leaves at six.", Span(11, 42)
    question = Question("When does the last ferry leave?", "Rum", (), place, repair=repair)
    made, _ = build(SOURCE, Reading({"Rum": text}, (question,)), words, Reserved([]), 1)
    (group,) = made.groups
    assert group.repair == repair
    said = [made.passages[number][begin:end] for number, begin, end in group.tempting]
    assert said == ["The first ferry leaves at nine."]


def test_the_same_seed_gives_the_same_groups() -> None:
    source = dataclasses.replace(SOURCE, held_back=True)
    made = [build(source, reading(), words, Reserved([]), seed) for seed in (1, 1, 2)]
    assert made[0] == made[1] != made[2]
    train, validation = made[0]
    assert validation is not None
    assert {one.question for one in train.groups}.isdisjoint(
        one.question for one in validation.groups
    )
    assert len(validation.groups) == 4  # a ninth of ten documents, rounded up, of two questions


def test_texts_of_evaluation_sets_are_left_out() -> None:
    evaluation = "A test says:\nthe  ferry to RUM leaves the\nold stone pier at 1!"
    reserved = reserved_for(SOURCE, {"islands": reading()}, [evaluation])
    made = build(SOURCE, reading(), words, reserved, 1)[0]
    assert not any("ferry to Rum" in text for text in made.passages)
    assert any("ferry to Eigg" in text for text in made.passages)
    asked = [one.question for one in made.groups]
    assert "When does the ferry to Rum leave?" not in asked
    assert len(asked) == 19


def test_what_one_source_reserves_no_other_repeats() -> None:
    other = Reading({}, (), (FERRY.format("Coll", 5),))
    reserved = reserved_for(SOURCE, {"islands": reading(), "other": other}, [])
    assert reserved.repeated_in(FERRY.format("Coll", 5))
    own = dataclasses.replace(reading(), reserved=(FERRY.format("Coll", 5),))
    assert not reserved_for(SOURCE, {"islands": own}, []).repeated_in(FERRY.format("Coll", 5))


def test_groups_come_back_as_they_were_saved(islands: GroupSet, tmp_path: Path) -> None:
    save(islands, tmp_path)
    assert load(tmp_path) == [islands]
    (tmp_path / "islands.json").write_text('{"name": "islands"}', "utf-8")
    with pytest.raises(UsageError, match="damaged"):
        load(tmp_path)
    with pytest.raises(UsageError, match="no groups"):
        load(tmp_path / "nowhere")


def drawn_from(one: GroupSet, drawing: Drawing, size: int, batches: int) -> list[Drawn]:
    return [drawn for batch in islice(Batches([one], size, 3, drawing), batches) for drawn in batch]


def test_a_drawn_group_has_its_answer_first_or_none(islands: GroupSet) -> None:
    drawing = Drawing(exchange=0.3, remove=0.2)
    drawn = drawn_from(islands, drawing, 6, 60)
    assert drawn == drawn_from(islands, drawing, 6, 60)
    asked = {group.question: group for group in islands.groups}
    for one in drawn:
        assert len(one.passages) == 1 + drawing.negatives
        group = asked.get(one.question)
        if group is not None:  # neither exchanged nor with words dropped
            right = [islands.passages[number] for number in group.positives]
            found = [shown.text in right for shown in one.passages]
            assert found == [one.answered, *[False] * 7]
        said = [shown.text[a:b] for shown in one.passages for a, b in shown.said]
        assert len(said) == one.answered
        assert all(text.startswith("The ferry to ") for text in said)
    assert {one.answered for one in drawn} == {True, False}
    assert any("[MASK]" in one.question for one in drawn)
    exchanged = [
        one for one in drawn if one.question == "When does the ferry to Queen Victoria leave?"
    ]
    assert exchanged
    for one in exchanged:  # its old answer is a near miss
        assert not one.answered
        assert one.passages[0].text.startswith("The ferry to ")


TEXTS = ("It is wet. The first ferry leaves at nine. Bring a coat.", *ISLANDS)
STILL = Drawing(negatives=3, exchange=0, remove=0, cut=0, repair=0, drop=0)


def test_a_near_miss_is_answered_by_the_sentence_that_would() -> None:
    group = Group(
        "When does the last ferry leave?", False, (), (0,), (), (1, 2, 3),
        repair="The last ferry leaves at six.", tempting=((0, 11, 42),),
    )  # fmt: skip
    one = GroupSet("one", 1, TEXTS, (group,))
    (drawn,) = drawn_from(one, STILL, 1, 1)
    assert not drawn.answered
    assert drawn.passages[0] == Shown(TEXTS[0], 0.0)
    (drawn,) = drawn_from(one, dataclasses.replace(STILL, repair=1), 1, 1)
    assert drawn.answered
    right, tempting, *_ = drawn.passages
    assert right.text == "It is wet. The last ferry leaves at six. Bring a coat."
    assert [right.text[a:b] for a, b in right.said] == [group.repair]
    assert tempting == Shown(TEXTS[0], 0.0)


def test_a_right_passage_is_spoilt_by_the_sentence_that_only_tempts() -> None:
    group = Group(
        "When does the first ferry leave?", True, (0,), (), (), (1, 2, 3), said=((0, 11, 42),),
        spoil="The last ferry leaves at six.",
    )  # fmt: skip
    one = GroupSet("one", 1, TEXTS, (group,))
    (drawn,) = drawn_from(one, dataclasses.replace(STILL, spoil=1), 1, 1)
    assert drawn.answered
    right, spoilt, *_ = drawn.passages
    assert right.text == TEXTS[0]
    assert spoilt == Shown("It is wet. The last ferry leaves at six. Bring a coat.", 0.0)


def test_a_right_passage_without_its_answer_is_a_near_miss() -> None:
    group = Group(
        "When does the first ferry leave?", True, (0,), (), (), (1, 2, 3), said=((0, 11, 42),)
    )
    one = GroupSet("one", 1, TEXTS, (group,))
    cut = "It is wet. Bring a coat."
    (drawn,) = drawn_from(one, dataclasses.replace(STILL, cut=1), 1, 1)
    assert drawn.answered
    assert [shown.text for shown in drawn.passages[:2]] == [TEXTS[0], cut]
    (drawn,) = drawn_from(one, dataclasses.replace(STILL, remove=1), 1, 1)
    assert not drawn.answered
    assert drawn.passages[0].text == cut


ARTICLE = {
    "title": "Warsaw",
    "paragraphs": [{
        "context": "Warsaw lies on the Vistula. It is old.",
        "qas": [
            {"question": "Where does Warsaw lie? ", "answers": [
                {"text": "on the Vistula", "answer_start": 12}]},
            {"question": "Who built it?", "answers": []},
        ],
    }],
}  # fmt: skip
ARTICLE_QUESTIONS = ARTICLE["paragraphs"][0]["qas"]
KEPT_BACK = {"title": "Rum", "paragraphs": [{"context": FERRY.format("Rum", 1), "qas": []}]}
MEDQUAD = (
    "<Document><QAPairs><QAPair><Question>What is a cold ?</Question><Answer>A cold is an "
    "illness of the nose. It passes in a week. It is no cause for alarm.</Answer></QAPair>"
    "</QAPairs></Document>"
)
FILES = {
    "squad": {"data/dev-v2.0.json": json.dumps({"data": [ARTICLE, KEPT_BACK]})},
    "nqg": {
        f"data/processed/{side}-{part}.txt": text
        for part in ("dev", "test")
        for side, text in (
            ("src", "the tide is high at noon .\n"), ("tgt", "when is it high ?\n"))
    },
    "fairytale": {
        "data-by-train-split/questions/test/fox-questions.csv":
            "question,answer1,cor_section,local-or-sum\n"
            "What did the fox eat?,red berries,1,local\n",
        "data-by-train-split/section-stories/test/fox-story.csv":
            "section,text\n1,A fox ran. It ate red berries. It slept.\n",
    },
    "medquad": {
        f"{folder}/1.xml": MEDQUAD
        for folder in (
            "1_CancerGov_QA 2_GARD_QA 3_GHR_QA 4_MPlus_Health_Topics_QA 5_NIDDK_QA 6_NINDS_QA "
            "7_SeniorHealth_QA 8_NHLBI_QA_XML 9_CDC_QA"
        ).split()
    },
    "selqa": {
        f"ass/selqa-ass-{part}.json": json.dumps([{
            "article": part, "section": "Sea", "question": "Is it deep?",
            "candidates": ["It is wide.", "It is deep."], "answers": [1]}])
        for part in ("dev", "test")
    },
    "tatqa": {
        f"dataset_raw/tatqa_dataset_{part}.json": json.dumps([{
            "paragraphs": [
                {"order": 2, "text": "Costs fell to 3."}, {"order": 1, "text": "Sales rose to 7."}],
            "questions": [{"question": "What did sales rise to?", "answer": ["7"],
                           "answer_from": "text", "rel_paragraphs": ["1"]}]}])
        for part in ("dev", "test_gold")
    },
    "covid": {"data/question-answering/200423_covidQA.json": json.dumps({"data": [ARTICLE]})},
    "qed": {"qed-dev.jsonlines": json.dumps({
        "example_id": 1, "paragraph_text": "Noon is twelve.", "question_text": "when is noon",
        "original_nq_answers": [[{"start": 8, "end": 14}]]})},
    "pubmedqa": {"data/ori_pqal.json": json.dumps({
        "1": {"CONTEXTS": ["We looked."], "LONG_ANSWER": "It helps.", "QUESTION": "Does it?"}})},
    "clapnq": {
        f"annotated_data/dev/clapnq_dev_{part}.jsonl": json.dumps({
            "id": part, "input": "why", "passages": [{"sentences": ["It fell .", "It broke ."]}],
            "output": [{"selected_sentences": ["It broke."]}]})
        for part in ("answerable", "unanswerable")
    },
}  # fmt: skip
"""Of each source, the smallest repository in its format."""
GOLD = {
    "squad": ["on the Vistula"],
    "nqg": ["The tide is high at noon."] * 2,
    "fairytale": ["It ate red berries."],
    "medquad": ["A cold is an illness of the nose. It passes in a week."] * 9,
    "selqa": ["It is deep."] * 2,
    "tatqa": ["7"] * 2,
    "covid": ["on the Vistula"],
    "qed": ["twelve"],
    "pubmedqa": ["It helps."],
    "clapnq": ["It broke."],
}


def clone(folder: Path, files: dict[str, str]) -> str:
    """Make a repository, and give its only commit."""
    for path, text in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, "utf-8")
    git = ["git", "-C", str(folder), "-c", "user.name=T", "-c", "user.email=t@example.org"]
    for step in (["init", "-q"], ["add", "."], ["commit", "-qm", "All."]):
        subprocess.run([*git, *step], check=True)
    done = subprocess.run([*git, "rev-parse", "HEAD"], check=True, capture_output=True, text=True)
    return done.stdout.strip()


@pytest.mark.skipif(shutil.which("git") is None, reason="git is not installed")
def test_every_source_is_read_at_its_commit(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sources = [
        dataclasses.replace(one, commit=clone(
            tmp_path / one.repository.replace("/", "+"), FILES[one.name])[:12])
        for one in SOURCES if one.repository
    ]  # fmt: skip
    for work_tree in tmp_path.glob("*/data"):
        shutil.rmtree(work_tree)  # what lies in the work tree is not what is read
    found = read_all(tmp_path, sources)
    gold = {
        name: [
            one.documents[question.document][span.start : span.end]
            for question in one.questions
            for span in question.gold
        ]
        for name, one in found.items()
    }
    assert gold == GOLD
    assert list(found["squad"].documents) == ["Warsaw"]
    assert any("ferry to Rum" in text for text in found["squad"].reserved)
    assert sum(not one.gold for one in found["clapnq"].questions) == 1

    monkeypatch.setattr(training.__main__, "SOURCES", sources)
    monkeypatch.setattr(training.__main__, "open_encoder", lambda backend: HashEncoder())
    avoid = tmp_path / "evaluation.txt"
    avoid.write_text("They say that the tide is high at noon. It is deep.", "utf-8")
    training.__main__.groups(tmp_path, tmp_path / "groups", [avoid])
    made = {
        kind: {one.name: len(one.groups) for one in load(tmp_path / "groups" / kind)}
        for kind in ("train", "validation")
    }
    assert made["train"].keys() == GOLD.keys()
    assert made["train"]["squad"] == 2
    assert made["train"]["medquad"] == 9
    assert made["train"]["nqg"] == 2  # six words of the avoided text in a row are too few
    assert made["validation"]["selqa"] == 1  # one of two documents
    assert made["validation"]["covid"] == 0  # squad reserves the article


@pytest.mark.skipif(shutil.which("git") is None, reason="git is not installed")
def test_what_is_missing_is_named_in_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"clone https://github\.com/chrischute/squad to there"):
        read_all(tmp_path, [named("squad")])
    folder = tmp_path / "chrischute+squad"
    commit = clone(folder, {"README.md": "Nothing."})
    with pytest.raises(UsageError, match="fetch that commit"):
        read_all(tmp_path, [named("squad")])  # another commit than the table's
    with pytest.raises(UsageError, match=r"data/dev-v2\.0\.json"):
        Checkout(folder, "chrischute/squad", commit).read("data/dev-v2.0.json")
    strange = dataclasses.replace(named("squad"), commit=clone(
        tmp_path / "strange", {"data/dev-v2.0.json": "[]"}), repository="strange")  # fmt: skip
    with pytest.raises(UsageError, match="not of the format"):
        read_all(tmp_path, [strange])
    with pytest.raises(UsageError, match="There is no source squid"):
        named("squid")


def test_what_was_written_for_it_is_whole() -> None:
    written = readers.written(Own())
    assert len(written.documents) > 150
    asked = set()
    for one in written.questions:
        text = written.documents[one.document]
        assert one.text == one.text.strip() != ""
        assert (one.document, one.text) not in asked
        asked.add((one.document, one.text))
        for place in (*one.gold, *([one.region] if one.region else [])):
            assert 0 <= place.start < place.end <= len(text)
            assert text[place.start : place.end].strip() == text[place.start : place.end]
        if one.repair:
            assert not one.gold
            assert one.repair.rstrip("”\"')")[-1] in ".!?"
        if one.spoil:
            assert one.gold
            assert one.spoil.rstrip("”\"')")[-1] in ".!?"
    assert 0.6 < sum(bool(one.gold) for one in written.questions) / len(written.questions) < 0.9


def test_what_turns_a_question_of_squad_the_other_way_is_whole() -> None:
    lines = [json.loads(line) for line in Own().read(readers.CROWD).splitlines()]
    assert len({one["question"] for one in lines}) == len(lines) > 2000
    for one in lines:
        assert set(one["question"]) <= set("0123456789abcdef")
        assert 0 <= one["place"][0] < one["place"][1]
        assert one["sentence"].rstrip("”\"')")[-1] in ".!?"
    assert 0.4 < sum(one["answers"] for one in lines) / len(lines) < 0.6


def test_a_question_of_squad_is_turned_the_other_way(monkeypatch: pytest.MonkeyPatch) -> None:
    where, who = (Question(one["question"].strip(), "Warsaw", ()) for one in ARTICLE_QUESTIONS)
    crowd = [
        {"question": readers.key_of(where), "place": [0, 27], "answers": False,
         "sentence": "Cracow lies on the Vistula."},
        {"question": readers.key_of(who), "place": [28, 38], "answers": True,
         "sentence": "A duke built it."},
    ]  # fmt: skip
    text = "\n".join(map(json.dumps, crowd))
    monkeypatch.setattr(Own, "read", lambda self, path: text)

    class Clone:
        def read(self, path: str) -> str:
            return FILES["squad"][path]

    found = readers.squad(Clone())  # type: ignore[arg-type]
    one, other = found.questions
    assert (one.spoil, one.repair) == ("Cracow lies on the Vistula.", "")
    assert (other.spoil, other.repair) == ("", "A duke built it.")
    assert other.region is not None
    assert found.documents["Warsaw"][other.region.start : other.region.end] == "It is old."


def test_importing_it_is_light() -> None:
    code = (
        "import sys, training.__main__, training.train, training.export, training.validate; "
        "sys.exit('torch' in sys.modules or 'transformers' in sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code], check=True, cwd=INDEX)


def test_the_command_line_names_what_is_missing(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "training", "train", str(tmp_path / "data"), str(tmp_path / "run")],
        capture_output=True, text=True, cwd=INDEX, check=False,
    )  # fmt: skip
    assert done.returncode == 2
    assert done.stderr.startswith("There are no groups in ")
    assert done.stderr.count("\n") == 1


@pytest.fixture(scope="session")
def base(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A BERT of two narrow layers that knows nothing."""
    import torch
    from safetensors.torch import save_file
    from transformers import BertConfig, BertModel

    folder = tmp_path_factory.mktemp("base")
    config = BertConfig(
        hidden_size=32, num_hidden_layers=2, num_attention_heads=2, intermediate_size=64
    )
    config.save_pretrained(folder)
    torch.manual_seed(0)
    model = BertModel(config, add_pooling_layer=False)
    save_file(model.state_dict(), folder / "model.safetensors")
    shutil.copyfile(FOLDER / "tokenizer.json", folder / "tokenizer.json")
    threads = torch.get_num_threads()
    torch.set_num_threads(1)  # so little to compute is slower shared out, on a busy machine
    yield folder
    torch.set_num_threads(threads)


@pytest.mark.slow
def test_the_loss_falls_and_the_export_scores_alike(base: Path, tmp_path: Path) -> None:
    import numpy as np
    import torch
    from safetensors.torch import load_file

    from pincite_index.models.onnx_encoder import open_session
    from training.export import GRAPH, PROBES, export
    from training.model import Pairs, from_run
    from training.train import Recipe, average, train
    from training.unpack import unpack
    from training.validate import reciprocal_rank

    passages = [FERRY.format(one, "nine") for one in ISLANDS] + [
        f"{one} is wet." for one in ISLANDS
    ]
    groups = [
        Group(
            f"When does the ferry to {one} leave?", True, (at,), (), (), tuple(range(10, 20)),
            said=((at, 0, len(passages[at])),),
        )
        for at, one in enumerate(ISLANDS)
    ]  # fmt: skip
    simple = GroupSet("simple", 1, tuple(passages), tuple(groups))
    recipe = Recipe(steps=40, batch=4, rate=3e-3, drawing=Drawing(negatives=3))
    losses = train([simple], base, tmp_path / "one", recipe)
    assert len(losses) == 40
    assert np.mean(losses[-10:]) < 0.8 * np.mean(losses[:10])
    short = dataclasses.replace(recipe, steps=3)
    again = [train([simple], base, tmp_path / name, short) for name in ("two", "three")]
    assert again[0] == again[1]
    weights = [(tmp_path / name / "model.safetensors").read_bytes() for name in ("two", "three")]
    assert weights[0] == weights[1]

    still = dataclasses.replace(short, frozen=1)
    train([simple], base, tmp_path / "still", still)
    before, after = (load_file(one / "model.safetensors") for one in (base, tmp_path / "still"))
    moved = {name for name, was in before.items() if not was.half().equal(after[f"bert.{name}"])}
    assert {name.split(".layer.")[1][0] for name in moved} == {"1"}

    average([tmp_path / "two", tmp_path / "three"], tmp_path / "mean")
    mean, two = (load_file(tmp_path / name / "model.safetensors") for name in ("mean", "two"))
    assert all(mean[name].equal(two[name]) for name in two)
    assert reciprocal_rank(simple, tmp_path / "one") > 0.9

    made = export(tmp_path / "one", tmp_path / "out")
    model, pairs = from_run(tmp_path / "one"), Pairs(tmp_path / "one")
    spread = np.ptp([float(model(**pairs.tensors([pair]))[0].detach()) for pair in PROBES])
    assert made.float_gap < 1e-4
    assert made.int8_gap < 0.2 * spread
    names = {given.name for given in open_session(tmp_path / "out" / GRAPH).get_inputs()}
    assert names == {"input_ids", "attention_mask", "token_type_ids"}  # what the library feeds
    assert b".py" not in (tmp_path / "out" / GRAPH).read_bytes()  # nor whose machine made it

    unpack(tmp_path / "out", base, tmp_path / "unpacked")
    unpacked = from_run(tmp_path / "unpacked")
    with torch.no_grad():
        for pair in PROBES:
            tensors = pairs.tensors([pair])
            for one, other in zip(model(**tensors), unpacked(**tensors), strict=True):
                assert float((one - other).abs().max()) < 0.2 * spread


@pytest.mark.slow
def test_smoothing_scales_what_outgrows_and_changes_no_score(base: Path) -> None:
    import torch

    from training.export import PROBES
    from training.model import Pairs, from_base
    from training.smoothing import OUTGROWN, smooth

    model, pairs = from_base(base).eval(), Pairs(base)
    layer = model.bert.encoder.layer[0]
    with torch.no_grad():
        layer.attention.output.LayerNorm.weight[3] = 40.0
        tensors = [pairs.tensors([pair]) for pair in PROBES]
        before = [model(**one)[0] for one in tensors]
        smooth(model, tensors)
        for one, score in zip(tensors, before, strict=True):
            assert torch.allclose(model(**one)[0], score, atol=1e-5)
    scale = layer.intermediate.dense.scale
    assert scale.argmin() == 3
    assert scale[3] < OUTGROWN / 20
    assert scale.median() == 1


@pytest.mark.slow
def test_a_token_is_marked_by_where_it_begins(base: Path) -> None:
    from training.model import Pairs

    pairs, asked = Pairs(base), [("When?", "It is wet. At nine."), ("Where?", "Here.")]
    marked = pairs.marked(asked, [[(11, 19)], []])
    read = pairs.tensors(asked)
    assert marked.shape == read["input_ids"].shape
    assert marked[0].tolist() == [*[-1.0] * 4, 0, 0, 0, 0, 1, 1, 1, -1]
    assert marked[1].tolist() == [*[-1.0] * 4, 0, 0, *[-1.0] * 6]


@pytest.mark.slow
def test_weights_that_do_not_fit_are_refused(base: Path, tmp_path: Path) -> None:
    from training.model import from_base

    broken = shutil.copytree(base, tmp_path / "broken")
    config = json.loads((broken / "config.json").read_text("utf-8"))
    (broken / "config.json").write_text(json.dumps(config | {"hidden_size": 64}), "utf-8")
    with pytest.raises(UsageError, match="do not fit"):
        from_base(broken)
    (broken / "model.safetensors").unlink()
    with pytest.raises(UsageError, match=r"model\.safetensors is missing"):
        from_base(broken)
