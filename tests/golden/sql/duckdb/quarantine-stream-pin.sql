select cast('pin' as VARCHAR) as "kind", "shard_id", "sequence_number", "arrived_at", "reasons", "payload", "data_base64" from "checked" where len("reasons") > 0
