"""From hits to an answer: read, chosen, held against each other, quoted and checked."""
