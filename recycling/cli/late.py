"""Commands whose modules are loaded when they are called."""

from functools import cached_property
from importlib import import_module
from typing import Any, Final

import typer
from typer.core import TyperCommand
from typer.main import get_group

from recycling.cli.words import say

MARKUP: Final = "markdown"
"""How help texts are marked up."""


class LateCommand(TyperCommand):
    """Stands for a command, or a group of them, by its name and help.

    Listing what there is, and saying that something is not, takes no more; a command
    that is called, or asked for its own help, is loaded with all it stands on.
    """

    place: str
    """Module and name of its function or its group, ``module:name``."""

    @cached_property
    def loaded(self) -> Any:
        """The command itself."""
        module, _, attribute = self.place.partition(":")
        found = getattr(import_module(module), attribute)
        holder = typer.Typer(rich_markup_mode=MARKUP)
        if isinstance(found, typer.Typer):
            holder.add_typer(found, name=self.name)
        else:
            holder.command(self.name, help=self.help)(found)
        return get_group(holder).commands[str(self.name)]

    def make_context(
        self, info_name: str | None, args: list[str], parent: Any = None, **extra: Any
    ) -> Any:
        """Begin a call of the command itself."""
        return self.loaded.make_context(info_name, args, parent, **extra)


def add_late(app: typer.Typer, name: str, place: str, key: str = "") -> None:
    """Add a command to an application without loading it.

    Parameters
    ----------
    app
        The application.
    name
        Name of the command.
    place
        Where its function or its group is, ``module:name``.
    key
        Name of its help among the messages; the command's when not given.
    """
    command = type("Late", (LateCommand,), {"place": place})
    app.command(name, cls=command, help=say(f"help.{key or name}"))(lambda: None)
