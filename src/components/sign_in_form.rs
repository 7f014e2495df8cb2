use leptos::prelude::*;

use super::{Glyph, Icon};
use crate::{islands::SubmitButton, paths};

/// Starts a sign-in. It is a form and not a link, because opening an address must never start one.
///
/// Discord does not ask again what a person allowed before. The second button makes it ask, so that they can change to another account.
#[component]
pub fn SignInForm(
    /// The page to come back to, which the server checks. Default: the dashboard.
    #[prop(default = None)]
    return_to: Option<String>,
) -> impl IntoView {
    view! {
        <form class="sign-in-form" method="post" action=paths::START_LOGIN>
            {return_to.map(|path| view! { <input type="hidden" name="return_to" value=path /> })}
            <SubmitButton sending="Going to Discord…".to_owned()>
                <Icon glyph=Glyph::SignIn />
                "Sign in with Discord"
            </SubmitButton>
            <button class="button button--quiet" type="submit" name="account" value="another">
                "Use another account"
            </button>
        </form>
    }
}
