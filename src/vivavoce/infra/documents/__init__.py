"""Text documents as files: Markdown is read into blocks, and written as a Word document or a PDF."""
