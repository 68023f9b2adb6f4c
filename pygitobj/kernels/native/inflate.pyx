"""Which library inflates. The inflater itself is C (inflater.h), which the other modules use without Python."""

INFLATER = INFLATER_NAME.decode()
