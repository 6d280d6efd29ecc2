"""Text to vectors: one narrow protocol, the bundled model in ONNX, and a double for tests."""
