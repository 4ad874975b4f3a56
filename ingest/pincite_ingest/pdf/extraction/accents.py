"""Accents that a font draws as glyphs of their own, over or under a letter, join that letter."""

from __future__ import annotations

import re
import unicodedata

import numpy as np

from pincite_ingest.pdf.extraction.glyphs import PageGlyphs

_COMBINING = {
    "`": "\u0300", "´": "\u0301", "ˊ": "\u0301", "ˋ": "\u0300", "^": "\u0302", "ˆ": "\u0302",
    "~": "\u0303", "˜": "\u0303", "¯": "\u0304", "ˉ": "\u0304", "˘": "\u0306", "˙": "\u0307",
    "¨": "\u0308", "˚": "\u030a", "˝": "\u030b", "ˇ": "\u030c", "¸": "\u0327", "˛": "\u0328",
}  # fmt: skip
_ACCENT = re.compile("[" + re.escape("".join(_COMBINING)) + "]")
_UNDOTTED = str.maketrans("ıȷ", "ij")
_MOST = 500
"""A page with more of them is ruled with them."""
_REACH = 80
"""An accent is drawn right before or after its letter, or at the end of the line."""
_NOTHING = "\n"
"""Takes the place of an accent that joined its letter: not drawn, and no space either."""


def join_accents(page: PageGlyphs) -> None:
    """Puts each accent that stands over a letter (in TeX's older fonts) on it, as one character."""
    found = list(_ACCENT.finditer(page.text))
    if not 0 < len(found) <= _MOST:
        return
    text = list(page.text)
    left, top, right, bottom = page.boxes.T
    for match in found:
        at = match.start()
        width = right[at] - left[at]
        if width <= 0:
            continue
        near = np.arange(max(at - _REACH, 0), min(at + _REACH, len(text)))
        shared = np.minimum(right[near], right[at]) - np.maximum(left[near], left[at])
        shared /= np.maximum(np.minimum(right[near] - left[near], width), 1e-6)
        level = np.minimum(bottom[near], bottom[at]) - np.maximum(top[near], top[at])
        shared[(near == at) | (level <= 0) | (page.sizes[near] < 0.7 * page.sizes[at])] = 0.0
        letter = int(near[int(np.argmax(shared))])
        whole = unicodedata.normalize(
            "NFC", text[letter].translate(_UNDOTTED) + _COMBINING[match.group()]
        )
        if shared.max() < 0.5 or len(whole) != 1 or not whole.isalpha():
            continue
        text[letter] = whole
        text[at] = _NOTHING
        for beside in (at - 1, at + 1):  # a space that PDFium made up beside the accent
            if 0 <= beside < len(text) and text[beside] == " ":
                text[beside] = _NOTHING
        page.boxes[at] = 0.0
    page.text = "".join(text)
