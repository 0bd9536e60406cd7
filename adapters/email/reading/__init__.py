"""From the bytes of one mail to what they mean. No network, no clock, no exception.

Everything here reads what strangers wrote: sizes are capped, every loop is linear in its input,
and what cannot be understood is kept as it is instead of being refused.
"""
