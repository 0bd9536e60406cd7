"""Messages and their attachments, as the CRM reads them."""
