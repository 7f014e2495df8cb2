use std::fmt;

/// A file format of the CDN.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ImageFormat {
    /// A still picture, which every image has. Only decorations move as PNG.
    Png,
    /// A still picture without transparency.
    Jpg,
    /// A small file. It moves if the image does and [`ImageUrl::animated`] asks for it.
    Webp,
    /// A moving picture, for animated hashes only. Discord answers 415 for some images uploaded as WebP, so prefer [`ImageFormat::Webp`].
    Gif,
}

impl ImageFormat {
    /// Every format.
    pub const ALL: [Self; 4] = [Self::Png, Self::Jpg, Self::Webp, Self::Gif];

    /// Returns the end of the file's name, without the dot.
    pub const fn extension(self) -> &'static str {
        match self {
            Self::Png => "png",
            Self::Jpg => "jpg",
            Self::Webp => "webp",
            Self::Gif => "gif",
        }
    }
}

/// The length of an image's longer side in pixels: a power of two from 16 to 4096.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ImageSize(u16);

impl ImageSize {
    /// The size for cards.
    pub const MEDIUM: Self = Self(128);
    /// The size for a page's main picture.
    pub const LARGE: Self = Self(256);
    /// The size for banners.
    pub const WIDE: Self = Self(1024);

    /// Returns the CDN's smallest size with at least this many pixels, but never more than 4096.
    pub const fn at_least(pixels: u16) -> Self {
        let mut size = 16;
        while size < pixels && size < 4096 {
            size *= 2;
        }
        Self(size)
    }

    /// Returns every size of the CDN, smallest first.
    pub fn all() -> impl Iterator<Item = Self> {
        (4..=12).map(|exponent| Self(1 << exponent))
    }

    /// Returns the number of pixels.
    pub const fn pixels(self) -> u16 {
        self.0
    }
}

/// The address of one image; `Display` writes it.
///
/// # Examples
/// ```
/// use app::discord::{Cdn, ImageFormat, ImageHash, ImageSize, Picture, UserId};
///
/// let cdn = Cdn::new("https://cdn.discordapp.com");
/// let url = cdn.image(Picture::UserAvatar(UserId::new(1)), &ImageHash::new("a_ff")).ok_or("not a hash")?;
/// let url = url.size(ImageSize::LARGE);
///
/// assert!(url.is_animated());
/// assert_eq!(url.to_string(), "https://cdn.discordapp.com/avatars/1/a_ff.png?size=256");
/// assert_eq!(url.clone().animated().to_string(), "https://cdn.discordapp.com/avatars/1/a_ff.webp?size=256&animated=true");
/// assert_eq!(url.format(ImageFormat::Jpg).to_string(), "https://cdn.discordapp.com/avatars/1/a_ff.jpg?size=256");
/// # Ok::<(), &str>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ImageUrl {
    /// The URL up to the dot before the extension.
    pub(super) path: String,
    /// The formats of this kind of image; PNG is always one of them.
    pub(super) formats: &'static [ImageFormat],
    /// Whether this image moves.
    pub(super) moves: bool,
    pub(super) format: ImageFormat,
    pub(super) moving: bool,
    /// `None` for the default avatars, which have only one size.
    pub(super) size: Option<ImageSize>,
}

impl ImageUrl {
    /// Returns the image in another size. Default avatars have only one size and keep it.
    pub fn size(mut self, size: ImageSize) -> Self {
        self.size = self.size.map(|_| size);
        self
    }

    /// Returns the moving image. A still image stays as it is.
    pub fn animated(mut self) -> Self {
        if self.is_animated() {
            self.format = if self.is_animated_png() { ImageFormat::Png } else { ImageFormat::Webp };
            self.moving = true;
        }
        self
    }

    /// Returns the image in another format, or as PNG if Discord does not offer that format.
    pub fn format(mut self, format: ImageFormat) -> Self {
        self.moving = false;
        self.format = if self.formats().any(|offered| offered == format) { format } else { ImageFormat::Png };
        self
    }

    /// Returns the formats of this image: GIF only if it moves.
    pub fn formats(&self) -> impl Iterator<Item = ImageFormat> + use<> {
        let animated = self.is_animated();
        self.formats.iter().copied().filter(move |format| *format != ImageFormat::Gif || animated)
    }

    /// Returns the sizes of this image; nothing for a default avatar.
    pub fn sizes(&self) -> impl Iterator<Item = ImageSize> + use<> {
        self.size.into_iter().flat_map(|_| ImageSize::all())
    }

    /// Returns the `srcset` of a picture with this side in CSS pixels: a file for plain screens, and one for screens with twice the pixels.
    /// `None` if they would be the same file.
    pub fn for_side(&self, side: u16) -> Option<String> {
        let (plain, sharp) = (ImageSize::at_least(side), ImageSize::at_least(side.saturating_mul(2)));
        let file = |size| self.clone().size(size);
        (self.size.is_some() && plain != sharp).then(|| format!("{} 1x, {} 2x", file(plain), file(sharp)))
    }

    /// Returns the `srcset` of a picture as wide as the page: the browser chooses among three files. `None` if there is only one size.
    pub fn for_page(&self) -> Option<String> {
        let file = |pixels| format!("{} {pixels}w", self.clone().size(ImageSize(pixels)));
        self.size.map(|_| [512, 1024, 2048].map(file).join(", "))
    }

    /// Returns the end of the file's name, without the dot.
    pub const fn extension(&self) -> &'static str {
        self.format.extension()
    }

    /// Returns whether the image moves and has a format that can show it.
    pub fn is_animated(&self) -> bool {
        self.moves && (self.formats.contains(&ImageFormat::Gif) || self.is_animated_png())
    }

    /// Returns whether it is a PNG that moves by default.
    fn is_animated_png(&self) -> bool {
        self.moves && self.formats == [ImageFormat::Png]
    }

    /// Returns the file in a format. It moves if the format can move. It is a PNG if Discord does not offer the format.
    pub fn file(self, format: ImageFormat) -> Self {
        let moving = self.clone().animated();
        let still = self.format(format);
        if moving.extension() == still.extension() { moving } else { still }
    }

    /// Returns whether the file at this address moves.
    pub fn is_moving(&self) -> bool {
        self.is_animated() && (self.moving || self.format == ImageFormat::Gif)
    }

    /// Returns a still PNG if this file moves. A still file stays as it is.
    pub fn at_rest(self) -> Self {
        if self.is_moving() { self.format(ImageFormat::Png) } else { self }
    }
}

impl ImageUrl {
    /// Returns the address as text, without a copy of its path.
    pub fn into_text(mut self) -> String {
        let mut text = std::mem::take(&mut self.path);
        // Writing to a `String` cannot fail.
        let _ = self.write_end(&mut text);
        text
    }

    /// Writes what follows the path: the extension, and the query.
    fn write_end(&self, to: &mut impl fmt::Write) -> fmt::Result {
        write!(to, ".{}", self.extension())?;
        if let Some(ImageSize(size)) = self.size {
            write!(to, "?size={size}")?;
            // Discord does not document `passthrough`. Its own client uses it to show a decoration without motion.
            match (self.is_animated_png(), self.moving) {
                (false, true) => to.write_str("&animated=true")?,
                (true, false) => to.write_str("&passthrough=false")?,
                _ => {}
            }
        }
        Ok(())
    }
}

impl fmt::Display for ImageUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.path)?;
        self.write_end(f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::discord::{Cdn, GuildId, ImageHash, Picture};

    #[test]
    fn a_picture_has_a_file_for_plain_and_one_for_sharp_screens() {
        let cdn = Cdn::new("https://cdn.example");
        let icon = cdn.image(Picture::GuildIcon(GuildId::new(2)), &ImageHash::new("a_ff")).unwrap();
        let file = |end: &str| format!("https://cdn.example/icons/2/a_ff.{end}");
        assert_eq!(icon.for_side(36), Some(format!("{} 1x, {} 2x", file("png?size=64"), file("png?size=128"))));
        assert_eq!(icon.for_side(4096), None, "there is nothing larger");
        assert_eq!(icon.clone().animated().into_text(), icon.clone().animated().to_string());
        let moving = icon.clone().animated().for_side(20);
        assert_eq!(moving.as_deref().map(|set| set.matches("&animated=true").count()), Some(2));
        let widths = [512, 1024, 2048].map(|width| format!("{} {width}w", file(&format!("png?size={width}"))));
        assert_eq!(icon.for_page(), Some(widths.join(", ")));
        let default = cdn.default_avatar(&serde_json::from_str(r#"{"id":"1","username":"a"}"#).unwrap());
        assert_eq!((default.for_side(36), default.for_page()), (None, None), "a default avatar has one size");
    }

    #[test]
    fn sizes_are_powers_of_two_between_16_and_4096() {
        for (asked, offered) in [(0, 16), (16, 16), (17, 32), (100, 128), (4096, 4096), (u16::MAX, 4096)] {
            assert_eq!(ImageSize::at_least(asked), ImageSize(offered));
        }
        let all: Vec<_> = ImageSize::all().map(ImageSize::pixels).collect();
        assert_eq!(all, [16, 32, 64, 128, 256, 512, 1024, 2048, 4096]);
    }
}
