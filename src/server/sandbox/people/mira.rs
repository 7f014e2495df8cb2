//! Mira Lindqvist: everything a current account can have, and a server for every case a page must survive.

use serde_json::{Value, json};

use super::Person;

pub(in super::super) static MIRA: Person = Person {
    id: "268473310986240001",
    name: "Mira Lindqvist",
    about: "New-style name, animated images, 12 servers, 8 connections",
    user,
    guilds,
    connections,
};

fn user() -> Value {
    json!({
        "id": "268473310986240001",
        "username": "mira.lindqvist",
        "discriminator": "0",
        "global_name": "Mira Lindqvist",
        "avatar": "a_f6877579c97f5d2a1acce263c16ee78e",
        "banner": "a_4ac0d4440f6e6ac07d62f1d8508144c5",
        "accent_color": 2003562,
        "mfa_enabled": true,
        "locale": "sv-SE",
        "premium_type": 0,
        // Bits 2, 3, 8, 9, 17 and 22; `flags` has a private one above 32 bits as well.
        "public_flags": 4326156,
        "flags": 17592190370572_u64,
        "email": "mira.lindqvist@example.com",
        "verified": true,
        "avatar_decoration_data": {
            "asset": "a_2d399c9a712e81c9e4b4f7f11d17586e",
            "sku_id": "1144058844004233369"
        },
        "collectibles": {
            "nameplate": {
                "sku_id": "1349849614198505602",
                "asset": "nameplates/nameplates/twilight/",
                "label": "COLLECTIBLES_NAMEPLATES_TWILIGHT_A11Y",
                "palette": "cobalt"
            }
        },
        "primary_guild": {
            "identity_guild_id": "420904194539651073",
            "identity_enabled": true,
            "tag": "FIKA",
            "badge": "dcdd1274f35ac5a8573e07b0582ad92c"
        }
    })
}

fn guilds() -> Vec<Value> {
    let guilds = json!([
        // Nelly's server, with fewer rights than hers.
        { "id": "80351110224678912", "name": "1337 Krew", "icon": "8342729096ea3675442027381ff50dfe",
          "banner": "bb42bdc37653b7cf58c4c8cc622e76cb", "owner": false, "permissions": "686956500864577",
          "features": ["COMMUNITY", "NEWS", "ANIMATED_ICON", "INVITE_SPLASH", "BANNER", "ROLE_ICONS"],
          "approximate_member_count": 3268, "approximate_presence_count": 784 },
        // May read, no more.
        { "id": "321972307230851084", "name": "Release Notes", "icon": "cf089f60a26d25193bb8fd501c3c5848",
          "banner": null, "owner": false, "permissions": "66560", "features": ["COMMUNITY", "NEWS", "VERIFIED"],
          "approximate_member_count": 184203, "approximate_presence_count": 20117 },
        // Owner; animated icon and banner.
        { "id": "420904194539651073", "name": "Lindqvist Workshop", "icon": "a_0120a4f9196a5f9eb9f523f31f914da7",
          "banner": "0a8274b1e58a396c998744bf66c7e795", "owner": true, "permissions": "8866461766385663",
          "features": ["COMMUNITY", "NEWS", "ANIMATED_ICON", "BANNER", "GUILD_TAGS", "ROLE_ICONS", "WELCOME_SCREEN_ENABLED"],
          "approximate_member_count": 412, "approximate_presence_count": 97 },
        // Owner; no icon, no features.
        { "id": "531794881413251074", "name": "Bot test bench", "icon": null, "banner": null, "owner": true,
          "permissions": "8866461766385663", "features": [], "approximate_member_count": 3,
          "approximate_presence_count": 1 },
        // Administrator.
        { "id": "608621108920451075", "name": "Nordic Rustaceans", "icon": "8a9fd7dfda802921fdc4079f9a528ce8",
          "banner": "0be7440b7e5f511b731957e08e0d0eeb", "owner": false, "permissions": "686956500864585",
          "features": ["COMMUNITY", "DISCOVERABLE", "VERIFIED", "PARTNERED", "BANNER", "VANITY_URL", "NEWS"],
          "approximate_member_count": 15820, "approximate_presence_count": 2406 },
        // Administrator; a name that wants out of its place in the page.
        { "id": "675300476190851076", "name": "</title><script>alert(1)</script>",
          "icon": "b0b5c8f28ad7834e70a958a8882fa59a", "banner": null, "owner": false, "permissions": "8",
          "features": ["INVITES_DISABLED"], "approximate_member_count": 42, "approximate_presence_count": 7 },
        // May manage the server.
        { "id": "719149407928451077", "name": "Fika & Code", "icon": "37c965a8d6d7bec292c7b11ff315d9ea",
          "banner": null, "owner": false, "permissions": "686965627678433",
          "features": ["COMMUNITY", "NEWS", "DEVELOPER_SUPPORT_SERVER"], "approximate_member_count": 1190,
          "approximate_presence_count": 233 },
        // May manage the server; 100 characters with a word that does not break.
        { "id": "774594751365251078",
          "name": "The Society for Extraordinarily Long Server Names and Donaudampfschifffahrtselektrizitätenhauptwerke",
          "icon": "4a4314ef967aad20a9e7c423bc16e39c", "banner": null, "owner": false,
          "permissions": "686956769300081", "features": ["AUTO_MODERATION"], "approximate_member_count": 77,
          "approximate_presence_count": 12 },
        // Right to left.
        { "id": "829315319070851079", "name": "مجتمع البرمجة", "icon": "727bb92f57c3951d11695a52c92c2b0c",
          "banner": null, "owner": false, "permissions": "686956500864577",
          "features": ["COMMUNITY", "NEWS", "MEMBER_VERIFICATION_GATE_ENABLED"], "approximate_member_count": 5401,
          "approximate_presence_count": 640 },
        // A feature and a right (bit 60) that nobody has documented yet.
        { "id": "884760662507651080", "name": "Tomorrow's Garden", "icon": "c98b82371573afc08575815d90f5eac4",
          "banner": null, "owner": false, "permissions": "1153608461107711553",
          "features": ["COMMUNITY", "A_FEATURE_FROM_TOMORROW"], "approximate_member_count": 268,
          "approximate_presence_count": 31 },
        // Moderator: kicks, bans and times out, but may not manage the server.
        { "id": "972458525982851081", "name": "Board Game Night 🎲", "icon": "180d8336ca7a47764d049ee82361f6a0",
          "banner": null, "owner": false, "permissions": "688073347559111",
          "features": ["AUTO_MODERATION", "SOUNDBOARD"], "approximate_member_count": 96,
          "approximate_presence_count": 18 },
        // May manage channels and expressions.
        { "id": "1072477576888451082", "name": "Kvällskören", "icon": "501b7a5a87d8a4cf0cb8b1c803689203",
          "banner": null, "owner": false, "permissions": "695753667628625", "features": [],
          "approximate_member_count": 24, "approximate_presence_count": 5 }
    ]);
    list(guilds)
}

fn connections() -> Vec<Value> {
    let connections = json!([
        { "id": "5821904", "name": "mira-lindqvist-example", "type": "github", "verified": true, "revoked": false,
          "friend_sync": false, "show_activity": false, "two_way_link": false, "visibility": 1 },
        { "id": "141981764", "name": "miralindqvist_example", "type": "twitch", "verified": true, "revoked": false,
          "friend_sync": false, "show_activity": true, "two_way_link": false, "visibility": 1,
          "integrations": [
            { "id": "twitch-partners", "type": "twitch", "account": { "id": "141981764", "name": "miralindqvist_example" },
              "guild": { "id": "420904194539651073", "name": "Lindqvist Workshop", "icon": "a_0120a4f9196a5f9eb9f523f31f914da7" } },
            { "id": "608621108920459999", "type": "twitch", "account": { "id": "141981764", "name": "miralindqvist_example" },
              "guild": { "id": "608621108920451075", "name": "Nordic Rustaceans", "icon": "8a9fd7dfda802921fdc4079f9a528ce8" } }] },
        { "id": "UCmiraLindqvist00000000x", "name": "Mira bygger saker", "type": "youtube", "verified": true,
          "revoked": false, "friend_sync": false, "show_activity": true, "two_way_link": false, "visibility": 1 },
        { "id": "miralq", "name": "Mira", "type": "spotify", "verified": true, "revoked": false,
          "friend_sync": false, "show_activity": true, "two_way_link": true, "visibility": 0 },
        { "id": "76561190000000001", "name": "mira <3", "type": "steam", "verified": true, "revoked": false,
          "friend_sync": true, "show_activity": true, "two_way_link": true, "visibility": 1 },
        { "id": "did:plc:sandbox0mira0lindqvist0a", "name": "mira.example.com", "type": "bluesky", "verified": true,
          "revoked": false, "friend_sync": false, "show_activity": false, "two_way_link": false, "visibility": 1 },
        // Taken back at the service: kept in the list, opens nothing.
        { "id": "t2_9mira", "name": "mira_l", "type": "reddit", "verified": true, "revoked": true,
          "friend_sync": false, "show_activity": false, "two_way_link": false, "visibility": 0 },
        // A service that nobody has heard of yet.
        { "id": "holo-7", "name": "mira@holonet", "type": "holonet", "verified": false, "revoked": false,
          "friend_sync": false, "show_activity": false, "two_way_link": false, "visibility": 1 }
    ]);
    list(connections)
}

fn list(values: Value) -> Vec<Value> {
    match values {
        Value::Array(values) => values,
        _ => Vec::new(),
    }
}
