"""The demo: a creator, her history, and fans who write."""
