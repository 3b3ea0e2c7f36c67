"""Words into drafts: utterances, commitments and disagreements, each with its exact span."""
