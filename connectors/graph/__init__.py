"""The Graph dialect, for every platform that speaks it. No platform is named here; this folder is none itself."""
