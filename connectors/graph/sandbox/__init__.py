"""The stand-in side of the Graph dialect: what the sandboxes of its platforms share."""
