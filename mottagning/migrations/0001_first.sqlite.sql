-- Search: tokens are folded and stemmed in Python; the index only splits at spaces. secure-delete takes removed terms
-- out of the index pages at once.
CREATE VIRTUAL TABLE contact_search USING fts5 (terms, tokenize = "unicode61 remove_diacritics 0 tokenchars '@.-_+/:'");
INSERT INTO contact_search (contact_search, rank) VALUES ('secure-delete', 1);
