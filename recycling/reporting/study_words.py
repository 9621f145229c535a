"""Why sites are what they are, in words."""

from recycling.domain.robustness import Robustness
from recycling.domain.studies import Reason, ReasonKind
from recycling.domain.units import KG_PER_T
from recycling.reporting.tables import NONE, Section, money, percent
from recycling.schema.columns import Lang
from recycling.schema.enums import label
from recycling.schema.messages import text


def reason_text(reason: Reason, lang: Lang) -> str:
    """Word a reason with its figures."""
    words = text(
        f"study.reason.{reason.kind}",
        lang,
        saving=money(reason.saving_fen),
        cost=money(reason.cost_fen),
        others=", ".join(reason.others) or NONE,
        rule=reason.text,
    )
    if reason.alone_kg and reason.kind is not ReasonKind.RULED:
        tonnes = f"{reason.alone_kg / KG_PER_T:,.0f} t"
        words = f"{words} {text('study.reason_alone', lang, mass=tonnes)}"
    return words


def robustness_section(found: Robustness, lang: Lang) -> Section:
    """Lay out which choices stay whatever happens."""
    rows = tuple(
        (
            site.site_id,
            label("SiteAction", site.action.value, lang),
            text(f"study.standing.{site.standing}", lang),
            money(site.cost_fen),
            money(site.bound_fen),
        )
        for site in found.sites
    )
    columns = ("site", "decision", "standing", "cost_without", "bound_without")
    note = text(
        "study.robust_note",
        lang,
        number=len(found.costs_fen),
        share=percent(found.share),
        common=", ".join(found.common) or NONE,
    )
    return Section(
        "siting_robust",
        text("study.title.robust", lang),
        tuple(text(f"study.column.{name}", lang) for name in columns),
        rows,
        note,
    )
