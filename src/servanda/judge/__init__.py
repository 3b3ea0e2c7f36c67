"""The judge: norms × incidents × lists into verdicts, for every reading at once."""
