"""The gap to plan of part of the city, step by step, and what closes it."""

from dataclasses import replace

import pandas as pd

from recycling.domain.gap import Gap, Lever, Levers
from recycling.domain.units import FEN_PER_CNY, KG_PER_T
from recycling.reporting.gap_document import waterfall_steps
from recycling.reporting.pen import Pen
from recycling.schema.messages import text
from recycling.services.overview import Overview
from recycling.ui.figures import Figures
from recycling.ui.i18n import Named, Words
from recycling.ui.overview_choice import Choice

DUE, LOSS, GAIN, REACHED = "due", "loss", "gain", "reached"
"""What a bar of the waterfall is."""

STEP_COLUMNS = ("label", "start", "end", "mass", "kind")
LEVER_COLUMNS = ("lever", "gain", "cost", "per_t", "changed")


def gap_of_choice(overview: Overview, choice: Choice) -> Gap | None:
    """Cut the year's gap to a district and material.

    Returns
    -------
    Gap or None
        ``None`` where there is no gap to explain: of a stream, or without a plan.
        Its parts add up to it, whatever was chosen.
    """
    gap = overview.gap
    if gap is None or choice.stream:
        return None
    if choice.is_whole:
        return gap
    parts = tuple(
        part
        for part in gap.parts
        if choice.district in {"", part.district}
        and choice.material in {"", part.material}
    )
    reached_kg = sum(
        row.net_kg
        for row in overview.cells
        if row.day.year == gap.day.year
        and choice.district in {"", row.district}
        and choice.material in {"", row.material}
    )
    due_kg = reached_kg + sum(part.kg for part in parts)
    return replace(gap, parts=parts, due_kg=due_kg, reached_kg=reached_kg)


def step_frame(
    gap: Gap, overview: Overview, choice: Choice, figures: Figures
) -> pd.DataFrame:
    """Lay out the steps from what was due to what was weighed.

    Returns
    -------
    pandas.DataFrame
        In their order: ``label``, ``start`` and ``end`` of the bar, signed ``mass``
        in the unit, ``kind``.
    """
    words = figures.words
    network = overview.network
    by = "material" if choice.district else "district"
    places: dict[str, Named] = dict(
        network.materials if choice.district else network.districts
    )
    names = {code: words.name(place) for code, place in places.items()}
    pen = Pen(words.lang)
    rows = [_bar(pen.say("gap.due"), 0, gap.due_kg, DUE)]
    level = gap.due_kg
    for label, kg in waterfall_steps(gap, names, pen, by):
        rows.append(_bar(label, level, level - kg, LOSS if kg > 0 else GAIN))
        level -= kg
    rows.append(_bar(pen.say("gap.reached"), 0, gap.reached_kg, REACHED))
    frame = pd.DataFrame(rows, columns=list(STEP_COLUMNS))
    masses = ["start", "end", "mass"]
    frame[masses] = frame[masses].astype("float64") / figures.kilograms_per_unit()
    return frame


def _bar(label: str, start: int, end: int, kind: str) -> tuple[object, ...]:
    return label, start, end, end - start, kind


def lever_frame(levers: Levers, words: Words) -> pd.DataFrame:
    """Measures in their rank.

    Returns
    -------
    pandas.DataFrame
        ``lever``, tonnes gained and yuan paid per year, yuan per tonne gained (empty
        where none is), and what was changed, or why there is no answer.
    """
    pen = Pen(words.lang)
    rows = [
        (
            pen.say(f"gap.lever.{lever.kind}"),
            lever.kg_per_year / KG_PER_T,
            lever.cost_fen_per_year / FEN_PER_CNY,
            None
            if lever.cost_fen_per_t is None
            else lever.cost_fen_per_t / FEN_PER_CNY,
            _changed(lever, words),
        )
        for lever in levers.levers
    ]
    frame = pd.DataFrame(rows, columns=list(LEVER_COLUMNS))
    return frame.astype(dict.fromkeys(LEVER_COLUMNS[1:4], "float64"))


def _changed(lever: Lever, words: Words) -> str:
    said = [words(f"lever.{name}", value=value) for name, value in lever.facts]
    if lever.why is not None:
        said.append(text(f"document.gap.why.{lever.why}", words.lang))
    return words.join([*said, lever.fault] if lever.fault else said)
