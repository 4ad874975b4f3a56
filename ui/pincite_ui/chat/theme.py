"""The theme of Gradio's own components: system fonts and few colours."""

from __future__ import annotations

import gradio as gr

SANS = ("system-ui", "-apple-system", "Segoe UI", "Roboto", "Liberation Sans", "sans-serif")
MONO = ("ui-monospace", "SF Mono", "Menlo", "Consolas", "Liberation Mono", "monospace")


def theme() -> gr.themes.Base:
    """The theme, with the variables of the style sheet."""
    base = gr.themes.Base(font=SANS, font_mono=MONO, radius_size="sm", text_size="md")
    return base.set(
        # The page uses these four colours before the style sheet is loaded.
        body_background_fill="#f7f5f0",
        body_background_fill_dark="#16181a",
        body_text_color="#22242a",
        body_text_color_dark="#e7e4dc",
        body_text_color_subdued="var(--soft)",
        body_text_color_subdued_dark="var(--soft)",
        background_fill_primary="var(--leaf)",
        background_fill_primary_dark="var(--leaf)",
        background_fill_secondary="var(--paper)",
        background_fill_secondary_dark="var(--paper)",
        block_background_fill="transparent",
        block_background_fill_dark="transparent",
        block_border_width="0px",
        block_border_width_dark="0px",
        block_label_text_color="var(--soft)",
        block_label_text_color_dark="var(--soft)",
        block_title_text_color="var(--soft)",
        block_title_text_color_dark="var(--soft)",
        block_title_text_weight="500",
        border_color_primary="var(--rule)",
        border_color_primary_dark="var(--rule)",
        input_background_fill="var(--leaf)",
        input_background_fill_dark="var(--leaf)",
        input_border_color="var(--edge)",
        input_border_color_dark="var(--edge)",
        input_border_color_focus="var(--accent)",
        input_border_color_focus_dark="var(--accent)",
        input_placeholder_color="var(--soft)",
        input_placeholder_color_dark="var(--soft)",
        button_primary_background_fill="var(--accent)",
        button_primary_background_fill_dark="var(--accent)",
        button_primary_background_fill_hover="var(--accent-strong)",
        button_primary_background_fill_hover_dark="var(--accent-strong)",
        button_primary_text_color="var(--on-accent)",
        button_primary_text_color_dark="var(--on-accent)",
        button_secondary_background_fill="transparent",
        button_secondary_background_fill_dark="transparent",
        button_secondary_text_color="var(--ink)",
        button_secondary_text_color_dark="var(--ink)",
        color_accent="var(--accent)",
        color_accent_soft="var(--wash)",
        color_accent_soft_dark="var(--wash)",
    )
