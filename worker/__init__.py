"""Celery. Loads, calls one step, rings."""
