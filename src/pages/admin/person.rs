use leptos::prelude::*;

use crate::discord::{UserId, visible};

/// A person's name, if it is known and visible, and their id.
#[component]
pub(super) fn Person(
    user_id: UserId,
    /// They chose it freely. Default: not known.
    #[prop(optional)]
    name: String,
) -> impl IntoView {
    let name = visible(&name).map(|name| {
        view! {
            <strong>
                <bdi>{name.to_owned()}</bdi>
            </strong>
            " "
        }
    });
    view! {
        {name}
        <code>{user_id.to_string()}</code>
    }
}
