-- Search: tokens are folded and stemmed in Python and stored as they are.
CREATE TABLE contact_search (
  rowid BIGINT PRIMARY KEY,
  terms TSVECTOR NOT NULL
);
CREATE INDEX contact_search_terms ON contact_search USING gin (terms);
