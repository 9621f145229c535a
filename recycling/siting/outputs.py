"""What sites make of their intake, and which sites take it further."""

from collections.abc import Mapping
from dataclasses import replace

from recycling.domain.materials import Stream
from recycling.domain.network import Network
from recycling.domain.sites import SiteKind
from recycling.siting.facilities import SiteOptions
from routing.siting.facility import FacilityState, Yield
from routing.siting.problem import PPM

RESIDUE = "residue"
HAZARDOUS = "hazardous"
ELV = Stream.ELV.value
ELV_OUTPUT = "siting.elv_output."
SORTED = ".sorted"
"""Ending of a material's name once it was sorted or dismantled."""

MAKERS = frozenset({SiteKind.SORTING_CENTRE})
SINKS = frozenset({SiteKind.PARK, SiteKind.PROCESSING_BASE})
WASTE = frozenset({RESIDUE, HAZARDOUS})


def sorted_name(material: str) -> str:
    """Name a material carries after sorting."""
    return f"{material}{SORTED}"


def output_names(network: Network) -> tuple[str, ...]:
    """Names of everything that is made."""
    made = {sorted_name(material) for material in network.materials}
    return tuple(sorted(made | WASTE))


def with_outputs(network: Network, options: SiteOptions) -> SiteOptions:
    """Give a site's states their outputs, and sinks what they take of others.

    Centres sort: ``yield_share`` of a material goes on sorted, the rest is
    residue. Dismantlers make what the parameters ``siting.elv_output.*`` say,
    hazardous outputs included. Parks and bases keep what they recover of direct
    loads and send the rest to disposal. Everything ends at parks, bases and
    disposal.
    """
    kind = options.site.kind
    states = tuple(
        state if state.capacity_kg == 0 else _made(network, kind, state)
        for state in options.facility.states
    )
    return replace(options, facility=replace(options.facility, states=states))


def _made(network: Network, kind: SiteKind, state: FacilityState) -> FacilityState:
    taken = state.commodities or frozenset(network.materials)
    if kind is SiteKind.DISPOSAL:
        return replace(state, commodities=WASTE)
    if kind is SiteKind.DISMANTLER:
        return replace(state, yields=_dismantled(elv_outputs(network)))
    residue = [
        Yield(material, RESIDUE, PPM - _kept_ppm(network, material))
        for material in sorted(taken)
    ]
    if kind in SINKS:
        further = frozenset(map(sorted_name, taken))
        return replace(state, commodities=taken | further, yields=_real(residue))
    recovered = [
        Yield(material, sorted_name(material), _kept_ppm(network, material))
        for material in sorted(taken)
    ]
    return replace(state, yields=_real([*recovered, *residue]))


def _kept_ppm(network: Network, material: str) -> int:
    return round(network.materials[material].yield_share * PPM)


def _real(yields: list[Yield]) -> tuple[Yield, ...]:
    return tuple(each for each in yields if each.ppm > 0)


def _dismantled(outputs: Mapping[str, int]) -> tuple[Yield, ...]:
    return _real([Yield(ELV, output, ppm) for output, ppm in outputs.items()])


def elv_outputs(network: Network) -> dict[str, int]:
    """Parts per million of a vehicle's mass, by output."""
    outputs = {}
    for code, parameter in sorted(network.parameters.items()):
        if code.startswith(ELV_OUTPUT):
            name = code.removeprefix(ELV_OUTPUT)
            output = name if name in WASTE else sorted_name(name)
            outputs[output] = round(parameter.value * PPM)
    return outputs
