"""The product: plans and runs a city's recycling."""
