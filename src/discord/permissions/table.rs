use super::Permission;

/// Declares a constant for each row, and the list of them all.
macro_rules! documented {
    ($($bit:literal $name:ident in $group:ident: $label:literal, $meaning:literal;)+) => {
        impl Permission {
            $(
                #[doc = $meaning]
                pub const $name: Self = Self {
                    bit: $bit,
                    name: stringify!($name),
                    group: stringify!($group),
                    label: $label,
                    meaning: $meaning,
                };
            )+

            /// Every permission Discord documents, by bit.
            pub const DOCUMENTED: &[Self] = &[$(Self::$name),+];

            /// The bits of every documented permission.
            pub(super) const ALL_BITS: u64 = 0 $(| Self::$name.mask())+;
        }
    };
}

// Source: <https://discord.com/developers/docs/topics/permissions#permissions-bitwise-permission-flags>. Bits 47 and 53 are not
// documented, so they are not listed. The sentences are ours.
documented! {
    0 CREATE_INSTANT_INVITE in Membership: "Create Invite", "Create invite links, so that new people can join.";
    1 KICK_MEMBERS in Membership: "Kick Members", "Remove members. They can come back with a new invite.";
    2 BAN_MEMBERS in Membership: "Ban Members", "Remove members and keep them from coming back.";
    3 ADMINISTRATOR in Advanced: "Administrator", "Do everything in every channel, whatever the channel's own settings are.";
    4 MANAGE_CHANNELS in General: "Manage Channels", "Create, edit and delete channels.";
    5 MANAGE_GUILD in General: "Manage Server", "Change the server's name, icon and settings, and add apps.";
    6 ADD_REACTIONS in Text: "Add Reactions", "React to messages with an emoji that nobody has used there yet.";
    7 VIEW_AUDIT_LOG in General: "View Audit Log", "See who changed what in the server.";
    8 PRIORITY_SPEAKER in Voice: "Priority Speaker", "Be heard more clearly than others while speaking.";
    9 STREAM in Voice: "Video", "Turn the camera on and share the screen in voice channels.";
    10 VIEW_CHANNEL in General: "View Channels", "See the channels that are not private.";
    11 SEND_MESSAGES in Text: "Send Messages", "Write in text channels and start posts in forums.";
    12 SEND_TTS_MESSAGES in Text: "Send Text-to-Speech Messages", "Send messages that are read aloud.";
    13 MANAGE_MESSAGES in Text: "Manage Messages", "Delete other people's messages, and reactions to any message.";
    14 EMBED_LINKS in Text: "Embed Links", "Show a preview of the links in their messages.";
    15 ATTACH_FILES in Text: "Attach Files", "Send files and pictures along with messages.";
    16 READ_MESSAGE_HISTORY in Text: "Read Message History", "Read messages sent before they opened the channel.";
    17 MENTION_EVERYONE in Text: "Mention @everyone, @here and All Roles", "Notify everyone at once, or any role.";
    18 USE_EXTERNAL_EMOJIS in Text: "Use External Emoji", "Use emoji of other servers.";
    19 VIEW_GUILD_INSIGHTS in General: "View Server Insights", "See how the server grows and how active it is.";
    20 CONNECT in Voice: "Connect", "Join voice channels and hear others.";
    21 SPEAK in Voice: "Speak", "Talk in voice channels.";
    22 MUTE_MEMBERS in Voice: "Mute Members", "Mute members in voice channels, for everyone.";
    23 DEAFEN_MEMBERS in Voice: "Deafen Members", "Keep members from hearing others in voice channels.";
    24 MOVE_MEMBERS in Voice: "Move Members", "Move members to another voice channel, or out of one.";
    25 USE_VAD in Voice: "Use Voice Activity", "Talk without holding a key down.";
    26 CHANGE_NICKNAME in Membership: "Change Nickname", "Change their own name in the server.";
    27 MANAGE_NICKNAMES in Membership: "Manage Nicknames", "Change other members' names in the server.";
    28 MANAGE_ROLES in General: "Manage Roles", "Create, edit and give roles below their own highest role.";
    29 MANAGE_WEBHOOKS in General: "Manage Webhooks", "Create, edit and delete webhooks, which post messages for other services.";
    30 MANAGE_GUILD_EXPRESSIONS in General: "Manage Expressions", "Edit and delete any custom emoji, sticker or sound.";
    31 USE_APPLICATION_COMMANDS in Apps: "Use Application Commands", "Use the commands of apps.";
    32 REQUEST_TO_SPEAK in Stage: "Request to Speak", "Ask to speak in stage channels.";
    33 MANAGE_EVENTS in Events: "Manage Events", "Edit and cancel any event of the server.";
    34 MANAGE_THREADS in Text: "Manage Threads", "Rename, close and delete threads, and see the private ones.";
    35 CREATE_PUBLIC_THREADS in Text: "Create Public Threads", "Start threads that everyone in the channel can see.";
    36 CREATE_PRIVATE_THREADS in Text: "Create Private Threads", "Start threads that only invited people can see.";
    37 USE_EXTERNAL_STICKERS in Text: "Use External Stickers", "Use stickers of other servers.";
    38 SEND_MESSAGES_IN_THREADS in Text: "Send Messages in Threads", "Write in threads and in posts of forums.";
    39 USE_EMBEDDED_ACTIVITIES in Apps: "Use Activities", "Start games and other activities in channels.";
    40 MODERATE_MEMBERS in Membership: "Timeout Members", "Keep members from writing, reacting and talking for a while.";
    41 VIEW_CREATOR_MONETIZATION_ANALYTICS in General: "View Server Subscription Insights",
        "See what the server earns with subscriptions.";
    42 USE_SOUNDBOARD in Voice: "Use Soundboard", "Play the server's sounds in voice channels.";
    43 CREATE_GUILD_EXPRESSIONS in General: "Create Expressions", "Add custom emoji, stickers and sounds, and edit their own.";
    44 CREATE_EVENTS in Events: "Create Events", "Create events, and edit and cancel their own.";
    45 USE_EXTERNAL_SOUNDS in Voice: "Use External Sounds", "Play sounds of other servers in voice channels.";
    46 SEND_VOICE_MESSAGES in Text: "Send Voice Messages", "Send voice recordings as messages.";
    48 SET_VOICE_CHANNEL_STATUS in Voice: "Set Voice Channel Status", "Set the status text of a voice channel.";
    49 SEND_POLLS in Text: "Create Polls", "Ask a question with answers to vote on.";
    50 USE_EXTERNAL_APPS in Apps: "Use External Apps", "Show everyone the answers of apps that they added to their own account.";
    51 PIN_MESSAGES in Text: "Pin Messages", "Pin messages to a channel, and unpin them.";
    52 BYPASS_SLOWMODE in Text: "Bypass Slowmode", "Write without waiting in channels with slowmode.";
}
