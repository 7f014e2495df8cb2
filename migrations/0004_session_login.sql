-- The login of a session in a column of its own, so that one query reads session, login and grant. It is empty in rows that a version
-- before this one wrote; those are read by their data.
ALTER TABLE sessions ADD COLUMN login_id TEXT;
