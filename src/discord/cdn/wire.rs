//! How an [`ImageUrl`] travels to the browser, in the props of an island.

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::{ImageFormat, ImageSize, ImageUrl};

/// Each kind of image has the first one, three or four of these formats.
const FORMATS: &[ImageFormat] = &ImageFormat::ALL;

/// The path, the number of formats, and whether the image moves; then the chosen format, motion and size.
type Wire<'url> = (std::borrow::Cow<'url, str>, usize, bool, usize, bool, Option<u16>);

impl Serialize for ImageUrl {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let size = self.size.map(ImageSize::pixels);
        let wire: Wire<'_> =
            (self.path.as_str().into(), self.formats.len(), self.moves, self.format as usize, self.moving, size);
        wire.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for ImageUrl {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let (path, formats, moves, format, moving, size) = Wire::deserialize(deserializer)?;
        Ok(Self {
            path: path.into_owned(),
            formats: FORMATS.get(..formats).unwrap_or(FORMATS),
            moves,
            format: FORMATS.get(format).copied().unwrap_or(ImageFormat::Png),
            moving,
            size: size.map(ImageSize::at_least),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::discord::{Cdn, GuildId, ImageHash, Picture, User, UserId};

    #[test]
    fn every_kind_of_image_arrives_as_it_was_sent() {
        let cdn = Cdn::new("https://cdn.example");
        let image = |picture| cdn.image(picture, &ImageHash::new("a_ff")).unwrap();
        let user: User = serde_json::from_str(r#"{"id":"1","username":"a"}"#).unwrap();
        let avatar = image(Picture::UserAvatar(UserId::new(1)));
        for url in [
            cdn.default_avatar(&user),
            image(Picture::AvatarDecoration),
            image(Picture::TagBadge(GuildId::new(2))),
            avatar.clone().size(ImageSize::WIDE).format(ImageFormat::Gif),
            avatar.clone().animated(),
            avatar,
        ] {
            let json = serde_json::to_string(&url).unwrap();
            assert_eq!(serde_json::from_str::<ImageUrl>(&json).unwrap(), url, "{json}");
        }
    }
}
