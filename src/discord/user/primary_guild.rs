use crate::discord::{
    GuildId, ImageHash,
    lenient::{lenient_struct, lenient_text},
};

lenient_struct! {
    /// The guild whose tag a user may wear; [`User::server_tag`](super::User::server_tag) says whether they do.
    ///
    /// Source: <https://discord.com/developers/docs/resources/user#user-object-user-primary-guild>.
    #[derive(PartialEq, Eq)]
    PrimaryGuild {
        /// The tag's text, up to four characters.
        #[serde(default, deserialize_with = "lenient_text")]
        tag: Option<String>,
    } and {
        /// The guild. `None` when there is none.
        identity_guild_id: Option<GuildId>,
        /// Whether the user wears the tag. `Some(false)` when they took it off, `None` when Discord did.
        identity_enabled: Option<bool>,
        /// The picture beside it.
        badge: Option<ImageHash>,
    }
}
