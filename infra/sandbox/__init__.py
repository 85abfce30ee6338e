"""The stand-ins for the platforms: one server for their dialects, a page for fans, and a control port for tests and demos."""
