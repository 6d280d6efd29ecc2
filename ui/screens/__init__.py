"""The pages, one module or folder each; ``ui.registry`` lists them."""
