use std::{fmt, time::Duration};

use oauth2::{AccessToken, RefreshToken, Scope, TokenResponse, basic::BasicTokenType};
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::{Value, json};

use crate::{
    discord::{ChannelId, Guild, GuildId, Scopes, WebhookId},
    server::secret::Secret,
};

/// The lifetime of an access token if the answer names none. Discord's answers say 604,800 s.
const DEFAULT_LIFETIME: Duration = Duration::from_secs(3600);
/// The longest lifetime of an access token. A sign-in ends after thirty days in any case.
const MAX_LIFETIME: Duration = Duration::from_secs(30 * 24 * 3600);

/// The access token and the refresh token of an answer.
#[derive(Debug, Clone)]
pub struct TokenPair {
    /// The token for requests.
    pub access: Secret,
    /// The refresh token, which works once. `None` if the answer has none (RFC 6749, section 5.1). The login then ends
    /// with its access token.
    pub refresh: Option<Secret>,
    /// The scopes that the pair covers.
    pub scopes: Scopes,
    /// How long the access token is valid from now.
    pub lifetime: Duration,
}

/// The answer to the exchange of a code.
#[derive(Debug)]
pub struct ExchangeAnswer {
    /// The tokens.
    pub tokens: TokenPair,
    /// The guild that the bot was added to, with the scope `bot`. Only this field proves it: the callback's address does not.
    pub guild: Option<Guild>,
    /// The webhook that was created, with the scope `webhook.incoming`.
    pub webhook: Option<Webhook>,
}

/// A webhook. Anybody who knows its token can write into its channel, so it stays on the server.
///
/// Source: <https://discord.com/developers/docs/topics/oauth2#webhooks>.
#[derive(Debug, Clone)]
pub struct Webhook {
    /// The webhook's id.
    pub id: WebhookId,
    /// Its token.
    pub token: Secret,
    /// The address that messages are sent to. It contains the token.
    pub url: Secret,
    /// The name that its messages show; empty if Discord did not send one.
    pub name: String,
    /// The channel of its messages.
    pub channel_id: Option<ChannelId>,
    /// The guild of that channel.
    pub guild_id: Option<GuildId>,
}

/// A token answer as the oauth2 crate reads it. Everything but the access token is read leniently, so that an odd field does not
/// prevent a login.
///
/// Source: RFC 6749, section 5.1; <https://discord.com/developers/docs/topics/oauth2#authorization-code-grant-access-token-response>.
#[derive(Serialize, Deserialize)]
pub(super) struct TokenAnswer {
    access_token: AccessToken,
    /// Discord issues no other type.
    #[serde(skip, default = "bearer")]
    token_type: BasicTokenType,
    #[serde(default, deserialize_with = "seconds")]
    expires_in: Option<f64>,
    #[serde(default, deserialize_with = "refresh_token")]
    refresh_token: Option<RefreshToken>,
    #[serde(default, deserialize_with = "scopes")]
    scope: Option<Vec<Scope>>,
    /// With the scope `bot`.
    #[serde(default)]
    guild: Value,
    /// With the scope `webhook.incoming`.
    #[serde(default)]
    webhook: Value,
}

fn bearer() -> BasicTokenType {
    BasicTokenType::Bearer
}

/// Reads a number, or a number as text.
fn seconds<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<f64>, D::Error> {
    let seconds = match Value::deserialize(deserializer)? {
        Value::Number(number) => number.as_f64(),
        Value::String(text) => text.trim().parse().ok(),
        _ => None,
    };
    Ok(seconds.filter(|seconds: &f64| seconds.is_finite() && *seconds >= 0.0))
}

fn refresh_token<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<RefreshToken>, D::Error> {
    let text = match Value::deserialize(deserializer)? {
        Value::String(text) => Some(text).filter(|text| !text.is_empty()),
        _ => None,
    };
    Ok(text.map(RefreshToken::new))
}

fn scopes<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Vec<Scope>>, D::Error> {
    let text = match Value::deserialize(deserializer)? {
        Value::String(text) => text,
        _ => return Ok(None),
    };
    Ok(Some(text.split_whitespace().map(|scope| Scope::new(scope.to_owned())).collect()))
}

impl TokenResponse for TokenAnswer {
    type TokenType = BasicTokenType;

    fn access_token(&self) -> &AccessToken {
        &self.access_token
    }

    fn token_type(&self) -> &BasicTokenType {
        &self.token_type
    }

    fn expires_in(&self) -> Option<Duration> {
        let seconds = self.expires_in?.min(MAX_LIFETIME.as_secs_f64());
        Duration::try_from_secs_f64(seconds).ok()
    }

    fn refresh_token(&self) -> Option<&RefreshToken> {
        self.refresh_token.as_ref()
    }

    fn scopes(&self) -> Option<&Vec<Scope>> {
        self.scope.as_ref()
    }
}

impl fmt::Debug for TokenAnswer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("TokenAnswer([redacted])")
    }
}

impl From<TokenAnswer> for ExchangeAnswer {
    fn from(answer: TokenAnswer) -> Self {
        let tokens = TokenPair {
            access: Secret::new(answer.access_token.secret()),
            refresh: answer.refresh_token.as_ref().map(|token| Secret::new(token.secret())),
            scopes: answer.scopes().into_iter().flatten().map(|scope| scope.as_str()).collect(),
            lifetime: answer.expires_in().unwrap_or(DEFAULT_LIFETIME),
        };
        Self { tokens, guild: Guild::deserialize(&answer.guild).ok(), webhook: Webhook::from_json(&answer.webhook) }
    }
}

impl Webhook {
    /// Returns the JSON that [`Webhook::from_json`] reads. It contains the secrets: encrypt it, and never send it.
    pub(in crate::server) fn to_json(&self) -> Value {
        json!({
            "id": self.id,
            "token": self.token.expose(),
            "url": self.url.expose(),
            "name": self.name,
            "channel_id": self.channel_id,
            "guild_id": self.guild_id,
        })
    }

    /// Reads a webhook in Discord's form; `None` without id, token or address.
    pub(in crate::server) fn from_json(json: &Value) -> Option<Self> {
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

    fn read(more: &str) -> ExchangeAnswer {
        let json = format!(
            r#"{{"token_type":"Bearer","access_token":"at","refresh_token":"rt","expires_in":604800,"scope":"bot"{more}}}"#
        );
        serde_json::from_str::<TokenAnswer>(&json).unwrap().into()
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
    fn tokens_are_read_even_if_the_guild_or_the_webhook_is_odd() {
        for more in ["", r#","guild":null,"webhook":null"#, r#","guild":7,"webhook":[]"#, r#","guild":{},"webhook":{}"#]
        {
            let answer = read(more);
            assert_eq!(answer.tokens.access.expose(), "at");
            assert!(answer.guild.is_none() && answer.webhook.is_none(), "{more}");
        }
    }

    #[test]
    fn odd_numbers_and_missing_fields_do_not_prevent_a_login() {
        let tokens = |fields: &str| {
            let json = format!(r#"{{"access_token":"at"{fields}}}"#);
            ExchangeAnswer::from(serde_json::from_str::<TokenAnswer>(&json).unwrap()).tokens
        };
        for (expires_in, seconds) in [
            ("604800", 604_800),
            (r#""604800""#, 604_800),
            (r#"" 604800 ""#, 604_800),
            ("604800.0", 604_800),
            ("0", 0),
            // No token is valid for longer than a sign-in lasts.
            ("1e18", 2_592_000),
            ("18446744073709551615", 2_592_000),
            (r#""99999999999999999999999""#, 2_592_000),
            // An odd lifetime counts as missing.
            ("-1", 3_600),
            ("null", 3_600),
            (r#""soon""#, 3_600),
            (r#""inf""#, 3_600),
            ("[]", 3_600),
        ] {
            let lifetime = tokens(&format!(r#","expires_in":{expires_in}"#)).lifetime;
            assert_eq!(lifetime, Duration::from_secs(seconds), "{expires_in}");
        }
        assert_eq!(tokens("").lifetime, Duration::from_secs(3_600));
        for (refresh_token, read) in [
            ("", None),
            (r#","refresh_token":null"#, None),
            (r#","refresh_token":"""#, None),
            (r#","refresh_token":"rt""#, Some("rt")),
        ] {
            let refresh = tokens(refresh_token).refresh;
            assert_eq!(refresh.as_ref().map(Secret::expose), read, "{refresh_token}");
        }
        for (more, scopes) in [("", ""), (r#","scope":"identify  guilds""#, "identify guilds"), (r#","scope":7"#, "")] {
            assert_eq!(tokens(more).scopes, Scopes::parse(scopes), "{more}");
        }
        assert!(serde_json::from_str::<TokenAnswer>(r#"{"token_type":"Bearer"}"#).is_err());
        assert!(!format!("{:?}", serde_json::from_str::<TokenAnswer>(r#"{"access_token":"hush"}"#)).contains("hush"));
    }

    #[test]
    fn a_webhook_comes_back_as_it_was_written() {
        let answer = read(
            r#","webhook":{"id":"8","token":"hush","url":"https://discord.com/x","name":"News","channel_id":"9"}"#,
        );
        let webhook = answer.webhook.unwrap();
        let again = Webhook::from_json(&webhook.to_json()).unwrap();
        assert_eq!(again.to_json(), webhook.to_json());
        assert_eq!((again.token.expose(), again.channel_id), ("hush", Some(ChannelId::new(9))));
    }
}
