"""What the code says in words is there in both languages, and nothing more."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from recycling.domain import errors
from recycling.domain.network import Severity
from recycling.domain.orders import OrderStatus
from recycling.domain.plans import SiteAction, StopKind
from recycling.domain.sites import SiteKind
from recycling.domain.targets import Indicator
from recycling.network.checks import CHECKS
from recycling.network.roads import OFF_ROAD
from recycling.schema.columns import LANGUAGES
from recycling.schema.enums import ENUMS, label
from recycling.schema.messages import catalogue
from routing.vrp.solution import UnservedReason

ROOT = Path(__file__).resolve().parents[2] / "recycling"

USER_ERRORS = {
    name
    for name, kind in vars(errors).items()
    if isinstance(kind, type) and issubclass(kind, errors.RecyclingError)
}


def calls(path: Path) -> Iterator[tuple[str, ast.expr]]:
    """Name and first argument of every call in a module."""
    tree = ast.parse(path.read_text(encoding="utf-8"), str(path))
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call) or not node.args:
            continue
        function = node.func
        name = function.attr if isinstance(function, ast.Attribute) else ""
        yield function.id if isinstance(function, ast.Name) else name, node.args[0]


def texts(value: ast.expr) -> Iterator[str]:
    """Literals a value may be: one, or either side of a choice."""
    if isinstance(value, ast.Constant) and isinstance(value.value, str):
        yield value.value
    elif isinstance(value, ast.IfExp):
        yield from texts(value.body)
        yield from texts(value.orelse)


def patterns(name: str, folder: str) -> set[str]:
    """First arguments of all calls of a function that are made from parts."""
    return {
        "".join(
            re.escape(str(part.value)) if isinstance(part, ast.Constant) else r"\w+"
            for part in value.values
        )
        for path in sorted((ROOT / folder).rglob("*.py"))
        for called, value in calls(path)
        if called == name and isinstance(value, ast.JoinedStr)
    }


def literals(name: str, folder: str = "") -> set[str]:
    """First arguments of all calls of a function in a folder of the product."""
    return {
        literal
        for path in sorted((ROOT / folder).rglob("*.py"))
        for called, value in calls(path)
        if called == name
        for literal in texts(value)
    }


def missing(keys: set[str]) -> set[str]:
    return {
        key
        for key in keys
        if not all(catalogue().get(key, {}).get(lang) for lang in LANGUAGES)
    }


def test_every_message_of_the_command_line_exists() -> None:
    said = {f"cli.{key}" for key in literals("say", "cli")}
    assert len(said) > 30
    assert missing(said) == set()


def test_every_message_of_the_command_line_is_used() -> None:
    said = {f"cli.{key}" for key in literals("say", "cli")}
    made = [re.compile(rf"cli\.{pattern}") for pattern in patterns("say", "cli")]
    known = {key for key in catalogue() if key.startswith("cli.")}
    unused = known - said
    assert {key for key in unused if not any(p.fullmatch(key) for p in made)} == set()


def test_every_message_of_an_error_exists_and_is_used() -> None:
    told = {f"error.{key}" for key in literals("said")}
    assert len(told) > 150
    assert told == {key for key in catalogue() if key.startswith("error.")}
    assert missing(told) == set()


ENGLISH_ONLY: dict[str, int] = {}
"""Errors of use cases that exist in English alone, by module; let it become fewer."""


def test_what_a_use_case_refuses_is_said_in_every_language() -> None:
    found = {
        path.name: count
        for path in sorted((ROOT / "services").glob("*.py"))
        if (count := sum(1 for _ in english_only(path)))
    }
    assert found == ENGLISH_ONLY


def english_only(path: Path) -> Iterator[int]:
    """Lines of a module that raise a user's error with a text of their own."""
    tree = ast.parse(path.read_text(encoding="utf-8"), str(path))
    for function in ast.walk(tree):
        if not isinstance(function, ast.FunctionDef):
            continue
        own = {
            target.id
            for node in ast.walk(function)
            if isinstance(node, ast.Assign) and is_text(node.value)
            for target in node.targets
            if isinstance(target, ast.Name)
        }
        for node in ast.walk(function):
            if not isinstance(node, ast.Raise) or not isinstance(node.exc, ast.Call):
                continue
            raised, given = node.exc.func, node.exc.args
            if not isinstance(raised, ast.Name) or raised.id not in USER_ERRORS:
                continue
            told = given[0] if given else None
            is_own = isinstance(told, ast.Name) and told.id in own
            if is_own or (told is not None and is_text(told)):
                yield node.lineno


def is_text(value: ast.expr) -> bool:
    return isinstance(value, ast.JoinedStr) or (
        isinstance(value, ast.Constant) and isinstance(value.value, str)
    )


@pytest.mark.parametrize("folder", ["cli", "services", "reporting"])
def test_every_message_named_in_full_exists(folder: str) -> None:
    named = {key for key in literals("text", folder) if "." in key}
    assert missing(named) == set()


def test_every_stage_has_a_message_and_every_message_a_stage() -> None:
    stages = {f"stage.{key}" for key in literals("stage", "services")}
    assert len(stages) > 8
    assert stages == {key for key in catalogue() if key.startswith("stage.")}
    assert missing(stages) == set()


def test_every_reason_has_a_message() -> None:
    reasons = {f"unserved.{reason.value}" for reason in UnservedReason}
    assert missing(reasons | {"unserved.site_excluded"}) == set()


def test_every_check_has_a_message_and_every_message_a_check() -> None:
    checks = {f"finding.{c.__name__.removeprefix('check_')}" for c in CHECKS}
    checks.add(f"finding.{OFF_ROAD}")
    assert checks == {key for key in catalogue() if key.startswith("finding.")}
    assert missing(checks) == set()


@pytest.mark.parametrize("lang", LANGUAGES)
def test_everything_the_report_labels_has_a_label(lang: str) -> None:
    for kind in (SiteAction, SiteKind, Indicator):
        for member in kind:
            shown = label(kind.__name__, member.value, "zh" if lang == "zh" else "en")
            assert shown


@pytest.mark.parametrize("kind", [Severity, StopKind, OrderStatus])
def test_states_are_written_as_their_codes(kind: type) -> None:
    values = [member.value for member in kind]
    assert all(value == value.lower() for value in values)
    assert len(set(values)) == len(values)


def test_enumerations_of_the_input_tables_are_known() -> None:
    assert {"SiteKind", "OrderStatus", "Indicator"} <= set(ENUMS)
