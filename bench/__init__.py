"""How fast the site is: figures as medians of repeated runs, ratios within one run."""
