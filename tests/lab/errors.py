class WorldError(Exception):
    """What was asked of the world does not fit it; the text is for the person who asked."""
