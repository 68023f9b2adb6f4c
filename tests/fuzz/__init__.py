"""Coverage-guided fuzzing: any bytes are an answer or one of our errors, and both kernels say the same.

recipe.py       bytes as a recipe: of packs and deltas that are nearly right
readers.py      a target for each reader of a text or small file
kernels.py      targets that hold the compiled kernels to those in Python
targets.py      all of them by name
__main__.py     `python -m tests.fuzz <seconds> [target…]`: atheris leads, findings are kept
test_targets.py findings replayed, and a short turn without a guide
"""
