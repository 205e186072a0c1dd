"""Training of what ships: lexicon, fusion, reader."""
