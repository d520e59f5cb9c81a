"""From the run tree to the site: papermill, staging, Sphinx, swap."""
