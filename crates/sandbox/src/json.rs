use serde_json::{Value, json};

/// Returns the object with another id. The JSON files have the id of the sandbox's own application, but `Options` may have
/// another.
pub fn with_id(mut object: Value, id: &str) -> Value {
    object["id"] = json!(id);
    object
}

pub fn remove(object: &mut Value, keys: &[&str]) {
    if let Some(object) = object.as_object_mut() {
        object.retain(|key, _| !keys.contains(&key.as_str()));
    }
}
