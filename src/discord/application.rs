use super::{
    ApplicationId,
    lenient::{lenient_list, lenient_struct},
};

lenient_struct! {
    /// The application that a bot token belongs to.
    ///
    /// Source: <https://discord.com/developers/docs/resources/application#application-object>, as
    /// `GET /oauth2/applications/@me` answers it.
    #[derive(PartialEq, Eq)]
    Application {
        /// Its id, which is its OAuth2 client id too.
        id: ApplicationId,
        /// Where Discord may send people back to, each compared byte for byte.
        #[serde(default, deserialize_with = "lenient_list")]
        redirect_uris: Vec<String>,
    } and {
        /// Its name: anything its owner typed.
        name: String,
        /// Whether others than its owner may add the bot to a guild.
        bot_public: bool,
        /// Whether the bot joins only when the whole code flow was gone through.
        bot_require_code_grant: bool,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_id_is_needed_and_an_odd_redirect_costs_no_other() {
        let full = r#"{"id":"7","name":"Hall","redirect_uris":["http://a/b",3,"http://c/d"],"bot_public":true,
                       "bot_require_code_grant":true,"verify_key":"ff"}"#;
        let hall: Application = serde_json::from_str(full).unwrap();
        assert_eq!((hall.id, hall.name.as_str()), (ApplicationId::new(7), "Hall"));
        assert_eq!(hall.redirect_uris, ["http://a/b", "http://c/d"]);
        assert!(hall.bot_public && hall.bot_require_code_grant);
        let odd = r#"{"id":"7","name":null,"redirect_uris":"http://a/b","bot_public":"yes"}"#;
        let odd: Application = serde_json::from_str(odd).unwrap();
        assert_eq!((odd.name.as_str(), odd.redirect_uris.len(), odd.bot_public), ("", 0, false));
        assert!(serde_json::from_str::<Application>(r#"{"name":"Hall"}"#).is_err());
    }
}
