"""Who works with the app: by a login where one is set up, else by choice."""

from collections.abc import Sequence

import streamlit as st

from recycling.config import Settings
from recycling.domain.users import User, parse_users
from recycling.services.context import login

WHO_KEY = "who"
"""Where the session keeps the name a user chose."""


def users_of(settings: Settings) -> tuple[User, ...]:
    """People the settings name."""
    return parse_users(settings.users.names)


def has_login() -> bool:
    """Whether an OpenID Connect provider is set up in ``.streamlit/secrets.toml``."""
    return bool(st.secrets.load_if_toml_exists()) and "auth" in st.secrets


def logged_in() -> str:
    """Name of who has logged in by a provider, empty for nobody."""
    if not getattr(st.user, "is_logged_in", False):
        return ""
    return str(st.user.get("name") or st.user.get("email") or st.user.get("sub") or "")


def who(settings: Settings) -> str:
    """Name the logs of changes bear in this session.

    Who has logged in; else the name chosen on the settings page; else the only
    person there is, or the account the app runs under.
    """
    return logged_in() or chosen(users_of(settings), st.session_state.get(WHO_KEY))


def chosen(users: Sequence[User], name: object) -> str:
    """Name out of a list, the only one there is, or the machine's account.

    Parameters
    ----------
    users
        People there are.
    name
        What the session remembers; anything but a name of the list is nobody.
    """
    names = [user.name for user in users]
    if name in names:
        return str(name)
    return names[0] if len(names) == 1 else login()
