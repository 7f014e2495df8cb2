use super::{
    ImageHash, RoleId, User,
    lenient::{lenient_list, lenient_struct, lenient_text},
    visible_name::visible,
};

lenient_struct! {
    /// A user in a guild: what is theirs there and nowhere else.
    ///
    /// Source: <https://discord.com/developers/docs/resources/guild#guild-member-object>. A user's own comes with the scope
    /// `guilds.members.read`, anybody's with the bot's token.
    #[derive(PartialEq, Eq)]
    Member {
        /// The name they go by there. `None` for their usual one. Show [`Member::nickname`].
        #[serde(default, deserialize_with = "lenient_text")]
        nick: Option<String>,
        /// Their roles, without `@everyone`, in no promised order.
        #[serde(default, deserialize_with = "lenient_list")]
        roles: Vec<RoleId>,
    } and {
        /// Who it is. `None` where that is known already.
        user: Option<Box<User>>,
        /// An avatar for this guild alone.
        avatar: Option<ImageHash>,
        /// A banner for this guild alone.
        banner: Option<ImageHash>,
        /// Since when, in ISO 8601. `None` for guests.
        joined_at: Option<String>,
        /// Since when they boost it, in ISO 8601. `None` when they do not.
        premium_since: Option<String>,
        /// Whether they have yet to pass its membership screening.
        pending: bool,
        /// Until when they may not write, in ISO 8601; a time that is over says nothing.
        communication_disabled_until: Option<String>,
    }
}

impl Member {
    /// Returns the nickname; `None` without one, and for one that looks empty.
    pub fn nickname(&self) -> Option<&str> {
        self.nick.as_deref().and_then(visible)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_needed_and_odd_fields_are_left_out() {
        let member: Member = serde_json::from_str(
            r#"{"nick":"Fika","roles":["7",null,8,"x"],"joined_at":"2024-01-01T00:00:00.000000+00:00","premium_since":null,"avatar":7,"user":{}}"#,
        )
        .unwrap();
        assert_eq!((member.nick.as_deref(), member.roles), (Some("Fika"), vec![RoleId::new(7), RoleId::new(8)]));
        assert_eq!((member.avatar, member.user, member.pending), (None, None, false));
        assert_eq!(serde_json::from_str::<Member>("{}").unwrap().roles, []);
    }

    #[test]
    fn a_nickname_that_looks_empty_is_none() {
        for (nick, shown) in [
            (r#""Fika""#, Some("Fika")),
            (r#""\u3164""#, None),
            (r#""\u200b\u2060""#, None),
            ("null", None),
            ("7", Some("7")),
        ] {
            let member: Member = serde_json::from_str(&format!(r#"{{"nick":{nick}}}"#)).unwrap();
            assert_eq!(member.nickname(), shown, "{nick}");
        }
    }
}
