"""What a use case refused, told on a page: every fault at once, in words."""

from collections.abc import Iterator
from contextlib import contextmanager

import streamlit as st

from recycling.domain.errors import FaultsError, RecyclingError, RefusedError
from recycling.intake.report import fault_message
from recycling.schema.said import in_words, worded
from recycling.ui import widgets
from recycling.ui.i18n import Words

MOST_LINES = 50
"""Faults that are told one by one; of more the rest is counted."""


@contextmanager
def told(words: Words, title: str) -> Iterator[None]:
    """Tell what is refused inside; what was typed stays for another try."""
    try:
        yield
    except RecyclingError as error:
        tell(error, words, title)


def tell(error: RecyclingError, words: Words, title: str) -> None:
    """Show a refusal with all its faults."""
    lines = lines_of(error, words)
    body = "\n".join(f"- {widgets.literal(line)}" for line in lines[:MOST_LINES])
    if len(lines) > MOST_LINES:
        body += "\n- " + words("refusal.more", count=f"{len(lines) - MOST_LINES:,}")
    st.error(body, title=title, icon=":material/block:")


def lines_of(error: RecyclingError, words: Words) -> list[str]:
    """List the faults of a refusal, one line each."""
    if isinstance(error, FaultsError):
        return [fault_message(fault, words.lang) for fault in error.faults]
    if isinstance(error, RefusedError):
        return [str(worded(line, words.lang)) for line in error.lines]
    return [in_words(error, words.lang)]
