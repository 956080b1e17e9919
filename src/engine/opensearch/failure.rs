//! Error responses of a cluster, and missing ones, in plain words with a remedy.

use serde_json::Value;

use super::address::{API_KEY, PASSWORD, USER};

/// The meaning of an error response and its remedy; `body` is the body of the response.
pub(super) fn meaning(status: u16, body: &Value) -> String {
    let error = &body["error"];
    let reason = error["root_cause"][0]["reason"].as_str().or_else(|| error["reason"].as_str());
    let reason = reason.or_else(|| error.as_str()).unwrap_or("it gives no reason");
    // The depth of the cause differs between versions.
    let told = error.to_string();
    let is_told = |names: &[&str]| names.iter().any(|name| told.contains(name));
    match status {
        _ if is_told(&["too_many_clauses", "too_many_nested_clauses", "maxClauseCount"]) => format!(
            "the query means more words than the cluster allows ({reason}): ask for fewer, or with longer wildcards, or raise \
             indices.query.bool.max_clause_count"
        ),
        _ if is_told(&["too_many_buckets"]) => {
            format!(
                "there is more to count than the cluster allows ({reason}): narrow the search, or raise search.max_buckets"
            )
        }
        _ if is_told(&["circuit_breaking_exception"]) => {
            format!("the nodes have too little memory for this ({reason}): ask for less, or give them more heap")
        }
        _ if is_told(&["missing shards", "no_shard_available", "all shards failed", "unavailable_shards"])
            && status >= 500 =>
        {
            format!(
                "parts of the index are on no node that answers ({reason}): bring the nodes back, GET /_cluster/health tells \
             which state the cluster is in; `search --allow-partial` takes what there is"
            )
        }
        _ if is_told(&["SERVICE_UNAVAILABLE", "cluster_manager_not_discovered", "master_not_discovered"]) => {
            format!(
                "the cluster has no manager ({reason}): more than half of the nodes that can be one have to be there"
            )
        }
        _ if is_told(&["cluster_block_exception"]) => format!(
            "the index takes no documents ({reason}): make room on the disks of the nodes; where the block does not go by \
             itself, set index.blocks.read_only_allow_delete and index.blocks.read_only to null"
        ),
        401 | 403 => {
            format!("the cluster does not let this user in ({reason}): set {USER} and {PASSWORD}, or {API_KEY}")
        }
        404 => "there is no such index: build it with `fihris --index ADDRESS index PATH…`".into(),
        413 => "a document is larger than what the cluster takes: raise http.max_content_length".into(),
        429 => format!("the cluster has too much to do ({reason}): run this again later"),
        status => format!("the cluster answers {status}: {reason}"),
    }
}

/// The meaning of a missing response.
pub(super) fn unreachable_because(error: &opensearch::Error) -> String {
    let mut causes = vec![error.to_string()];
    let mut source = std::error::Error::source(error);
    while let Some(cause) = source {
        causes.push(cause.to_string());
        source = cause.source();
    }
    let last = causes.last().cloned().unwrap_or_default();
    if causes.iter().any(|cause| cause.contains("certificate")) {
        return format!(
            "its certificate is not believed ({last}): name the file of the authority that it is by with --ca, and the cluster \
             as the certificate does"
        );
    }
    if causes.iter().any(|cause| cause.contains("timed out")) {
        return format!("the cluster does not answer in time ({last}): look at its health, or ask for less");
    }
    format!("the cluster cannot be reached ({last}): is it running, and is the address right?")
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    /// Errors as a cluster of version 2.19 reports them, and our messages.
    #[test]
    fn each_refusal_has_its_remedy() {
        let of = |kind: &str, reason: &str| json!({ "error": { "root_cause": [{ "type": kind, "reason": reason }] } });
        let full = "index [a] blocked by: [TOO_MANY_REQUESTS/12/disk usage exceeded flood-stage watermark];";
        let cases = [
            (400, of("too_many_clauses", "maxClauseCount is set to 1024"), "max_clause_count"),
            (400, of("too_many_buckets_exception", "Trying to create too many buckets"), "search.max_buckets"),
            (429, of("circuit_breaking_exception", "[parent] Data too large"), "heap"),
            (
                503,
                of("search_phase_execution_exception", "Search rejected due to missing shards [[a][0]]"),
                "--allow-partial",
            ),
            (503, of("cluster_manager_not_discovered_exception", "no manager"), "more than half"),
            (429, of("cluster_block_exception", full), "room on the disks"),
            (403, of("cluster_block_exception", "index [a] blocked by: [FORBIDDEN/8/index write (api)];"), "blocks"),
            (401, json!("Unauthorized"), PASSWORD),
            (404, of("index_not_found_exception", "no such index [a]"), "index PATH"),
            (413, Value::Null, "max_content_length"),
            (429, of("rejected_execution_exception", "queue"), "later"),
            (500, of("null_pointer_exception", "null"), "answers 500: null"),
        ];
        for (status, body, remedy) in cases {
            let told = meaning(status, &body);
            assert!(told.contains(remedy), "{status} {body}: {told}");
        }
    }
}
