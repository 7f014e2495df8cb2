use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

mod permission;
mod table;

pub use permission::Permission;

/// What somebody may do in a guild: a set of bits.
///
/// Unknown bits stay in the set. The low 64 bits decide. If Discord sends a longer number, `Display` still writes all of it.
/// A text that is not a number gives no permissions.
///
/// Source: <https://discord.com/developers/docs/topics/permissions#permissions-bitwise-permission-flags>.
///
/// # Examples
/// ```
/// use app::discord::{Permission, Permissions};
///
/// // Discord sends the number as text.
/// let held: Permissions = serde_json::from_str(r#""2080""#)?;
/// assert!(held.allows(Permission::SEND_MESSAGES) && held.can_manage());
/// assert!(!held.allows(Permission::BAN_MEMBERS));
///
/// let labels: Vec<_> = held.iter().map(|permission| permission.label).collect();
/// assert_eq!(labels, ["Manage Server", "Send Messages"]);
/// let groups: Vec<_> = held.by_group().map(|(group, members)| (group, members.len())).collect();
/// assert_eq!(groups, [("General", 1), ("Text", 1)]);
///
/// let asked = Permissions::of(&[Permission::SEND_MESSAGES, Permission::EMBED_LINKS]);
/// let missing: Vec<_> = asked.missing_from(&held).iter().map(|permission| permission.name).collect();
/// assert_eq!(missing, ["EMBED_LINKS"]);
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Permissions {
    bits: u64,
    /// `Some` only for a number of more than 64 bits.
    long: Option<Box<str>>,
}

/// The permissions that say most about a person's role, strongest first. A card shows some of them.
const TELLING: [Permission; 10] = [
    Permission::ADMINISTRATOR,
    Permission::MANAGE_GUILD,
    Permission::MANAGE_ROLES,
    Permission::MANAGE_CHANNELS,
    Permission::BAN_MEMBERS,
    Permission::KICK_MEMBERS,
    Permission::MODERATE_MEMBERS,
    Permission::MANAGE_WEBHOOKS,
    Permission::MANAGE_MESSAGES,
    Permission::MANAGE_EVENTS,
];

impl Permissions {
    /// Every documented permission. Owners and administrators have them all.
    pub const ALL: Self = Self::from_bits(Permission::ALL_BITS);

    /// Creates a set from its bits.
    pub const fn from_bits(bits: u64) -> Self {
        Self { bits, long: None }
    }

    /// Creates a set of these permissions.
    pub const fn of(permissions: &[Permission]) -> Self {
        let (mut bits, mut at) = (0, 0);
        while at < permissions.len() {
            bits |= permissions[at].mask();
            at += 1;
        }
        Self::from_bits(bits)
    }

    /// Returns the low 64 bits.
    pub const fn bits(&self) -> u64 {
        self.bits
    }

    /// Returns whether the holder has a permission: by its own bit, or as an administrator, who may do everything.
    pub const fn allows(&self, permission: Permission) -> bool {
        self.is_administrator() || self.bits & permission.mask() != 0
    }

    /// Returns whether the holder is an administrator, who may do everything in every channel.
    pub const fn is_administrator(&self) -> bool {
        self.bits & Permission::ADMINISTRATOR.mask() != 0
    }

    /// Returns whether the holder may configure the guild: as an administrator or with "Manage Server". The bits do not show who owns it.
    pub const fn can_manage(&self) -> bool {
        self.allows(Permission::MANAGE_GUILD)
    }

    /// Returns the permissions of this set that somebody with `held` does not have; nothing if they are an administrator.
    pub const fn missing_from(&self, held: &Self) -> Self {
        Self::from_bits(if held.is_administrator() { 0 } else { self.bits & !held.bits })
    }

    /// Returns the documented permissions whose own bit is set.
    pub fn iter(&self) -> impl Iterator<Item = Permission> + use<> {
        let bits = self.bits;
        Permission::DOCUMENTED.iter().copied().filter(move |permission| bits & permission.mask() != 0)
    }

    /// Returns these permissions by group, in the order of Discord's role settings. Empty groups are left out.
    pub fn by_group(&self) -> impl Iterator<Item = (&'static str, Vec<Permission>)> {
        let members = |group| self.iter().filter(|permission| permission.group == group).collect::<Vec<_>>();
        Permission::GROUPS.into_iter().map(move |group| (group, members(group))).filter(|(_, found)| !found.is_empty())
    }

    /// Returns up to `most` of the permissions that say most about the holder's role, strongest first.
    pub fn telling(&self, most: usize) -> Vec<Permission> {
        TELLING.into_iter().filter(|permission| self.bits & permission.mask() != 0).take(most).collect()
    }

    /// Returns the numbers of the set bits that Discord does not document.
    pub fn unknown_bits(&self) -> impl Iterator<Item = u8> + use<> {
        let unknown = self.bits & !Permission::ALL_BITS;
        (0..64).filter(move |bit| unknown >> bit & 1 == 1)
    }

    fn from_text(text: &str) -> Self {
        if text.is_empty() || !text.bytes().all(|byte| byte.is_ascii_digit()) {
            return Self::default();
        }
        // Read digit by digit, because that keeps the low 64 bits of a longer number.
        let bits = text.bytes().fold(0_u64, |bits, digit| bits.wrapping_mul(10).wrapping_add(u64::from(digit - b'0')));
        let long = text.parse::<u64>().is_err().then(|| text.into());
        Self { bits, long }
    }
}

impl fmt::Display for Permissions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.long {
            Some(text) => f.write_str(text),
            None => self.bits.fmt(f),
        }
    }
}

impl fmt::Debug for Permissions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Permissions({self})")
    }
}

impl Serialize for Permissions {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Permissions {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        // API versions before 8 send a number. Any other value gives no permissions, and the guild is kept.
        Ok(match serde_json::Value::deserialize(deserializer)? {
            serde_json::Value::String(text) => Self::from_text(&text),
            serde_json::Value::Number(number) => Self::from_text(&number.to_string()),
            _ => Self::default(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn permissions(json: &str) -> Permissions {
        serde_json::from_str(json).unwrap()
    }

    #[test]
    fn documented_numbers_mean_what_discord_says() {
        let sample = permissions(r#""36953089""#);
        assert!(!sample.can_manage());
        assert!(permissions(r#""66321471""#).can_manage());
        let names: Vec<_> = permissions(r#""2112""#).iter().map(|permission| permission.name).collect();
        assert_eq!(names, ["ADD_REACTIONS", "SEND_MESSAGES"]);
        assert_eq!(Permissions::ALL.bits(), 8_866_461_766_385_663);
        assert_eq!(Permissions::ALL.iter().count(), 52);
    }

    #[test]
    fn unknown_bits_and_longer_numbers_survive_a_round_trip() {
        for text in ["0", "1152921504606846976", "18446744073709551615", "36893488147419103240"] {
            let json = format!("\"{text}\"");
            assert_eq!(serde_json::to_string(&permissions(&json)).unwrap(), json);
        }
        assert_eq!(permissions(r#""1152921504606846976""#).unknown_bits().collect::<Vec<_>>(), [60]);
        // Bit 47 belonged to Clyde, and Discord uses bit 53 itself.
        assert_eq!(Permissions::from_bits(1 << 47 | 1 << 53 | 1).unknown_bits().collect::<Vec<_>>(), [47, 53]);
        assert!(permissions(r#""36893488147419103240""#).can_manage(), "2^65 + 8 has the administrator bit");
    }

    #[test]
    fn a_text_that_is_not_a_number_gives_no_permissions() {
        for odd in [r#""""#, r#""-8""#, r#""0x8""#, "null", "[]", "1.5", "-8"] {
            assert_eq!(permissions(odd).bits(), 0, "{odd}");
        }
        assert_eq!(permissions("8").bits(), 8);
    }

    #[test]
    fn administrators_may_do_everything_and_the_strongest_permissions_come_first() {
        let administrator = permissions(r#""8""#);
        assert!(Permission::DOCUMENTED.iter().all(|permission| administrator.allows(*permission)));
        let some = Permissions::from_bits(1 << 13 | 1 << 5 | 1 << 2);
        assert_eq!(
            some.telling(2).iter().map(|permission| permission.label).collect::<Vec<_>>(),
            ["Manage Server", "Ban Members"]
        );
    }

    #[test]
    fn groups_come_in_the_order_of_the_role_settings() {
        let set = Permissions::from_bits(1 << 3 | 1 << 20 | 1 << 10 | 1 << 4 | 1 << 60);
        let groups: Vec<_> = set.by_group().map(|(group, members)| (group, members.len())).collect();
        assert_eq!(groups, [("General", 2), ("Voice", 1), ("Advanced", 1)]);
        let grouped: usize = Permissions::ALL.by_group().map(|(_, members)| members.len()).sum();
        assert_eq!(grouped, 52, "none without a group");
    }
}
