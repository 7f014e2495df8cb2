use leptos::prelude::*;

use super::{Chip, Glyph, Icon, Tone};
use crate::discord::{Connection, Visibility};

/// One linked account.
#[component]
pub fn ConnectionCard(connection: Connection) -> impl IntoView {
    let guilds = guilds_that_use(&connection);
    view! {
        <li class="card connection-card">
            <h2 class="connection-card__service">{connection.service_name().to_owned()}</h2>
            <p class="connection-card__account"><AccountName connection=connection.clone()/></p>
            <ConnectionChips connection/>
            {guilds.map(|names| view! { <p class="muted" dir="auto">"Used by " {names}</p> })}
        </li>
    }
}

#[component]
fn AccountName(connection: Connection) -> impl IntoView {
    let name = connection.account_name().to_owned();
    match connection.profile_url() {
        Some(href) => view! {
            <a href=href rel="noopener noreferrer"><bdi>{name}</bdi><Icon glyph=Glyph::External/></a>
        }
        .into_any(),
        None => view! { <bdi>{name}</bdi> }.into_any(),
    }
}

#[component]
fn ConnectionChips(connection: Connection) -> impl IntoView {
    let seen_by = match connection.visibility {
        Visibility::Everyone => "Visible to everyone",
        Visibility::OnlyMe | Visibility::Unknown(_) => "Only you",
    };
    view! {
        <p class="chips">
            {connection.revoked.then(|| view! { <Chip label="Revoked" tone=Tone::Danger/> })}
            {connection.verified.then(|| view! { <Chip label="Verified" tone=Tone::Good/> })}
            <Chip label=seen_by/>
        </p>
    }
}

/// The names of the guilds whose integrations stand on the account; `None` when there are none.
fn guilds_that_use(connection: &Connection) -> Option<String> {
    let names: Vec<_> = connection
        .integrations
        .iter()
        .filter_map(|integration| integration.guild.as_ref())
        .map(|guild| guild.name.as_str())
        .filter(|name| !name.is_empty())
        .collect();
    (!names.is_empty()).then(|| names.join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_integrations_that_name_their_guild_are_listed() {
        let connection = |integrations: &str| -> Connection {
            serde_json::from_str(&format!(r#"{{"id":"1","type":"twitch","integrations":{integrations}}}"#)).unwrap()
        };
        let two = r#"[{"id":"1","guild":{"id":"2","name":"Garden"}},{"id":"3"},{"id":"4","guild":{"id":"5","name":"Kitchen"}}]"#;
        assert_eq!(guilds_that_use(&connection(two)).as_deref(), Some("Garden, Kitchen"));
        assert_eq!(guilds_that_use(&connection(r#"[{"id":"3"}]"#)), None);
    }
}
