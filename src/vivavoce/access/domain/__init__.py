"""Domain rules of candidate access: links, one-time codes and consent."""
