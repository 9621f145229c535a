"""What a driver sheet says, in either language."""

from dataclasses import dataclass

from recycling.domain.materials import HazardClass
from recycling.domain.network import Network
from recycling.domain.plans import PlanState
from recycling.domain.sheets import DriverSheet, SheetStop
from recycling.domain.units import M_PER_KM, S_PER_H, S_PER_MIN, clock
from recycling.schema.columns import Lang
from recycling.schema.enums import label
from recycling.schema.messages import text


@dataclass(frozen=True, slots=True)
class SheetWords:
    """Words of the sheets of a network in a language."""

    network: Network
    lang: Lang

    def say(self, key: str, /, **params: object) -> str:
        """Word a message of the sheets."""
        return text(f"sheet.{key}", self.lang, **params)

    def kind(self, stop: SheetStop) -> str:
        """Name what happens at a stop."""
        return text(f"export.stop.{stop.kind.value}", self.lang)

    def material(self, stop: SheetStop) -> str:
        """Name what is picked up."""
        known = self.network.materials.get(stop.material)
        if known is None:
            return stop.material
        return known.name_zh if self.lang == "zh" else known.name_en

    def vehicle_type(self, sheet: DriverSheet) -> str:
        """Name the type of the vehicle."""
        known = self.network.vehicle_types.get(sheet.vehicle_type)
        if known is None:
            return sheet.vehicle_type
        return known.name_zh if self.lang == "zh" else known.name_en

    def state(self, sheet: DriverSheet) -> str:
        """Name where the plan of a sheet stands."""
        return label("PlanState", sheet.state, self.lang)

    def warning(self, sheet: DriverSheet) -> str:
        """Say that nobody published the plan yet; empty for one in force."""
        return self.say("draft") if sheet.state is PlanState.DRAFT else ""

    def window(self, stop: SheetStop) -> str:
        """Write when the work may start; empty for at any time."""
        if not stop.has_window:
            return ""
        return f"{clock(stop.window_start_s)}-{clock(stop.window_end_s)}"

    def notes(self, stop: SheetStop) -> list[str]:
        """List what the crew must know besides, most pressing first."""
        found = []
        known = self.network.materials.get(stop.material)
        if known is not None and known.hazard is not HazardClass.NONE:
            hazard = label("HazardClass", known.hazard, self.lang)
            found.append(self.say("hazard", hazard=hazard))
        if stop.units > 0:
            found.append(self.say("note.units", units=stop.units))
        if stop.is_part:
            found.append(self.say("note.part", whole=f"{stop.whole_kg:,}"))
        if stop.wait_s >= S_PER_MIN:
            found.append(self.say("note.wait", start=clock(stop.start_s)))
        return found

    def totals(self, sheet: DriverSheet) -> str:
        """Sum a sheet up in a line."""
        line = self.say(
            "totals",
            pickups=sheet.pickups,
            trips=sheet.trips,
            kg=f"{sheet.load_kg:,}",
            km=f"{sheet.distance_m / M_PER_KM:,.1f}",
            hours=f"{sheet.duration_s / S_PER_H:.1f}",
            pause=round(sheet.pause_s / S_PER_MIN),
        )
        if not sheet.units:
            return line
        return f"{line}; {self.say('totals_units', units=sheet.units)}"
