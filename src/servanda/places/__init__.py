"""Where: points with their stated precision, zones, gazetteers."""
