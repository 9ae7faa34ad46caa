"""What comes in: mailbox and phone, through the ledger, to contacts that can be found."""
