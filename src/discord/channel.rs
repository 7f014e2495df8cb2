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
    /// A channel of a guild, as the bot sees it. Threads are not in the list.
    ///
    /// Source: <https://discord.com/developers/docs/resources/channel#channel-object>, `GET /guilds/{id}/channels`.
    #[derive(PartialEq, Eq)]
    Channel {
        /// The channel's id.
        id: ChannelId,
        /// What it is.
        #[serde(rename = "type", default = "unknown_kind", deserialize_with = "kind")]
        kind: ChannelType,
        /// The channel's name, without `#`; empty when Discord did not say. Show [`Channel::display_name`].
        #[serde(default, deserialize_with = "lenient_text")]
        name: String,
        /// What roles and members may do here differently from the guild.
        #[serde(default, deserialize_with = "lenient_list")]
        permission_overwrites: Vec<Overwrite>,
    } and {
        /// Its place among its neighbours, lowest first; those of the same position go by id.
        position: i64,
        /// The category it is in. `None` for one that stands by itself, and for categories.
        parent_id: Option<ChannelId>,
        /// What it is about.
        topic: Option<String>,
        /// Whether only adults may see it.
        nsfw: bool,
    }
}

open_enum! {
    /// What a channel is.
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

/// What a channel counts as when Discord does not say what it is: no number of Discord's is negative.
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
    /// Returns the name to show: the channel's own, or "Unnamed channel" with the id when the name looks empty.
    pub fn display_name(&self) -> Cow<'_, str> {
        name_or_id(&self.name, "channel", self.id)
    }

    /// Whether a bot can write a plain message into it.
    pub const fn takes_messages(&self) -> bool {
        matches!(self.kind, ChannelType::Text | ChannelType::Announcement)
    }

    /// The channels as Discord's app lists them: those by themselves under no category, then each category with its own.
    ///
    /// Voice and stage channels stand below the others of their category.
    pub fn by_category(mut channels: Vec<Self>) -> Vec<(Option<Self>, Vec<Self>)> {
        channels.sort_by_key(|channel| {
            let speaks = matches!(channel.kind, ChannelType::Voice | ChannelType::Stage);
            (speaks, channel.position, channel.id.get())
        });
        let (categories, others): (Vec<_>, Vec<_>) =
            channels.into_iter().partition(|channel| channel.kind == ChannelType::Category);
        // A parent that is not in the list is none.
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
    fn only_the_id_is_needed_whatever_the_rest_is() {
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
    fn messages_go_into_text_and_announcement_channels_only() {
        let takes = |kind: i64| {
            serde_json::from_str::<Channel>(&format!(r#"{{"id":"1","type":{kind}}}"#)).unwrap().takes_messages()
        };
        assert_eq!((0..20).filter(|kind| takes(*kind)).collect::<Vec<_>>(), [0, 5]);
    }
}
