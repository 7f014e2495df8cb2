use leptos::prelude::*;

use super::{Chip, Tone};
use crate::discord::UserGuild;

/// Who the user is in a guild, as far as the list of guilds tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// Owns it.
    Owner,
    /// May do everything.
    Administrator,
    /// May change its settings.
    Manager,
    /// Is in it.
    Member,
}

impl Role {
    /// The strongest that fits.
    pub fn of(guild: &UserGuild) -> Self {
        let administrator = || guild.permissions.iter().any(|permission| permission.name == "ADMINISTRATOR");
        match guild {
            UserGuild { is_owner: true, .. } => Self::Owner,
            _ if administrator() => Self::Administrator,
            _ if guild.can_manage() => Self::Manager,
            _ => Self::Member,
        }
    }

    /// 0 for the strongest: what lists are sorted and filtered by.
    pub const fn rank(self) -> u8 {
        self as u8
    }

    /// The word for it.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Owner => "Owner",
            Self::Administrator => "Administrator",
            Self::Manager => "Manager",
            Self::Member => "Member",
        }
    }
}

/// Who the user is in a guild, in one word.
#[component]
pub fn RoleChip(guild: UserGuild) -> impl IntoView {
    let role = Role::of(&guild);
    let tone = if role == Role::Member { Tone::Plain } else { Tone::Good };
    view! { <Chip label=role.label() tone /> }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_strongest_role_is_named() {
        for (owner, permissions, role) in [
            (true, "8", Role::Owner),
            (true, "0", Role::Owner),
            (false, "40", Role::Administrator),
            (false, "32", Role::Manager),
            (false, "1024", Role::Member),
        ] {
            let json = format!(r#"{{"id":"1","name":"a","owner":{owner},"permissions":"{permissions}"}}"#);
            assert_eq!(Role::of(&serde_json::from_str(&json).unwrap()), role, "{json}");
        }
    }
}
