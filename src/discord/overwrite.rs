use super::{
    GuildId, OverwriteId, Permission, Permissions, RoleId, UserId, lenient::lenient_struct, open_enum::open_enum,
};

lenient_struct! {
    /// How the permissions of a role or a member in one channel differ from those in the guild.
    ///
    /// Source: <https://discord.com/developers/docs/resources/channel#overwrite-object>.
    #[derive(PartialEq, Eq)]
    Overwrite {
        /// The id of the role or of the member.
        id: OverwriteId,
    } and {
        /// Whose id it is.
        #[serde(rename = "type")]
        kind: OverwriteKind,
        /// What they may do in the channel.
        allow: Permissions,
        /// What they may not do in the channel.
        deny: Permissions,
    }
}

open_enum! {
    /// Whose permissions an overwrite changes.
    #[derive(Default)]
    OverwriteKind {
        #[default]
        Role = 0, "Role";
        Member = 1, "Member";
    }
}

impl Permissions {
    /// Returns what a member of a guild may do in one of its channels. `self` is what they may do in the whole guild.
    ///
    /// It does not know who owns the guild. The owner may do everything, so start with [`Permissions::ALL`] for them.
    ///
    /// Source: <https://discord.com/developers/docs/topics/permissions#permission-overwrites>.
    #[must_use]
    pub fn in_channel(&self, overwrites: &[Overwrite], guild: GuildId, member: UserId, roles: &[RoleId]) -> Self {
        if self.is_administrator() {
            return Self::ALL;
        }
        let of = |kind: OverwriteKind, ids: &[u64]| {
            let found = overwrites.iter().filter(|it| it.kind == kind && ids.contains(&it.id.get()));
            found.fold((0, 0), |(deny, allow), it| (deny | it.deny.bits(), allow | it.allow.bits()))
        };
        let everyone = guild.get();
        let roles: Vec<u64> = roles.iter().map(|role| role.get()).filter(|role| *role != everyone).collect();
        let steps = [
            of(OverwriteKind::Role, &[everyone]),
            of(OverwriteKind::Role, &roles),
            of(OverwriteKind::Member, &[member.get()]),
        ];
        Self::from_bits(steps.into_iter().fold(self.bits(), |bits, (deny, allow)| bits & !deny | allow))
    }

    /// Returns whether the holder may see a channel.
    pub const fn can_view(&self) -> bool {
        self.allows(Permission::VIEW_CHANNEL)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn overwrites_apply_in_discords_order() {
        const VIEW: u64 = 1 << 10;
        let (deny, allow) = (r#""deny":"1024""#, r#""allow":"1024""#);
        let role = |id: u64, what: &str| format!(r#"{{"id":"{id}","type":0,{what}}}"#);
        let member = |id: u64, what: &str| format!(r#"{{"id":"{id}","type":1,{what}}}"#);
        // The guild is 1, the member 7, with the roles 2 and 3.
        for (held, overwrites, sees) in [
            (VIEW, vec![], true),
            (0, vec![], false),
            (VIEW, vec![role(1, deny)], false),
            (0, vec![role(1, allow)], true),
            (VIEW, vec![role(2, allow), role(1, deny)], true),
            (VIEW, vec![role(3, allow), role(2, deny)], true),
            (VIEW, vec![role(2, deny)], false),
            (VIEW, vec![role(4, deny), member(8, deny)], true),
            (VIEW, vec![member(7, deny), role(2, allow)], false),
            (0, vec![member(7, allow), role(1, deny), role(2, deny)], true),
            (VIEW, vec![role(7, deny), member(2, deny)], true),
            (1 << 3, vec![role(1, deny), member(7, deny)], true),
            (VIEW, vec![r#"{"id":"1","type":null,"deny":"1024","allow":{}}"#.to_owned()], false),
        ] {
            let list: Vec<Overwrite> = serde_json::from_str(&format!("[{}]", overwrites.join(","))).unwrap();
            let roles = [RoleId::new(2), RoleId::new(3)];
            let here = Permissions::from_bits(held).in_channel(&list, GuildId::new(1), UserId::new(7), &roles);
            assert_eq!(here.can_view(), sees, "{held} {overwrites:?}");
        }
    }
}
