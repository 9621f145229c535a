"""Large-neighbourhood search with trips and unloadings of its own, compiled."""
