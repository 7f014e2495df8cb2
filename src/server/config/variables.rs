use std::collections::HashMap;

use super::problem::Problem;

/// The environment's variables by name.
pub type Variables = HashMap<String, String>;

/// Returns the value of a variable; `None` when it is unset or empty, since `.env` files leave lines empty.
pub(super) fn text<'a>(variables: &'a Variables, name: &str) -> Option<&'a str> {
    variables.get(name).map(|value| value.trim()).filter(|value| !value.is_empty())
}

/// Reads a whole number above 0.
pub(super) fn number(variables: &Variables, name: &'static str, default: u64, problems: &mut Vec<Problem>) -> u64 {
    let Some(value) = text(variables, name) else {
        return default;
    };
    match value.parse() {
        Ok(number) if number > 0 => number,
        _ => {
            problems.push(Problem::new(
                name,
                "is not a whole number above 0",
                format!("Remove the line for the default of {default}, or set a number."),
            ));
            default
        }
    }
}

/// Reads a variable that is on or off; `None` when it is not set.
pub(super) fn switch(variables: &Variables, name: &'static str, problems: &mut Vec<Problem>) -> Option<bool> {
    match text(variables, name)? {
        "1" | "true" => Some(true),
        "0" | "false" => Some(false),
        _ => {
            problems.push(Problem::new(name, "is neither on nor off", "Set it to 1 or 0."));
            None
        }
    }
}
