//! Members of a guild as the bot sees them: the channels that a person may see, and the bot's own permissions.

use super::{Bot, CacheMode, CacheRequirements, GuildAdmin, answer::value, bot::ask, decode::one};
use crate::{
    discord::{Channel, GuildId, Member, Permissions, UserId},
    error::AppError,
    fetched::Fetched,
};

impl Bot {
    /// Returns the channels of the guild that the admin may see, in no particular order.
    ///
    /// # Errors
    /// [`AppError::BotNotInGuild`]; if Discord gives no answer and the cache holds none.
    pub async fn channels(&self, admin: GuildAdmin, mode: CacheMode) -> Result<Fetched<Vec<Channel>>, AppError> {
        let channels = self.all_channels(admin, mode).await?;
        if admin.sees_every_channel() {
            return Ok(channels);
        }
        let member = self.member(admin.guild_id(), admin.user_id(), mode, admin.requirements()).await?;
        let (held, roles) = (admin.permissions(), &member.value.roles);
        let is_visible = |channel: &Channel| {
            let overwrites = &channel.permission_overwrites;
            held.in_channel(overwrites, admin.guild_id(), admin.user_id(), roles).can_view()
        };
        let age = channels.age().oldest([member.age()]);
        Ok(age.of(channels.value.into_iter().filter(is_visible).collect()))
    }

    /// Returns the permissions of `DISCORD_BOT_PERMISSIONS` that the bot lacks in the guild.
    ///
    /// # Errors
    /// [`AppError::BotNotInGuild`]; if Discord gives no answer and the cache holds none.
    pub async fn lacks(&self, admin: GuildAdmin, mode: CacheMode) -> Result<Fetched<Permissions>, AppError> {
        let held = self.permissions(admin, mode).await?;
        Ok(held.map(|held| self.client.config().bot_permissions.missing_from(&held)))
    }

    pub(super) async fn permissions(
        &self,
        admin: GuildAdmin,
        mode: CacheMode,
    ) -> Result<Fetched<Permissions>, AppError> {
        let guild = self.guild(admin, mode).await?.transpose().ok_or(AppError::BotNotInGuild)?;
        // A bot has the id of its application.
        let bot_id = UserId::new(self.client.config().client_id.get());
        let member = match self.member(admin.guild_id(), bot_id, mode, admin.requirements()).await {
            Err(AppError::NotFound) => return Err(AppError::BotNotInGuild),
            member => member?,
        };
        let age = guild.age().oldest([member.age()]);
        Ok(age.of(guild.value.permissions_of(bot_id, &member.value.roles)))
    }

    /// Returns one member. The limit of this route counts for each guild separately.
    async fn member(
        &self,
        guild: GuildId,
        user: UserId,
        mode: CacheMode,
        requirements: CacheRequirements,
    ) -> Result<Fetched<Member>, AppError> {
        let fetch = move |client| async move {
            ask(&client, &format!("/guilds/{guild}/members/{user}"), &[], one::<Member>).await
        };
        Ok(value(self.answer(&self.caches.members, (guild, user), mode, requirements, fetch).await?))
    }
}
