/// A public flag that Discord shows as a badge.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Badge {
    bit: u8,
    /// Discord's label.
    pub label: &'static str,
}

impl Badge {
    /// Returns the badges among a user's public flags.
    pub(super) fn among(flags: u64) -> impl Iterator<Item = Self> {
        BADGES.into_iter().filter(move |badge| flags >> badge.bit & 1 == 1)
    }
}

/// Flags that say what an account is (a team, a bot without a gateway, provisional) are not badges. Flag 20 marks spammers and is not for
/// display. Nobody can get Active Developer (22) any more, but its holders keep it.
///
/// Source: <https://discord.com/developers/docs/resources/user#user-object-user-flags>.
const BADGES: [Badge; 13] = [
    Badge { bit: 0, label: "Discord Employee" },
    Badge { bit: 1, label: "Partnered Server Owner" },
    Badge { bit: 2, label: "HypeSquad Events Member" },
    Badge { bit: 3, label: "Bug Hunter Level 1" },
    Badge { bit: 6, label: "House Bravery" },
    Badge { bit: 7, label: "House Brilliance" },
    Badge { bit: 8, label: "House Balance" },
    Badge { bit: 9, label: "Early Nitro Supporter" },
    Badge { bit: 14, label: "Bug Hunter Level 2" },
    Badge { bit: 16, label: "Verified Bot" },
    Badge { bit: 17, label: "Early Verified Bot Developer" },
    Badge { bit: 18, label: "Moderator Programs Alumni" },
    Badge { bit: 22, label: "Active Developer" },
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn flags_become_badges() {
        for (flags, labels) in [
            (131_141, "Discord Employee, HypeSquad Events Member, House Bravery, Early Verified Bot Developer"),
            (4_194_368, "House Bravery, Active Developer"),
            (1 << 10 | 1 << 19 | 1 << 20 | 1 << 23 | 1 << 50, ""),
        ] {
            assert_eq!(Badge::among(flags).map(|badge| badge.label).collect::<Vec<_>>().join(", "), labels);
        }
    }
}
