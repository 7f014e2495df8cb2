use crate::server::{
    clock::to_ms,
    secret::{Secret, SecretError, Vault},
    sign_in_lifetimes::FLOW_LIFETIME,
};

/// The OAuth `state` of one flow.
///
/// It contains the time at which the flow started, encrypted. The server can therefore tell that a callback is late, even after the
/// browser and the database have forgotten the flow.
#[derive(Debug)]
pub(super) struct FlowState {
    text: Secret,
    started_at_ms: u64,
}

impl FlowState {
    /// Creates the state of a flow that starts now. Its random nonce makes every state different.
    pub(super) fn generate(vault: &Vault, now_ms: u64) -> Result<Self, SecretError> {
        let text = Secret::new(vault.encrypt(&now_ms.to_string(), PLACE)?);
        Ok(Self { text, started_at_ms: now_ms })
    }

    /// Reads the state of a callback. `None` if this app did not create it.
    pub(super) fn parse(vault: &Vault, text: &str) -> Option<Self> {
        let started_at_ms = vault.decrypt(text, PLACE).ok()?.expose().parse().ok()?;
        Some(Self { text: Secret::new(text), started_at_ms })
    }

    /// Returns the text that travels to Discord and back.
    pub(super) fn text(&self) -> &Secret {
        &self.text
    }

    /// Returns when the flow started, in milliseconds since 1970 (UTC).
    pub(super) fn started_at_ms(&self) -> u64 {
        self.started_at_ms
    }

    /// Returns whether the flow took too long.
    pub(super) fn is_over(&self, now_ms: u64) -> bool {
        now_ms >= self.started_at_ms.saturating_add(to_ms(FLOW_LIFETIME))
    }
}

const PLACE: &str = "oauth state";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_our_own_state_is_accepted_and_it_expires_after_thirty_minutes() {
        let vault = Vault::from_text(&Vault::generate_key().unwrap()).unwrap();
        let state = FlowState::generate(&vault, 5_000).unwrap();
        let read = FlowState::parse(&vault, state.text().expose()).unwrap();
        assert_eq!(read.started_at_ms(), 5_000);
        assert!(!read.is_over(5_000 + 1_799_999) && read.is_over(5_000 + 1_800_000));
        let another_vault = Vault::from_text(&Vault::generate_key().unwrap()).unwrap();
        assert!(FlowState::parse(&another_vault, state.text().expose()).is_none());
        for invented in ["", "5000", "AAAA", &format!("{}A", state.text().expose())] {
            assert!(FlowState::parse(&vault, invented).is_none(), "{invented}");
        }
    }

    #[test]
    fn no_two_states_are_the_same() {
        let vault = Vault::from_text(&Vault::generate_key().unwrap()).unwrap();
        let state = || FlowState::generate(&vault, 0).unwrap().text().expose().to_owned();
        assert_ne!(state(), state());
    }
}
