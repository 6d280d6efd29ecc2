"""The audit log: its Merkle tree, signed checkpoints, verification, and replay of past answers."""
