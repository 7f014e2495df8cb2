//! The people of the sandbox, and the application with its bot, in Discord's JSON.
//!
//! They are literals, because models shared with the app would share its mistakes. Each person
//! is a file in `people/`. To add a person, write the file and add a line to [`FILES`].

mod generated_guilds;

use std::sync::LazyLock;

use serde::Deserialize;
use serde_json::Value;

use crate::json;

/// One file per person, in the order of the consent page. The first person owns the application and is preselected.
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

/// A person who can sign in.
#[derive(Deserialize)]
pub struct Person {
    /// The special case that this person shows.
    pub about: String,
    /// The name on the consent page.
    pub label: String,
    /// The user object with the fields of every scope.
    pub user: Value,
    /// The person's guilds with counts, by ascending id.
    pub guilds: Vec<Value>,
    pub connections: Vec<Value>,
    /// Number of generated guilds, added to those in the file.
    #[serde(default)]
    generated_guilds: u64,
}

impl Person {
    /// Returns the person's snowflake; the consent form sends it.
    pub fn id(&self) -> &str {
        self.user["id"].as_str().unwrap_or_default()
    }
}

fn read(file: &str) -> Option<Person> {
    let mut person: Person = serde_json::from_str(file)
        .inspect_err(
            |error| tracing::error!(%error, "a person is missing from the sandbox because their file cannot be read"),
        )
        .ok()?;
    person.guilds.extend((0..person.generated_guilds).map(generated_guilds::guild));
    Some(person)
}

/// Returns all people, in the order of the consent page.
pub fn all() -> impl Iterator<Item = &'static Person> {
    PEOPLE.iter()
}

/// Returns the person with this id.
pub fn find(id: &str) -> Option<&'static Person> {
    all().find(|person| person.id() == id)
}

/// Returns the application's owner, for whom a client-credentials token acts.
pub fn application_owner() -> Option<&'static Person> {
    all().next()
}

/// Returns the application's bot; its id is the application's.
pub fn bot() -> Option<&'static Person> {
    BOT.as_ref()
}

/// Returns the partial application of `GET /oauth2/@me`.
pub fn application() -> Value {
    serde_json::from_str(include_str!("people/application.json")).unwrap_or_default()
}

/// Removes the fields that only the user themselves may see.
pub fn public_user(mut user: Value) -> Value {
    json::remove(&mut user, &["email", "verified", "mfa_enabled", "locale", "premium_type"]);
    user
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_file_can_be_read() {
        assert_eq!(all().count(), FILES.len());
        assert!(bot().is_some());
        assert!(application().is_object());
        assert_eq!(application_owner().map(Person::id), Some(crate::application::OWNER_ID));
    }
}
