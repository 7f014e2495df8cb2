use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use super::CopyButton;
use crate::{
    components::{Chip, GIF_NOTE, Tone},
    discord::{ImageFormat, ImageSize, ImageUrl},
    paths,
};

/// The id of the element that shows the URL.
const URL_ID: &str = "image-url";
/// Every format, as people write it.
const FORMATS: [(ImageFormat, &str); 4] =
    [(ImageFormat::Png, "PNG"), (ImageFormat::Jpg, "JPG"), (ImageFormat::Webp, "WebP"), (ImageFormat::Gif, "GIF")];

/// One of the images that an [`ImageExplorer`] offers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NamedImage {
    /// What it is, such as "Avatar". Each name is there once.
    pub name: String,
    /// A sentence about it; empty if there is nothing to say.
    pub about: String,
    /// The image, in any size and format.
    pub url: ImageUrl,
}

/// Shows one of several images in a chosen size and format, with its URL to copy and to open. Moving images can be stopped.
///
/// Without scripts it is a form, and the server renders the choice.
#[island]
pub fn ImageExplorer(
    /// The images to choose from.
    images: Vec<NamedImage>,
    /// The name of the image to begin with; otherwise the first one of the list.
    picture: String,
    /// The size to begin with, in pixels; otherwise 256.
    size: String,
    /// The format to begin with, as the extension of a file; otherwise WebP, which is small and can move.
    format: String,
) -> impl IntoView {
    let image = RwSignal::new(images.iter().find(|image| image.name == picture).or(images.first())?.clone());
    let size = RwSignal::new(size_from_word(&size));
    let format = RwSignal::new(format_from_word(&format));
    let is_hydrated = RwSignal::new(false);
    let is_playing = RwSignal::new(false);
    let has_failed = RwSignal::new(false);
    let file = Memo::new(move |_| image.get().url.size(size.get()).file(format.get()));
    let shown = Memo::new(move |_| if is_playing.get() { file.get() } else { file.get().at_rest() });

    Effect::new(move |_| {
        is_hydrated.set(true);
        is_playing.set(!prefers_reduced_motion());
    });
    Effect::new(move |_| {
        shown.track();
        has_failed.set(false);
    });

    Some(view! {
        // With scripts there is nothing left to send.
        <form
            class="panel image-explorer"
            method="get"
            action=format!("{}#images", paths::PROFILE)
            autocomplete="off"
            on:submit=move |event| event.prevent_default()
        >
            <PictureChoices images image />
            <div class="image-explorer__preview">
                <img
                    src=move || shown.get().to_string()
                    alt="Preview"
                    width="256"
                    height="256"
                    loading="lazy"
                    decoding="async"
                    on:error=move |_| has_failed.set(true)
                />
            </div>
            <div class="image-explorer__choices">
                <p class="cluster" role="status">
                    <strong>{move || image.get().name}</strong>
                    " "
                    {move || description(&file.get(), size.get())}
                    " "
                    {move || {
                        if image.get().url.is_animated() {
                            view! { <Chip label="Animated" tone=Tone::Good /> }
                        } else {
                            view! { <Chip label="Still" /> }
                        }
                    }}
                </p>
                <div class="image-explorer__fields">
                    <SizeChoice size file />
                    <FormatChoices image file format />
                </div>
                <p class="actions">
                    <button
                        class="button button--small"
                        type="button"
                        hidden=move || !(is_hydrated.get() && file.get().is_moving())
                        on:click=move |_| is_playing.update(|playing| *playing = !*playing)
                    >
                        {move || if is_playing.get() { "Stop animation" } else { "Play animation" }}
                    </button>
                    <button class="button button--small" type="submit" hidden=move || is_hydrated.get()>
                        "Show picture"
                    </button>
                </p>
                <p class="muted" role="status">
                    {move || note(&image.get(), &file.get(), has_failed.get())}
                </p>
            </div>
            <div class="image-explorer__address">
                <code id=URL_ID>{move || file.get().to_string()}</code>
                <p class="cluster">
                    <CopyButton text_of=URL_ID.to_owned() label="Copy URL".to_owned() />
                    <a class="button button--small" href=move || file.get().to_string() target="_blank" rel="noopener">
                        "Open in a new tab"
                    </a>
                </p>
            </div>
        </form>
    })
}

#[component]
fn PictureChoices(images: Vec<NamedImage>, image: RwSignal<NamedImage>) -> impl IntoView {
    let choices = images.into_iter().map(|choice| {
        let thumbnail = choice.url.clone().size(ImageSize::MEDIUM).to_string();
        let name = choice.name.clone();
        let is_chosen = {
            let name = name.clone();
            move || image.get().name == name
        };
        view! {
            <label class="image-explorer__picture">
                <img src=thumbnail alt="" width="72" height="48" loading="lazy" decoding="async" />
                <input
                    type="radio"
                    name="picture"
                    value=name.clone()
                    checked=untrack(&is_chosen)
                    prop:checked=is_chosen
                    on:change=move |_| image.set(choice.clone())
                />
                {name}
            </label>
        }
    });
    view! {
        <fieldset class="image-explorer__pictures">
            <legend>"Picture"</legend>
            {choices.collect_view()}
        </fieldset>
    }
}

#[component]
fn SizeChoice(size: RwSignal<ImageSize>, file: Memo<ImageUrl>) -> impl IntoView {
    let chosen = size.get_untracked();
    let choices = ImageSize::all().map(|choice| {
        view! {
            <option value=choice.pixels() selected=choice == chosen>
                {choice.pixels()}
            </option>
        }
    });
    view! {
        <label>
            "Size in pixels"
            <select
                name="size"
                prop:value=move || size.get().pixels().to_string()
                disabled=move || !has_sizes(&file.get())
                on:change=move |event| size.set(size_from_word(&event_target_value(&event)))
            >
                {choices.collect_view()}
            </select>
        </label>
    }
}

#[component]
fn FormatChoices(image: RwSignal<NamedImage>, file: Memo<ImageUrl>, format: RwSignal<ImageFormat>) -> impl IntoView {
    let choices = FORMATS.map(|(choice, label)| {
        let is_chosen = move || file.get().extension() == choice.extension();
        view! {
            <label>
                <input
                    type="radio"
                    name="format"
                    value=choice.extension()
                    checked=untrack(is_chosen)
                    prop:checked=is_chosen
                    disabled=move || !image.get().url.formats().any(|offered| offered == choice)
                    on:change=move |_| format.set(choice)
                />
                {label}
            </label>
        }
    });
    view! {
        <fieldset class="image-explorer__formats">
            <legend>"Format"</legend>
            {choices}
        </fieldset>
    }
}

/// Returns the size that a word names; 256 for any other word.
fn size_from_word(word: &str) -> ImageSize {
    let pixels = word.parse().unwrap_or(0);
    ImageSize::all().find(|size| size.pixels() == pixels).unwrap_or(ImageSize::LARGE)
}

/// Returns the format that an extension names; WebP for any other word.
fn format_from_word(word: &str) -> ImageFormat {
    ImageFormat::ALL.into_iter().find(|format| format.extension() == word).unwrap_or(ImageFormat::Webp)
}

fn has_sizes(file: &ImageUrl) -> bool {
    file.sizes().next().is_some()
}

/// Returns the format and size of a file in words.
fn description(file: &ImageUrl, size: ImageSize) -> String {
    let format = FORMATS.into_iter().find(|(format, _)| format.extension() == file.extension());
    let format = format.map_or("", |(_, label)| label);
    if has_sizes(file) { format!("{format}, {} pixels", size.pixels()) } else { format!("{format}, one size") }
}

/// Returns what people should know about the choice.
fn note(image: &NamedImage, file: &ImageUrl, has_failed: bool) -> String {
    if has_failed {
        "Discord did not send this file. Choose another format.".to_owned()
    } else if file.extension() == ImageFormat::Gif.extension() {
        GIF_NOTE.to_owned()
    } else if file.is_animated() && !file.is_moving() {
        "This format does not move. Choose WebP to see the animation.".to_owned()
    } else {
        image.about.clone()
    }
}

/// Returns whether the person asked their system for less motion.
fn prefers_reduced_motion() -> bool {
    let query = window().match_media("(prefers-reduced-motion: reduce)");
    query.ok().flatten().is_some_and(|query| query.matches())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::discord::{Cdn, ImageHash, Picture, User, UserId};

    fn avatar(hash: &str) -> NamedImage {
        let url = Cdn::new("").image(Picture::UserAvatar(UserId::new(1)), &ImageHash::new(hash)).unwrap();
        NamedImage { name: "Avatar".into(), about: "About it.".into(), url }
    }

    #[test]
    fn words_of_the_address_are_read_and_others_mean_the_default() {
        for (word, pixels) in
            [("16", 16), ("4096", 4096), ("", 256), ("100", 256), ("-1", 256), ("65552", 256), ("<b>", 256)]
        {
            assert_eq!(size_from_word(word).pixels(), pixels, "{word:?}");
        }
        for (word, format) in
            [("png", ImageFormat::Png), ("gif", ImageFormat::Gif), ("PNG", ImageFormat::Webp), ("", ImageFormat::Webp)]
        {
            assert_eq!(format_from_word(word), format, "{word:?}");
        }
    }

    #[test]
    fn a_file_is_described_by_its_format_and_its_size() {
        let size = ImageSize::at_least(64);
        assert_eq!(description(&avatar("ff").url.file(ImageFormat::Webp), size), "WebP, 64 pixels");
        assert_eq!(description(&avatar("ff").url.file(ImageFormat::Gif), size), "PNG, 64 pixels");
        let user: User = serde_json::from_str(r#"{"id":"1","username":"a"}"#).unwrap();
        assert_eq!(description(&Cdn::new("").default_avatar(&user), size), "PNG, one size");
    }

    #[test]
    fn a_note_says_what_to_choose_if_a_format_does_not_work() {
        let note_of = |image: &NamedImage, format, has_failed| note(image, &image.url.clone().file(format), has_failed);
        let (moving, still) = (avatar("a_ff"), avatar("ff"));
        assert_eq!(note_of(&moving, ImageFormat::Webp, false), "About it.");
        assert!(note_of(&moving, ImageFormat::Png, false).contains("Choose WebP"));
        assert_eq!(note_of(&moving, ImageFormat::Gif, false), GIF_NOTE);
        assert!(note_of(&moving, ImageFormat::Gif, true).contains("Choose another format"));
        assert_eq!(note_of(&still, ImageFormat::Png, false), "About it.");
    }
}
