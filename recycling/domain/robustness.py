"""What stays whatever happens: which choices every near-optimal plan makes."""

from dataclasses import dataclass
from enum import StrEnum

from recycling.domain.plans import SiteAction


class Standing(StrEnum):
    """How firm a choice is.

    Attributes
    ----------
    ALWAYS
        Proven: no plan within the share does without it.
    REPLACEABLE
        A plan within the share does without it.
    OPEN
        Neither was shown in the time given.
    """

    ALWAYS = "always"
    REPLACEABLE = "replaceable"
    OPEN = "open"


@dataclass(frozen=True, slots=True)
class RobustSite:
    """A choice of the plan, and what doing without it costs.

    Attributes
    ----------
    site_id, action
        The choice.
    standing
        How firm it is.
    cost_fen, bound_fen
        Cost of the best plan found without it, and the proven bound of all such
        plans; ``None`` where there is none.
    """

    site_id: str
    action: SiteAction
    standing: Standing
    cost_fen: int | None
    bound_fen: int | None


@dataclass(frozen=True, slots=True)
class Robustness:
    """Near-optimal plans and what they have in common.

    Attributes
    ----------
    share
        How much more a plan may cost.
    sites
        The choices that were tried.
    costs_fen
        Costs of the plans found within the share, the best first.
    common
        Sites that all of these plans open or upgrade.
    """

    share: float
    sites: tuple[RobustSite, ...]
    costs_fen: tuple[int, ...]
    common: tuple[str, ...]
