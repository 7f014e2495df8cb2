use sqlx::{Row as _, migrate::Migrator};

use crate::{
    discord::{ChannelId, UserId},
    features::welcome::{Saved, Welcome},
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

/// The table `welcome_messages`. Reading and writing take the proof that somebody may manage the guild.
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
        let Some(row) = row else { return Ok(None) };
        Ok(Some(Saved {
            welcome: Welcome {
                enabled: row.try_get::<i64, _>("enabled")? != 0,
                channel_id: row.try_get::<Option<String>, _>("channel_id")?.and_then(|id| id.parse().ok()),
                text: row.try_get("text")?,
            },
            version: row.try_get("version")?,
            saved_by: row.try_get::<String, _>("saved_by")?.parse().unwrap_or(UserId::new(0)),
            saved_at_ms: from_instant(row.try_get("saved_at")?),
        }))
    }

    /// Saves over the version that somebody saw (0 for none). Returns `false`, and saves nothing, if there is a newer one: of two people who
    /// saw the same version, one saves.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn save(
        &self,
        admin: &GuildWriteAccess,
        welcome: &Welcome,
        seen: i64,
        saved_by: UserId,
        now_ms: u64,
    ) -> Result<bool, StoreError> {
        let done = sqlx::query(
            "INSERT INTO welcome_messages (guild_id, enabled, channel_id, text, version, saved_by, saved_at) \
             VALUES ($1, $2, $3, $4, 1, $5, $6) \
             ON CONFLICT (guild_id) DO UPDATE SET enabled = excluded.enabled, channel_id = excluded.channel_id, \
             text = excluded.text, version = welcome_messages.version + 1, saved_by = excluded.saved_by, \
             saved_at = excluded.saved_at WHERE welcome_messages.version = $7",
        )
        .bind(admin.guild_id().to_string())
        .bind(i64::from(welcome.enabled))
        .bind(welcome.channel_id.map(|id: ChannelId| id.to_string()))
        .bind(&welcome.text)
        .bind(saved_by.to_string())
        .bind(instant(now_ms))
        .bind(seen)
        .execute(self.database.pool())
        .await?;
        Ok(done.rows_affected() == 1)
    }
}
