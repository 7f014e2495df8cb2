use leptos::prelude::*;

use crate::{
    components::ImageFiles,
    discord::{ImageUrl, User},
    islands::{ImageExplorer, NamedImage},
    page_context::PageContext,
};

/// Shows one of the user's pictures in a chosen size and format, and links to every file of every picture.
#[component]
pub fn Images(user: User) -> impl IntoView {
    let page = PageContext::current();
    let asked = |name| page.query(name).unwrap_or_default().to_owned();
    let (avatar, default) = (page.cdn.avatar(&user), page.cdn.default_avatar(&user));
    let own = (avatar != default).then_some(avatar);
    let about_default = match (own.is_some(), user.has_legacy_name()) {
        (true, _) => "Discord shows it for accounts without a picture.",
        (false, true) => "You have no picture. Discord chose one of five by the four digits after your name.",
        (false, false) => "You have no picture. Discord chose one of six by your ID.",
    };
    let images = [
        named("Avatar", "", own),
        named("Banner", "", page.cdn.banner(&user)),
        named("Avatar decoration", "", page.cdn.avatar_decoration(&user)),
        named("Server tag badge", "", page.cdn.tag_badge(&user)),
        named("Default avatar", about_default, Some(default)),
    ];
    let images: Vec<_> = images.into_iter().flatten().collect();
    let files = images.iter().map(|image| view! { <ImageFiles name=image.name.clone() image=image.url.clone() /> });
    let files = files.collect_view();
    let no_banner = user.banner.is_none().then_some(" You have no banner.");
    view! {
        <section class="stack" id="images">
            <h2>"Images"</h2>
            <p class="muted image-intro">
                "Choose a picture, a size and a format to get its URL. Discord stores the files." {no_banner}
            </p>
            <ImageExplorer images picture=asked("picture") size=asked("size") format=asked("format") />
            <details class="panel image-links">
                <summary>"Links to every size and format"</summary>
                {files}
            </details>
        </section>
    }
}

fn named(name: &str, about: &str, url: Option<ImageUrl>) -> Option<NamedImage> {
    url.map(|url| NamedImage { name: name.to_owned(), about: about.to_owned(), url })
}
