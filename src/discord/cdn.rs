use std::{
    fmt::{self, Write as _},
    sync::Arc,
};

use super::{EmojiId, ImageHash, User, UserGuild};

mod image_url;
mod picture;
mod wire;

pub use image_url::{ImageFormat, ImageSize, ImageUrl};
pub use picture::Picture;

/// About the most bytes after the base URL: a folder with an id, a hash, and a file's end with its size.
const LONGEST_PATH: usize = 112;

/// Builds the URLs of Discord's images.
///
/// Source: <https://discord.com/developers/docs/reference#image-formatting-cdn-endpoints>.
///
/// # Examples
/// ```
/// use app::discord::{Cdn, ImageSize, User, UserGuild};
///
/// let cdn = Cdn::new("https://cdn.discordapp.com");
/// let user: User = serde_json::from_str(r#"{"id": "1", "username": "mira", "avatar": "a_ff", "banner": null}"#)?;
/// let guild: UserGuild = serde_json::from_str(r#"{"id": "2", "name": "Garden", "icon": "cc"}"#)?;
///
/// let avatar = cdn.avatar(&user);
/// assert_eq!(avatar.to_string(), "https://cdn.discordapp.com/avatars/1/a_ff.png?size=128");
/// assert!(cdn.banner(&user).is_none());
///
/// let icon = cdn.guild_icon(&guild).map(|url| url.size(ImageSize::at_least(64)).to_string());
/// assert_eq!(icon.as_deref(), Some("https://cdn.discordapp.com/icons/2/cc.png?size=64"));
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Debug, Clone)]
pub struct Cdn {
    base: Arc<str>,
}

impl Cdn {
    /// Creates a CDN with a base URL; a slash at its end makes no difference.
    pub fn new(base: &str) -> Self {
        Self { base: base.trim_end_matches('/').into() }
    }

    /// Returns the base URL, without a slash at its end.
    pub fn base(&self) -> &str {
        &self.base
    }

    /// Returns the URL of any picture with a hash; `None` if the hash is not safe in a path.
    pub fn image(&self, picture: Picture, hash: &ImageHash) -> Option<ImageUrl> {
        let (name, moves) = (hash.path_segment()?, hash.is_animated());
        Some(self.url(format_args!("{}/{name}", picture.folder()), picture.formats(), moves))
    }

    /// Returns the user's avatar, or their default avatar if they have not uploaded one.
    pub fn avatar(&self, user: &User) -> ImageUrl {
        let own = user.avatar.as_ref().and_then(|hash| self.image(Picture::UserAvatar(user.id), hash));
        own.unwrap_or_else(|| self.default_avatar(user))
    }

    /// Returns the picture that Discord draws for a user without an avatar.
    pub fn default_avatar(&self, user: &User) -> ImageUrl {
        let index = user.default_avatar_index();
        ImageUrl { size: None, ..self.url(format_args!("embed/avatars/{index}"), &[ImageFormat::Png], false) }
    }

    /// Returns the user's banner; `None` if they have no banner.
    pub fn banner(&self, user: &User) -> Option<ImageUrl> {
        self.image(Picture::UserBanner(user.id), user.banner.as_ref()?)
    }

    /// Returns the frame around the user's avatar; `None` if they have no frame. It moves only with [`ImageUrl::animated`].
    pub fn avatar_decoration(&self, user: &User) -> Option<ImageUrl> {
        self.image(Picture::AvatarDecoration, &user.avatar_decoration_data.as_ref()?.asset)
    }

    /// Returns the badge beside the user's server tag; `None` if they show no tag.
    pub fn tag_badge(&self, user: &User) -> Option<ImageUrl> {
        let tag = user.server_tag()?;
        self.image(Picture::TagBadge(tag.identity_guild_id?), tag.badge.as_ref()?)
    }

    /// Returns the guild's icon; `None` if it has no icon. Discord has no default picture for it: draw its initials.
    pub fn guild_icon(&self, guild: &UserGuild) -> Option<ImageUrl> {
        self.image(Picture::GuildIcon(guild.id), guild.icon.as_ref()?)
    }

    /// Returns a custom emoji. It has no hash, so the caller says whether it moves.
    pub fn emoji(&self, emoji: EmojiId, animated: bool) -> ImageUrl {
        self.url(format_args!("emojis/{emoji}"), &ImageFormat::ALL, animated)
    }

    fn url(&self, path: fmt::Arguments<'_>, formats: &'static [ImageFormat], moves: bool) -> ImageUrl {
        // Room for the whole address, so that it is never moved while it grows.
        let mut whole = String::with_capacity(self.base.len() + LONGEST_PATH);
        whole.push_str(&self.base);
        whole.push('/');
        // Writing to a `String` cannot fail.
        let _ = whole.write_fmt(path);
        ImageUrl { path: whole, formats, moves, format: ImageFormat::Png, moving: false, size: Some(ImageSize::MEDIUM) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::discord::{ApplicationId, EventId, GuildId, RoleId, TeamId, UserId};

    fn cdn() -> Cdn {
        Cdn::new("https://cdn.discordapp.com/")
    }

    fn user(json: &str) -> User {
        serde_json::from_str(json).unwrap()
    }

    #[test]
    fn avatar_banner_and_icon_are_each_built_from_their_own_hash() {
        let nelly = user(r#"{"id":"1","username":"a","avatar":"aa","banner":"bb"}"#);
        assert!(cdn().avatar(&nelly).to_string().starts_with("https://cdn.discordapp.com/avatars/1/aa.png"));
        assert!(cdn().banner(&nelly).unwrap().to_string().starts_with("https://cdn.discordapp.com/banners/1/bb.png"));
        let guild = |icon: &str| serde_json::from_str(&format!(r#"{{"id":"2","name":"a","icon":{icon}}}"#)).unwrap();
        let icon = cdn().guild_icon(&guild(r#""cc""#)).unwrap().to_string();
        assert!(icon.starts_with("https://cdn.discordapp.com/icons/2/cc.png"), "{icon}");
        assert_eq!(cdn().guild_icon(&guild("null")), None);
    }

    #[test]
    fn an_animated_avatar_moves_as_webp_and_is_still_as_png() {
        let url = cdn()
            .avatar(&user(r#"{"id":"1","username":"a","discriminator":"0","avatar":"a_ff"}"#))
            .size(ImageSize::LARGE);
        assert_eq!(url.to_string(), "https://cdn.discordapp.com/avatars/1/a_ff.png?size=256");
        assert_eq!(
            url.clone().animated().to_string(),
            "https://cdn.discordapp.com/avatars/1/a_ff.webp?size=256&animated=true"
        );
        assert_eq!(url.format(ImageFormat::Gif).to_string(), "https://cdn.discordapp.com/avatars/1/a_ff.gif?size=256");
    }

    #[test]
    fn a_still_image_is_never_requested_as_gif() {
        let url = cdn().avatar(&user(r#"{"id":"1","username":"a","avatar":"ff"}"#));
        assert_eq!(url.clone().animated(), url);
        assert_eq!(url.format(ImageFormat::Gif).to_string(), "https://cdn.discordapp.com/avatars/1/ff.png?size=128");
    }

    #[test]
    fn every_picture_has_its_folder_and_its_formats() {
        let (guild, person) = (GuildId::new(1), UserId::new(2));
        for (picture, path, formats) in [
            (Picture::UserAvatar(person), "avatars/2/a_ff", "png jpg webp gif"),
            (Picture::UserBanner(person), "banners/2/a_ff", "png jpg webp gif"),
            (Picture::GuildIcon(guild), "icons/1/a_ff", "png jpg webp gif"),
            (Picture::GuildBanner(guild), "banners/1/a_ff", "png jpg webp gif"),
            (Picture::GuildSplash(guild), "splashes/1/a_ff", "png jpg webp"),
            (Picture::DiscoverySplash(guild), "discovery-splashes/1/a_ff", "png jpg webp"),
            (Picture::MemberAvatar(guild, person), "guilds/1/users/2/avatars/a_ff", "png jpg webp gif"),
            (Picture::MemberBanner(guild, person), "guilds/1/users/2/banners/a_ff", "png jpg webp gif"),
            (Picture::RoleIcon(RoleId::new(3)), "role-icons/3/a_ff", "png jpg webp"),
            (Picture::TagBadge(guild), "guild-tag-badges/1/a_ff", "png jpg webp"),
            (Picture::App(ApplicationId::new(4)), "app-icons/4/a_ff", "png jpg webp"),
            (Picture::TeamIcon(TeamId::new(5)), "team-icons/5/a_ff", "png jpg webp"),
            (Picture::EventCover(EventId::new(6)), "guild-events/6/a_ff", "png jpg webp"),
        ] {
            let url = cdn().image(picture, &ImageHash::new("a_ff")).unwrap();
            assert_eq!(url.to_string(), format!("https://cdn.discordapp.com/{path}.png?size=128"));
            assert_eq!(url.formats().map(ImageFormat::extension).collect::<Vec<_>>().join(" "), formats, "{path}");
            assert_eq!(url.is_animated(), formats.contains("gif"), "{path}");
            for format in ImageFormat::ALL {
                let asked = url.clone().format(ImageFormat::Webp).format(format);
                let extension = if formats.contains(format.extension()) { format.extension() } else { "png" };
                assert_eq!(asked.to_string(), format!("https://cdn.discordapp.com/{path}.{extension}?size=128"));
            }
        }
    }

    #[test]
    fn a_decoration_is_a_png_that_moves_only_on_request() {
        let decoration = |hash: &str| cdn().image(Picture::AvatarDecoration, &ImageHash::new(hash)).unwrap();
        let (still, moving) = (decoration("ff"), decoration("a_ff"));
        assert!(!still.is_animated() && moving.is_animated());
        for (url, text) in [
            (still.clone(), "ff.png?size=128"),
            (still.animated(), "ff.png?size=128"),
            (moving.clone(), "a_ff.png?size=128&passthrough=false"),
            (moving.clone().format(ImageFormat::Gif), "a_ff.png?size=128&passthrough=false"),
            (moving.animated(), "a_ff.png?size=128"),
        ] {
            assert_eq!(url.to_string(), format!("https://cdn.discordapp.com/avatar-decoration-presets/{text}"));
            assert_eq!(url.formats().collect::<Vec<_>>(), [ImageFormat::Png]);
        }
    }

    #[test]
    fn a_file_moves_if_its_format_can_and_its_still_version_is_a_png() {
        let decoration = |hash: &str| cdn().image(Picture::AvatarDecoration, &ImageHash::new(hash)).unwrap();
        let avatar = |hash: &str| cdn().image(Picture::UserAvatar(UserId::new(1)), &ImageHash::new(hash)).unwrap();
        for (url, format, file, moves, rest) in [
            (avatar("a_ff"), ImageFormat::Png, "a_ff.png?size=128", false, "a_ff.png?size=128"),
            (avatar("a_ff"), ImageFormat::Webp, "a_ff.webp?size=128&animated=true", true, "a_ff.png?size=128"),
            (avatar("a_ff"), ImageFormat::Gif, "a_ff.gif?size=128", true, "a_ff.png?size=128"),
            (avatar("ff"), ImageFormat::Webp, "ff.webp?size=128", false, "ff.webp?size=128"),
            (avatar("ff"), ImageFormat::Gif, "ff.png?size=128", false, "ff.png?size=128"),
            (decoration("a_ff"), ImageFormat::Webp, "a_ff.png?size=128", true, "a_ff.png?size=128&passthrough=false"),
            (decoration("ff"), ImageFormat::Png, "ff.png?size=128", false, "ff.png?size=128"),
        ] {
            let url = url.file(format);
            let end = |url: &ImageUrl| url.to_string().rsplit_once('/').unwrap().1.to_owned();
            assert_eq!((&*end(&url), url.is_moving()), (file, moves));
            assert_eq!(end(&url.at_rest()), rest);
        }
    }

    #[test]
    fn an_emoji_is_animated_if_the_caller_says_so() {
        let moving = cdn().emoji(EmojiId::new(7), true).size(ImageSize::at_least(64)).animated();
        assert_eq!(moving.to_string(), "https://cdn.discordapp.com/emojis/7.webp?size=64&animated=true");
        assert!(!cdn().emoji(EmojiId::new(7), false).is_animated());
    }

    #[test]
    fn the_default_avatar_depends_on_the_kind_of_name_and_has_one_size() {
        for (json, index) in [
            (r#"{"id":"80351110224678912","username":"a","discriminator":"0"}"#, 5),
            (r#"{"id":"175928847299117063","username":"a","discriminator":"0"}"#, 2),
            (r#"{"id":"268473310986240001","username":"a","discriminator":"0"}"#, 4),
            (r#"{"id":"1","username":"a","discriminator":"1337"}"#, 2),
            (r#"{"id":"1","username":"a","discriminator":"0002"}"#, 2),
        ] {
            let url = cdn().avatar(&user(json)).size(ImageSize::LARGE).format(ImageFormat::Webp);
            assert_eq!(url.to_string(), format!("https://cdn.discordapp.com/embed/avatars/{index}.png"), "{json}");
            assert_eq!(url.sizes().count(), 0, "{json}");
        }
    }

    #[test]
    fn a_user_with_an_unsafe_hash_has_the_default_avatar() {
        let user = user(r#"{"id":"1","username":"a","discriminator":"1337","avatar":"../../x","banner":"a b"}"#);
        assert_eq!(cdn().avatar(&user).to_string(), "https://cdn.discordapp.com/embed/avatars/2.png");
        assert_eq!(cdn().banner(&user), None);
    }

    #[test]
    fn only_users_who_show_a_decoration_or_a_tag_have_its_picture() {
        let mut mira = user(
            r#"{"id":"1","username":"a","avatar_decoration_data":{"asset":"a_2d","sku_id":"3"},
                "primary_guild":{"identity_guild_id":"4","identity_enabled":true,"tag":"FIKA","badge":"dc"}}"#,
        );
        let decoration = cdn().avatar_decoration(&mira).unwrap();
        assert!(decoration.to_string().starts_with("https://cdn.discordapp.com/avatar-decoration-presets/a_2d.png"));
        let badge = cdn().tag_badge(&mira).unwrap();
        assert_eq!(badge.to_string(), "https://cdn.discordapp.com/guild-tag-badges/4/dc.png?size=128");
        mira.primary_guild.as_mut().unwrap().identity_enabled = None;
        assert_eq!(cdn().tag_badge(&mira), None);
    }
}
