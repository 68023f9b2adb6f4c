"""What commits changed in the contents of files: lines that differ, and changes that several commits have."""
