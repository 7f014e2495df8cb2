//! The people of the sandbox, and the application with its bot, in Discord's JSON.
//!
//! Literals only: our own models would turn the same mistake into both the question and the answer. Each person is a file
//! in `people/`: to add one, write the file and a line in [`FILES`].

mod generated_guilds;

use std::sync::LazyLock;

use serde::Deserialize;
use serde_json::{Value, json};

/// One file per person, in the order of the consent page. The first is who a developer meets first, and the owner of the
/// application.
const FILES: [&str; 9] = [
    include_str!("people/mira.json"),
    include_str!("people/nelly.json"),
    include_str!("people/pim.json"),
    include_str!("people/odalys.json"),
    include_str!("people/noor.json"),
    include_str!("people/kaito.json"),
    include_str!("people/vera.json"),
    include_str!("people/bobby.json"),
    include_str!("people/ines.json"),
];

static PEOPLE: LazyLock<Vec<Person>> = LazyLock::new(|| FILES.into_iter().filter_map(read).collect());

/// The application's bot, which cannot sign in.
static BOT: LazyLock<Option<Person>> = LazyLock::new(|| read(include_str!("people/bot.json")));

/// Somebody who can sign in.
#[derive(Deserialize)]
pub(super) struct Person {
    /// What they are there to show.
    pub about: String,
    /// How the consent page calls them.
    pub label: String,
    /// The user object with everything every scope could add.
    pub user: Value,
    /// Their guilds with counts, by ascending id.
    pub guilds: Vec<Value>,
    pub connections: Vec<Value>,
    /// How many guilds are made up on top, for whom writing them down would show nothing.
    #[serde(default)]
    generated_guilds: u64,
}

impl Person {
    /// Their snowflake, also what the consent form sends.
    pub(super) fn id(&self) -> &str {
        self.user["id"].as_str().unwrap_or_default()
    }
}

fn read(file: &str) -> Option<Person> {
    let mut person: Person = serde_json::from_str(file)
        .inspect_err(|error| tracing::error!(%error, "somebody is missing from the sandbox: their file cannot be read"))
        .ok()?;
    person.guilds.extend((0..person.generated_guilds).map(generated_guilds::guild));
    Some(person)
}

/// Everybody, in the order of the consent page.
pub(super) fn all() -> impl Iterator<Item = &'static Person> {
    PEOPLE.iter()
}

/// The person with this id.
pub(super) fn find(id: &str) -> Option<&'static Person> {
    all().find(|person| person.id() == id)
}

/// Whom a client-credentials token belongs to.
pub(super) fn application_owner() -> Option<&'static Person> {
    all().next()
}

/// The application's bot; its id is the application's.
pub(super) fn bot() -> Option<&'static Person> {
    BOT.as_ref()
}

/// The partial application of `GET /oauth2/@me`.
pub(super) fn application() -> Value {
    serde_json::from_str(include_str!("people/application.json")).unwrap_or_default()
}

/// The object with the id of the application that is registered, whichever the literal names.
pub(super) fn with_id(mut object: Value, id: &str) -> Value {
    object["id"] = json!(id);
    object
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_file_can_be_read() {
        assert_eq!(all().count(), FILES.len());
        assert!(bot().is_some());
        assert!(application().is_object());
    }
}
