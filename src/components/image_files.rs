use leptos::prelude::*;

use super::InOnePiece;
use crate::discord::{ImageFormat, ImageUrl};

/// Tells people what to do if Discord has no GIF of a picture. We know that only from an answer with status 415, so the page shows every link.
pub const GIF_NOTE: &str = "Discord has no GIF of pictures that were uploaded as WebP or AVIF. Their GIF links show an error. \
                            The moving WebP always works.";

/// Lists the links to every file of an image: a row for each format, with its sizes.
#[component]
pub fn ImageFiles(
    /// What the image is, such as "Avatar".
    name: String,
    image: ImageUrl,
) -> impl IntoView {
    let kind = if image.is_animated() { "animated" } else { "still" };
    let gif_note = image.formats().any(|format| format == ImageFormat::Gif);
    let gif_note = gif_note.then(|| view! { <p class="muted">{GIF_NOTE}</p> });
    let files = files(image).into_iter().map(|(format, links)| {
        let links = links
            .into_iter()
            .map(|(size, href)| {
                view! {
                    <a href=href target="_blank">
                        {size}
                    </a>
                }
            })
            .collect_view();
        view! {
            <dt>{format}</dt>
            <dd>{links}</dd>
        }
    });
    InOnePiece(view! {
        <div class="image-files">
            <h3>{name} " " <span class="muted">{kind}</span></h3>
            <dl>{files.collect_view()}</dl>
            {gif_note}
        </div>
    })
}

/// Returns a row for each format: its label, and its URLs by size in pixels. If a format can move, its files move.
fn files(image: ImageUrl) -> Vec<(String, Vec<(String, String)>)> {
    let row = |format: ImageFormat| {
        let url = image.clone().file(format);
        let label = format!("{}{}", format.extension(), if url.is_moving() { " moving" } else { "" });
        let mut links: Vec<_> =
            url.sizes().map(|size| (size.pixels().to_string(), url.clone().size(size).to_string())).collect();
        if links.is_empty() {
            links.push(("Full size".into(), url.to_string()));
        }
        (label, links)
    };
    image.formats().map(row).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::discord::{Cdn, GuildId, ImageHash, Picture, User, UserId};

    #[test]
    fn each_format_has_a_link_for_each_size_and_moves_when_it_can() {
        let cdn = Cdn::new("https://cdn.example");
        let user = UserId::new(1);
        for (picture, hash, labels, last) in [
            (Picture::UserAvatar(user), "a_ff", "png, jpg, webp moving, gif moving", "avatars/1/a_ff.gif?size=4096"),
            (Picture::UserAvatar(user), "ff", "png, jpg, webp", "avatars/1/ff.webp?size=4096"),
            (Picture::AvatarDecoration, "a_ff", "png moving", "avatar-decoration-presets/a_ff.png?size=4096"),
            (Picture::AvatarDecoration, "ff", "png", "avatar-decoration-presets/ff.png?size=4096"),
            (Picture::TagBadge(GuildId::new(2)), "a_ff", "png, jpg, webp", "guild-tag-badges/2/a_ff.webp?size=4096"),
        ] {
            let files = files(cdn.image(picture, &ImageHash::new(hash)).unwrap());
            assert_eq!(files.iter().map(|(label, _)| label.as_str()).collect::<Vec<_>>().join(", "), labels);
            for (label, links) in &files {
                let sizes = links.iter().map(|(size, _)| size.as_str()).collect::<Vec<_>>().join(" ");
                assert_eq!(sizes, "16 32 64 128 256 512 1024 2048 4096");
                let asked = links.iter().filter(|(_, url)| url.ends_with("&animated=true")).count();
                assert_eq!(asked, if label == "webp moving" { links.len() } else { 0 }, "{label}");
            }
            assert_eq!(files.last().unwrap().1[8].1, format!("https://cdn.example/{last}"));
        }
    }

    #[test]
    fn the_default_avatar_has_one_link() {
        let user: User = serde_json::from_str(r#"{"id":"1","username":"a"}"#).unwrap();
        let one = vec![("Full size".to_owned(), "https://cdn.example/embed/avatars/0.png".to_owned())];
        assert_eq!(files(Cdn::new("https://cdn.example").default_avatar(&user)), [("png".to_owned(), one)]);
    }
}
