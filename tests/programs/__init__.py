"""Small programs over the library, run as they stand by test_programs.py."""
