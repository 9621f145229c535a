"""Stage 1: files to checked rows, with every fault named."""
