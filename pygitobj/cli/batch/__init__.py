"""What the batch modes of cat-file are asked, and how they answer: requests, formats, answers."""
