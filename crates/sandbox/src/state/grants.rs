//! Consents, authorization codes and tokens.

use serde_json::Value;

use super::{AuthorizationCode, State, TokenPair};
use crate::random::random_text;

/// The seconds in which an authorization code can be exchanged.
///
/// Source: <https://github.com/discord/discord-api-docs/issues/2526>
const CODE_LIFETIME: i64 = 100;
/// The most token pairs in the state; the oldest are removed first. It limits the file, which is written on every change. Tests
/// make fewer.
const MAX_PAIRS: usize = 1_000;

impl State {
    pub fn has_authorized(&self, person: &str, scopes: &[String]) -> bool {
        let authorized = self.file.authorized.get(person);
        authorized.is_some_and(|authorized| scopes.iter().all(|scope| authorized.contains(scope)))
    }

    /// Remembers the person's consent and returns a code for it.
    pub fn authorize(&mut self, code: AuthorizationCode, now: i64) -> String {
        let text = random_text();
        add_missing(self.file.authorized.entry(code.person.clone()).or_default(), &code.scopes);
        self.codes.retain(|_, (_, expires_at)| *expires_at > now);
        self.codes.insert(text.clone(), (code, now + CODE_LIFETIME));
        self.save();
        text
    }

    /// Removes a code, so that it works once.
    pub fn take_code(&mut self, text: &str, now: i64) -> Option<AuthorizationCode> {
        let (code, expires_at) = self.codes.remove(text)?;
        (expires_at > now).then_some(code)
    }

    /// Issues tokens for a code.
    pub fn issue(&mut self, person: &str, scopes: Vec<String>, now: i64) -> Value {
        let is_same = |pair: &&TokenPair| {
            let has_same_scopes = pair.scopes.len() == scopes.len() && scopes.iter().all(|it| pair.scopes.contains(it));
            pair.person == person && has_same_scopes && pair.expires_at > now && pair.can_be_refreshed(now)
        };
        match self.file.pairs.iter().find(is_same) {
            Some(pair) if self.file.settings.same_token => pair.answer(now),
            _ => self.insert(person, scopes, now, false),
        }
    }

    /// Returns the scopes that a refresh token can ask for: all that its person authorized, including those of other sign-ins.
    ///
    /// Source: <https://github.com/discord/discord-api-docs/issues/3180>
    pub fn refreshable_scopes(&self, refresh_token: &str, now: i64) -> Option<&[String]> {
        let is_it =
            |pair: &&TokenPair| pair.refresh_token.as_deref() == Some(refresh_token) && pair.can_be_refreshed(now);
        let pair = self.file.pairs.iter().find(is_it)?;
        self.file.authorized.get(&pair.person).map(Vec::as_slice)
    }

    /// Exchanges a refresh token for a new pair. The setting `refresh_ends_access` decides whether the old access token ends.
    pub fn rotate(&mut self, refresh_token: &str, scopes: Vec<String>, now: i64) -> Option<Value> {
        let is_it = |pair: &&mut TokenPair| pair.refresh_token.as_deref() == Some(refresh_token);
        let pair = self.file.pairs.iter_mut().find(is_it)?;
        pair.refresh_token = None;
        if self.file.settings.refresh_ends_access {
            pair.expires_at = now;
        }
        let person = pair.person.clone();
        Some(self.insert(&person, scopes, now, false))
    }

    /// Returns the pair of a valid access token, with the scopes that its person authorized in other sign-ins added.
    ///
    /// Source: <https://github.com/discord/discord-api-docs/issues/2488>
    pub fn access(&self, token: &str, now: i64) -> Option<TokenPair> {
        let is_it = |pair: &&TokenPair| pair.access_token == token && pair.expires_at > now;
        let mut pair = self.file.pairs.iter().find(is_it)?.clone();
        if !pair.is_client_credentials
            && let Some(authorized) = self.file.authorized.get(&pair.person)
        {
            add_missing(&mut pair.scopes, authorized);
        }
        Some(pair)
    }

    /// Ends every code, token and consent of the token's person.
    ///
    /// Source: <https://discord.com/developers/docs/topics/oauth2#authorization-code-grant-token-revocation-example>
    pub fn revoke(&mut self, token: &str) {
        let is_it = |pair: &&TokenPair| pair.access_token == token || pair.refresh_token.as_deref() == Some(token);
        if let Some(person) = self.file.pairs.iter().find(is_it).map(|pair| pair.person.clone()) {
            self.forget_application(&person);
        }
    }

    /// Ends every code, token and consent of a person. Returns `false` if they have not authorized the application.
    pub fn forget_application(&mut self, person: &str) -> bool {
        self.codes.retain(|_, (code, _)| code.person != person);
        self.file.pairs.retain(|pair| pair.person != person);
        let had_authorized = self.file.authorized.remove(person).is_some();
        self.save();
        had_authorized
    }

    /// Issues a new pair. Client credentials get no refresh token.
    pub fn insert(&mut self, person: &str, scopes: Vec<String>, now: i64, is_client_credentials: bool) -> Value {
        let pair = TokenPair {
            access_token: random_text(),
            refresh_token: (!is_client_credentials).then(random_text),
            person: person.to_owned(),
            scopes,
            issued_at: now,
            expires_at: now + i64::from(self.file.settings.token_lifetime),
            is_client_credentials,
        };
        let answer = pair.answer(now);
        let pairs = &mut self.file.pairs;
        pairs.retain(|pair| pair.expires_at > now || pair.can_be_refreshed(now));
        pairs.drain(..pairs.len().saturating_sub(MAX_PAIRS - 1));
        pairs.push(pair);
        self.save();
        answer
    }
}

fn add_missing(scopes: &mut Vec<String>, more: &[String]) {
    for scope in more {
        if !scopes.contains(scope) {
            scopes.push(scope.clone());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::state::{Settings, token_pair::REFRESH_TOKEN_LIFETIME};

    fn code(scopes: &[&str]) -> AuthorizationCode {
        AuthorizationCode {
            client_id: "1".into(),
            redirect_uri: "http://127.0.0.1/cb".into(),
            person: "7".into(),
            scopes: scopes.iter().map(ToString::to_string).collect(),
            code_challenge: None,
            install: None,
        }
    }

    fn text(answer: &Value, key: &str) -> String {
        answer[key].as_str().unwrap().to_owned()
    }

    #[test]
    fn a_code_expires_after_a_hundred_seconds() {
        let mut state = State::load(None);
        let (early, late) = (state.authorize(code(&[]), 0), state.authorize(code(&[]), 0));
        assert!(state.take_code(&early, 99).is_some());
        assert!(state.take_code(&early, 99).is_none(), "a code is used once");
        assert!(state.take_code(&late, 100).is_none());
    }

    #[test]
    fn an_access_token_expires_after_the_lifetime_in_the_settings() {
        let mut state = State::load(None);
        let token = text(&state.issue("7", vec![], 0), "access_token");
        assert!(state.access(&token, 604_799).is_some());
        assert!(state.access(&token, 604_800).is_none());
        state.set_settings(Settings { token_lifetime: 5, ..Settings::default() });
        let token = text(&state.issue("7", vec![], 0), "access_token");
        assert!(state.access(&token, 4).is_some());
        assert!(state.access(&token, 5).is_none());
    }

    #[test]
    fn a_revoke_ends_codes_as_well() {
        let mut state = State::load(None);
        let pending = state.authorize(code(&["identify"]), 0);
        let issued = state.issue("7", vec![], 0);
        state.revoke(&text(&issued, "refresh_token"));
        assert!(state.take_code(&pending, 1).is_none());
        assert!(!state.has_authorized("7", &[]));
    }

    #[test]
    fn unusable_tokens_are_removed() {
        let mut state = State::load(None);
        state.authorize(code(&[]), 0);
        let mut refresh_token = text(&state.issue("7", vec![], 0), "refresh_token");
        for week in 1..20 {
            refresh_token = text(&state.rotate(&refresh_token, vec![], week * 604_800).unwrap(), "refresh_token");
        }
        assert_eq!(state.file.pairs.len(), 1, "spent and expired");
        assert!(state.refreshable_scopes(&refresh_token, 19 * 604_800 + REFRESH_TOKEN_LIFETIME).is_none(), "too old");

        for _ in 0..2 * MAX_PAIRS {
            state.issue("7", vec![], 20 * 604_800);
        }
        assert_eq!(state.file.pairs.len(), MAX_PAIRS);
        assert!(state.refreshable_scopes(&refresh_token, 20 * 604_800).is_none(), "the oldest goes first");
    }
}
