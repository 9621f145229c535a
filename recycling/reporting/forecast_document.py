"""The forecast as a document: the answer, the landings, the race, the fan."""

from collections.abc import Iterator, Mapping

from recycling.domain.network import Network
from recycling.domain.targets import Indicator
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
from recycling.reporting.forecast_race import Race
from recycling.reporting.forecast_records import FanMonth, Forecast, Landing
from recycling.reporting.pen import Pen, numbers
from recycling.reporting.split import ALL
from recycling.schema.enums import label


def forecast_document(forecast: Forecast, network: Network, pen: Pen) -> Document:
    """Write a forecast down.

    Parameters
    ----------
    forecast
        What to write.
    network
        Names of districts and materials.
    pen
        Language and units.
    """
    names = {
        **{d.code: pen.named(d.name_en, d.name_zh) for d in network.districts.values()},
        **{m.code: pen.named(m.name_en, m.name_zh) for m in network.materials.values()},
    }
    fan = _fan_table(pen, forecast.fan)
    return Document(
        key="forecast",
        title=pen.say("forecast.title", day=forecast.day),
        lang=pen.lang,
        warning=_warning(pen, forecast.simulated_share),
        paragraphs=tuple(_answer(pen, forecast)),
        blocks=(
            _city_table(pen, forecast),
            fan,
            _fan_chart(pen, fan, forecast.fan),
            *_part_tables(pen, forecast, names),
            _race_table(pen, "race", forecast.race),
            *(
                (_race_table(pen, "vehicle_race", forecast.vehicle_race),)
                if forecast.vehicle_race
                else ()
            ),
        ),
        notes=tuple(_notes(pen, forecast, names)),
    )


def _warning(pen: Pen, share: float) -> str:
    """Say that figures stand on made-up ones; empty when they do not."""
    if share <= 0:
        return ""
    if share >= 1:
        return pen.say("synthetic")
    return pen.say("partly_synthetic", share=pen.share(share).text)


def _answer(pen: Pen, forecast: Forecast) -> Iterator[str]:
    for landing in forecast.landings:
        is_city = not landing.district and not landing.material
        if is_city and landing.target is not None:
            yield pen.say(
                "forecast.answer",
                name=_indicator(pen, landing),
                year=landing.year,
                low=_amount(pen, landing, landing.p10).text,
                middle=_amount(pen, landing, landing.p50).text,
                high=_amount(pen, landing, landing.p90).text,
                unit=_amount(pen, landing, landing.p50).unit,
                target=_amount(pen, landing, landing.target).text,
                chance=pen.share(landing.probability).text,
            )


def _indicator(pen: Pen, landing: Landing) -> str:
    return label("Indicator", landing.indicator, pen.lang)


def _amount(pen: Pen, landing: Landing, amount: int | None) -> Cell:
    if landing.indicator is Indicator.ELV_UNITS:
        return pen.scrapped(amount)
    return pen.kilograms(amount)


def _figures(pen: Pen, landing: Landing) -> tuple[Cell, ...]:
    return (
        _amount(pen, landing, landing.p10),
        _amount(pen, landing, landing.p50),
        _amount(pen, landing, landing.p90),
        _amount(pen, landing, landing.target),
        _amount(pen, landing, landing.gap),
        pen.share(landing.probability),
    )


_FIGURES = ("p10", "p50", "p90", "target", "gap", "chance")


def _columns(pen: Pen, *keys: str) -> tuple[str, ...]:
    return tuple(pen.say(f"forecast.column.{key}", mass=pen.mass_unit) for key in keys)


def _city_table(pen: Pen, forecast: Forecast) -> Table:
    rows = tuple(
        (
            Cell(f"{_indicator(pen, landing)} ({_amount(pen, landing, None).unit})"),
            Cell(f"{landing.year}"),
            *_figures(pen, landing),
        )
        for landing in forecast.landings
        if landing.district == ALL and landing.material == ALL
    )
    columns = _columns(pen, "indicator", "year", *_FIGURES)
    title = pen.say("forecast.table.city")
    note = pen.say("forecast.medians", paths=f"{forecast.paths:,}")
    return Table("city", title, columns, rows, note)


def _part_tables(
    pen: Pen, forecast: Forecast, names: Mapping[str, str]
) -> Iterator[Table]:
    """Districts and materials, each year of the plan on its own."""
    years = dict.fromkeys(landing.year for landing in forecast.landings)
    for year in years:
        for key in ("districts", "materials"):
            parts = [
                landing
                for landing in forecast.landings
                if landing.year == year
                and landing.indicator is Indicator.RECOVERED
                and bool(landing.district) is (key == "districts")
                and bool(landing.material) is (key == "materials")
            ]
            rows = []
            for part in parts:
                code = part.district or part.material
                rows.append((Cell(names.get(code, code)), *_figures(pen, part)))
            title = pen.say(f"forecast.table.{key}", year=year, mass=pen.mass_unit)
            columns = _columns(pen, "name", *_FIGURES)
            yield Table(f"{key}_{year}", title, columns, tuple(rows))


def _race_table(pen: Pen, key: str, race: Race) -> Table:
    rows = tuple(
        (
            Cell(pen.say(f"forecast.candidate.{score.candidate}")),
            pen.amount(score.mase, 3, ""),
            pen.amount(score.mase_one_step, 3, ""),
            pen.share(score.coverage),
            pen.share(score.weight),
            Cell(pen.say(f"forecast.reason.{score.reason}") if score.reason else ""),
        )
        for score in race.scores
    )
    columns = _columns(
        pen, "candidate", "mase", "mase_one_step", "coverage", "weight", "reason"
    )
    note = pen.say("forecast.race_note", windows=race.windows, horizon=race.horizon)
    return Table(key, pen.say(f"forecast.table.{key}"), columns, rows, note)


def _fan_table(pen: Pen, fan: tuple[FanMonth, ...]) -> Table:
    rows = tuple(
        (
            Cell(f"{month.month:%Y-%m}"),
            pen.kilograms(month.recorded),
            pen.kilograms(month.p10),
            pen.kilograms(month.p50),
            pen.kilograms(month.p90),
        )
        for month in fan
    )
    columns = _columns(pen, "month", "recorded", "p10", "p50", "p90")
    title = pen.say("forecast.table.fan", mass=pen.mass_unit)
    return Table("fan", title, columns, rows)


def _fan_chart(pen: Pen, table: Table, fan: tuple[FanMonth, ...]) -> Chart:
    roles = (Role.ACTUAL, Role.LOW, Role.MEDIAN, Role.HIGH)
    series = []
    for place, role in enumerate(roles, 1):
        values = list(numbers([row[place] for row in table.rows]))
        if role is Role.ACTUAL:
            # Half a month is no month: the running one is in the fan alone.
            values = [
                value if month.p50 is None else None
                for value, month in zip(values, fan, strict=True)
            ]
        series.append(Series(table.headers[place], role, tuple(values)))
    decimals = table.rows[0][1].decimals if table.rows else 0
    return Chart(
        "fan_chart",
        table.title,
        ChartKind.LINES,
        pen.mass_unit,
        tuple(row[0].text for row in table.rows),
        tuple(series),
        decimals,
    )


def _notes(pen: Pen, forecast: Forecast, names: Mapping[str, str]) -> Iterator[Note]:
    def note(key: str, words: str) -> Note:
        return Note(key, pen.say(f"forecast.label.{key}"), words)

    yield note(
        "data",
        pen.say(
            "forecast.data",
            first=f"{forecast.first_month:%Y-%m}",
            months=forecast.months,
            day=forecast.day,
            paths=f"{forecast.paths:,}",
            seed=forecast.seed,
        ),
    )
    for score in forecast.shares:
        if score.error is not None:
            facts = {
                "dimension": pen.say(f"forecast.dimension.{score.dimension}"),
                "error": pen.share(score.error).text,
                "naive": pen.share(score.naive_error).text,
            }
            yield note("shares", pen.say("forecast.shares", **facts))
    for remark in forecast.remarks:
        words = {key: str(fact) for key, fact in remark.facts.items()}
        if "district" in words:
            words["district"] = names.get(words["district"], words["district"])
        for key in ("winner", "method"):
            if key in words:
                words[key] = pen.say(f"forecast.candidate.{words[key]}")
        yield note("remark", pen.say(f"forecast.note.{remark.key}", **words))
