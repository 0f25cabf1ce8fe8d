select cast('geo' as STRING) as `kind`, `object`, `line`, `reasons`, `payload` from `checked` where size(`reasons`) > 0
