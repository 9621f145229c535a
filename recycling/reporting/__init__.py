"""Stage 8: what was reached against the dated targets, as plain records."""
