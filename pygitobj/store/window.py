"""How much a bulk read may hold."""

# Bytes of bodies that are built and wait for their turn.
WINDOW = 64 << 20
