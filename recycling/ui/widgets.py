"""Parts that pages are made of."""

import logging
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from html import escape
from uuid import uuid4

import pandas as pd
import streamlit as st

from recycling.domain.errors import RecyclingError
from recycling.schema.said import in_words
from recycling.ui.cards import Card
from recycling.ui.figures import Figures
from recycling.ui.i18n import Words
from recycling.ui.plan_cards import Fact

_log = logging.getLogger(__name__)
_MARKUP = re.compile(r"([\\`*_{}\[\]<>()#+.!|~$:-])")


@contextmanager
def guarded(words: Words) -> Iterator[None]:
    """Show what goes wrong inside: a user's mistake in its words, else a number."""
    try:
        yield
    except RecyclingError as error:
        told = literal(in_words(error, words.lang))
        st.error(told, title=words("error.title"), icon=":material/error:")
    except Exception:
        number = uuid4().hex[:8]
        _log.exception("error %s", number)
        st.error(
            words("error.unexpected", number=number),
            title=words("error.title"),
            icon=":material/error:",
        )


def literal(text: str) -> str:
    """Text that Markdown shows as it is; names and values come from user files."""
    return _MARKUP.sub(r"\\\1", text)


def metric_cards(cards: Iterable[Card]) -> None:
    """Show cards of one size in rows that wrap."""
    with st.grid(6, min_column_width=175, border=True) as grid:
        for card in cards:
            with grid.cell():
                metric(card)


def metric(card: Card) -> None:
    """Show a figure, a difference and what it is a difference to."""
    st.metric(
        card.label,
        card.value,
        card.delta,
        delta_color="normal" if card.is_signed else "off",
        delta_arrow="auto" if card.is_signed else "off",
    )
    st.caption(literal(card.note))


def fact_card(title: str, facts: Iterable[Fact], absent: str) -> None:
    """Show a titled list of figures, or why there is none."""
    with st.container(border=True, height="stretch"):
        st.subheader(title, anchor=False)
        rows = [(literal(fact.name), literal(fact.value)) for fact in facts]
        if not rows:
            st.caption(absent)
            return
        frame = pd.DataFrame(rows, columns=["name", "value"])
        st.table(frame, border="horizontal", hide_index=True, hide_header=True)


def part_table(
    frame: pd.DataFrame,
    item: str,
    figures: Figures,
    key: str,
    picked: Callable[[], None] | None = None,
) -> None:
    """Show a frame of `recycling.ui.tables` under titles in the language.

    Parameters
    ----------
    frame
        What to show.
    item
        Title of the first column.
    figures
        How masses are written.
    key
        Key of the table.
    picked
        Called when a row is chosen; rows cannot be chosen without.
    """
    words, unit = figures.words, figures.mass_unit_name()
    number = st.column_config.NumberColumn
    columns = {
        "name": st.column_config.TextColumn(item),
        "month": st.column_config.TextColumn(item),
        "achievement": number(words("column.achievement"), format="percent"),
    }
    columns |= {
        name: number(words(f"column.{name}", unit=unit), format="localized")
        for name in ("actual", "plan", "gap")
    }
    shown = frame[[name for name in frame.columns if name in columns]]
    with st.expander(words("section.table"), key=f"{key}_expander"):
        if picked is not None:
            st.caption(words("section.pick"))
        st.dataframe(
            shown,
            hide_index=True,
            column_config={name: columns[name] for name in shown.columns},
            key=key,
            on_select=picked or "ignore",
            selection_mode="single-row",
        )


def colour_key(key: Mapping[str, str]) -> None:
    """Show what colours mean, in a row that wraps.

    Parameters
    ----------
    key
        CSS colour by meaning.
    """
    items = "".join(
        f'<span style="white-space:nowrap"><span style="display:inline-block;'
        f"width:0.7em;height:0.7em;border-radius:2px;margin-right:0.4em;"
        f'background:{colour}"></span>{escape(meaning)}</span>'
        for meaning, colour in key.items()
    )
    st.html(
        '<div style="display:flex;flex-wrap:wrap;gap:0.25rem 1.25rem;'
        f'font-size:0.875rem">{items}</div>'
    )
