"""The API of the shop's CRM, through the door that a CRM uses."""
