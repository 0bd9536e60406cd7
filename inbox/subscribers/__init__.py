"""The CRM's endpoints: signed events from the change journal, tried again for days."""
