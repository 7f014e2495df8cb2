/// Services: Discord's word, the name people know, and the address of a profile if there is one.
///
/// `{id}` and `{name}` are replaced by the account's id or name, percent-encoded. Skype has closed, and its addresses opened a program
/// instead of a page, so it has no link. Riot's two services are listed although Discord stopped sending them in July 2026.
/// Words that Discord never documented (`soundcloud`, `samsung`) are not listed; pages show them unchanged.
///
/// Source: <https://discord.com/developers/docs/resources/user#connection-object-services>.
pub const SERVICES: [(&str, &str, Option<&str>); 26] = [
    ("amazon-music", "Amazon Music", None),
    ("battlenet", "Battle.net", None),
    ("bluesky", "Bluesky", Some("https://bsky.app/profile/{id}")),
    ("bungie", "Bungie.net", None),
    ("crunchyroll", "Crunchyroll", None),
    ("domain", "Domain", Some("https://{id}/")),
    ("ebay", "eBay", Some("https://www.ebay.com/usr/{name}")),
    ("epicgames", "Epic Games", None),
    ("facebook", "Facebook", None),
    ("github", "GitHub", Some("https://github.com/{name}")),
    ("instagram", "Instagram", Some("https://www.instagram.com/{name}")),
    ("leagueoflegends", "League of Legends", None),
    ("mastodon", "Mastodon", None),
    ("paypal", "PayPal", None),
    ("playstation", "PlayStation Network", None),
    ("reddit", "Reddit", Some("https://www.reddit.com/u/{name}")),
    ("riotgames", "Riot Games", None),
    ("roblox", "Roblox", Some("https://roblox.com/users/{id}/profile")),
    ("skype", "Skype", None),
    ("spotify", "Spotify", Some("https://open.spotify.com/user/{id}")),
    ("steam", "Steam", Some("https://steamcommunity.com/profiles/{id}")),
    ("tiktok", "TikTok", Some("https://www.tiktok.com/@{name}")),
    ("twitch", "Twitch", Some("https://www.twitch.tv/{name}")),
    ("twitter", "X (Twitter)", Some("https://x.com/{name}")),
    ("xbox", "Xbox", None),
    ("youtube", "YouTube", Some("https://www.youtube.com/channel/{id}")),
];

/// Returns a service by Discord's word for it.
pub(super) fn find(word: &str) -> Option<(&'static str, &'static str, Option<&'static str>)> {
    SERVICES.into_iter().find(|(service, ..)| *service == word)
}
