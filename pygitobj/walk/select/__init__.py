"""Which commits of a history are told, and in which order: tips and a Selection in, numbers of commits out."""
