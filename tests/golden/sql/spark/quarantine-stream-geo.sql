select cast('geo' as STRING) as `kind`, `shard_id`, `sequence_number`, `arrived_at`, `reasons`, `payload`, `data_base64` from `checked` where size(`reasons`) > 0
