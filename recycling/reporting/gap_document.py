"""The gap and its levers as a document: a waterfall, its parts, and measures."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from recycling.domain.gap import Gap, GapCause, Lever, LeverRun, Levers, Loss
from recycling.domain.network import Network
from recycling.domain.units import KG_PER_T
from recycling.reporting.documents import (
    Cell,
    Chart,
    ChartKind,
    Document,
    Note,
    Role,
    Series,
    Table,
)
from recycling.reporting.pen import Pen, numbers, words
from recycling.reporting.provenance import made_up

MOST_STEPS = 8
"""Districts that have a step of their own in the waterfall."""


def gap_document(
    gap: Gap, network: Network, pen: Pen, levers: Levers | None = None
) -> Document:
    """Write the gap down, and its levers where they were worked out.

    Parameters
    ----------
    gap
        Parts that add up.
    network
        Names of districts, materials and sites.
    pen
        Language and units.
    levers
        Measures in their order.
    """
    names = _names(network.districts, pen)
    blocks: list[Table | Chart] = [
        _waterfall(gap, names, pen),
        _causes(gap, network, pen),
        _sums(gap, pen, "district", names),
        _sums(gap, pen, "material", _names(network.materials, pen)),
    ]
    if gap.full_sites:
        blocks.append(_full_sites(gap, pen))
    notes = [Note("parts", pen.say("gap.note"), pen.say("gap.parts_text"))]
    if levers is not None:
        blocks += [_levers(levers, pen), _runs(levers, pen)]
        notes.append(
            Note(
                "levers",
                pen.say("gap.levers_note"),
                pen.say(
                    "gap.levers_text",
                    districts=", ".join(levers.districts),
                    days=", ".join(f"{day}" for day in levers.days),
                    year=levers.year,
                    limit=f"{levers.time_limit_s:g}",
                ),
            )
        )
    return Document(
        key="gap",
        title=pen.say("gap.title", day=gap.day),
        lang=pen.lang,
        warning=made_up(pen, gap.simulated_kg, gap.reached_kg),
        paragraphs=tuple(_answers(gap, pen, levers)),
        blocks=tuple(blocks),
        notes=tuple(notes),
    )


def _answers(gap: Gap, pen: Pen, levers: Levers | None) -> Iterable[str]:
    yield pen.say(
        "gap.answer",
        due=pen.kilograms(gap.due_kg).text,
        reached=pen.kilograms(gap.reached_kg).text,
        gap=pen.kilograms(gap.gap_kg).text,
        unit=pen.mass_unit,
    )
    if levers is None:
        return
    best = next((one for one in levers.levers if one.cost_fen_per_t is not None), None)
    if best is None:
        yield pen.say("gap.no_gain")
    else:
        yield pen.say(
            "gap.best",
            lever=pen.say(f"gap.lever.{best.kind}"),
            gain=f"{best.kg_per_year / KG_PER_T:,.1f}",
            per_t=pen.yuan(best.cost_fen_per_t).text,
        )


def _names(rows: Mapping[str, object], pen: Pen) -> dict[str, str]:
    return {
        code: pen.named(getattr(row, "name_en", code), getattr(row, "name_zh", code))
        for code, row in rows.items()
    }


def _cause(pen: Pen, cause: str) -> str:
    return pen.say(f"gap.cause.{cause}")


def _waterfall(gap: Gap, names: Mapping[str, str], pen: Pen) -> Chart:
    """Draw the way from what was due to what was weighed."""
    steps = waterfall_steps(gap, names, pen)
    cells = [
        pen.kilograms(gap.due_kg),
        *(pen.kilograms(-kg) for _, kg in steps),
        pen.kilograms(gap.reached_kg),
    ]
    labels = (
        pen.say("gap.due"),
        *(label for label, _ in steps),
        pen.say("gap.reached"),
    )
    return Chart(
        "gap",
        pen.say("gap.waterfall"),
        ChartKind.WATERFALL,
        pen.mass_unit,
        labels,
        (Series(pen.say("gap.waterfall"), Role.ACTUAL, numbers(cells)),),
        cells[0].decimals,
    )


def waterfall_steps(
    gap: Gap, names: Mapping[str, str], pen: Pen, by: str = "district"
) -> list[tuple[str, int]]:
    """List the steps of a waterfall: causes, with volume place by place.

    Parameters
    ----------
    gap
        Parts that add up.
    names
        Names of the places by code.
    pen
        Language.
    by
        What volume that did not come is told by: ``district`` or ``material``.
    """
    sums = gap.by("cause")
    volume = replace(gap, parts=volumes(gap)).by(by)
    largest = sorted(volume.items(), key=lambda item: (-abs(item[1]), item[0]))
    steps = []
    for cause in GapCause:
        if cause is GapCause.VOLUME:
            steps += [(names.get(c, c), kg) for c, kg in largest[:MOST_STEPS]]
            rest = sum(kg for _, kg in largest[MOST_STEPS:])
            if rest:
                steps.append((pen.say(f"gap.other_{by}s"), rest))
        elif cause.value in sums:
            steps.append((_cause(pen, cause), sums[cause.value]))
    return steps


def volumes(gap: Gap) -> tuple[Loss, ...]:
    """Parts of a gap that nothing recorded explains."""
    return tuple(part for part in gap.parts if part.cause is GapCause.VOLUME)


def _causes(gap: Gap, network: Network, pen: Pen) -> Table:
    """List causes with what is known about each; volume in a line of its own."""
    found: dict[tuple[GapCause, str], tuple[int, int]] = {}
    for part in gap.parts:
        key = (part.cause, _detail(part, network, pen))
        kg, events = found.get(key, (0, 0))
        found[key] = (kg + part.kg, events + part.events)
    order = list(GapCause)
    rows = [
        (
            *words(_cause(pen, cause), detail),
            pen.count(events) if events else Cell(""),
            pen.kilograms(kg),
        )
        for (cause, detail), (kg, events) in sorted(
            found.items(), key=lambda item: (order.index(item[0][0]), -item[1][0])
        )
    ]
    rows.append((*words(pen.say("gap.whole"), ""), Cell(""), pen.kilograms(gap.gap_kg)))
    return _table(pen, "causes", ("cause", "detail", "events", "mass"), rows)


def _detail(part: Loss, network: Network, pen: Pen) -> str:
    if part.cause in {GapCause.CAPACITY, GapCause.VOLUME}:
        return _names(network.districts, pen).get(part.district, part.district)
    if part.cause is GapCause.DOWNTIME:
        site = network.sites.get(part.detail)
        return site.name if site else part.detail
    return part.detail


def _sums(gap: Gap, pen: Pen, field: str, names: Mapping[str, str]) -> Table:
    sums = sorted(gap.by(field).items(), key=lambda item: (-item[1], item[0]))
    rows = [
        (Cell(names.get(code, code) or pen.say("none")), pen.kilograms(kg))
        for code, kg in sums
    ]
    rows.append((Cell(pen.say("gap.whole")), pen.kilograms(gap.gap_kg)))
    return _table(pen, field, (field, "mass"), rows)


def _full_sites(gap: Gap, pen: Pen) -> Table:
    rows = [
        (
            *words(site.name, site.site_id),
            pen.kilograms(site.intake_kg),
            pen.kilograms(site.capacity_kg),
            pen.share(site.utilisation),
        )
        for site in gap.full_sites
    ]
    columns = ("site", "site_id", "intake", "capacity", "use")
    return _table(pen, "full_sites", columns, rows)


def _levers(levers: Levers, pen: Pen) -> Table:
    """List measures in their order; what has no answer says why."""
    rows = []
    for rank, lever in enumerate(levers.levers, 1):
        per_t = lever.cost_fen_per_t
        rows.append(
            (
                Cell(pen.say(f"gap.lever.{lever.kind}")),
                pen.count(rank),
                pen.amount(lever.kg_per_year / KG_PER_T, 1, pen.say("gap.t_per_year")),
                pen.yuan(lever.cost_fen_per_year),
                pen.yuan(per_t),
                pen.yuan(lever.price_fen_per_t),
                Cell(_changed(lever, pen)),
            )
        )
    columns = ("lever", "rank", "gain", "cost", "per_t", "price", "changed")
    return _table(pen, "levers", columns, rows)


def _changed(lever: Lever, pen: Pen) -> str:
    said = [pen.say(f"gap.fact.{name}", value=value) for name, value in lever.facts]
    if lever.why is not None:
        said.append(pen.say(f"gap.why.{lever.why}"))
    return "; ".join([*said, lever.fault] if lever.fault else said)


def _runs(levers: Levers, pen: Pen) -> Table:
    """List the runs the measures rest on, with proof where there is one."""
    rows = []
    for lever in levers.levers:
        for run in (lever.before, lever.after):
            if run is not None:
                name = pen.say(f"gap.lever.{lever.kind}")
                rows.append(_run_row(pen, name, run))
    columns = (
        "run", "lever", "engine", "seconds", "asked", "recovered", "cost", "bound",
        "proven",
    )  # fmt: skip
    return _table(pen, "runs", columns, rows)


def _run_row(pen: Pen, lever: str, run: LeverRun) -> tuple[Cell, ...]:
    tonnes = pen.say("gap.t_per_year")
    return (
        *words(run.name, lever, run.engine),
        pen.amount(run.seconds, 1, "s"),
        pen.amount(run.asked_kg / KG_PER_T, 1, tonnes),
        pen.amount(run.recovered_kg / KG_PER_T, 1, tonnes),
        pen.yuan(run.cost_fen),
        pen.yuan(run.bound_fen),
        pen.share(run.gap),
    )


def _table(
    pen: Pen, key: str, columns: Iterable[str], rows: Sequence[tuple[Cell, ...]]
) -> Table:
    headers = tuple(
        pen.say(f"gap.column.{name}", mass=pen.mass_unit) for name in columns
    )
    return Table(key, pen.say(f"gap.table.{key}"), headers, tuple(rows))
