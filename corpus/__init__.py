"""Recipes that build repositories of every odd shape with git, deterministically."""
