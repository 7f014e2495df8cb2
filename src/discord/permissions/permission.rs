/// One bit of [`Permissions`](super::Permissions) that Discord documents.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Permission {
    pub(super) bit: u8,
    /// Discord's constant, such as `MANAGE_GUILD`.
    pub name: &'static str,
    /// Its group in Discord's role settings: one of [`Permission::GROUPS`].
    pub group: &'static str,
    /// The label in Discord's own app, such as "Manage Server".
    pub label: &'static str,
    /// What the holder may do, in one sentence.
    pub meaning: &'static str,
}

impl Permission {
    /// The groups in the order of Discord's role settings.
    pub const GROUPS: [&str; 8] = ["General", "Membership", "Text", "Voice", "Apps", "Stage", "Events", "Advanced"];

    /// Returns the number of its bit.
    pub const fn bit(self) -> u8 {
        self.bit
    }

    /// Returns whether its holder needs two-factor authentication in guilds that require it from moderators. For a bot, its owner
    /// needs it.
    pub const fn needs_two_factor(self) -> bool {
        matches!(self.bit, 1..=5 | 13 | 28..=30 | 34 | 41)
    }

    pub(super) const fn mask(self) -> u64 {
        1 << self.bit
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_permission_has_a_label_and_one_short_sentence() {
        for permission in Permission::DOCUMENTED {
            let Permission { name, label, meaning, group, .. } = permission;
            assert!(!label.is_empty() && Permission::GROUPS.contains(group), "{name}");
            assert!(meaning.chars().count() <= 90, "{name}");
            assert!(meaning.ends_with('.') && meaning.starts_with(char::is_uppercase), "{name}: {meaning}");
        }
        assert!(Permission::DOCUMENTED.is_sorted_by(|one, next| one.bit < next.bit), "each once");
        for (bit, name) in [
            (3, "ADMINISTRATOR"),
            (5, "MANAGE_GUILD"),
            (24, "MOVE_MEMBERS"),
            (30, "MANAGE_GUILD_EXPRESSIONS"),
            (40, "MODERATE_MEMBERS"),
            (46, "SEND_VOICE_MESSAGES"),
            (49, "SEND_POLLS"),
            (51, "PIN_MESSAGES"),
        ] {
            assert!(Permission::DOCUMENTED.iter().any(|it| (it.bit(), it.name) == (bit, name)), "{name}");
        }
    }

    #[test]
    fn eleven_permissions_need_two_factor_authentication() {
        let names: Vec<_> =
            Permission::DOCUMENTED.iter().filter(|it| it.needs_two_factor()).map(|it| it.name).collect();
        assert_eq!(
            names.join(" "),
            "KICK_MEMBERS BAN_MEMBERS ADMINISTRATOR MANAGE_CHANNELS MANAGE_GUILD MANAGE_MESSAGES MANAGE_ROLES \
             MANAGE_WEBHOOKS MANAGE_GUILD_EXPRESSIONS MANAGE_THREADS VIEW_CREATOR_MONETIZATION_ANALYTICS"
        );
    }
}
