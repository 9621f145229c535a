"""Solves what is too large for one engine run: by parts, by neighbourhoods."""
