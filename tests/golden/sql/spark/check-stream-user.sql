with `parsed` as (select `shard_id`,
    `sequence_number`,
    `arrived_at`,
    `data_base64`,
    `payload`,
    `record_reason`,
    case when left(`first_reading`.` ind`, 1) = ' ' then substring(`first_reading`.` ind`, 2) else `first_reading`.` ind` end as `ind__text`,
    case when not left(`first_reading`.` ind`, 1) = ' ' and not left(`first_reading`.` ind`, 1) in ('t', 'f', '[', '{') then try_cast(`first_reading`.` ind` as double) end as `ind__number`,
    case when left(`first_reading`.` ind`, 1) = ' ' and `second_reading`.` ind` <> `first_reading`.` ind` then 'unreadable' when left(`first_reading`.` ind`, 1) = ' ' then 'text'
      when left(`first_reading`.` ind`, 1) in ('t', 'f', '[', '{') then 'other' when `first_reading`.` ind` is not null then 'number' end as `ind__type`,
    case when left(`first_reading`.` first_name`, 1) = ' ' then substring(`first_reading`.` first_name`, 2) else `first_reading`.` first_name` end as `first_name__text`,
    case when not left(`first_reading`.` first_name`, 1) = ' ' and not left(`first_reading`.` first_name`, 1) in ('t', 'f', '[', '{') then try_cast(`first_reading`.` first_name` as double) end as `first_name__number`,
    case when left(`first_reading`.` first_name`, 1) = ' ' and `second_reading`.` first_name` <> `first_reading`.` first_name` then 'unreadable' when left(`first_reading`.` first_name`, 1) = ' ' then 'text'
      when left(`first_reading`.` first_name`, 1) in ('t', 'f', '[', '{') then 'other' when `first_reading`.` first_name` is not null then 'number' end as `first_name__type`,
    case when left(`first_reading`.` last_name`, 1) = ' ' then substring(`first_reading`.` last_name`, 2) else `first_reading`.` last_name` end as `last_name__text`,
    case when not left(`first_reading`.` last_name`, 1) = ' ' and not left(`first_reading`.` last_name`, 1) in ('t', 'f', '[', '{') then try_cast(`first_reading`.` last_name` as double) end as `last_name__number`,
    case when left(`first_reading`.` last_name`, 1) = ' ' and `second_reading`.` last_name` <> `first_reading`.` last_name` then 'unreadable' when left(`first_reading`.` last_name`, 1) = ' ' then 'text'
      when left(`first_reading`.` last_name`, 1) in ('t', 'f', '[', '{') then 'other' when `first_reading`.` last_name` is not null then 'number' end as `last_name__type`,
    case when left(`first_reading`.` age`, 1) = ' ' then substring(`first_reading`.` age`, 2) else `first_reading`.` age` end as `age__text`,
    case when not left(`first_reading`.` age`, 1) = ' ' and not left(`first_reading`.` age`, 1) in ('t', 'f', '[', '{') then try_cast(`first_reading`.` age` as double) end as `age__number`,
    case when left(`first_reading`.` age`, 1) = ' ' and `second_reading`.` age` <> `first_reading`.` age` then 'unreadable' when left(`first_reading`.` age`, 1) = ' ' then 'text'
      when left(`first_reading`.` age`, 1) in ('t', 'f', '[', '{') then 'other' when `first_reading`.` age` is not null then 'number' end as `age__type`,
    case when left(`first_reading`.` date_joined`, 1) = ' ' then substring(`first_reading`.` date_joined`, 2) else `first_reading`.` date_joined` end as `date_joined__text`,
    case when not left(`first_reading`.` date_joined`, 1) = ' ' and not left(`first_reading`.` date_joined`, 1) in ('t', 'f', '[', '{') then try_cast(`first_reading`.` date_joined` as double) end as `date_joined__number`,
    case when left(`first_reading`.` date_joined`, 1) = ' ' and `second_reading`.` date_joined` <> `first_reading`.` date_joined` then 'unreadable' when left(`first_reading`.` date_joined`, 1) = ' ' then 'text'
      when left(`first_reading`.` date_joined`, 1) in ('t', 'f', '[', '{') then 'other' when `first_reading`.` date_joined` is not null then 'number' end as `date_joined__type`
  from (
    select *, from_json(regexp_replace(`json`, '(?<!\\\\)((?:\\\\\\\\)*+)"', '$1" '), '` ind` STRING, ` first_name` STRING, ` last_name` STRING, ` age` STRING, ` date_joined` STRING', map('allowNonNumericNumbers', 'false', 'allowSingleQuotes', 'false')) as first_reading,
      from_json(regexp_replace(`second`, '(?<!\\\\)((?:\\\\\\\\)*+)"', '$1" '), '` ind` STRING, ` first_name` STRING, ` last_name` STRING, ` age` STRING, ` date_joined` STRING', map('allowNonNumericNumbers', 'false', 'allowSingleQuotes', 'false')) as second_reading
    from (
      select `shard_id`, `sequence_number`, `arrived_at`, `data_base64`, `payload`, `record_reason`,
        case when `record_reason` is null then json end as json, case when `record_reason` is null then second end as second
      from (select *, case when octet_length(text) > 1048576 then 'too_large'
        when text is null or not json rlike '^[ \\t\\r\\n]*[{]'
          or coalesce(size(from_json('[' || json || ']', 'ARRAY<MAP<STRING, STRING>>', map('allowNonNumericNumbers', 'false', 'allowSingleQuotes', 'false'))), 0) <> 1
          or from_json('{"record":' || json || '}', 'record MAP<STRING, STRING>', map('allowNonNumericNumbers', 'false', 'allowSingleQuotes', 'false')).record is null then 'not_json_object' end as `record_reason` from (select *, case when suspect then replace(given, '\u0001', '\ufdd0') else text end as json, case when suspect then replace(given, '\u0001', '\ufdd1') end as second
      from (select *, case when suspect then regexp_replace(regexp_replace(text, '(\\\\\\\\|\\\\u[dD][89abAB][0-9a-fA-F]{2}\\\\u[dD][c-fC-F][0-9a-fA-F]{2})|\\\\u0000|\\\\u[dD][89a-fA-F][0-9a-fA-F]{2}', '$1' || '\u0001'), '(\\\\\\\\|\\\\u[dD][89abAB][0-9a-fA-F]{2}\\\\u[dD][c-fC-F][0-9a-fA-F]{2})\\x01', '$1' || '') end as given from (select *, octet_length(text) <= 1048576
        and contains(text, '\\u') and text rlike '\\\\u(0000|[dD][89a-fA-F])' and not contains(text, '\u0001') as suspect from lines))))
    )
  )), `counted` as (select *, case when `ind__type` = 'number' then `ind__number` when `ind__type` = 'text' and `ind__text` rlike '^(?:[0-9]{1,10})\\z' then try_cast(`ind__text` as double) end as `ind__numeral`, case when `age__type` = 'number' then `age__number` when `age__type` = 'text' and `age__text` rlike '^(?:[0-9]{1,10})\\z' then try_cast(`age__text` as double) end as `age__numeral` from `parsed`), `valued` as (select *, case when `ind__numeral` between 0 and 2147483647 and `ind__numeral` = floor(`ind__numeral`) then cast(`ind__numeral` as INT) end as `ind__value`, `first_name__text` as `first_name__value`, `last_name__text` as `last_name__value`, case when `age__numeral` between 0 and 130 and `age__numeral` = floor(`age__numeral`) then cast(`age__numeral` as INT) end as `age__value`, case when `date_joined__type` = 'text' and `date_joined__text` rlike '^(?:(19|20|21)[0-9]{2}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])[T ]([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9])\\z'
        then try_cast(replace(`date_joined__text`, 'T', ' ') as TIMESTAMP) end as `date_joined__value` from `counted`), `judged` as (select *, case when `record_reason` is not null then array(`record_reason`) else array_compact(array(case when `ind__type` is null then 'key_missing' end, case when `ind__type` is not null and `ind__value` is null then 'key_invalid' end, case when `first_name__type` not in ('text', 'unreadable') then 'first_name_wrong_type' end, case when `first_name__type` in ('text', 'unreadable') and octet_length(`first_name__text`) > 65535
          then 'first_name_too_long' end, case when `first_name__type` = 'unreadable' then 'first_name_not_text' end, case when `last_name__type` not in ('text', 'unreadable') then 'last_name_wrong_type' end, case when `last_name__type` in ('text', 'unreadable') and octet_length(`last_name__text`) > 65535
          then 'last_name_too_long' end, case when `last_name__type` = 'unreadable' then 'last_name_not_text' end, case when `age__type` is not null and `age__value` is null then 'age_invalid' end, case when `date_joined__type` is not null and `date_joined__value` is null then 'date_joined_invalid' end)) end as `reasons` from `valued`) select `shard_id`, `sequence_number`, `arrived_at`, `data_base64`, `reasons`, case when not (size(`reasons`) = 0) then payload end as `payload`, case when size(`reasons`) = 0 then cast(`ind__value` as INT) end as `ind`, case when size(`reasons`) = 0 then cast(nullif(concat_ws(' ', `first_name__value`, `last_name__value`), '') as STRING) end as `user_name`, case when size(`reasons`) = 0 then cast(`age__value` as INT) end as `age`, case when size(`reasons`) = 0 then cast(`date_joined__value` as TIMESTAMP) end as `date_joined` from `judged`
