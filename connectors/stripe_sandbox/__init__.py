"""A local Stripe for demo and tests: the part of the API that Fanmail uses, its pages, its clock and its webhooks.

`python -m connectors.stripe_sandbox --port 8003` serves it; STRIPE_API_URL leads to it, with any STRIPE_SECRET_KEY that
begins with `sk_test_`. No money moves.
"""
