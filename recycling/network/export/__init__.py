"""Plans and sites as files for maps, geodata programs and navigation devices."""
