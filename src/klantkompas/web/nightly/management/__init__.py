"""Commands of the night for ``klantkompas manage``."""
