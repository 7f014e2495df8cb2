use crate::discord::{ImageHash, SkuId, lenient::lenient_struct};

lenient_struct! {
    /// The frame around a user's avatar. [`Cdn::avatar_decoration`](crate::discord::Cdn::avatar_decoration) builds its URL.
    ///
    /// Source: <https://discord.com/developers/docs/resources/user#avatar-decoration-data-object>.
    #[derive(PartialEq, Eq)]
    AvatarDecoration {
        /// The picture's hash.
        asset: ImageHash,
    } and {
        /// Its id in Discord's shop. `None` if Discord did not say.
        sku_id: Option<SkuId>,
    }
    /// What a user collected and shows.
    ///
    /// Source: <https://discord.com/developers/docs/resources/user#collectibles>.
    #[derive(PartialEq, Eq)]
    Collectibles {} and {
        /// The picture behind the user's name. `None` if there is no picture.
        nameplate: Option<Nameplate>,
    }
    /// The picture behind a user's name. Discord does not document its address.
    ///
    /// Source: <https://discord.com/developers/docs/resources/user#nameplate>.
    #[derive(PartialEq, Eq)]
    Nameplate {} and {
        /// Its id in Discord's shop. `None` if Discord did not say.
        sku_id: Option<SkuId>,
        /// The picture's path.
        asset: String,
        /// Discord's key for its description. Do not show it.
        label: String,
        /// The name of the colour behind it, such as `cobalt`.
        palette: String,
    }
}
