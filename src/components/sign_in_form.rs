use leptos::prelude::*;

use super::{Glyph, Icon};
use crate::{islands::SubmitButton, paths};

/// Starts a sign-in. It is a form and not a link, because opening an address must never start one.
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
        </form>
    }
}
