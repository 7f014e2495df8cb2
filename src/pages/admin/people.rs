use leptos::prelude::*;

use super::person::Person;
use crate::{
    components::{Glyph, Icon, Timestamp},
    discord::visible,
    paths,
    server::{
        admin::{FirstRows, MAX_ROWS},
        store::SignedInPerson,
    },
};

/// Lists who is signed in, with a button that ends a person's logins.
#[component]
pub(super) fn People(people: FirstRows<SignedInPerson>) -> impl IntoView {
    view! {
        <section class="stack">
            <h2 id="people">"Who is signed in"</h2>
            {people
                .has_more
                .then(|| format!("More people are signed in. These are the {MAX_ROWS} who were here last."))
                .map(|note| view! { <p class="muted">{note}</p> })}
            <ul class="panel panel--rows rows" aria-labelledby="people">
                {people.rows.into_iter().map(person_row).collect_view()}
            </ul>
        </section>
    }
}

fn person_row(person: SignedInPerson) -> impl IntoView {
    let SignedInPerson { user_id, name, browsers, since_ms, last_seen_at_ms } = person;
    let label = format!("End logins of {}", visible(&name).map_or_else(|| user_id.to_string(), str::to_owned));
    let browsers = if browsers == 1 { "1 browser".to_owned() } else { format!("{browsers} browsers") };
    view! {
        <li class="rows__row">
            <Icon glyph=Glyph::Profile />
            <div>
                <p>
                    <Person user_id name />
                </p>
                <p class="muted">
                    {browsers} ", signed in since " <Timestamp at_ms=since_ms /> ", last seen "
                    <Timestamp at_ms=last_seen_at_ms />
                </p>
            </div>
            <form method="post" action=paths::ADMIN_SIGN_OUT>
                <input type="hidden" name="user_id" value=user_id.to_string() />
                <button class="button" type="submit" aria-label=label>
                    "End logins"
                </button>
            </form>
        </li>
    }
}
