"""The ``recycling`` command."""
