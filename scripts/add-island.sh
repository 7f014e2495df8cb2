#!/usr/bin/env bash
# add-island.sh NAME: adds an island, a component that reacts in the browser, and the server function that it calls
# (docs/ADD_AN_ISLAND.md). They are copies of scripts/new/island.rs and scripts/new/server_fn.rs.
set -euo pipefail
. "$(dirname "$0")/new/checks.sh"

take_name "${1:-}" 'Usage: make island name=vote'
component=$(type_name "$name")
[ ! -e "src/islands/$name.rs" ] && [ ! -e "src/islands/$name" ] && ! grep -qwE "mod $name|$component" src/islands.rs ||
    refuse "There is an island '$name' already, in src/islands/."
[ ! -e "src/server_fns/$name.rs" ] && [ ! -e "src/server_fns/for_pages/$name.rs" ] && ! grep -qwE "mod $name|save_$name" src/server_fns.rs ||
    refuse "There is a server function '$name' already, in src/server_fns/."
! grep -rqwE "(fn|struct|enum|trait|type) $component" src --include='*.rs' || refuse "Something else in src/ is called $component already."
! grep -qwx "$component" <<<"$LEPTOS_COMPONENTS" || refuse "Leptos has a component <$component> of its own."
module_at=$(after_last src/islands.rs '^mod [a-z0-9_]+;$') && use_at=$(after_last src/islands.rs '^pub use [a-z0-9_]+::.*;$') ||
    refuse "src/islands.rs has no lines such as 'mod toast;' and 'pub use toast::Toasts;'."
fn_module_at=$(after_last src/server_fns.rs '^mod [a-z0-9_]+;$') && fn_use_at=$(after_last src/server_fns.rs '^pub use [a-z0-9_]+::.*;$') ||
    refuse "src/server_fns.rs has no lines such as 'mod browsers;' and 'pub use browsers::end_browser;'."
scripts/setup.sh check

make_file() {
    exchange NewIsland "$component" <"$1" | exchange new_island "$name" >"$2"
    say "Wrote $2."
}
make_file scripts/new/island.rs "src/islands/$name.rs"
make_file scripts/new/server_fn.rs "src/server_fns/$name.rs"
# Insert the later line first: it does not move the earlier one.
add_line src/islands.rs "$use_at" "pub use $name::$component;"
add_line src/islands.rs "$module_at" "mod $name;"
add_line src/server_fns.rs "$fn_use_at" "pub use $name::save_$name;"
add_line src/server_fns.rs "$fn_module_at" "mod $name;"
say "Changed ${CHANGED// /, }."
scripts/format.sh

say "Use it in a page of src/pages/: 'use crate::islands::$component;', and '<$component start=0 />' in the view."
say "Next: change src/islands/$name.rs, let src/server_fns/$name.rs save the value, and read docs/ADD_AN_ISLAND.md. When a page shows the island, end2end/controls.spec.ts fails until a test uses its button."
