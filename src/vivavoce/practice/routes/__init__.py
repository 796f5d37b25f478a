"""The practice API. JSON names are snake_case, as the seed defines them."""
