"""Facts that a person wrote down from looking at pages of real reports."""

from __future__ import annotations

import json
from typing import Any

import pytest

from pincite_ingest.document import BlockKind, Document

from .conftest import ROOT, read_shared

CASES: list[dict[str, Any]] = json.loads(
    (ROOT / "tests/ingest/cases/policy_pages.json").read_text("utf-8")
)


def case_parameters() -> list[Any]:
    return [
        pytest.param(
            case,
            id=f"{case['file'].split('.')[0][:16]}-{case['page']}",
            marks=[pytest.mark.slow]
            + (
                [pytest.mark.xfail(reason=case["known_failure"], strict=True)]
                if "known_failure" in case
                else []
            ),
        )
        for case in CASES
    ]


def outline(document: Document, index: int) -> list[tuple[str, str, str]]:
    """Kind, first two and last two words of each block that stands on a page, furniture apart."""
    page = document.pages[index - 1]
    found = []
    for block in document.blocks:
        if block.kind is not BlockKind.FURNITURE and page.touches(block.start, block.end):
            words = document.text[block.start : block.end].split()
            found.append((str(block.kind), " ".join(words[:2]), " ".join(words[-2:])))
    return found


@pytest.mark.parametrize("case", case_parameters())
def test_page_reads_as_a_person_sees_it(case: dict[str, Any]) -> None:
    document = read_shared(f"bench/policy_pdfs/{case['file']}")
    page = document.pages[case["page"] - 1]
    assert page.label == case["label"]
    expected = [(block["kind"], block["first"], block["last"]) for block in case["blocks"]]
    assert outline(document, case["page"]) == expected
    for block, wanted in zip(
        [
            b
            for b in document.blocks
            if b.kind is not BlockKind.FURNITURE and page.touches(b.start, b.end)
        ],
        case["blocks"],
        strict=True,
    ):
        pages = [p.index for p in document.pages_of(block.start, block.end)]
        assert pages == wanted.get("pages", [case["page"]])
    marks = [m.label for m in document.note_marks if page.contains(max(m.offset - 1, 0))]
    assert marks == case["marks"]
    if "furniture" in case:
        furniture = [
            b
            for b in document.blocks
            if b.kind is BlockKind.FURNITURE and page.touches(b.start, b.end)
        ]
        assert len(furniture) == case["furniture"]


def test_there_are_pages_enough() -> None:
    assert len([case for case in CASES if "known_failure" not in case]) >= 12


@pytest.mark.slow
def test_running_heads_and_page_numbers_are_gone_from_every_page() -> None:
    running = {
        "avoidable-war-full-report.pdf": "ASIA SOCIETY POLICY INSTITUTE THE AVOIDABLE WAR",
        "UNCTAD_TIR_2025_Overview.en.pdf": "Inclusive Artificial Intelligence for Development",
    }
    for name, head in running.items():
        document = read_shared(f"bench/policy_pdfs/{name}")
        for block in document.blocks:
            text = document.text[block.start : block.end]
            if block.kind is not BlockKind.FURNITURE and len(document.pages) > 2:
                first = document.pages_of(block.start, block.end)[0]
                alone = text.startswith(head) or text.endswith(head)
                assert not alone or first.index <= 2, (name, first.index)
                assert text != first.label
