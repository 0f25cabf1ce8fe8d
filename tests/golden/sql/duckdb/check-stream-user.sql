with "parsed" as (select "shard_id",
    "sequence_number",
    "arrived_at",
    "data_base64",
    "payload",
    "record_reason",
    texts[1] as "ind__text",
    case when types[1] in ('BIGINT', 'UBIGINT', 'DOUBLE') then try_cast(texts[1] as double) end as "ind__number",
    case when types[1] = 'VARCHAR'
        then case when second is not null and second_texts[1] <> texts[1] then 'unreadable' else 'text' end
      when types[1] in ('BIGINT', 'UBIGINT', 'DOUBLE') then 'number' when types[1] <> 'NULL' then 'other' end as "ind__type",
    texts[2] as "first_name__text",
    case when types[2] in ('BIGINT', 'UBIGINT', 'DOUBLE') then try_cast(texts[2] as double) end as "first_name__number",
    case when types[2] = 'VARCHAR'
        then case when second is not null and second_texts[2] <> texts[2] then 'unreadable' else 'text' end
      when types[2] in ('BIGINT', 'UBIGINT', 'DOUBLE') then 'number' when types[2] <> 'NULL' then 'other' end as "first_name__type",
    texts[3] as "last_name__text",
    case when types[3] in ('BIGINT', 'UBIGINT', 'DOUBLE') then try_cast(texts[3] as double) end as "last_name__number",
    case when types[3] = 'VARCHAR'
        then case when second is not null and second_texts[3] <> texts[3] then 'unreadable' else 'text' end
      when types[3] in ('BIGINT', 'UBIGINT', 'DOUBLE') then 'number' when types[3] <> 'NULL' then 'other' end as "last_name__type",
    texts[4] as "age__text",
    case when types[4] in ('BIGINT', 'UBIGINT', 'DOUBLE') then try_cast(texts[4] as double) end as "age__number",
    case when types[4] = 'VARCHAR'
        then case when second is not null and second_texts[4] <> texts[4] then 'unreadable' else 'text' end
      when types[4] in ('BIGINT', 'UBIGINT', 'DOUBLE') then 'number' when types[4] <> 'NULL' then 'other' end as "age__type",
    texts[5] as "date_joined__text",
    case when types[5] in ('BIGINT', 'UBIGINT', 'DOUBLE') then try_cast(texts[5] as double) end as "date_joined__number",
    case when types[5] = 'VARCHAR'
        then case when second is not null and second_texts[5] <> texts[5] then 'unreadable' else 'text' end
      when types[5] in ('BIGINT', 'UBIGINT', 'DOUBLE') then 'number' when types[5] <> 'NULL' then 'other' end as "date_joined__type"
  from (
    select *, json_extract_string(json, ['$.ind', '$.first_name', '$.last_name', '$.age', '$.date_joined']) as texts, case when doubtful then json_type(json, ['$.ind', '$.first_name', '$.last_name', '$.age', '$.date_joined']) else first_types end as types,
      case when second is not null then json_extract_string(second, ['$.ind', '$.first_name', '$.last_name', '$.age', '$.date_joined']) end as second_texts
    from (
      select * replace (case when "json_values" is null then "json" else '{' || array_to_string(list_filter(['"ind":' || cast("json_values"[list_position(names, 'ind')] as varchar), '"first_name":' || cast("json_values"[list_position(names, 'first_name')] as varchar), '"last_name":' || cast("json_values"[list_position(names, 'last_name')] as varchar), '"age":' || cast("json_values"[list_position(names, 'age')] as varchar), '"date_joined":' || cast("json_values"[list_position(names, 'date_joined')] as varchar)], lambda item: item is not null), ',') || '}' end as json, case when "second_values" is null then "second" else '{' || array_to_string(list_filter(['"ind":' || cast("second_values"[list_position(names, 'ind')] as varchar), '"first_name":' || cast("second_values"[list_position(names, 'first_name')] as varchar), '"last_name":' || cast("second_values"[list_position(names, 'last_name')] as varchar), '"age":' || cast("second_values"[list_position(names, 'age')] as varchar), '"date_joined":' || cast("second_values"[list_position(names, 'date_joined')] as varchar)], lambda item: item is not null), ',') || '}' end as second)
      from (
        select * replace (case when (doubtful or not ends_with(json, '"}') or list_has_any(first_types, ['DOUBLE', 'ARRAY', 'OBJECT'])) and regexp_matches(json, '[:,\[][ \t\r\n]*-?[nNiI][aAnN][nNfF]|,[ \t\r\n]*[\]}]') and regexp_matches(regexp_replace(json, '"([^"\\]|\\.)*"', '""', 'g'), '[:,\[][ \t\r\n]*-?[nNiI][aAnN][nNfF]|,[ \t\r\n]*[\]}]') then 'not_json_object' else "record_reason" end as "record_reason"),
          case when doubtful then list_reverse(json_keys(json)) end as names,
          case when doubtful then list_reverse(json_extract(json, '$.*')) end as json_values,
          case when doubtful then list_reverse(json_extract(second, '$.*')) end as second_values
        from (
          select *, list_count(first_types) <> len(json_keys(json)) as doubtful
          from (
            select * replace (case when "record_reason" is null then json end as json,
                case when "record_reason" is null then second end as second),
              case when "record_reason" is null then json_type(json, ['$.ind', '$.first_name', '$.last_name', '$.age', '$.date_joined']) end as first_types
            from (select *, case when strlen(text) > 1048576 then 'too_large'
        when text is null or not json_valid(json) or not regexp_matches(json, '^[ \t\r\n]*[{]') then 'not_json_object' end as "record_reason" from (select *, case when suspect then replace(given, chr(1), chr(64976)) else text end as json, case when suspect then replace(given, chr(1), chr(64977)) end as second
      from (select *, case when suspect then regexp_replace(regexp_replace(text, '(\\\\|\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2})|\\u0000|\\u[dD][89a-fA-F][0-9a-fA-F]{2}', '\1' || chr(1), 'g'), '(\\\\|\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2})\x01', '\1' || '', 'g') end as given from (select *, strlen(text) <= 1048576
        and contains(text, '\u') and regexp_matches(text, '\\u(0000|[dD][89a-fA-F])') and not contains(text, chr(1)) as suspect from lines))))
          )
        )
      )
    )
  )), "counted" as (select *, case when "ind__type" = 'number' then "ind__number" when "ind__type" = 'text' and regexp_full_match("ind__text", '[0-9]{1,10}') then try_cast("ind__text" as double) end as "ind__numeral", case when "age__type" = 'number' then "age__number" when "age__type" = 'text' and regexp_full_match("age__text", '[0-9]{1,10}') then try_cast("age__text" as double) end as "age__numeral" from "parsed"), "valued" as (select *, case when "ind__numeral" between 0 and 2147483647 and "ind__numeral" = floor("ind__numeral") then cast("ind__numeral" as INTEGER) end as "ind__value", "first_name__text" as "first_name__value", "last_name__text" as "last_name__value", case when "age__numeral" between 0 and 130 and "age__numeral" = floor("age__numeral") then cast("age__numeral" as INTEGER) end as "age__value", case when "date_joined__type" = 'text' and regexp_full_match("date_joined__text", '(19|20|21)[0-9]{2}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])[T ]([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]')
        then try_cast(replace("date_joined__text", 'T', ' ') as TIMESTAMPTZ) end as "date_joined__value" from "counted"), "judged" as (select *, case when "record_reason" is not null then ["record_reason"] else list_filter([case when "ind__type" is null then 'key_missing' end, case when "ind__type" is not null and "ind__value" is null then 'key_invalid' end, case when "first_name__type" not in ('text', 'unreadable') then 'first_name_wrong_type' end, case when "first_name__type" in ('text', 'unreadable') and strlen("first_name__text") > 65535
          then 'first_name_too_long' end, case when "first_name__type" = 'unreadable' then 'first_name_not_text' end, case when "last_name__type" not in ('text', 'unreadable') then 'last_name_wrong_type' end, case when "last_name__type" in ('text', 'unreadable') and strlen("last_name__text") > 65535
          then 'last_name_too_long' end, case when "last_name__type" = 'unreadable' then 'last_name_not_text' end, case when "age__type" is not null and "age__value" is null then 'age_invalid' end, case when "date_joined__type" is not null and "date_joined__value" is null then 'date_joined_invalid' end], lambda item: item is not null) end as "reasons" from "valued") select "shard_id", "sequence_number", "arrived_at", "data_base64", "reasons", case when not (len("reasons") = 0) then payload end as "payload", case when len("reasons") = 0 then cast("ind__value" as INTEGER) end as "ind", case when len("reasons") = 0 then cast(nullif(concat_ws(' ', "first_name__value", "last_name__value"), '') as VARCHAR) end as "user_name", case when len("reasons") = 0 then cast("age__value" as INTEGER) end as "age", case when len("reasons") = 0 then cast("date_joined__value" as TIMESTAMPTZ) end as "date_joined" from "judged"
