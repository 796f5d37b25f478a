"""The rules of addresses, passwords, people and keys, without a clock or a machine."""
