"""The version of this package: equal to that of the npm packages, in the form of PEP 440."""

__version__ = "1.0.0a1"
