"""The accord: literate text into parties, lists, milestones and norms, with every mistake as a Problem."""
