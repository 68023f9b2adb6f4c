"""What is made anew: trees out of others, commits, repositories."""
