-- Flows beyond the most there may be, and those that are over, are found by age: with the key, from the index alone.
CREATE INDEX pending_logins_expires_at ON pending_logins (expires_at, state_hash);

-- A sign-out looks for the user's tokens that no login needs any more.
CREATE INDEX grants_user_id ON grants (user_id);
