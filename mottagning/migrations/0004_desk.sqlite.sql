-- Search as one types: what words begin with is indexed, so that "he" takes no longer than "hemtjänst". Which contacts
-- hold a term is kept and nothing else (detail = none), since terms are stored once each and in no order.
CREATE VIRTUAL TABLE contact_search_new USING fts5 (
  terms, detail = none,
  prefix = '2 3 4 5 6 7 8 9 10 11 12 13 14',
  tokenize = "unicode61 remove_diacritics 0 tokenchars '@.-_+/:'"
);
INSERT INTO contact_search_new (contact_search_new, rank) VALUES ('secure-delete', 1);
INSERT INTO contact_search_new (rowid, terms) SELECT rowid, terms FROM contact_search;
DROP TABLE contact_search;
ALTER TABLE contact_search_new RENAME TO contact_search;
