"""The benchmarks: what Kontor promises about speed, growth and size, measured on this machine."""
