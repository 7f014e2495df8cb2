use crate::discord::open_enum::open_enum;

// Source: <https://discord.com/developers/docs/resources/guild#guild-object>, the tables below it.

open_enum! {
    /// What newcomers need before they may send messages.
    VerificationLevel {
        None = 0, "None";
        Low = 1, "Low";
        Medium = 2, "Medium";
        High = 3, "High";
        VeryHigh = 4, "Highest";
    }
    /// Whether moderators need two-factor authentication.
    MfaLevel {
        NotRequired = 0, "Not required";
        Required = 1, "Required";
    }
    /// Whose messages Discord scans for explicit pictures.
    ContentFilter {
        Disabled = 0, "Off";
        WithoutRoles = 1, "Members without roles";
        AllMembers = 2, "All members";
    }
    /// Which messages members are notified of by default.
    Notifications {
        AllMessages = 0, "All messages";
        OnlyMentions = 1, "Only mentions";
    }
    /// The guild's age rating.
    NsfwLevel {
        Default = 0, "Not rated";
        Explicit = 1, "Explicit";
        Safe = 2, "Safe";
        AgeRestricted = 3, "Age-restricted";
    }
    /// What the guild's boosts have unlocked.
    PremiumTier {
        None = 0, "No level";
        One = 1, "Level 1";
        Two = 2, "Level 2";
        Three = 3, "Level 3";
    }
}
