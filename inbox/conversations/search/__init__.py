"""Find messages and customers again, by an index that is derived from them and follows the journal.

The index holds words, not texts. It is left out of backups and made anew from what is stored.
"""
