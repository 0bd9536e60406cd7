"""The journal that every verb writes: one ordered sequence for live pages, the CRM and events."""
