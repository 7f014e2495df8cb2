use super::{Scopes, lenient::lenient_struct};

lenient_struct! {
    /// What an access token allows.
    ///
    /// Source: <https://discord.com/developers/docs/topics/oauth2#get-current-authorization-information>, any scope.
    #[derive(PartialEq, Eq)]
    Authorization {
        /// Every scope that the user granted. The answer to a sign-in may list only some of them.
        scopes: Scopes,
    } and {
        /// When the access token expires, in ISO 8601. `None` if Discord did not say.
        expires: Option<String>,
    }
}
