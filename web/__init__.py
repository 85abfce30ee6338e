"""Flask: where creators connect accounts and decide on replies. One file per page group."""
