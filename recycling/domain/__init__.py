"""Words and rules of the trade: frozen dataclasses over the standard library."""
