"""Stage 5: orders of a day, catchments, and the routes that serve them."""
