"""The library of promising practices: versions, evaluations, findings."""
