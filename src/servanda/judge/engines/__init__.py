"""The engines that can run the judge's plan."""
