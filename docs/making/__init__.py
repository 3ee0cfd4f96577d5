"""How the pages of this documentation are made, run and held against what the software really does."""
