"""Tests of the audit log's tree, checkpoints, verification and replay."""
