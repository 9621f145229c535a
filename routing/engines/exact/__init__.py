"""The exact siting engine: every rule of the problem in one mixed-integer model."""
