use std::borrow::Cow;

use serde::{Deserialize as _, Deserializer};
use serde_json::Value;

use super::{
    ChannelId, Overwrite,
    lenient::{lenient_list, lenient_struct, lenient_text},
    open_enum::open_enum,
    visible_name::name_or_id,
};

lenient_struct! {
    /// A channel of a guild, as the bot sees it. Discord's list has no threads.
    ///
    /// Source: <https://discord.com/developers/docs/resources/channel#channel-object>, `GET /guilds/{id}/channels`.
    #[derive(PartialEq, Eq)]
    Channel {
        /// The channel's id.
        id: ChannelId,
        /// What kind of channel it is.
        #[serde(rename = "type", default = "unknown_kind", deserialize_with = "kind")]
        kind: ChannelType,
        /// The channel's name, without `#`; empty if Discord did not say. Show [`Channel::display_name`].
        #[serde(default, deserialize_with = "lenient_text")]
        name: String,
        /// How the permissions of roles and members in this channel differ from those in the guild.
        #[serde(default, deserialize_with = "lenient_list")]
        permission_overwrites: Vec<Overwrite>,
    } and {
        /// Its place in the list, lowest first. Channels with the same position are ordered by id.
        position: i64,
        /// The category it is in. `None` for a channel without a category, and for categories.
        parent_id: Option<ChannelId>,
        /// The topic that its members see.
        topic: Option<String>,
        /// Whether it is age-restricted.
        nsfw: bool,
    }
}

open_enum! {
    /// What kind of channel it is.
    ///
    /// Source: <https://discord.com/developers/docs/resources/channel#channel-object-channel-types>.
    ChannelType {
        Text = 0, "Text";
        Voice = 2, "Voice";
        Category = 4, "Category";
        Announcement = 5, "Announcements";
        Stage = 13, "Stage";
        Directory = 14, "Directory";
        Forum = 15, "Forum";
        Media = 16, "Media";
    }
}

/// Returns the type of a channel without a type. Discord's own numbers are never negative.
const fn unknown_kind() -> ChannelType {
    ChannelType::Unknown(-1)
}

fn kind<'de, D: Deserializer<'de>>(deserializer: D) -> Result<ChannelType, D::Error> {
    let number = match Value::deserialize(deserializer)? {
        Value::Number(number) => number.as_i64(),
        Value::String(text) => text.parse().ok(),
        _ => None,
    };
    Ok(number.map_or(unknown_kind(), ChannelType::from))
}

impl Channel {
    /// Returns the name to show: the channel's own, or "Unnamed channel" with the id if the name looks empty.
    pub fn display_name(&self) -> Cow<'_, str> {
        name_or_id(&self.name, "channel", self.id)
    }

    /// Returns whether a bot can send a plain message to it.
    pub const fn takes_messages(&self) -> bool {
        matches!(self.kind, ChannelType::Text | ChannelType::Announcement)
    }

    /// Groups channels as Discord's app lists them: first those without a category, then each category with its channels.
    ///
    /// In each group, voice and stage channels come after the others.
    pub fn by_category(mut channels: Vec<Self>) -> Vec<(Option<Self>, Vec<Self>)> {
        channels.sort_by_key(|channel| {
            let speaks = matches!(channel.kind, ChannelType::Voice | ChannelType::Stage);
            (speaks, channel.position, channel.id.get())
        });
        let (categories, others): (Vec<_>, Vec<_>) =
            channels.into_iter().partition(|channel| channel.kind == ChannelType::Category);
        // A channel whose category is not in the list counts as one without a category.
        let parent =
            |channel: &Self| channel.parent_id.filter(|id| categories.iter().any(|category| category.id == *id));
        let within = |id: Option<ChannelId>| others.iter().filter(|it| parent(it) == id).cloned().collect::<Vec<_>>();
        let alone = Some((None, within(None))).filter(|(_, channels)| !channels.is_empty());
        let categories = categories.iter().map(|category| (Some(category.clone()), within(Some(category.id))));
        alone.into_iter().chain(categories).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn channels_are_listed_as_discords_app_lists_them() {
        let channels: Vec<Channel> = serde_json::from_str(
            r#"[{"id":"9","type":2,"name":"talk","position":0,"parent_id":"1"},{"id":"1","type":4,"name":"Rooms","position":2},
                {"id":"5","type":0,"name":"b","position":3,"parent_id":"1"},{"id":"4","type":5,"name":"a","position":3,"parent_id":"1"},
                {"id":"3","type":0,"name":"lost","position":7,"parent_id":"77"},{"id":"8","type":4,"name":"Attic","position":1},
                {"id":"2","type":99,"name":"alone","position":1,"topic":7,"nsfw":null}]"#,
        )
        .unwrap();
        let listed = Channel::by_category(channels).into_iter().map(|(category, channels)| {
            let names: Vec<_> = channels.iter().map(|channel| channel.name.as_str()).collect();
            format!("{}: {}", category.map(|it| it.name).unwrap_or_default(), names.join(" "))
        });
        assert_eq!(listed.collect::<Vec<_>>(), [": alone lost", "Attic: ", "Rooms: a b talk"]);
    }

    #[test]
    fn only_the_id_is_required() {
        for odd in ["null", "-1.5", r#""x""#, "[7]", "{}"] {
            let rest = ["type", "name", "position", "parent_id", "topic", "nsfw", "permission_overwrites"];
            let rest: String = rest.iter().map(|key| format!(r#","{key}":{odd}"#)).collect();
            let channel: Channel = serde_json::from_str(&format!(r#"{{"id":"1"{rest}}}"#)).unwrap();
            assert_eq!((channel.kind, channel.takes_messages()), (unknown_kind(), false), "{odd}");
        }
        let bare: Channel = serde_json::from_str(r#"{"id":"1"}"#).unwrap();
        assert_eq!((bare.kind.label(), bare.display_name().as_ref()), ("Unknown", "Unnamed channel 1"));
        assert!(serde_json::from_str::<Channel>(r#"{"type":0,"name":"rules"}"#).is_err());
        let text: Channel = serde_json::from_str(r#"{"id":1,"type":"5","name":"news"}"#).unwrap();
        assert_eq!((text.kind, text.display_name().as_ref()), (ChannelType::Announcement, "news"));
    }

    #[test]
    fn bots_send_messages_only_to_text_and_announcement_channels() {
        let takes = |kind: i64| {
            serde_json::from_str::<Channel>(&format!(r#"{{"id":"1","type":{kind}}}"#)).unwrap().takes_messages()
        };
        assert_eq!((0..20).filter(|kind| takes(*kind)).collect::<Vec<_>>(), [0, 5]);
    }
}
