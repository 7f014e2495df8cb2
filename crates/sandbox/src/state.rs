//! What the sandbox remembers: who authorized what, and the codes and tokens it gave out.
//!
//! Every function that depends on time takes it as an argument, in seconds since 1970.

mod file;
mod pair;
mod settings;

use std::collections::{BTreeMap, HashMap};
use std::path::PathBuf;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::{Deserialize, Serialize};
use serde_json::Value;

pub(super) use pair::Pair;
pub(super) use settings::Settings;

use super::guilds::GuildState;
use super::install::Picked;

/// Seconds an authorization code may wait to be exchanged.
///
/// Source: <https://github.com/discord/discord-api-docs/issues/2526>
const CODE_LIFETIME: i64 = 100;
/// Token pairs held: more than a busy test makes, few enough to write on every change. The oldest go first.
const MAX_PAIRS: usize = 1_000;
/// Random bytes in a code or token: 192 bits cannot be guessed, and base64 needs no padding for them.
const RANDOM_BYTES: usize = 24;

/// An authorization code's promise, kept in memory only: a code is older than its lifetime after most restarts.
#[derive(Clone)]
pub(super) struct Code {
    pub client_id: String,
    pub redirect_uri: String,
    pub person: String,
    pub scopes: Vec<String>,
    /// `None` when the flow was started without PKCE.
    pub code_challenge: Option<String>,
    /// `None` without a scope that adds something to a guild.
    pub picked: Option<Picked>,
}

/// What outlives a restart.
#[derive(Default, Serialize, Deserialize)]
#[serde(default)]
struct Stored {
    settings: Settings,
    /// Scopes by person; they add up until the person or a revoke removes the application.
    authorized: BTreeMap<String, Vec<String>>,
    /// In the order they were issued.
    pairs: Vec<Pair>,
    guilds: GuildState,
}

/// Grants, codes and tokens, and what became of the guilds.
pub(super) struct State {
    file: Option<PathBuf>,
    stored: Stored,
    codes: HashMap<String, (Code, i64)>,
}

impl State {
    /// What `file` holds, or nothing: a sandbox that does not start because of its memory helps nobody.
    pub(super) fn load(file: Option<PathBuf>) -> Self {
        let stored = file.as_deref().map(file::read).unwrap_or_default();
        Self { file, stored, codes: HashMap::new() }
    }

    pub(super) fn settings(&self) -> &Settings {
        &self.stored.settings
    }

    pub(super) fn set(&mut self, settings: Settings) {
        self.stored.settings = settings;
        self.save();
    }

    pub(super) fn guilds(&self) -> &GuildState {
        &self.stored.guilds
    }

    pub(super) fn change_guilds(&mut self, change: impl FnOnce(&mut GuildState)) {
        change(&mut self.stored.guilds);
        self.save();
    }

    pub(super) fn has_authorized(&self, person: &str, scopes: &[String]) -> bool {
        let authorized = self.stored.authorized.get(person);
        authorized.is_some_and(|authorized| scopes.iter().all(|scope| authorized.contains(scope)))
    }

    /// Remembers the person's consent and gives out a code for it.
    pub(super) fn authorize(&mut self, code: Code, now: i64) -> String {
        let text = random_text();
        add(self.stored.authorized.entry(code.person.clone()).or_default(), &code.scopes);
        self.codes.retain(|_, (_, expires_at)| *expires_at > now);
        self.codes.insert(text.clone(), (code, now + CODE_LIFETIME));
        self.save();
        text
    }

    /// Takes a code out, so that no second request finds it.
    pub(super) fn take_code(&mut self, text: &str, now: i64) -> Option<Code> {
        let (code, expires_at) = self.codes.remove(text)?;
        (expires_at > now).then_some(code)
    }

    /// Gives out the tokens of a code.
    pub(super) fn issue(&mut self, person: &str, scopes: Vec<String>, now: i64) -> Value {
        let is_same = |pair: &&Pair| {
            let same_scopes = pair.scopes.len() == scopes.len() && scopes.iter().all(|it| pair.scopes.contains(it));
            pair.person == person && same_scopes && pair.expires_at > now && pair.can_be_refreshed(now)
        };
        match self.stored.pairs.iter().find(is_same) {
            Some(pair) if self.stored.settings.same_token => pair.answer(now),
            _ => self.insert(person, scopes, now, false),
        }
    }

    /// All scopes that a refresh token can give: what its person ever authorized, even in another sign-in.
    ///
    /// Source: <https://github.com/discord/discord-api-docs/issues/3180>
    pub(super) fn refreshable_scopes(&self, refresh_token: &str, now: i64) -> Option<&[String]> {
        let is_it = |pair: &&Pair| pair.refresh_token.as_deref() == Some(refresh_token) && pair.can_be_refreshed(now);
        let pair = self.stored.pairs.iter().find(is_it)?;
        self.stored.authorized.get(&pair.person).map(Vec::as_slice)
    }

    /// Spends a refresh token for a new pair; what happens to the old access token is a setting.
    pub(super) fn rotate(&mut self, refresh_token: &str, scopes: Vec<String>, now: i64) -> Option<Value> {
        let is_it = |pair: &&mut Pair| pair.refresh_token.as_deref() == Some(refresh_token);
        let pair = self.stored.pairs.iter_mut().find(is_it)?;
        pair.refresh_token = None;
        if self.stored.settings.refresh_ends_access {
            pair.expires_at = now;
        }
        let person = pair.person.clone();
        Some(self.insert(&person, scopes, now, false))
    }

    /// What a living access token opens: besides its own scopes, those that its person gave in other sign-ins.
    ///
    /// Source: <https://github.com/discord/discord-api-docs/issues/2488>
    pub(super) fn access(&self, token: &str, now: i64) -> Option<Pair> {
        let is_it = |pair: &&Pair| pair.access_token == token && pair.expires_at > now;
        let mut pair = self.stored.pairs.iter().find(is_it)?.clone();
        if !pair.client_credentials
            && let Some(authorized) = self.stored.authorized.get(&pair.person)
        {
            add(&mut pair.scopes, authorized);
        }
        Some(pair)
    }

    /// Ends every code, token and consent of the person whose token this is.
    ///
    /// Source: <https://discord.com/developers/docs/topics/oauth2#authorization-code-grant-token-revocation-example>
    pub(super) fn revoke(&mut self, token: &str) {
        let is_it = |pair: &&Pair| pair.access_token == token || pair.refresh_token.as_deref() == Some(token);
        let Some(person) = self.stored.pairs.iter().find(is_it).map(|pair| pair.person.clone()) else {
            return;
        };
        self.codes.retain(|_, (code, _)| code.person != person);
        self.stored.pairs.retain(|pair| pair.person != person);
        self.stored.authorized.remove(&person);
        self.save();
    }

    /// Gives out new tokens; those of the application's own cannot be refreshed.
    pub(super) fn insert(&mut self, person: &str, scopes: Vec<String>, now: i64, client_credentials: bool) -> Value {
        let pair = Pair {
            access_token: random_text(),
            refresh_token: (!client_credentials).then(random_text),
            person: person.to_owned(),
            scopes,
            issued_at: now,
            expires_at: now + i64::from(self.stored.settings.token_lifetime),
            client_credentials,
        };
        let answer = pair.answer(now);
        let pairs = &mut self.stored.pairs;
        pairs.retain(|pair| pair.expires_at > now || pair.can_be_refreshed(now));
        pairs.drain(..pairs.len().saturating_sub(MAX_PAIRS - 1));
        pairs.push(pair);
        self.save();
        answer
    }

    /// Writes while the lock is held, so that an older state never overwrites a newer one; the file is small.
    fn save(&self) {
        if let Some(file) = &self.file
            && let Err(error) = file::write(file, &self.stored)
        {
            tracing::warn!(file = %file.display(), %error, "the sandbox cannot keep its state; a restart signs everybody out");
        }
    }
}

fn add(scopes: &mut Vec<String>, more: &[String]) {
    for scope in more {
        if !scopes.contains(scope) {
            scopes.push(scope.clone());
        }
    }
}

/// Waits for random bytes, as systems do while they start: one that never has any runs nothing else either.
pub(super) fn random<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    while aws_lc_rs::rand::fill(&mut bytes).is_err() {}
    bytes
}

pub(super) fn random_text() -> String {
    URL_SAFE_NO_PAD.encode(random::<RANDOM_BYTES>())
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::{pair::REFRESH_TOKEN_LIFETIME, *};

    fn code(scopes: &[&str]) -> Code {
        Code {
            client_id: "1".into(),
            redirect_uri: "http://127.0.0.1/cb".into(),
            person: "7".into(),
            scopes: scopes.iter().map(ToString::to_string).collect(),
            code_challenge: None,
            picked: None,
        }
    }

    fn text(answer: &Value, key: &str) -> String {
        answer[key].as_str().unwrap().to_owned()
    }

    #[test]
    fn a_code_lives_a_hundred_seconds() {
        let mut state = State::load(None);
        let (early, late) = (state.authorize(code(&[]), 0), state.authorize(code(&[]), 0));
        assert!(state.take_code(&early, 99).is_some());
        assert!(state.take_code(&early, 99).is_none(), "a code is used once");
        assert!(state.take_code(&late, 100).is_none());
    }

    #[test]
    fn an_access_token_lives_as_long_as_is_set() {
        let mut state = State::load(None);
        let token = text(&state.issue("7", vec![], 0), "access_token");
        assert!(state.access(&token, 604_799).is_some());
        assert!(state.access(&token, 604_800).is_none());
        state.set(Settings { token_lifetime: 5, ..Settings::default() });
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
    fn what_nobody_can_use_any_more_is_forgotten() {
        let mut state = State::load(None);
        state.authorize(code(&[]), 0);
        let mut refresh_token = text(&state.issue("7", vec![], 0), "refresh_token");
        for week in 1..20 {
            refresh_token = text(&state.rotate(&refresh_token, vec![], week * 604_800).unwrap(), "refresh_token");
        }
        assert_eq!(state.stored.pairs.len(), 1, "spent and expired");
        assert!(state.refreshable_scopes(&refresh_token, 19 * 604_800 + REFRESH_TOKEN_LIFETIME).is_none(), "too old");

        for _ in 0..2 * MAX_PAIRS {
            state.issue("7", vec![], 20 * 604_800);
        }
        assert_eq!(state.stored.pairs.len(), MAX_PAIRS);
        assert!(state.refreshable_scopes(&refresh_token, 20 * 604_800).is_none(), "the oldest goes first");
    }
}
