//! The people of the sandbox, and the application with its bot, in Discord's JSON.
//!
//! Literals only: our own models would turn the same mistake into both the question and the answer.

mod mira;
mod nelly;

use serde_json::{Value, json};

/// Somebody who can sign in.
pub(super) struct Person {
    /// Snowflake, also what the consent form sends.
    pub id: &'static str,
    /// How the consent page calls them.
    pub name: &'static str,
    /// What they are there to show.
    pub about: &'static str,
    /// The user object with everything every scope could add.
    pub user: fn() -> Value,
    /// Their guilds with counts, by ascending id.
    pub guilds: fn() -> Vec<Value>,
    /// Their connections.
    pub connections: fn() -> Vec<Value>,
}

impl Person {
    /// Their avatar hash.
    pub(super) fn avatar(&self) -> Option<String> {
        (self.user)()["avatar"].as_str().map(str::to_owned)
    }
}

/// The first one is who a developer meets first.
static PEOPLE: [&Person; 2] = [&mira::MIRA, &nelly::NELLY];

/// Whom a client-credentials token belongs to.
pub(super) const APPLICATION_OWNER: &str = mira::MIRA.id;

/// Guilds of Mira's that the bot is in, each with the bot's own rights there.
const GUILDS_OF_THE_BOT: [(&str, &str); 2] = [("420904194539651073", "8"), ("675300476190851076", "274878024768")];

/// Everybody, in the order of the consent page.
pub(super) fn all() -> impl Iterator<Item = &'static Person> {
    PEOPLE.iter().copied()
}

/// The person with this id.
pub(super) fn find(id: &str) -> Option<&'static Person> {
    all().find(|person| person.id == id)
}

/// The partial application of `GET /oauth2/@me`.
pub(super) fn application(client_id: &str) -> Value {
    json!({
        "id": client_id,
        "name": "Sandbox application",
        "icon": null,
        "description": "The application that is registered in the sandbox.",
        "type": null,
        "bot_public": true,
        "bot_require_code_grant": false,
        "verify_key": "5dc1f1a3c9a0b1e2d3f405162738495a6b7c8d9eafb0c1d2e3f4051627384950",
        "flags": 0,
        "flags_new": "0"
    })
}

/// The user object of the application's bot.
pub(super) fn bot(client_id: &str) -> Value {
    json!({
        "id": client_id,
        "username": "Sandbox Helper",
        "discriminator": "0441",
        "global_name": null,
        "avatar": null,
        "bot": true,
        "mfa_enabled": false,
        "banner": null,
        "accent_color": null,
        "locale": "en-US",
        "verified": true,
        "email": null,
        "flags": 0,
        "public_flags": 0,
        "premium_type": 0,
        "avatar_decoration_data": null,
        "collectibles": null,
        "primary_guild": null
    })
}

/// The guilds that the bot was added to.
pub(super) fn guilds_of_the_bot() -> Vec<Value> {
    let mut guilds = (mira::MIRA.guilds)();
    guilds.retain_mut(|guild| {
        let Some((_, rights)) = GUILDS_OF_THE_BOT.iter().find(|(id, _)| guild["id"] == *id) else {
            return false;
        };
        guild["owner"] = json!(false);
        guild["permissions"] = json!(rights);
        true
    });
    guilds
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn is_hash_or_null(value: &Value) -> bool {
        let digits = value.as_str().map(|text| text.strip_prefix("a_").unwrap_or(text));
        digits.is_none_or(|digits| digits.len() == 32 && digits.bytes().all(|byte| byte.is_ascii_hexdigit()))
    }

    fn number(value: &Value) -> u64 {
        value.as_str().unwrap().parse().unwrap()
    }

    #[test]
    fn everybody_has_what_the_specification_requires() {
        let require = |object: &Value, keys: &str| {
            assert!(keys.split(' ').all(|key| object.get(key).is_some()), "{object} lacks one of {keys}");
        };
        for person in all() {
            let user = (person.user)();
            assert_eq!(user["id"], person.id);
            require(
                &user,
                "username avatar discriminator public_flags flags global_name mfa_enabled locale primary_guild",
            );
            assert!(is_hash_or_null(&user["avatar"]) && is_hash_or_null(&user["banner"]), "{user}");
            for connection in (person.connections)() {
                require(&connection, "id name type friend_sync show_activity two_way_link verified visibility");
            }
            let guilds = (person.guilds)();
            assert!(guilds.is_sorted_by_key(|guild| number(&guild["id"])));
            for guild in guilds {
                require(&guild, "icon banner owner features");
                number(&guild["permissions"]);
                assert!(guild["name"].as_str().unwrap().chars().count() <= 100, "{guild}");
                assert!(is_hash_or_null(&guild["icon"]) && is_hash_or_null(&guild["banner"]), "{guild}");
            }
        }
    }

    #[test]
    fn mira_shows_every_kind_of_right() {
        let guilds = (mira::MIRA.guilds)();
        let holding = |bit: u32| {
            guilds.iter().filter(|it| it["owner"] == false && number(&it["permissions"]) >> bit & 1 == 1).count()
        };
        assert_eq!(guilds.len(), 12);
        assert_eq!(guilds.iter().filter(|it| it["owner"] == true).count(), 2);
        assert_eq!(
            (holding(3), holding(5), holding(60)),
            (2, 2, 1),
            "administrator, manage guild, a bit without a name"
        );
        assert_eq!((mira::MIRA.connections)().len(), 8);
        assert_eq!(guilds_of_the_bot().len(), GUILDS_OF_THE_BOT.len());
    }
}
