use std::fmt;

/// A file format of the CDN.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ImageFormat {
    /// A still picture, for every image there is.
    Png,
    /// A still picture without transparency.
    Jpg,
    /// Small, and moving when the image does and [`ImageUrl::animated`] asks for it.
    Webp,
    /// Moves. Only for animated hashes; images uploaded as WebP may answer 415, so prefer [`ImageFormat::Webp`].
    Gif,
}

impl ImageFormat {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Png, Self::Jpg, Self::Webp, Self::Gif];

    /// The end of the file's name, without the dot.
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

    /// Every size the CDN offers, smallest first.
    pub fn all() -> impl Iterator<Item = Self> {
        (4..=12).map(|exponent| Self(1 << exponent))
    }

    /// The number of pixels.
    pub const fn pixels(self) -> u16 {
        self.0
    }
}

/// The address of one image; `Display` writes it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ImageUrl {
    /// Up to the dot before the extension.
    pub(super) path: String,
    /// The formats this kind of image comes in; PNG is always one of them.
    pub(super) formats: &'static [ImageFormat],
    /// Whether this very image moves.
    pub(super) moves: bool,
    pub(super) format: ImageFormat,
    pub(super) moving: bool,
    /// `None` for the default avatars, which come in one size.
    pub(super) size: Option<ImageSize>,
}

impl ImageUrl {
    /// The same image in another size. Ignored for default avatars.
    pub fn size(mut self, size: ImageSize) -> Self {
        self.size = self.size.map(|_| size);
        self
    }

    /// The same image moving, when it can; otherwise unchanged.
    pub fn animated(mut self) -> Self {
        if self.is_animated() {
            self.format = if self.is_animated_png() { ImageFormat::Png } else { ImageFormat::Webp };
            self.moving = true;
        }
        self
    }

    /// The same image in another format; PNG where Discord would answer an error instead.
    pub fn format(mut self, format: ImageFormat) -> Self {
        self.moving = false;
        self.format = if self.formats().any(|offered| offered == format) { format } else { ImageFormat::Png };
        self
    }

    /// The formats this image can be asked in: GIF only when it moves.
    pub fn formats(&self) -> impl Iterator<Item = ImageFormat> + use<> {
        let animated = self.is_animated();
        self.formats.iter().copied().filter(move |format| *format != ImageFormat::Gif || animated)
    }

    /// The sizes this image can be asked in; none when it comes in one.
    pub fn sizes(&self) -> impl Iterator<Item = ImageSize> + use<> {
        self.size.into_iter().flat_map(|_| ImageSize::all())
    }

    /// The end of the file's name, without the dot.
    pub const fn extension(&self) -> &'static str {
        self.format.extension()
    }

    /// Whether the image itself moves, in a format that can.
    pub fn is_animated(&self) -> bool {
        self.moves && (self.formats.contains(&ImageFormat::Gif) || self.is_animated_png())
    }

    /// Whether it is a PNG that moves unless it is asked not to.
    fn is_animated_png(&self) -> bool {
        self.moves && self.formats == [ImageFormat::Png]
    }

    /// Returns the file of this format, moving if the format can move; a PNG if Discord does not offer the format.
    pub fn file(self, format: ImageFormat) -> Self {
        let moving = self.clone().animated();
        let still = self.format(format);
        if moving.extension() == still.extension() { moving } else { still }
    }

    /// Returns whether the file at this address moves.
    pub fn is_moving(&self) -> bool {
        self.is_animated() && (self.moving || self.format == ImageFormat::Gif)
    }

    /// Returns the image as a PNG that holds still if this file moves. A still file stays as it is.
    pub fn at_rest(self) -> Self {
        if self.is_moving() { self.format(ImageFormat::Png) } else { self }
    }
}

impl fmt::Display for ImageUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.path, self.extension())?;
        if let Some(ImageSize(size)) = self.size {
            write!(f, "?size={size}")?;
            // The second is not documented; it is how Discord's own client holds a decoration still.
            match (self.is_animated_png(), self.moving) {
                (false, true) => f.write_str("&animated=true")?,
                (true, false) => f.write_str("&passthrough=false")?,
                _ => {}
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_are_powers_of_two_between_16_and_4096() {
        for (asked, offered) in [(0, 16), (16, 16), (17, 32), (100, 128), (4096, 4096), (u16::MAX, 4096)] {
            assert_eq!(ImageSize::at_least(asked), ImageSize(offered));
        }
        let all: Vec<_> = ImageSize::all().map(ImageSize::pixels).collect();
        assert_eq!(all, [16, 32, 64, 128, 256, 512, 1024, 2048, 4096]);
    }
}
