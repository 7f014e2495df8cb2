#!/usr/bin/env bash
# add-island.sh NAME: adds an island, a component that reacts in the browser. It is a copy of scripts/new/island.rs.
set -euo pipefail
. "$(dirname "$0")/new/checks.sh"

take_name "${1:-}" 'Usage: make island name=vote'
component=$(type_name "$name")
check_module "an island" src/islands "$component"
! grep -rqwE "(fn|struct|enum|trait|type) $component" src --include='*.rs' || refuse "Something else in src/ is called $component already."
! grep -qwx "$component" <<<"$LEPTOS_COMPONENTS" || refuse "Leptos has a component <$component> of its own."
module_at=$(after_last src/islands.rs '^mod [a-z0-9_]+;$') && use_at=$(after_last src/islands.rs '^pub use [a-z0-9_]+::.*;$') ||
    refuse "src/islands.rs has no lines such as 'mod toast;' and 'pub use toast::Toast;'."
scripts/setup.sh check

exchange NewIsland "$component" <scripts/new/island.rs >"src/islands/$name.rs"
say "Wrote src/islands/$name.rs."
# Insert the later line first: it does not move the earlier one.
add_line src/islands.rs "$use_at" "pub use $name::$component;"
add_line src/islands.rs "$module_at" "mod $name;"
finish_files

say "To use it in a page of src/pages/, write 'use crate::islands::$component;', and '<$component start=0 />' in the view."
say "Next: change src/islands/$name.rs (docs/ADD_AN_ISLAND.md). Once a page shows the island, end2end/controls.spec.ts asks for a test of its button."
