"""``vivavoce demo``: one whole interview from another process, through public addresses only."""
