"""WhatsApp's providers and their customers' phones, played; knows nothing of the adapter."""
