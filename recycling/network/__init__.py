"""Stage 2: builds the network, checks it, and answers travel between its sites."""
