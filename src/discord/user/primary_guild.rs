use crate::discord::{
    GuildId, ImageHash,
    lenient::{lenient_struct, lenient_text},
};

lenient_struct! {
    /// The guild whose tag a user may wear. [`User::server_tag`](super::User::server_tag) tells whether they wear it.
    ///
    /// Source: <https://discord.com/developers/docs/resources/user#user-object-user-primary-guild>.
    #[derive(PartialEq, Eq)]
    PrimaryGuild {
        /// The tag's text, up to four characters.
        #[serde(default, deserialize_with = "lenient_text")]
        tag: Option<String>,
    } and {
        /// The guild's id. `None` if there is no guild.
        identity_guild_id: Option<GuildId>,
        /// Whether the user wears the tag. `Some(false)` if they took it off, `None` if Discord took it off.
        identity_enabled: Option<bool>,
        /// The badge beside the tag.
        badge: Option<ImageHash>,
    }
}
