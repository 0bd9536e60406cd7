"""WhatsApp Business through Meta's Cloud API, 360dialog or Twilio."""
