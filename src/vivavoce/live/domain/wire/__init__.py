"""What crosses a socket: frames as they are inside, and one codec for each wording of them."""
