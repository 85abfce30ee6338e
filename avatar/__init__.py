"""Judgement and voice: values in, values out, reasons included. Imports nothing of ours."""
