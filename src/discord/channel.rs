use super::{ChannelId, lenient::lenient_struct, open_enum::open_enum};

lenient_struct! {
    /// A channel of a guild, as the bot sees it. Threads are not in the list.
    ///
    /// Source: <https://discord.com/developers/docs/resources/channel#channel-object>, `GET /guilds/{id}/channels`.
    #[derive(PartialEq, Eq)]
    Channel {
        /// The channel's id.
        id: ChannelId,
        /// What it is.
        #[serde(rename = "type")]
        kind: ChannelType,
    } and {
        /// The channel's name, without `#`; empty when Discord did not say.
        name: String,
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

impl Channel {
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
    fn messages_go_into_text_and_announcement_channels_only() {
        let takes = |kind: i64| {
            serde_json::from_str::<Channel>(&format!(r#"{{"id":"1","type":{kind}}}"#)).unwrap().takes_messages()
        };
        assert_eq!((0..20).filter(|kind| takes(*kind)).collect::<Vec<_>>(), [0, 5]);
    }
}
