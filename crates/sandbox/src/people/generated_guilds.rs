//! Generates guilds for a person who is in as many guilds as an account allows. All look different, and every start generates the
//! same guilds.

use serde_json::{Value, json};

const FIRST_WORDS: [&str; 20] = [
    "Amber", "Brisk", "Cobalt", "Dusty", "Electric", "Feral", "Gentle", "Hollow", "Idle", "Jolly", "Kindred", "Lunar",
    "Mossy", "Neon", "Orbital", "Paper", "Quiet", "Rustic", "Silver", "Tidal",
];
const SECOND_WORDS: [&str; 10] =
    ["Arcade", "Bakery", "Choir", "Devs", "Expedition", "Foundry", "Garden", "Harbour", "Library", "Speedrunners"];
/// Whether the person owns the guild, and their permissions: from reading only to administrator.
const ROLES: [(bool, &str); 6] = [
    (false, "66560"),
    (false, "8"),
    (false, "686956500864577"),
    (false, "686956769300081"),
    (false, "688073347559111"),
    (true, "8866461766385663"),
];
const FEATURES: [&[&str]; 5] = [
    &[],
    &["COMMUNITY", "NEWS"],
    &["ANIMATED_ICON", "BANNER", "INVITE_SPLASH"],
    &["COMMUNITY", "NEWS", "DISCOVERABLE", "VERIFIED", "PARTNERED"],
    &["INVITES_DISABLED"],
];
/// Milliseconds from Discord's epoch to the first guild, in March 2016.
const FIRST_CREATED_AT: u64 = 36_720_000_000;
/// Milliseconds from one guild to the next: 17 days and some hours.
const INTERVAL: u64 = 17 * 24 * 3_600 * 1_000 + 12_345_678;

/// Returns the guild with this number; the first 200 have different names.
pub fn guild(number: u64) -> Value {
    let nth = usize::try_from(number).unwrap_or_default();
    let id = (FIRST_CREATED_AT + number * INTERVAL) << 22 | (number * 4_129 % (1 << 22));
    let hash = format!("{:032x}", u128::from(id).wrapping_mul(0x9e37_79b9_7f4a_7c15_f39c_c060_5ced_c835));
    let icon = match number % 6 {
        0 => None,
        2 => Some(format!("a_{hash}")),
        _ => Some(hash.clone()),
    };
    let (owner, permissions) = ROLES[nth % ROLES.len()];
    let members = 3 + number * number * 37;
    json!({
        "id": id.to_string(),
        "name": format!("{} {}", FIRST_WORDS[nth % 20], SECOND_WORDS[nth / 20 % 10]),
        "icon": icon,
        "banner": (number % 5 == 2).then_some(&hash),
        "owner": owner,
        "permissions": permissions,
        "features": FEATURES[nth % FEATURES.len()],
        "approximate_member_count": members,
        "approximate_presence_count": members / 6
    })
}
