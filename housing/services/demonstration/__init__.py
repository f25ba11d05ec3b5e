"""The demonstration: real municipalities and national figures, synthetic municipal figures.

`story.generate` is pure: the same reference data always gives the same lines. `load` posts them.
"""
