"""What becomes of a file's content on its way into a blob, and back: line ends, ident, encodings, programs."""
