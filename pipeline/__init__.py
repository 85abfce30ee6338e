"""Verbs: one step a file. A step is a function of one document and the ports it needs."""
