"""``vivavoce demo``: one complete interview from another process, through public URLs only."""
