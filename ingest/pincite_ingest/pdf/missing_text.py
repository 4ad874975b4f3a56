"""What is said of pages whose text could not be had: none is passed over in silence."""

from __future__ import annotations

from pincite_ingest.errors import DocumentError
from pincite_ingest.pdf import ocr


def refusal(source: str, unread: list[int], seconds: float) -> DocumentError:
    """Why a file is refused of which no page has text. ``unread`` pages are left for want of time,
    of which there were so many ``seconds``."""
    if unread:
        return DocumentError(
            source,
            f"recognising text in its images takes longer than {seconds:g} seconds",
            "Split it, or raise the limit (max_seconds).",
        )
    if ocr.recogniser():
        return DocumentError(
            source,
            "it has no text, and none was recognised in its images",
            "Add a file that has text, or a sharper scan.",
        )
    return DocumentError(
        source,
        "it has no text, so it may be scanned",
        f"Install the extra that recognises text (OCR), {ocr.INSTALL}, and add it again.",
    )


def warnings(
    *,
    recognised: list[int],
    empty: list[int],
    pictures: list[int],
    unread: list[int],
    broken: list[int],
    unlettered: list[int],
    seconds: float,
) -> list[str]:
    """One sentence for each sort of page: read in an image, without any text, with no more than a
    running head on an image, left for want of time, damaged, mostly in letters without a code."""
    said = []
    if recognised:
        page = "page" if len(recognised) == 1 else "pages"
        said.append(f"{_images(recognised)} read by OCR; check quotes against the {page}")
    if empty:
        said.append(f"{_having(empty)} no text (a scanned image?)")
    if pictures:
        said.append(f"{_having(pictures)} no text but a stamp or a running head (a scanned image?)")
    if unread:
        said.append(
            f"{_images(unread)} not read, as recognising text takes longer than "
            f"{seconds:g} seconds: raise the limit (max_seconds) and add it again"
        )
    if broken:
        said.append(f"{_having(broken)} damage and could not be read")
    if unlettered:
        said.append(f"{_having(unlettered)} text that cannot be read as letters")
    return said


def _images(numbers: list[int]) -> str:
    return (
        f"{named(numbers)} {'is an image and was' if len(numbers) == 1 else 'are images and were'}"
    )


def _having(numbers: list[int]) -> str:
    return f"{named(numbers)} {'has' if len(numbers) == 1 else 'have'}"


def named(numbers: list[int]) -> str:
    """Page numbers as a subject, runs folded.

    >>> named([4]), named([1, 2, 3, 7])
    ('Page 4', 'Pages 1-3 and 7')
    """
    if len(numbers) == 1:
        return f"Page {numbers[0]}"
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    names = [f"{run[0]}-{run[-1]}" if len(run) > 1 else str(run[0]) for run in runs]
    listed = ", ".join(names[:-1]) + " and " + names[-1] if len(names) > 1 else names[0]
    return f"Pages {listed}"
