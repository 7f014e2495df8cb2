//! Nelly: the examples of Discord's documentation, with a discriminator from before the new usernames.

use serde_json::{Value, json};

use super::Person;

pub(in super::super) static NELLY: Person = Person {
    id: "80351110224678912",
    name: "Nelly",
    about: "Discord's documented example: old-style name, one server, one connection",
    user,
    guilds,
    connections,
};

/// Source: <https://discord.com/developers/docs/resources/user#user-object-example-user>; from `global_name` on, what the
/// official schema requires and the example leaves out.
fn user() -> Value {
    json!({
        "id": "80351110224678912",
        "username": "Nelly",
        "discriminator": "1337",
        "avatar": "8342729096ea3675442027381ff50dfe",
        "verified": true,
        "email": "nelly@discord.com",
        "flags": 64,
        "banner": "06c16474723fe537c283b8efa61a30c8",
        "accent_color": 16711680,
        "premium_type": 1,
        "public_flags": 64,
        "global_name": null,
        "mfa_enabled": true,
        "locale": "en-US",
        "avatar_decoration_data": null,
        "collectibles": null,
        "primary_guild": null
    })
}

/// Source: <https://discord.com/developers/docs/resources/user#get-current-user-guilds-example-partial-guild>
fn guilds() -> Vec<Value> {
    vec![json!({
        "id": "80351110224678912",
        "name": "1337 Krew",
        "icon": "8342729096ea3675442027381ff50dfe",
        "banner": "bb42bdc37653b7cf58c4c8cc622e76cb",
        "owner": true,
        "permissions": "36953089",
        "features": ["COMMUNITY", "NEWS", "ANIMATED_ICON", "INVITE_SPLASH", "BANNER", "ROLE_ICONS"],
        "approximate_member_count": 3268,
        "approximate_presence_count": 784
    })]
}

/// Source: <https://discord.com/developers/docs/resources/user#connection-object>
fn connections() -> Vec<Value> {
    vec![json!({
        "id": "80351110",
        "name": "nelly",
        "type": "twitch",
        "revoked": false,
        "integrations": [],
        "verified": true,
        "friend_sync": false,
        "show_activity": true,
        "two_way_link": false,
        "visibility": 1
    })]
}
