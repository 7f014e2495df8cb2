use std::{fmt, time::Duration};

use oauth2::{ExtraTokenFields, StandardTokenResponse, TokenResponse as _, basic::BasicTokenType};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::DiscordError;
use crate::{
    discord::{ChannelId, Guild, GuildId, Scopes, WebhookId},
    server::secret::Secret,
};

/// An access token without a lifetime is taken for a short one; Discord says 604,800 s.
const UNSAID_LIFETIME: Duration = Duration::from_secs(3600);

/// What a token answer holds.
#[derive(Debug, Clone)]
pub struct TokenPair {
    /// For requests.
    pub access: Secret,
    /// For the next pair; works once.
    pub refresh: Secret,
    /// What the pair covers.
    pub scopes: Scopes,
    /// How long the access token lives from now.
    pub lifetime: Duration,
}

/// What a code was exchanged for.
#[derive(Debug)]
pub struct Exchanged {
    /// The tokens.
    pub tokens: TokenPair,
    /// The guild that the bot was added to, with the scope `bot`. The one in the callback's address proves nothing.
    pub guild: Option<Guild>,
    /// The webhook that was created, with the scope `webhook.incoming`.
    pub webhook: Option<Webhook>,
}

/// A webhook: who knows its token can write into its channel, so it stays on the server.
///
/// Source: <https://discord.com/developers/docs/topics/oauth2#webhooks>.
#[derive(Debug, Clone)]
pub struct Webhook {
    /// The webhook's id.
    pub id: WebhookId,
    /// What opens it.
    pub token: Secret,
    /// Where it is written to; holds the token.
    pub url: Secret,
    /// The name it writes under; empty when Discord did not say.
    pub name: String,
    /// Where its messages appear.
    pub channel_id: Option<ChannelId>,
    /// The guild of that channel.
    pub guild_id: Option<GuildId>,
}

/// The fields that some scopes add. Read apart, so that an odd one costs nobody their login.
#[derive(Default, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct Extras {
    guild: Value,
    webhook: Value,
}

impl ExtraTokenFields for Extras {}

impl fmt::Debug for Extras {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[redacted]")
    }
}

/// A token answer as the oauth2 crate reads it.
pub(super) type TokenAnswer = StandardTokenResponse<Extras, BasicTokenType>;

impl TryFrom<TokenAnswer> for Exchanged {
    type Error = DiscordError;

    fn try_from(answer: TokenAnswer) -> Result<Self, DiscordError> {
        let refresh = answer.refresh_token().ok_or_else(|| DiscordError::Undecodable("no refresh token".into()))?;
        let tokens = TokenPair {
            access: Secret::new(answer.access_token().secret()),
            refresh: Secret::new(refresh.secret()),
            scopes: answer.scopes().into_iter().flatten().map(|scope| scope.as_str()).collect(),
            lifetime: answer.expires_in().unwrap_or(UNSAID_LIFETIME),
        };
        let Extras { guild, webhook } = answer.extra_fields();
        Ok(Self { tokens, guild: Guild::deserialize(guild).ok(), webhook: Webhook::read(webhook) })
    }
}

impl Webhook {
    fn read(json: &Value) -> Option<Self> {
        let text = |name: &str| json.get(name).and_then(Value::as_str);
        Some(Self {
            id: text("id")?.parse().ok()?,
            token: Secret::new(text("token")?),
            url: Secret::new(text("url")?),
            name: text("name").unwrap_or_default().to_owned(),
            channel_id: text("channel_id").and_then(|id| id.parse().ok()),
            guild_id: text("guild_id").and_then(|id| id.parse().ok()),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(more: &str) -> Exchanged {
        let json = format!(
            r#"{{"token_type":"Bearer","access_token":"at","refresh_token":"rt","expires_in":604800,"scope":"bot"{more}}}"#
        );
        serde_json::from_str::<TokenAnswer>(&json).unwrap().try_into().unwrap()
    }

    #[test]
    fn the_guild_and_the_webhook_come_with_the_tokens() {
        let answer = read(
            r#","guild":{"id":"7","name":"Garden","roles":[{"id":"7","name":"@everyone","permissions":1024}]},
                "webhook":{"id":"8","token":"hush","url":"https://discord.com/api/webhooks/8/hush","type":1,"name":"News",
                           "channel_id":"9","guild_id":"7","avatar":null,"application_id":"1"}"#,
        );
        assert_eq!(answer.guild.as_ref().map(|guild| guild.id), Some(GuildId::new(7)));
        let webhook = answer.webhook.as_ref().unwrap();
        assert_eq!((webhook.id.get(), webhook.channel_id), (8, Some(ChannelId::new(9))));
        assert_eq!((webhook.name.as_str(), webhook.guild_id), ("News", Some(GuildId::new(7))));
        assert_eq!(webhook.token.expose(), "hush");
        assert!(!format!("{answer:?}").contains("hush"), "{answer:?}");
    }

    #[test]
    fn without_them_or_with_odd_ones_the_tokens_are_still_there() {
        for more in ["", r#","guild":null,"webhook":null"#, r#","guild":7,"webhook":[]"#, r#","guild":{},"webhook":{}"#]
        {
            let answer = read(more);
            assert_eq!(answer.tokens.access.expose(), "at");
            assert!(answer.guild.is_none() && answer.webhook.is_none(), "{more}");
        }
    }
}
