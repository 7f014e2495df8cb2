use std::{fmt, sync::Arc};

use super::{GuildId, ImageHash, User, UserGuild, UserId};

/// Where Discord's images are: builds their URLs.
///
/// Source: <https://discord.com/developers/docs/reference#image-formatting-cdn-endpoints>.
#[derive(Debug, Clone)]
pub struct Cdn {
    base: Arc<str>,
}

/// A file format of the CDN.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ImageFormat {
    /// A still picture, for every image there is.
    Png,
    /// Small, and moving when the image does and [`ImageUrl::animated`] asks for it.
    Webp,
    /// Moves. Only for animated hashes; images uploaded as WebP may answer 415, so prefer [`ImageFormat::Webp`].
    Gif,
}

/// The length of an image's longer side in pixels: a power of two from 16 to 4096.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ImageSize(u16);

impl ImageSize {
    /// For lists.
    pub const SMALL: Self = Self(64);
    /// For cards.
    pub const MEDIUM: Self = Self(128);
    /// For a page's main picture.
    pub const LARGE: Self = Self(256);
    /// For banners.
    pub const WIDE: Self = Self(1024);

    /// The nearest size the CDN offers that is not smaller, at most 4096.
    pub const fn at_least(pixels: u16) -> Self {
        let mut size = 16;
        while size < pixels && size < 4096 {
            size *= 2;
        }
        Self(size)
    }
}

/// The address of one image; `Display` writes it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ImageUrl {
    path: String,
    animated_hash: bool,
    format: ImageFormat,
    moving: bool,
    /// `None` for the default avatars, which come in one size.
    size: Option<ImageSize>,
}

impl ImageUrl {
    /// The same image in another size. Ignored for default avatars.
    pub fn size(mut self, size: ImageSize) -> Self {
        self.size = self.size.map(|_| size);
        self
    }

    /// The same image moving, when it can; otherwise unchanged.
    pub fn animated(mut self) -> Self {
        if self.animated_hash {
            self.format = ImageFormat::Webp;
            self.moving = true;
        }
        self
    }

    /// The same image in another format; GIF stays PNG for an image that does not move, since Discord answers an error there.
    pub fn format(mut self, format: ImageFormat) -> Self {
        self.moving = false;
        if self.size.is_some() && (format != ImageFormat::Gif || self.animated_hash) {
            self.format = format;
        }
        self
    }

    /// Whether the image itself moves, in a format that can.
    pub fn is_animated(&self) -> bool {
        self.animated_hash
    }
}

impl fmt::Display for ImageUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let extension = match self.format {
            ImageFormat::Png => "png",
            ImageFormat::Webp => "webp",
            ImageFormat::Gif => "gif",
        };
        write!(f, "{}.{extension}", self.path)?;
        if let Some(ImageSize(size)) = self.size {
            write!(f, "?size={size}")?;
            if self.moving {
                f.write_str("&animated=true")?;
            }
        }
        Ok(())
    }
}

impl Cdn {
    /// A CDN at a base URL, with or without a slash at its end.
    pub fn new(base: &str) -> Self {
        Self { base: base.trim_end_matches('/').into() }
    }

    /// The user's avatar, or their default one: there always is a picture.
    pub fn avatar(&self, user: &User) -> ImageUrl {
        user.avatar
            .as_ref()
            .and_then(|hash| self.image(format_args!("avatars/{}", user.id), hash))
            .unwrap_or_else(|| self.default_avatar(user))
    }

    /// The picture Discord draws for a user without an avatar.
    pub fn default_avatar(&self, user: &User) -> ImageUrl {
        ImageUrl {
            path: format!("{}/embed/avatars/{}", self.base, user.default_avatar_index()),
            animated_hash: false,
            format: ImageFormat::Png,
            moving: false,
            size: None,
        }
    }

    /// The user's banner; `None` when they have none.
    pub fn banner(&self, user: &User) -> Option<ImageUrl> {
        self.banner_of(user.id, user.banner.as_ref()?)
    }

    /// The guild's icon; `None` when it has none, for which Discord has no picture either: draw initials.
    pub fn guild_icon(&self, guild: &UserGuild) -> Option<ImageUrl> {
        self.icon_of(guild.id, guild.icon.as_ref()?)
    }

    fn banner_of(&self, user: UserId, hash: &ImageHash) -> Option<ImageUrl> {
        self.image(format_args!("banners/{user}"), hash)
    }

    fn icon_of(&self, guild: GuildId, hash: &ImageHash) -> Option<ImageUrl> {
        self.image(format_args!("icons/{guild}"), hash)
    }

    fn image(&self, folder: fmt::Arguments<'_>, hash: &ImageHash) -> Option<ImageUrl> {
        let segment = hash.path_segment()?;
        Some(ImageUrl {
            path: format!("{}/{folder}/{segment}", self.base),
            animated_hash: hash.is_animated(),
            format: ImageFormat::Png,
            moving: false,
            size: Some(ImageSize::MEDIUM),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn user(json: &str) -> User {
        serde_json::from_str(json).unwrap()
    }

    #[test]
    fn an_animated_avatar_moves_as_webp_and_rests_as_png() {
        let cdn = Cdn::new("https://cdn.discordapp.com/");
        let url = cdn
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
    fn a_still_image_is_never_asked_as_gif() {
        let cdn = Cdn::new("https://cdn.discordapp.com");
        let url = cdn.avatar(&user(r#"{"id":"1","username":"a","avatar":"ff"}"#));
        assert_eq!(url.clone().animated(), url);
        assert_eq!(url.format(ImageFormat::Gif).to_string(), "https://cdn.discordapp.com/avatars/1/ff.png?size=128");
    }

    #[test]
    fn the_default_avatar_follows_the_name_system_and_has_one_size() {
        let cdn = Cdn::new("https://cdn.discordapp.com");
        for (json, index) in [
            (r#"{"id":"80351110224678912","username":"a","discriminator":"0"}"#, 5),
            (r#"{"id":"175928847299117063","username":"a","discriminator":"0"}"#, 2),
            (r#"{"id":"268473310986240001","username":"a","discriminator":"0"}"#, 4),
            (r#"{"id":"1","username":"a","discriminator":"1337"}"#, 2),
            (r#"{"id":"1","username":"a","discriminator":"0002"}"#, 2),
        ] {
            let url = cdn.avatar(&user(json)).size(ImageSize::LARGE);
            assert_eq!(url.to_string(), format!("https://cdn.discordapp.com/embed/avatars/{index}.png"), "{json}");
        }
    }

    #[test]
    fn a_hash_that_leaves_its_path_gives_the_default() {
        let cdn = Cdn::new("https://cdn.discordapp.com");
        let user = user(r#"{"id":"1","username":"a","discriminator":"1337","avatar":"../../x","banner":"a b"}"#);
        assert_eq!(cdn.avatar(&user).to_string(), "https://cdn.discordapp.com/embed/avatars/2.png");
        assert_eq!(cdn.banner(&user), None);
    }

    #[test]
    fn sizes_are_powers_of_two_between_16_and_4096() {
        for (asked, offered) in [(0, 16), (16, 16), (17, 32), (100, 128), (4096, 4096), (u16::MAX, 4096)] {
            assert_eq!(ImageSize::at_least(asked), ImageSize(offered));
        }
    }
}
