"""Mail: a mailbox read over IMAP and written to over SMTP."""
