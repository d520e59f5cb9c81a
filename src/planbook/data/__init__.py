"""Ground floor: typed loading of plans, observations, places, sources, standards and layers."""
