"""Settings from a file and the environment, and what they may not be."""

from pathlib import Path

import pytest

from recycling.config import Settings, load_settings
from recycling.domain.errors import ConfigError
from recycling.domain.users import parse_users


def loaded(tmp_path: Path, toml: str = "", **env: str) -> Settings:
    if toml:
        (tmp_path / "recycling.toml").write_text(toml, encoding="utf-8")
    return load_settings(tmp_path, {f"RECYCLING_{k}": v for k, v in env.items()})


def test_without_anything_the_defaults_hold(tmp_path: Path) -> None:
    assert loaded(tmp_path) == Settings(workspace=tmp_path)


def test_the_file_overlays_the_defaults(tmp_path: Path) -> None:
    settings = loaded(
        tmp_path, 'language = "en"\n[siting]\ntime_limit_s = 7\nnearest_sites = 3\n'
    )
    assert settings.language == "en"
    assert settings.siting.time_limit_s == 7.0
    assert isinstance(settings.siting.time_limit_s, float)
    assert settings.siting.nearest_sites == 3
    assert settings.dispatch == Settings().dispatch


def test_the_environment_overlays_the_file(tmp_path: Path) -> None:
    settings = loaded(
        tmp_path,
        "seed = 3\n[siting]\ntime_limit_s = 7\ngap = 0.1",
        SITING__TIME_LIMIT_S="9",
        SEED="4",
        DATA_DIR="elsewhere",
    )
    assert (settings.seed, settings.siting.time_limit_s) == (4, 9.0)
    assert settings.siting.gap == 0.1
    assert settings.data_dir == Path("elsewhere")


def test_the_workspace_comes_from_the_environment_when_not_given() -> None:
    assert load_settings(environ={}).workspace == Path("workspace")
    named = load_settings(environ={"RECYCLING_WORKSPACE": "here"})
    assert named.workspace == Path("here")
    given = load_settings(Path("there"), {"RECYCLING_WORKSPACE": "here"})
    assert given.workspace == Path("there")


def test_what_steers_the_tests_is_no_setting(tmp_path: Path) -> None:
    assert loaded(tmp_path, TEST_POSTGRES_URL="x") == Settings(workspace=tmp_path)


def test_the_database_is_in_the_workspace_unless_named(tmp_path: Path) -> None:
    url = loaded(tmp_path).database_url
    assert url == f"sqlite:///{tmp_path.resolve() / 'recovery.db'}"
    named = loaded(tmp_path, STORAGE__URL="postgresql://server/city")
    assert named.database_url == "postgresql://server/city"


@pytest.mark.parametrize(
    ("env", "message"),
    [
        (
            {"SITING__TIME_LIMITS": "3"},
            "RECYCLING_SITING__TIME_LIMITS: unknown setting 'time_limits'. "
            "Did you mean time_limit_s?",
        ),
        ({"SITTING__GAP": "3"}, "unknown setting 'sitting'. Did you mean siting?"),
        (
            {"QWX": "3"},
            "unknown setting 'qwx'. Known are storage, intake, roads, siting,",
        ),
        ({"SITING": "3"}, "siting is a section, not a setting. Write [siting]"),
        ({"SEED__X": "3"}, "seed is a setting, not a section."),
        ({"SITING__GAP__X": "3"}, "siting.gap.x is too deep."),
        ({"SEED": "x"}, "RECYCLING_SEED, seed: must be int, got 'x'."),
        ({"SEED": "1.5"}, "seed: must be int, got '1.5'."),
        ({"SITING__GAP": "wide"}, "gap: must be float, got 'wide'."),
        ({"DISPATCH__TRAFFIC_RULES": "maybe"}, "must be bool, got 'maybe'."),
        ({"LANGUAGE": "fr"}, "language: must be zh or en, got 'fr'."),
    ],
)
def test_a_name_or_type_that_is_wrong_says_what_is_right(
    tmp_path: Path, env: dict[str, str], message: str
) -> None:
    with pytest.raises(ConfigError) as caught:
        loaded(tmp_path, **env)
    assert message in str(caught.value)


@pytest.mark.parametrize(
    ("toml", "message"),
    [
        ("language = ", "recycling.toml: not a valid TOML file"),
        ("[siting]\ntime_limit = 3", "Did you mean time_limit_s?"),
        ("[siting]\ngap = true", "gap: must be float, got True."),
        ("seed = 1.0", "seed: must be int, got 1.0."),
        ("[language]\nx = 1", "language is a setting, not a section."),
        ("language = 3", "language: must be str, got 3."),
        ("data_dir = 3", "data_dir: must be"),
    ],
)
def test_a_file_that_is_wrong_is_named(tmp_path: Path, toml: str, message: str) -> None:
    with pytest.raises(ConfigError) as caught:
        loaded(tmp_path, toml)
    assert message in str(caught.value)
    assert str(caught.value).startswith("recycling.toml")


def test_a_file_that_is_no_text_is_named(tmp_path: Path) -> None:
    (tmp_path / "recycling.toml").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(ConfigError, match="not a valid TOML file"):
        load_settings(tmp_path, {})


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SITING__TIME_LIMIT_S", "0"),
        ("SITING__TIME_LIMIT_S", "nan"),
        ("DISPATCH__TIME_LIMIT_S", "inf"),
        ("DISPATCH__WORKERS", "0"),
        ("SITING__WORKERS", "-1"),
        ("SITING__GAP", "-0.1"),
        ("SITING__NEAREST_SITES", "0"),
        ("SITING__CELL_KM", "0"),
        ("DISPATCH__UNLOAD_SITES", "0"),
        ("INTAKE__MAX_FILE_MB", "0"),
        ("ROADS__PROVIDER", "crow"),
        ("ROADS__PROFILE", "bicycle"),
        ("ROADS__MAX_SNAP_M", "0"),
        ("INTAKE__TIMEZONE", "Mars/Olympus"),
        ("INTAKE__TIMEZONE", "../etc/passwd"),
        ("INTAKE__TIMEZONE", ""),
    ],
)
def test_a_value_that_means_nothing_is_refused(
    tmp_path: Path, name: str, value: str
) -> None:
    place = name.lower().replace("__", ".")
    with pytest.raises(ConfigError, match=place):
        loaded(tmp_path, **{name: value})


def test_a_server_needs_an_address(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"roads\.url: must be the address"):
        loaded(tmp_path, ROADS__PROVIDER="osrm")
    named = loaded(tmp_path, ROADS__PROVIDER="osrm", ROADS__URL="http://127.0.0.1:5000")
    assert named.roads.url == "http://127.0.0.1:5000"


@pytest.mark.parametrize(
    ("text", "expected"), [("yes", True), ("no", False), ("False", False)]
)
def test_a_switch_is_yes_or_no(tmp_path: Path, text: str, expected: bool) -> None:
    settings = loaded(tmp_path, DISPATCH__TRAFFIC_RULES=text)
    assert settings.dispatch.traffic_rules is expected
    in_file = loaded(tmp_path, "[dispatch]\ntraffic_rules = false")
    assert in_file.dispatch.traffic_rules is False


@pytest.mark.parametrize("weekdays", ["", "8", "Mon", "1-5", "12345 "])
def test_weekdays_are_digits(tmp_path: Path, weekdays: str) -> None:
    with pytest.raises(ConfigError, match=r"dispatch\.visit_weekdays: must be digits"):
        loaded(tmp_path, DISPATCH__VISIT_WEEKDAYS=weekdays)


def test_days_of_visits_can_be_set(tmp_path: Path) -> None:
    settings = loaded(
        tmp_path, DISPATCH__VISIT_WEEKDAYS="135", DISPATCH__VISIT_TOLERANCE_DAYS="0"
    )
    assert settings.dispatch.visit_weekdays == "135"
    assert settings.dispatch.visit_tolerance_days == 0
    with pytest.raises(ConfigError, match="visit_tolerance_days: must be >= 0"):
        loaded(tmp_path, DISPATCH__VISIT_TOLERANCE_DAYS="-1")


@pytest.mark.parametrize(
    ("toml", "said"),
    [
        ('basemap = "google"', "maps.basemap: must be one of none, style"),
        ('basemap = "style"', "maps.style_url: must be given"),
        ('basemap = "tianditu"', "maps.key: must be given"),
    ],
)
def test_a_basemap_needs_what_it_is_asked_with(
    tmp_path: Path, toml: str, said: str
) -> None:
    with pytest.raises(ConfigError, match=said):
        loaded(tmp_path, f"[maps]\n{toml}")


def test_users_have_a_name_and_a_role(tmp_path: Path) -> None:
    named = loaded(tmp_path, '[users]\nnames = "Li=planner; Wang=admin"').users.names
    assert [(u.name, u.role.value) for u in parse_users(named)] == [
        ("Li", "planner"),
        ("Wang", "admin"),
    ]
    with pytest.raises(ConfigError, match="a role of planner"):
        loaded(tmp_path, '[users]\nnames = "Li=boss"')
    with pytest.raises(ConfigError, match="names 'Li' twice"):
        loaded(tmp_path, '[users]\nnames = "Li=planner;Li=admin"')
