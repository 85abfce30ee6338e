"""A stand-in for a vendor of hosted fine-tuning, on this machine: OpenAI's files, jobs, models and chat, and Nebius' deployments.

For demo and tests. It learns nothing: losses fall by a formula, and a tuned model answers with pieces of what it was given.
"""
