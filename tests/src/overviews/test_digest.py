"""Digests of a document and of a section, and how they are cited."""

from __future__ import annotations

from pincite.overviews import digest
from pincite.overviews.citing import Citer
from pincite.overviews.headings import parts
from pincite_index.storage.base import Snapshot


def test_a_summary_says_which_section_is_the_documents_own(view: Snapshot, document: str) -> None:
    made = digest.summary(view, document)
    assert made.own == "Executive summary"
    assert made.groups[0].heading == "Executive summary"
    assert "References" not in [group.heading for group in made.groups]


def test_conclusions_come_from_the_section_that_draws_them(view: Snapshot, document: str) -> None:
    made = digest.summary(view, document, conclusions=True, budget=20)
    assert [group.heading for group in made.groups] == ["Policy implications"]


def test_a_short_section_is_shown_whole(view: Snapshot, document: str) -> None:
    frost = next(part for part in parts(view, document) if "frost" in part.heading)
    groups = digest.section(view, frost).groups
    assert [len(group.lines) for group in groups] == [4]


def test_every_claim_is_verified_and_cited(view: Snapshot, document: str) -> None:
    citer = Citer(view)
    sections = citer.cite(digest.summary(view, document, budget=30).groups)
    text = view.text(document)
    numbers = {citation.number for citation in citer.citations}
    for section in sections:
        for claim in section.claims:
            assert claim.text in text
            assert set(claim.citations) <= numbers
        for citation in section.more:
            assert citation.number > len(numbers)
            assert all(text[one.start : one.end] == one.text for one in citation.quotes)
    for citation in citer.citations:
        assert all(citation.start <= one.start < one.end <= citation.end for one in citation.quotes)
