use std::{collections::HashMap, ops::Deref, pin::Pin, sync::Arc};

use super::{
    Answer, CacheMode, CacheRequirements, Caches, Key, Outcome, ResourceCache, Tokens, UserWithJson,
    answer::value,
    decode::{list, one},
};
use crate::{
    discord::{Authorization, Connection, GuildId, Member, Scopes, User, UserGuild, UserId},
    error::AppError,
    fetched::Fetched,
    server::{
        discord::rest::{Auth, Client, DiscordError, Request},
        store::{GrantRow, Login},
    },
};

type PendingAnswer<T> = Pin<Box<dyn Future<Output = Outcome<T>> + Send>>;

/// Requests to Discord on behalf of one login: the reference library's `DiscordOAuth2Session`.
///
/// Answers come from the login's cache while they are fresh. No public method returns a token. Cheap to clone.
#[derive(Debug, Clone)]
pub struct DiscordSession {
    means: Arc<Means>,
    /// The login's grant as the request found it. `None` if it was not read yet.
    pub(super) grant: Option<Arc<GrantRow>>,
    pub(super) requirements: CacheRequirements,
}

/// The login, and what its requests need. The session's fields.
#[derive(Debug)]
pub struct Means {
    pub(super) login: Login,
    pub(super) client: Client,
    pub(super) tokens: Tokens,
    pub(super) caches: Caches,
}

impl Deref for DiscordSession {
    type Target = Means;

    fn deref(&self) -> &Means {
        &self.means
    }
}

impl DiscordSession {
    /// Creates the session of a login.
    pub fn new(login: Login, client: Client, tokens: Tokens, caches: Caches) -> Self {
        let means = Arc::new(Means { login, client, tokens, caches });
        Self { means, grant: None, requirements: CacheRequirements::default() }
    }

    /// Uses the token and the scopes of a row that was read together with the login.
    #[must_use]
    pub fn with_grant(self, grant: GrantRow) -> Self {
        Self { grant: Some(Arc::new(grant)), ..self }
    }

    /// Sets what the request requires of the caches.
    #[must_use]
    pub fn with_requirements(self, requirements: CacheRequirements) -> Self {
        Self { requirements, ..self }
    }

    /// Accepts only answers that were requested at this time or later, in milliseconds since 1970 (UTC).
    #[must_use]
    pub fn not_before(mut self, at_ms: u64) -> Self {
        self.requirements.not_before_ms = at_ms;
        self
    }

    /// Returns the login.
    pub fn login(&self) -> &Login {
        &self.login
    }

    /// Returns the id of the signed-in user.
    pub fn user_id(&self) -> UserId {
        self.login.user_id
    }

    /// Checks that the user granted the scopes that a page or a server function needs.
    ///
    /// The scopes in the grant's row need no call. For the others it asks Discord, because the user may have granted more in another
    /// sign-in.
    ///
    /// # Errors
    /// [`AppError::MissingScope`] with all missing scopes. Other errors if Discord does not answer.
    pub async fn require(&self, scopes: &[&str]) -> Result<(), AppError> {
        let needed: Scopes = scopes.iter().copied().collect();
        let missing = match &self.grant {
            Some(grant) => needed.missing_from(&grant.scopes),
            None => needed.missing_from(&self.tokens.scopes(&self.login.grant_id).await?),
        };
        if missing.is_empty() {
            return Ok(());
        }
        let missing = missing.missing_from(&self.authorization(CacheMode::Use).await?.value.scopes);
        if missing.is_empty() { Ok(()) } else { Err(AppError::MissingScope { scope: missing.to_string() }) }
    }

    /// Returns the signed-in user. Scope `identify`, with `email` for the address.
    ///
    /// # Errors
    /// If Discord gives no answer and the cache holds none.
    pub async fn user(&self, cache: CacheMode) -> Result<Fetched<User>, AppError> {
        Ok(value(self.user_answer(cache).await?).map(|found| found.user))
    }

    /// Returns the signed-in user as Discord sent it: the reference's `to_json`.
    ///
    /// # Errors
    /// As [`DiscordSession::user`].
    pub async fn user_json(&self, cache: CacheMode) -> Result<Arc<str>, AppError> {
        Ok(self.user_answer(cache).await?.value.value.json.clone())
    }

    /// Returns the cached user, without a call to Discord.
    pub fn cached_user(&self) -> Option<User> {
        Some(self.caches.users.peek(&self.login.id)?.value.value.user.clone())
    }

    /// Returns the user's cached guilds by id, without a call to Discord: the reference's `User.guilds`. Empty if none are cached.
    pub fn cached_guilds(&self) -> HashMap<GuildId, UserGuild> {
        let guilds = self.caches.guilds.peek(&self.login.id).map(|known| known.value.value.clone());
        guilds.into_iter().flatten().map(|guild| (guild.id, guild)).collect()
    }

    /// Returns the user's cached connections, without a call to Discord: the reference's `User.connections`. Empty if none are cached.
    pub fn cached_connections(&self) -> Vec<Connection> {
        let connections = self.caches.connections.peek(&self.login.id);
        connections.map(|known| known.value.value.clone()).unwrap_or_default()
    }

    /// Fetches the user, and at the same time the guilds and connections if wanted: the reference's `User.fetch_from_api`.
    ///
    /// # Errors
    /// As [`DiscordSession::user`], for each part.
    pub async fn prefetch(&self, guilds: bool, connections: bool) -> Result<Fetched<User>, AppError> {
        let guilds = async { if guilds { self.guilds(CacheMode::Refresh).await.map(drop) } else { Ok(()) } };
        let connections =
            async { if connections { self.connections(CacheMode::Refresh).await.map(drop) } else { Ok(()) } };
        let (user, (), ()) = tokio::try_join!(self.user(CacheMode::Refresh), guilds, connections)?;
        Ok(user)
    }

    /// Returns the guilds that the user is in, by name. Scope `guilds`.
    ///
    /// # Errors
    /// If Discord gives no answer and the cache holds none.
    pub async fn guilds(&self, cache: CacheMode) -> Result<Fetched<Vec<UserGuild>>, AppError> {
        Ok(value(self.guilds_answer(cache).await?))
    }

    /// Returns the same guilds without a copy of the list: the caller shares it with the cache.
    ///
    /// # Errors
    /// As [`DiscordSession::guilds`].
    pub async fn shared_guilds(&self, cache: CacheMode) -> Result<Fetched<Arc<Answer<Vec<UserGuild>>>>, AppError> {
        self.guilds_answer(cache).await
    }

    /// Returns one of the user's guilds.
    ///
    /// # Errors
    /// [`AppError::NotFound`] if the user is not in it; as [`DiscordSession::guilds`].
    pub async fn guild(&self, id: GuildId, cache: CacheMode) -> Result<Fetched<UserGuild>, AppError> {
        let list = self.guilds_answer(cache).await?;
        let found = list.value.value.iter().find(|guild| guild.id == id).cloned().ok_or(AppError::NotFound)?;
        Ok(list.map(|_| found))
    }

    async fn guilds_answer(&self, cache: CacheMode) -> Outcome<Vec<UserGuild>> {
        let key = self.login.id.clone();
        self.answer(&self.caches.guilds, key, cache, guilds_request(), Some(Scopes::GUILDS), |json| {
            let mut guilds = list::<UserGuild>(json, "guilds")?;
            // Discord promises no order.
            guilds.sort_by_cached_key(|guild| (guild.display_name().to_lowercase(), guild.id.get()));
            Ok(guilds)
        })
        .await
    }

    /// Returns the accounts that the user linked to Discord, private ones included. Scope `connections`.
    ///
    /// # Errors
    /// If Discord gives no answer and the cache holds none.
    pub async fn connections(&self, cache: CacheMode) -> Result<Fetched<Vec<Connection>>, AppError> {
        let decode = |json: &str| list::<Connection>(json, "connections");
        let request = Request::get("/users/@me/connections", Auth::None);
        let scope = Some(Scopes::CONNECTIONS);
        Ok(value(self.answer(&self.caches.connections, self.login.id.clone(), cache, request, scope, decode).await?))
    }

    /// Returns the user's member object in one of their guilds. Scope `guilds.members.read`.
    ///
    /// # Errors
    /// [`AppError::NotFound`] if they are not in it; if Discord gives no answer and the cache holds none.
    pub async fn member(&self, guild: GuildId, cache: CacheMode) -> Result<Fetched<Member>, AppError> {
        let (this, key) = (self.clone(), (self.login.id.clone(), guild));
        let fetch = move || async move {
            let route = format!("/users/@me/guilds/{guild}/member");
            let json = this.send(Request::get(&route, Auth::None), Some(Scopes::GUILDS_MEMBERS_READ)).await?.body;
            Ok(Answer { value: one::<Member>(&json)?, bytes: json.len() })
        };
        // Boxed, because every request may check a membership.
        Ok(value(Box::pin(self.caches.members.get(&key, cache, self.requirements, fetch)).await?))
    }

    /// Returns what the user granted to this login, according to Discord. Needs no particular scope.
    ///
    /// # Errors
    /// If Discord gives no answer and the cache holds none.
    pub async fn authorization(&self, cache: CacheMode) -> Result<Fetched<Authorization>, AppError> {
        let (key, decode) = (self.login.id.clone(), one::<Authorization>);
        let request = authorization_request();
        Ok(value(self.answer(&self.caches.authorizations, key, cache, request, None, decode).await?))
    }

    async fn user_answer(&self, cache: CacheMode) -> Outcome<UserWithJson> {
        let request = Request::get("/users/@me", Auth::None);
        let decode = |json: &str| Ok(UserWithJson { user: one(json)?, json: json.into() });
        self.answer(&self.caches.users, self.login.id.clone(), cache, request, Some(Scopes::IDENTIFY), decode).await
    }

    /// Returns one resource, from its cache or from Discord.
    ///
    /// The future is boxed: the renderer passes a page's future through dozens of stack frames, which in a debug build nearly fill a
    /// thread's stack.
    fn answer<K: Key, T: Send + Sync + 'static>(
        &self,
        cache: &ResourceCache<K, T>,
        key: K,
        mode: CacheMode,
        request: Request<'static>,
        scope: Option<&'static str>,
        decode: impl FnOnce(&str) -> Result<T, DiscordError> + Send + 'static,
    ) -> PendingAnswer<T> {
        let (this, cache, requirements) = (self.clone(), cache.clone(), self.requirements);
        let fetch = move || async move {
            let json = this.send(request, scope).await?.body;
            Ok(Answer { value: decode(&json)?, bytes: json.len() })
        };
        Box::pin(async move { cache.get(&key, mode, requirements, fetch).await })
    }
}

/// Returns the request for the user's guilds. Discord adds the counts only if the user granted `guilds.members.read`.
fn guilds_request() -> Request<'static> {
    Request::get("/users/@me/guilds", Auth::None).query(&[("with_counts", "true")])
}

pub(super) fn authorization_request<'a>() -> Request<'a> {
    Request::get("/oauth2/@me", Auth::None)
}
