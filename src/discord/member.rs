use super::{
    ImageHash, RoleId, User,
    lenient::{lenient_list, lenient_struct, lenient_text},
    visible_name::visible,
};

lenient_struct! {
    /// A user's record in one guild.
    ///
    /// Source: <https://discord.com/developers/docs/resources/guild#guild-member-object>. A user's own record needs the scope
    /// `guilds.members.read`. The bot's token can read the record of every member.
    #[derive(PartialEq, Eq)]
    Member {
        /// Their name in this guild. `None` if they use their usual name. Show [`Member::nickname`].
        #[serde(default, deserialize_with = "lenient_text")]
        nick: Option<String>,
        /// Their roles, without `@everyone`. Discord promises no order.
        #[serde(default, deserialize_with = "lenient_list")]
        roles: Vec<RoleId>,
    } and {
        /// The user. `None` if Discord left them out.
        user: Option<Box<User>>,
        /// An avatar for this guild only.
        avatar: Option<ImageHash>,
        /// A banner for this guild only.
        banner: Option<ImageHash>,
        /// When they joined, in ISO 8601. `None` for guests.
        joined_at: Option<String>,
        /// When they began to boost it, in ISO 8601. `None` if they do not boost.
        premium_since: Option<String>,
        /// Whether they have not passed its membership screening yet.
        pending: bool,
        /// When their timeout ends, in ISO 8601. A time in the past means that they have no timeout.
        communication_disabled_until: Option<String>,
    }
}

impl Member {
    /// Returns the nickname; `None` if the member has no nickname or it looks empty.
    pub fn nickname(&self) -> Option<&str> {
        self.nick.as_deref().and_then(visible)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_field_is_required_and_odd_fields_are_left_out() {
        let member: Member = serde_json::from_str(
            r#"{"nick":"Fika","roles":["7",null,8,"x"],"joined_at":"2024-01-01T00:00:00.000000+00:00","premium_since":null,"avatar":7,"user":{}}"#,
        )
        .unwrap();
        assert_eq!((member.nick.as_deref(), member.roles), (Some("Fika"), vec![RoleId::new(7), RoleId::new(8)]));
        assert_eq!((member.avatar, member.user, member.pending), (None, None, false));
        assert_eq!(serde_json::from_str::<Member>("{}").unwrap().roles, []);
    }

    #[test]
    fn a_nickname_that_looks_empty_is_not_shown() {
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
