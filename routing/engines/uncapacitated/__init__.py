"""Which sites to open when none is ever full: medians, centres, covering."""
