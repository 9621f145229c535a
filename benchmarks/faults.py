"""What is wrong with files and answers."""

MOST_FAULTS = 20
"""Faults that are kept; an answer with more is no better known for them."""


class FormatError(ValueError):
    """A file is not what its reader expects; the message says where."""
