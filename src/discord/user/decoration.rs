use crate::discord::{ImageHash, SkuId, lenient::lenient_struct};

lenient_struct! {
    /// The frame around a user's avatar; [`Cdn`](crate::discord::Cdn) has its picture.
    ///
    /// Source: <https://discord.com/developers/docs/resources/user#avatar-decoration-data-object>.
    #[derive(PartialEq, Eq)]
    AvatarDecoration {
        /// The picture.
        asset: ImageHash,
    } and {
        /// What it is in the shop. `None` when Discord did not say.
        sku_id: Option<SkuId>,
    }
    /// What a user collected and shows.
    ///
    /// Source: <https://discord.com/developers/docs/resources/user#collectibles>.
    #[derive(PartialEq, Eq)]
    Collectibles {} and {
        /// What stands behind the user's name. `None` when it is plain.
        nameplate: Option<Nameplate>,
    }
    /// What stands behind a user's name. Its picture is at no documented address.
    ///
    /// Source: <https://discord.com/developers/docs/resources/user#nameplate>.
    #[derive(PartialEq, Eq)]
    Nameplate {} and {
        /// What it is in the shop. `None` when Discord did not say.
        sku_id: Option<SkuId>,
        /// Path of the picture.
        asset: String,
        /// Discord's key for its description; not a text to show.
        label: String,
        /// The colour behind it, by name, such as `cobalt`; an open set.
        palette: String,
    }
}
