with "parsed" as (select "object",
    "partition",
    "offset",
    "line",
    "payload",
    "record_reason",
    texts[1] as "ind__text",
    case when types[1] in ('BIGINT', 'UBIGINT', 'DOUBLE') then try_cast(texts[1] as double) end as "ind__number",
    case when types[1] = 'VARCHAR'
        then case when second is not null and second_texts[1] <> texts[1] then 'unreadable' else 'text' end
      when types[1] in ('BIGINT', 'UBIGINT', 'DOUBLE') then 'number' when types[1] <> 'NULL' then 'other' end as "ind__type",
    texts[2] as "timestamp__text",
    case when types[2] in ('BIGINT', 'UBIGINT', 'DOUBLE') then try_cast(texts[2] as double) end as "timestamp__number",
    case when types[2] = 'VARCHAR'
        then case when second is not null and second_texts[2] <> texts[2] then 'unreadable' else 'text' end
      when types[2] in ('BIGINT', 'UBIGINT', 'DOUBLE') then 'number' when types[2] <> 'NULL' then 'other' end as "timestamp__type",
    texts[3] as "latitude__text",
    case when types[3] in ('BIGINT', 'UBIGINT', 'DOUBLE') then try_cast(texts[3] as double) end as "latitude__number",
    case when types[3] = 'VARCHAR'
        then case when second is not null and second_texts[3] <> texts[3] then 'unreadable' else 'text' end
      when types[3] in ('BIGINT', 'UBIGINT', 'DOUBLE') then 'number' when types[3] <> 'NULL' then 'other' end as "latitude__type",
    texts[4] as "longitude__text",
    case when types[4] in ('BIGINT', 'UBIGINT', 'DOUBLE') then try_cast(texts[4] as double) end as "longitude__number",
    case when types[4] = 'VARCHAR'
        then case when second is not null and second_texts[4] <> texts[4] then 'unreadable' else 'text' end
      when types[4] in ('BIGINT', 'UBIGINT', 'DOUBLE') then 'number' when types[4] <> 'NULL' then 'other' end as "longitude__type",
    texts[5] as "country__text",
    case when types[5] in ('BIGINT', 'UBIGINT', 'DOUBLE') then try_cast(texts[5] as double) end as "country__number",
    case when types[5] = 'VARCHAR'
        then case when second is not null and second_texts[5] <> texts[5] then 'unreadable' else 'text' end
      when types[5] in ('BIGINT', 'UBIGINT', 'DOUBLE') then 'number' when types[5] <> 'NULL' then 'other' end as "country__type"
  from (
    select *, json_extract_string(json, ['$.ind', '$.timestamp', '$.latitude', '$.longitude', '$.country']) as texts, case when doubtful then json_type(json, ['$.ind', '$.timestamp', '$.latitude', '$.longitude', '$.country']) else first_types end as types,
      case when second is not null then json_extract_string(second, ['$.ind', '$.timestamp', '$.latitude', '$.longitude', '$.country']) end as second_texts
    from (
      select * replace (case when "json_values" is null then "json" else '{' || array_to_string(list_filter(['"ind":' || cast("json_values"[list_position(names, 'ind')] as varchar), '"timestamp":' || cast("json_values"[list_position(names, 'timestamp')] as varchar), '"latitude":' || cast("json_values"[list_position(names, 'latitude')] as varchar), '"longitude":' || cast("json_values"[list_position(names, 'longitude')] as varchar), '"country":' || cast("json_values"[list_position(names, 'country')] as varchar)], lambda item: item is not null), ',') || '}' end as json, case when "second_values" is null then "second" else '{' || array_to_string(list_filter(['"ind":' || cast("second_values"[list_position(names, 'ind')] as varchar), '"timestamp":' || cast("second_values"[list_position(names, 'timestamp')] as varchar), '"latitude":' || cast("second_values"[list_position(names, 'latitude')] as varchar), '"longitude":' || cast("second_values"[list_position(names, 'longitude')] as varchar), '"country":' || cast("second_values"[list_position(names, 'country')] as varchar)], lambda item: item is not null), ',') || '}' end as second)
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
              case when "record_reason" is null then json_type(json, ['$.ind', '$.timestamp', '$.latitude', '$.longitude', '$.country']) end as first_types
            from (select *, case when strlen(text) > 1048576 then 'too_large'
        when text is null or not json_valid(json) or not regexp_matches(json, '^[ \t\r\n]*[{]') then 'not_json_object' end as "record_reason" from (select *, case when suspect then replace(given, chr(1), chr(64976)) else text end as json, case when suspect then replace(given, chr(1), chr(64977)) end as second
      from (select *, case when suspect then regexp_replace(regexp_replace(text, '(\\\\|\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2})|\\u0000|\\u[dD][89a-fA-F][0-9a-fA-F]{2}', '\1' || chr(1), 'g'), '(\\\\|\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2})\x01', '\1' || '', 'g') end as given from (select *, strlen(text) <= 1048576
        and contains(text, '\u') and regexp_matches(text, '\\u(0000|[dD][89a-fA-F])') and not contains(text, chr(1)) as suspect from lines))))
          )
        )
      )
    )
  )), "counted" as (select *, case when "ind__type" = 'number' then "ind__number" when "ind__type" = 'text' and regexp_full_match("ind__text", '[0-9]{1,10}') then try_cast("ind__text" as double) end as "ind__numeral", case when "latitude__type" = 'number' then "latitude__number" when "latitude__type" = 'text' and regexp_full_match("latitude__text", '-?[0-9]{1,40}([.][0-9]{1,40})?([eE][+-]?[0-9]{1,3})?') then try_cast("latitude__text" as double) end as "latitude__numeral", case when "longitude__type" = 'number' then "longitude__number" when "longitude__type" = 'text' and regexp_full_match("longitude__text", '-?[0-9]{1,40}([.][0-9]{1,40})?([eE][+-]?[0-9]{1,3})?') then try_cast("longitude__text" as double) end as "longitude__numeral" from "parsed"), "valued" as (select *, case when "ind__numeral" between 0 and 2147483647 and "ind__numeral" = floor("ind__numeral") then cast("ind__numeral" as INTEGER) end as "ind__value", case when "timestamp__type" = 'text' and regexp_full_match("timestamp__text", '(19|20|21)[0-9]{2}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])[T ]([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]')
        then try_cast(replace("timestamp__text", 'T', ' ') as TIMESTAMPTZ) end as "timestamp__value", case when "latitude__numeral" between -90 and 90 then case when "latitude__numeral" = 0 then cast(0 as double) else "latitude__numeral" end end as "latitude__value", case when "longitude__numeral" between -180 and 180 then case when "longitude__numeral" = 0 then cast(0 as double) else "longitude__numeral" end end as "longitude__value", "country__text" as "country__value" from "counted"), "judged" as (select *, case when "record_reason" is not null then ["record_reason"] else list_filter([case when "ind__type" is null then 'key_missing' end, case when "ind__type" is not null and "ind__value" is null then 'key_invalid' end, case when "timestamp__type" is not null and "timestamp__value" is null then 'timestamp_invalid' end, case when "latitude__type" is not null and "latitude__value" is null then 'latitude_invalid' end, case when "longitude__type" is not null and "longitude__value" is null then 'longitude_invalid' end, case when "country__type" not in ('text', 'unreadable') then 'country_wrong_type' end, case when "country__type" in ('text', 'unreadable') and strlen("country__text") > 65535
          then 'country_too_long' end, case when "country__type" = 'unreadable' then 'country_not_text' end], lambda item: item is not null) end as "reasons" from "valued") select "object", "partition", "offset", "line", "reasons", case when not (len("reasons") = 0) then payload end as "payload", case when len("reasons") = 0 then cast("ind__value" as INTEGER) end as "ind", case when len("reasons") = 0 then cast("country__value" as VARCHAR) end as "country", case when len("reasons") = 0 then cast(case when "latitude__value" is not null and "longitude__value" is not null then ["latitude__value", "longitude__value"] end as DOUBLE[]) end as "coordinates", case when len("reasons") = 0 then cast("timestamp__value" as TIMESTAMPTZ) end as "timestamp" from "judged"
