use sqlx::{Row as _, any::AnyRow, migrate::Migrator};

use crate::{
    discord::{ChannelId, UserId},
    features::welcome::message::{Change, Saved, Welcome},
    server::{
        discord::{GuildAdmin, GuildWriteAccess},
        store::{Database, StoreError, from_instant, instant},
    },
};

/// Returns the feature's migrations. The feature's own table records which have run, so the app still opens the database after the
/// feature is removed.
pub fn migrations() -> Migrator {
    let mut migrations = sqlx::migrate!("src/features/welcome/migrations");
    migrations.dangerous_set_table_name("_welcome_migrations");
    migrations
}

/// The most changes in the history of a guild; older ones are deleted.
pub const MAX_CHANGES: i64 = 50;

/// The person who saves a message.
#[derive(Debug, Clone)]
pub struct Editor {
    /// The person.
    pub id: UserId,
    /// The person's name now, for the history. Empty if it is not known.
    pub name: String,
}

/// The tables `welcome_messages` and `welcome_changes`. Reading and writing take the proof that somebody may manage the guild.
#[derive(Debug, Clone)]
pub struct WelcomeMessages {
    database: Database,
}

impl WelcomeMessages {
    /// Opens the table in a database.
    pub fn new(database: Database) -> Self {
        Self { database }
    }

    /// Returns the guild's message. `None` if nobody saved one yet.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn find(&self, admin: GuildAdmin) -> Result<Option<Saved>, StoreError> {
        let row = sqlx::query(
            "SELECT enabled, channel_id, text, version, saved_by, saved_at FROM welcome_messages WHERE guild_id = $1",
        )
        .bind(admin.guild_id().to_string())
        .fetch_optional(self.database.pool())
        .await?;
        Ok(row.as_ref().map(read).transpose()?)
    }

    /// Returns the history of the guild's message, newest first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn history(&self, admin: GuildAdmin) -> Result<Vec<Change>, StoreError> {
        let rows = sqlx::query(
            "SELECT enabled, channel_id, text, version, saved_by, saved_by_name, saved_at FROM welcome_changes \
             WHERE guild_id = $1 ORDER BY version DESC",
        )
        .bind(admin.guild_id().to_string())
        .fetch_all(self.database.pool())
        .await?;
        let changes =
            rows.iter().map(|row| Ok(Change { saved: read(row)?, saved_by_name: row.try_get("saved_by_name")? }));
        Ok(changes.collect::<Result<_, sqlx::Error>>()?)
    }

    /// Saves over the version that somebody saw (0 for none), and adds the change to the history. Returns `false`, and saves nothing, if there
    /// is a newer version: of two people who saw the same version, one saves.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn save(
        &self,
        admin: &GuildWriteAccess,
        welcome: &Welcome,
        seen: i64,
        editor: &Editor,
        now_ms: u64,
    ) -> Result<bool, StoreError> {
        let guild_id = admin.guild_id().to_string();
        let channel_id = welcome.channel_id.map(|id: ChannelId| id.to_string());
        let mut transaction = self.database.begin().await?;
        let row = sqlx::query(
            "INSERT INTO welcome_messages (guild_id, enabled, channel_id, text, version, saved_by, saved_at) \
             VALUES ($1, $2, $3, $4, 1, $5, $6) \
             ON CONFLICT (guild_id) DO UPDATE SET enabled = excluded.enabled, channel_id = excluded.channel_id, \
             text = excluded.text, version = welcome_messages.version + 1, saved_by = excluded.saved_by, \
             saved_at = excluded.saved_at WHERE welcome_messages.version = $7 RETURNING version",
        )
        .bind(&guild_id)
        .bind(i64::from(welcome.enabled))
        .bind(channel_id.clone())
        .bind(&welcome.text)
        .bind(editor.id.to_string())
        .bind(instant(now_ms))
        .bind(seen)
        .fetch_optional(&mut *transaction)
        .await?;
        let Some(row) = row else {
            transaction.rollback().await?;
            return Ok(false);
        };
        let version: i64 = row.try_get("version")?;
        // Later versions are there only if somebody deleted the message by hand, so that its versions began again.
        sqlx::query("DELETE FROM welcome_changes WHERE guild_id = $1 AND (version <= $2 OR version >= $3)")
            .bind(&guild_id)
            .bind(version - MAX_CHANGES)
            .bind(version)
            .execute(&mut *transaction)
            .await?;
        sqlx::query(
            "INSERT INTO welcome_changes (guild_id, version, enabled, channel_id, text, saved_by, saved_by_name, saved_at) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        )
        .bind(&guild_id)
        .bind(version)
        .bind(i64::from(welcome.enabled))
        .bind(channel_id)
        .bind(&welcome.text)
        .bind(editor.id.to_string())
        .bind(&editor.name)
        .bind(instant(now_ms))
        .execute(&mut *transaction)
        .await?;
        transaction.commit().await?;
        Ok(true)
    }
}

/// Reads a version from a row of either table.
fn read(row: &AnyRow) -> Result<Saved, sqlx::Error> {
    Ok(Saved {
        welcome: Welcome {
            enabled: row.try_get::<i64, _>("enabled")? != 0,
            channel_id: row.try_get::<Option<String>, _>("channel_id")?.and_then(|id| id.parse().ok()),
            text: row.try_get("text")?,
        },
        version: row.try_get("version")?,
        saved_by: row.try_get::<String, _>("saved_by")?.parse().unwrap_or(UserId::new(0)),
        saved_at_ms: from_instant(row.try_get("saved_at")?),
    })
}
