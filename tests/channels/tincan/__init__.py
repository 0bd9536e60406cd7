"""Two tin cans and a string: the smallest channel that does everything a channel must."""
