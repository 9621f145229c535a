"""A month's trunk legs as a document, in either language."""

from collections.abc import Iterable

from recycling.domain.network import Network
from recycling.domain.trunks import (
    TrunkFlow,
    TrunkMode,
    TrunkPlan,
    TrunkSource,
    TrunkSupply,
)
from recycling.domain.units import M_PER_KM
from recycling.reporting.documents import Cell, Document, Note, Table
from recycling.reporting.pen import MassUnit, Pen, words
from recycling.reporting.tables import NONE
from recycling.schema.columns import Lang
from recycling.schema.messages import text

_FLOWS = ("origin", "destination", "material", "mass", "mode", "via", "way", "cost",
          "co2")  # fmt: skip
_MODES = ("mode", "flows", "mass", "cost", "co2")


def trunks_document(plan: TrunkPlan, network: Network, lang: Lang) -> Document:
    """Write a month's trunk legs: flows, alternatives, sums, and what stays behind.

    Parameters
    ----------
    plan
        What to write.
    network
        Names of sites and materials.
    lang
        Language.
    """
    writer = _Writer(network, Pen(lang, MassUnit.T))
    tables = [
        writer.modes(plan),
        writer.flows(plan.flows),
        writer.ways(plan.flows),
        writer.weighed(plan.weighed),
    ]
    if plan.unserved:
        tables.append(writer.unserved(plan.unserved))
    how = Note("sources", writer.say("how_label"), writer.say("how", way=plan.travel))
    title = writer.say("title", month=f"{plan.month:%Y-%m}")
    return Document(plan.plan_id, title, lang, "", (), tuple(tables), (how,))


class _Writer:
    """Writes the tables."""

    def __init__(self, network: Network, pen: Pen) -> None:
        self._network = network
        self._pen = pen

    def say(self, key: str, /, **params: object) -> str:
        """Word a message of trunk plans."""
        return text(f"trunk.{key}", self._pen.lang, **params)

    def modes(self, plan: TrunkPlan) -> Table:
        """Sum up by mode, and all together."""
        rows = []
        for mode in (*TrunkMode, None):
            flows = [f for f in plan.flows if mode is None or f.mode is mode]
            name = self.say("all") if mode is None else self._mode(mode)
            rows.append(
                (
                    Cell(name),
                    self._pen.count(len(flows)),
                    self._pen.kilograms(sum(flow.kg for flow in flows)),
                    self._pen.yuan(sum(flow.cost_fen for flow in flows)),
                    self._pen.carbon(sum(flow.co2_g for flow in flows)),
                )
            )
        return self._table("modes", _MODES, rows)

    def flows(self, flows: Iterable[TrunkFlow]) -> Table:
        """Lay out what goes where."""
        rows = [
            (
                *self._ends(flow),
                self._pen.kilograms(flow.kg),
                Cell(self._mode(flow.mode)),
                Cell(" - ".join(map(self._site, flow.chosen.via)) or NONE),
                self._pen.amount(flow.chosen.distance_m / M_PER_KM, 1, "km"),
                self._pen.yuan(flow.cost_fen),
                self._pen.carbon(flow.co2_g),
            )
            for flow in flows
        ]
        return self._table("flows", _FLOWS, rows)

    def ways(self, flows: Iterable[TrunkFlow]) -> Table:
        """Lay out what each flow would cost and emit by each mode."""
        rows = [(*self._ends(flow), *self._by_mode(flow)) for flow in flows]
        columns = ["origin", "destination", "material"]
        headers = [self.say(f"column.{name}") for name in columns]
        for mode in TrunkMode:
            named = {"mode": self._mode(mode)}
            headers += [self.say("column.cost_by", **named)]
            headers += [self.say("column.co2_by", **named)]
        title = self.say("table.ways")
        return Table("ways", title, tuple(headers), tuple(rows), self.say("ways_note"))

    def _by_mode(self, flow: TrunkFlow) -> list[Cell]:
        cells = []
        for mode in TrunkMode:
            way = flow.way(mode)
            cells.append(self._pen.yuan(way.cost_fen(flow.kg) if way else None))
            cells.append(self._pen.carbon(way.co2_g(flow.kg) if way else None))
        return cells

    def weighed(self, sources: Iterable[TrunkSource]) -> Table:
        """Lay out the weighed figures behind the bales."""
        rows = [
            (
                Cell(self._site(source.site_id)),
                Cell(self._material(source.material)),
                self._pen.kilograms(source.weighed_kg, source.figure),
                self._pen.kilograms(source.bales_kg),
            )
            for source in sources
        ]
        return self._table("weighed", ("origin", "material", "weighed", "bales"), rows)

    def unserved(self, left: Iterable[TrunkSupply]) -> Table:
        """Lay out what no park or base takes."""
        rows = [
            (
                Cell(self._site(supply.site_id)),
                Cell(self._material(supply.material)),
                self._pen.kilograms(supply.kg),
            )
            for supply in left
        ]
        return self._table("unserved", ("origin", "material", "mass"), rows)

    def _table(
        self, key: str, columns: Iterable[str], rows: Iterable[tuple[Cell, ...]]
    ) -> Table:
        headers = tuple(self.say(f"column.{name}") for name in columns)
        return Table(key, self.say(f"table.{key}"), headers, tuple(rows))

    def _ends(self, flow: TrunkFlow) -> tuple[Cell, ...]:
        ends = (self._site(flow.origin), self._site(flow.destination))
        return words(*ends, self._material(flow.material))

    def _mode(self, mode: TrunkMode) -> str:
        return self.say(f"mode.{mode}")

    def _site(self, site_id: str) -> str:
        site = self._network.sites.get(site_id)
        return site.name if site else site_id

    def _material(self, code: str) -> str:
        known = self._network.materials.get(code)
        return self._pen.named(known.name_en, known.name_zh) if known else code
