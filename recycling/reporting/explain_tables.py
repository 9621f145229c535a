"""Why orders are left out, as tables and sentences."""

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType

from recycling.domain.explanations import (
    Explanation,
    Fix,
    FixKind,
    ImpossibleDay,
    LeftOutGroup,
    NetworkGap,
)
from recycling.domain.units import KG_PER_T, M_PER_KM, S_PER_H, S_PER_MIN
from recycling.reporting.tables import NONE, Section, money
from recycling.schema.columns import Lang
from recycling.schema.messages import text

NAMED = 5
"""Orders that are named where there are many."""

SMALL_SET = 12
"""Most orders of a set that tells a dispatcher something: of more, all are a little to
blame, and it is said that no small one was found."""


def explanation_sections(found: Explanation, lang: Lang) -> list[Section]:
    """Lay an explanation out as tables.

    Parameters
    ----------
    found
        The explanation.
    lang
        Language of headings and sentences.
    """
    sections = [_groups(found, lang)]
    if any(group.fixes or group.tried for group in found.groups):
        sections.append(_fixes(found, lang))
    if found.gaps:
        sections.append(gaps_section(found.gaps, lang))
    if found.impossible:
        sections.append(_impossible(found.impossible, lang))
    return sections


def _section(
    key: str,
    lang: Lang,
    columns: Sequence[str],
    rows: Sequence[tuple[str, ...]],
    note: str = "",
    **facts: object,
) -> Section:
    return Section(
        f"explain_{key}",
        text(f"explain.{key}", lang, **facts),
        tuple(text(f"explain.column.{name}", lang) for name in columns),
        tuple(rows),
        note,
    )


def _groups(found: Explanation, lang: Lang) -> Section:
    rows = [
        (
            group.depot_id or NONE,
            text(f"cause.{group.cause}", lang),
            f"{len(group.orders):,}",
            _tonnes(group.load_kg),
            named([order.order_id for order in group.orders], lang),
        )
        for group in found.groups
    ]
    note = text(
        "explain.note",
        lang,
        served=f"{found.served:,}",
        left=f"{found.left_out:,}",
        seconds=f"{found.seconds:.1f}",
    )
    columns = ("depot", "cause", "number", "tonnes", "orders")
    return _section("groups", lang, columns, rows, note, plan=found.plan_id)


def _fixes(found: Explanation, lang: Lang) -> Section:
    rows = [row for group in found.groups for row in _fix_rows(group, lang)]
    columns = ("depot", "cause", "fix", "cost", "per_t", "routes")
    return _section("fixes", lang, columns, rows, text("explain.fixes_note", lang))


def _fix_rows(group: LeftOutGroup, lang: Lang) -> list[tuple[str, ...]]:
    head = group.depot_id or NONE, text(f"cause.{group.cause}", lang)
    if not group.fixes:
        said = "none_found" if group.tried else "not_tried"
        sentence = text(f"explain.{said}", lang, tried=group.tried)
        return [(*head, sentence, NONE, NONE, NONE)]
    return [
        (
            *head,
            fix_sentence(fix, lang),
            money(fix.cost_fen),
            money(round(fix.cost_fen_per_t)),
            f"{fix.routes}",
        )
        for fix in group.fixes
    ]


def fix_sentence(fix: Fix, lang: Lang) -> str:
    """Say what a change is and what it serves: "+20 minutes at ... serves ..."."""
    change = text(
        f"fix.{fix.kind}", lang, subject=fix.subject, amount=_AMOUNTS[fix.kind](fix)
    )
    return text(
        "fix.serves",
        lang,
        change=change,
        orders=f"{len(fix.orders):,}",
        tonnes=_tonnes(fix.load_kg),
    )


def _minutes(fix: Fix) -> str:
    return f"{fix.amount // S_PER_MIN:,}"


_AMOUNTS: Mapping[FixKind, Callable[[Fix], str]] = MappingProxyType(
    {
        FixKind.REPLAN: lambda fix: f"{fix.routes}",
        FixKind.OPENING: _minutes,
        FixKind.SHIFT: _minutes,
        FixKind.WINDOW: lambda fix: f"{fix.amount / S_PER_H:.0f}",
        FixKind.INTAKE: lambda fix: _tonnes(fix.amount),
        FixKind.DOCKS: lambda fix: f"{fix.amount}",
        FixKind.VEHICLE: lambda fix: f"{fix.amount}",
        FixKind.OTHER_DAY: lambda fix: fix.subject,
        FixKind.PRIZE: lambda fix: money(fix.amount),
    }
)
"""How the amount of a change is written."""


def gaps_section(gaps: Sequence[NetworkGap], lang: Lang) -> Section:
    """List the gaps of the network, for whoever plans the sites."""
    rows = [
        (
            gap.district,
            gap.material,
            f"{gap.day}",
            text(f"cause.{gap.cause}", lang),
            f"{len(gap.orders):,}",
            _tonnes(gap.load_kg),
            gap.nearest_site_id or NONE,
            f"{gap.nearest_m / M_PER_KM:,.0f}" if gap.nearest_site_id else NONE,
            f"{gap.nearest_s / S_PER_MIN:,.0f}" if gap.nearest_site_id else NONE,
        )
        for gap in gaps
    ]
    columns = (
        "district", "material", "day", "cause", "number", "tonnes", "nearest",
        "km", "minutes",
    )  # fmt: skip
    return _section("gaps", lang, columns, rows, text("explain.gaps_note", lang))


def _impossible(found: Sequence[ImpossibleDay], lang: Lang) -> Section:
    rows = [
        (one.depot_id, text(_sentence(one), lang, **_facts(one, lang))) for one in found
    ]
    return _section("impossible", lang, ("depot", "sentence"), rows)


_SURENESS = {True: "explain.set_proved", False: "explain.set_searched"}
_LARGE = {True: "explain.set_large_proved", False: "explain.set_large"}


def _sentence(one: ImpossibleDay) -> str:
    is_small = len(one.orders) <= SMALL_SET
    return (_SURENESS if is_small else _LARGE)[one.is_proved]


def _facts(one: ImpossibleDay, lang: Lang) -> dict[str, str]:
    smallest = "explain.set_smallest" if one.is_minimal else "explain.set_found"
    return {
        "number": f"{len(one.orders)}",
        "orders": named(one.orders, lang, SMALL_SET),
        "more": text(smallest, lang),
    }


def named(keys: Sequence[str], lang: Lang, most: int = NAMED) -> str:
    """Name some things, the first ones where there are too many."""
    if len(keys) <= most:
        return ", ".join(keys)
    shown, more = ", ".join(keys[:NAMED]), len(keys) - NAMED
    return text("explain.more", lang, shown=shown, more=more)


def _tonnes(kilograms: int) -> str:
    return f"{kilograms / KG_PER_T:,.1f}"
