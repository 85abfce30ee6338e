"""Where fine-tuning runs: a vendor that speaks OpenAI's jobs API (hosted.py), or this machine (local.py)."""
