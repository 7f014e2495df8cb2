use super::{Scopes, lenient::lenient_struct};

lenient_struct! {
    /// What an access token stands for.
    ///
    /// Source: <https://discord.com/developers/docs/topics/oauth2#get-current-authorization-information>, any scope.
    #[derive(PartialEq, Eq)]
    Authorization {
        /// What the user allowed: the true list, which the answer to a sign-in may only say in part.
        scopes: Scopes,
    } and {
        /// When the access token ends, in ISO 8601. `None` when Discord did not say.
        expires: Option<String>,
    }
}
