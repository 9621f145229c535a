"""What is said about bookings, in the language of the settings."""

from typing import cast

from recycling.schema.columns import Lang
from recycling.schema.messages import text
from recycling.services.context import Context


def language(context: Context) -> Lang:
    """Language of what is said."""
    return cast("Lang", context.settings.language)


def say_booking(context: Context, key: str, **params: object) -> str:
    """Word a message about bookings."""
    return text(f"booking.{key}", language(context), **params)
