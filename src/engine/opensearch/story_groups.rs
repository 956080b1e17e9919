//! Stories: each is one document of the [`companion`] index, found by the names of its members.

use std::collections::HashMap;

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::bulk::Bulk;
use super::cluster::{Cluster, STORIES, hits};
use super::schema::{cluster_id, companion, digest_of};
use crate::engine::score_order::tie_break;
use crate::engine::{EngineError, StoryMember};

const FIELDS: [&str; 2] = ["members", "centralities"];

/// A story as it is stored.
#[derive(Serialize, Deserialize)]
struct StoredStory {
    /// The ids of its members, first of the one that founded it.
    members: Vec<String>,
    /// Their centralities, to three decimals, as the embedded engine stores them.
    centralities: Vec<f32>,
}

/// Writes the stories of the index `now`, replacing the former ones; unchanged stories stay.
///
/// # Errors
/// The cluster cannot be reached, or takes no documents.
pub(super) fn write(now: &Cluster, stories: &[Vec<StoryMember>], bulk: &mut Bulk) -> Result<(), EngineError> {
    let mut former: HashMap<String, i64> = HashMap::new();
    now.each_in_companion(STORIES, &["digest"], &mut |name, stored| {
        former.insert(name.into(), stored["digest"].as_i64().unwrap_or_default());
        Ok(())
    })?;
    let index = companion(now.client.address.name());
    let action = |verb: &str, name: &str| json!({ verb: { "_index": index, "_id": name } });
    for members in stories {
        let stored = StoredStory {
            members: members.iter().map(|member| member.id.clone()).collect(),
            centralities: members.iter().map(|member| (member.centrality * 1000.0).round() / 1000.0).collect(),
        };
        let mut packed = serde_json::to_value(&stored).expect("strings and numbers");
        let digest = digest_of(&packed);
        let order = tie_break(&members[0].id);
        let name = format!("story{order}");
        if former.remove(&name) != Some(digest) {
            packed["reports"] = members.iter().map(|member| cluster_id(&member.id)).collect();
            packed[STORIES] = json!(order);
            packed["digest"] = json!(digest);
            bulk.put(&action("index", &name), &packed)?;
        }
    }
    former.keys().try_for_each(|name| bulk.remove(&action("delete", name)))
}

impl Cluster {
    /// See [`Engine::story`](crate::engine::Engine::story).
    pub(super) fn story_of(&self, id: &str) -> Result<Vec<StoryMember>, EngineError> {
        let query = json!({ "term": { "reports": cluster_id(id) } });
        let answer = self.search_companion(&json!({ "size": 1, "query": query, "_source": FIELDS }))?;
        hits(&answer).first().map_or(Ok(Vec::new()), |hit| self.members(&hit["_source"]))
    }

    /// See [`Engine::stories`](crate::engine::Engine::stories).
    pub(super) fn all_stories(&self) -> Result<Vec<Vec<StoryMember>>, EngineError> {
        let mut stories = Vec::new();
        self.each_in_companion(STORIES, &FIELDS, &mut |_, stored| {
            stories.push(self.members(stored)?);
            Ok(())
        })?;
        Ok(stories)
    }

    fn members(&self, stored: &Value) -> Result<Vec<StoryMember>, EngineError> {
        let stored: StoredStory = serde_json::from_value(stored.clone())
            .map_err(|_| self.client.address.problem("a stored story is damaged"))?;
        let members = stored.members.into_iter().zip(stored.centralities);
        let mut story: Vec<StoryMember> = members.map(|(id, centrality)| StoryMember { id, centrality }).collect();
        // The embedded engine has the others in the order of their ids.
        if let [_, others @ ..] = &mut story[..] {
            others.sort_by(|one, other| one.id.cmp(&other.id));
        }
        Ok(story)
    }
}
