use leptos::prelude::*;

use crate::{components::ImageFiles, discord::User, page_context::PageContext};

/// Every picture of the user in every size and format.
#[component]
pub fn Images(user: User) -> impl IntoView {
    let cdn = PageContext::current().cdn;
    let (avatar, default) = (cdn.avatar(&user), cdn.default_avatar(&user));
    let own = (avatar != default).then_some(avatar);
    let about_default = match (own.is_some(), user.has_legacy_name()) {
        (true, _) => ", for accounts without a picture",
        (false, true) => ". You have no picture: Discord picks one of five by the digits of your name",
        (false, false) => ". You have no picture: Discord picks one of six by your ID",
    };
    let images = [
        ("Avatar", "", own),
        ("Default avatar", about_default, Some(default)),
        ("Banner", "", cdn.banner(&user)),
        ("Avatar decoration", "", cdn.avatar_decoration(&user)),
        ("Server tag badge", "", cdn.tag_badge(&user)),
    ];
    let images = images.into_iter().filter_map(|(what, about, image)| {
        image.map(|image| {
            view! {
                <li>
                    <ImageFiles what about image />
                </li>
            }
        })
    });
    let no_banner = user.banner.is_none().then_some(" You have no banner.");
    view! {
        <section class="stack">
            <h2>"Images"</h2>
            <p class="muted">
                "Open a picture for links to every format and every size in pixels. Discord stores the files."
                {no_banner}
            </p>
            <ul class="panel panel--rows image-list">{images.collect_view()}</ul>
        </section>
    }
}
