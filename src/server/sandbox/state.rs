//! What the sandbox remembers: who authorized what, and the codes and tokens it gave out.
//!
//! Every function that depends on time takes it as an argument, in seconds since 1970.

use std::collections::{BTreeMap, HashMap};
use std::fs::{self, OpenOptions};
use std::io::{self, ErrorKind, Write};
use std::path::{Path, PathBuf};

use aws_lc_rs::error::Unspecified;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::{Deserialize, Serialize};

/// Seconds an authorization code may wait to be exchanged.
///
/// Source: <https://github.com/discord/discord-api-docs/issues/2526>
const CODE_LIFETIME: i64 = 100;
/// Seconds an access token lives: seven days, as at Discord.
const TOKEN_LIFETIME: i64 = 604_800;
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
}

/// What an access token opens.
#[derive(Clone, Serialize, Deserialize)]
pub(super) struct Access {
    pub person: String,
    pub scopes: Vec<String>,
    pub expires_at: i64,
    /// The refresh token it was issued with; `None` for client credentials.
    pub refresh_token: Option<String>,
}

/// A token as its client gets it.
pub(super) struct Issued {
    pub access_token: String,
    pub refresh_token: Option<String>,
    pub expires_in: i64,
    pub scopes: Vec<String>,
}

/// What outlives a restart.
#[derive(Default, Serialize, Deserialize)]
#[serde(default)]
struct Stored {
    /// Whether a second sign-in of a person with the same scopes is handed the unexpired token of the first.
    hand_out_same_token: bool,
    /// Scopes by person; they add up until the person or a revoke removes the application.
    authorized: BTreeMap<String, Vec<String>>,
    access_tokens: BTreeMap<String, Access>,
    /// Person by refresh token.
    refresh_tokens: BTreeMap<String, String>,
}

/// Grants, codes and tokens.
pub(super) struct State {
    file: Option<PathBuf>,
    stored: Stored,
    codes: HashMap<String, (Code, i64)>,
}

impl State {
    /// What `file` holds, or nothing: a sandbox that does not start because of its memory helps nobody.
    pub(super) fn load(file: Option<PathBuf>) -> Self {
        let stored = file.as_deref().map(read).unwrap_or_default();
        Self { file, stored, codes: HashMap::new() }
    }

    pub(super) fn has_authorized(&self, person: &str, scopes: &[String]) -> bool {
        let authorized = self.stored.authorized.get(person);
        authorized.is_some_and(|authorized| scopes.iter().all(|scope| authorized.contains(scope)))
    }

    /// Remembers the person's consent and gives out a code for it.
    pub(super) fn authorize(&mut self, code: Code, now: i64) -> Result<String, Unspecified> {
        let text = random_text()?;
        let authorized = self.stored.authorized.entry(code.person.clone()).or_default();
        let new = code.scopes.iter().filter(|scope| !authorized.contains(scope)).cloned().collect::<Vec<_>>();
        authorized.extend(new);
        self.codes.retain(|_, (_, expires_at)| *expires_at > now);
        self.codes.insert(text.clone(), (code, now + CODE_LIFETIME));
        self.save();
        Ok(text)
    }

    /// Takes a code out, so that no second request finds it.
    pub(super) fn take_code(&mut self, text: &str, now: i64) -> Option<Code> {
        let (code, expires_at) = self.codes.remove(text)?;
        (expires_at > now).then_some(code)
    }

    /// Gives out the tokens of a code.
    pub(super) fn issue(&mut self, person: &str, scopes: Vec<String>, now: i64) -> Result<Issued, Unspecified> {
        if self.stored.hand_out_same_token
            && let Some(same) = self.same_token(person, &scopes, now)
        {
            return Ok(same);
        }
        self.insert(person, scopes, now, true)
    }

    /// Gives out an access token that cannot be refreshed.
    pub(super) fn issue_brief(&mut self, owner: &str, scopes: Vec<String>, now: i64) -> Result<Issued, Unspecified> {
        self.insert(owner, scopes, now, false)
    }

    /// All scopes that a refresh token can give: what its person ever authorized, even in another sign-in.
    ///
    /// Source: <https://github.com/discord/discord-api-docs/issues/3180>
    pub(super) fn refreshable_scopes(&self, refresh_token: &str) -> Option<&[String]> {
        let person = self.stored.refresh_tokens.get(refresh_token)?;
        self.stored.authorized.get(person).map(Vec::as_slice)
    }

    /// Spends a refresh token for a new pair; the old access token lives on until it expires.
    pub(super) fn rotate(
        &mut self,
        refresh_token: &str,
        scopes: Vec<String>,
        now: i64,
    ) -> Result<Option<Issued>, Unspecified> {
        match self.stored.refresh_tokens.remove(refresh_token) {
            Some(person) => self.insert(&person, scopes, now, true).map(Some),
            None => Ok(None),
        }
    }

    /// What a living access token opens.
    pub(super) fn access(&self, token: &str, now: i64) -> Option<Access> {
        self.stored.access_tokens.get(token).filter(|access| access.expires_at > now).cloned()
    }

    /// Ends every code, token and consent of the person whose token this is.
    ///
    /// Source: <https://discord.com/developers/docs/topics/oauth2#authorization-code-grant-token-revocation-example>
    pub(super) fn revoke(&mut self, token: &str) {
        let person = match self.stored.access_tokens.get(token) {
            Some(access) => Some(access.person.clone()),
            None => self.stored.refresh_tokens.get(token).cloned(),
        };
        let Some(person) = person else { return };
        self.codes.retain(|_, (code, _)| code.person != person);
        self.stored.access_tokens.retain(|_, access| access.person != person);
        self.stored.refresh_tokens.retain(|_, owner| *owner != person);
        self.stored.authorized.remove(&person);
        self.save();
    }

    fn insert(
        &mut self,
        person: &str,
        scopes: Vec<String>,
        now: i64,
        refreshable: bool,
    ) -> Result<Issued, Unspecified> {
        let access_token = random_text()?;
        let refresh_token = if refreshable { Some(random_text()?) } else { None };
        let access = Access {
            person: person.to_owned(),
            scopes: scopes.clone(),
            expires_at: now + TOKEN_LIFETIME,
            refresh_token: refresh_token.clone(),
        };
        self.stored.access_tokens.retain(|_, access| access.expires_at > now);
        self.stored.access_tokens.insert(access_token.clone(), access);
        if let Some(token) = &refresh_token {
            self.stored.refresh_tokens.insert(token.clone(), person.to_owned());
        }
        self.save();
        Ok(Issued { access_token, refresh_token, expires_in: TOKEN_LIFETIME, scopes })
    }

    fn same_token(&self, person: &str, scopes: &[String], now: i64) -> Option<Issued> {
        let (access_token, access) = self.stored.access_tokens.iter().find(|(_, access)| {
            let refreshable =
                access.refresh_token.as_ref().is_some_and(|it| self.stored.refresh_tokens.contains_key(it));
            let same_scopes =
                access.scopes.len() == scopes.len() && scopes.iter().all(|scope| access.scopes.contains(scope));
            access.person == person && access.expires_at > now && refreshable && same_scopes
        })?;
        Some(Issued {
            access_token: access_token.clone(),
            refresh_token: access.refresh_token.clone(),
            expires_in: access.expires_at - now,
            scopes: access.scopes.clone(),
        })
    }

    /// Writes while the lock is held, so that an older state never overwrites a newer one; the file is small.
    fn save(&self) {
        if let Some(file) = &self.file
            && let Err(error) = write(file, &self.stored)
        {
            tracing::warn!(file = %file.display(), %error, "the sandbox cannot keep its state; a restart signs everybody out");
        }
    }
}

fn read(file: &Path) -> Stored {
    let stored = fs::read(file).and_then(|text| Ok(serde_json::from_slice(&text)?));
    stored.unwrap_or_else(|error| {
        // No file is how every sandbox starts.
        if error.kind() != ErrorKind::NotFound {
            tracing::warn!(file = %file.display(), %error, "the sandbox cannot read its state and starts empty");
        }
        Stored::default()
    })
}

/// Writes beside the file and renames: a process that is killed, as under watch, leaves the old state or the new one.
fn write(file: &Path, stored: &Stored) -> io::Result<()> {
    if let Some(folder) = file.parent() {
        fs::create_dir_all(folder)?;
    }
    let mut name = file.as_os_str().to_owned();
    name.push(".new");
    let beside = PathBuf::from(name);
    // A file left by a crash could have wider rights than ours.
    match fs::remove_file(&beside) {
        Err(error) if error.kind() != ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut new = options.open(&beside)?;
    new.write_all(&serde_json::to_vec_pretty(stored)?)?;
    fs::rename(&beside, file)
}

fn random_text() -> Result<String, Unspecified> {
    let mut bytes = [0; RANDOM_BYTES];
    aws_lc_rs::rand::fill(&mut bytes)?;
    Ok(URL_SAFE_NO_PAD.encode(bytes))
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn code(scopes: &[&str]) -> Code {
        Code {
            client_id: "1".into(),
            redirect_uri: "http://127.0.0.1/cb".into(),
            person: "7".into(),
            scopes: scopes.iter().map(ToString::to_string).collect(),
            code_challenge: None,
        }
    }

    #[test]
    fn a_code_lives_a_hundred_seconds() {
        let mut state = State::load(None);
        let (early, late) = (state.authorize(code(&[]), 0).unwrap(), state.authorize(code(&[]), 0).unwrap());
        assert!(state.take_code(&early, 99).is_some());
        assert!(state.take_code(&early, 99).is_none(), "a code is used once");
        assert!(state.take_code(&late, 100).is_none());
    }

    #[test]
    fn an_access_token_lives_seven_days() {
        let mut state = State::load(None);
        let issued = state.issue("7", vec![], 0).unwrap();
        assert!(state.access(&issued.access_token, TOKEN_LIFETIME - 1).is_some());
        assert!(state.access(&issued.access_token, TOKEN_LIFETIME).is_none());
    }

    #[test]
    fn a_revoke_ends_codes_as_well() {
        let mut state = State::load(None);
        let pending = state.authorize(code(&["identify"]), 0).unwrap();
        let issued = state.issue("7", vec![], 0).unwrap();
        state.revoke(&issued.refresh_token.unwrap());
        assert!(state.take_code(&pending, 1).is_none());
        assert!(!state.has_authorized("7", &[]));
    }
}
