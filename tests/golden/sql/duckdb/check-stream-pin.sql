with "parsed" as (select "shard_id",
    "sequence_number",
    "arrived_at",
    "data_base64",
    "payload",
    "record_reason",
    texts[1] as "index__text",
    case when types[1] in ('BIGINT', 'UBIGINT', 'DOUBLE') then try_cast(texts[1] as double) end as "index__number",
    case when types[1] = 'VARCHAR'
        then case when second is not null and second_texts[1] <> texts[1] then 'unreadable' else 'text' end
      when types[1] in ('BIGINT', 'UBIGINT', 'DOUBLE') then 'number' when types[1] <> 'NULL' then 'other' end as "index__type",
    texts[2] as "unique_id__text",
    case when types[2] in ('BIGINT', 'UBIGINT', 'DOUBLE') then try_cast(texts[2] as double) end as "unique_id__number",
    case when types[2] = 'VARCHAR'
        then case when second is not null and second_texts[2] <> texts[2] then 'unreadable' else 'text' end
      when types[2] in ('BIGINT', 'UBIGINT', 'DOUBLE') then 'number' when types[2] <> 'NULL' then 'other' end as "unique_id__type",
    texts[3] as "title__text",
    case when types[3] in ('BIGINT', 'UBIGINT', 'DOUBLE') then try_cast(texts[3] as double) end as "title__number",
    case when types[3] = 'VARCHAR'
        then case when second is not null and second_texts[3] <> texts[3] then 'unreadable' else 'text' end
      when types[3] in ('BIGINT', 'UBIGINT', 'DOUBLE') then 'number' when types[3] <> 'NULL' then 'other' end as "title__type",
    texts[4] as "description__text",
    case when types[4] in ('BIGINT', 'UBIGINT', 'DOUBLE') then try_cast(texts[4] as double) end as "description__number",
    case when types[4] = 'VARCHAR'
        then case when second is not null and second_texts[4] <> texts[4] then 'unreadable' else 'text' end
      when types[4] in ('BIGINT', 'UBIGINT', 'DOUBLE') then 'number' when types[4] <> 'NULL' then 'other' end as "description__type",
    texts[5] as "poster_name__text",
    case when types[5] in ('BIGINT', 'UBIGINT', 'DOUBLE') then try_cast(texts[5] as double) end as "poster_name__number",
    case when types[5] = 'VARCHAR'
        then case when second is not null and second_texts[5] <> texts[5] then 'unreadable' else 'text' end
      when types[5] in ('BIGINT', 'UBIGINT', 'DOUBLE') then 'number' when types[5] <> 'NULL' then 'other' end as "poster_name__type",
    texts[6] as "follower_count__text",
    case when types[6] in ('BIGINT', 'UBIGINT', 'DOUBLE') then try_cast(texts[6] as double) end as "follower_count__number",
    case when types[6] = 'VARCHAR'
        then case when second is not null and second_texts[6] <> texts[6] then 'unreadable' else 'text' end
      when types[6] in ('BIGINT', 'UBIGINT', 'DOUBLE') then 'number' when types[6] <> 'NULL' then 'other' end as "follower_count__type",
    texts[7] as "tag_list__text",
    case when types[7] in ('BIGINT', 'UBIGINT', 'DOUBLE') then try_cast(texts[7] as double) end as "tag_list__number",
    case when types[7] = 'VARCHAR'
        then case when second is not null and second_texts[7] <> texts[7] then 'unreadable' else 'text' end
      when types[7] in ('BIGINT', 'UBIGINT', 'DOUBLE') then 'number' when types[7] <> 'NULL' then 'other' end as "tag_list__type",
    texts[8] as "is_image_or_video__text",
    case when types[8] in ('BIGINT', 'UBIGINT', 'DOUBLE') then try_cast(texts[8] as double) end as "is_image_or_video__number",
    case when types[8] = 'VARCHAR'
        then case when second is not null and second_texts[8] <> texts[8] then 'unreadable' else 'text' end
      when types[8] in ('BIGINT', 'UBIGINT', 'DOUBLE') then 'number' when types[8] <> 'NULL' then 'other' end as "is_image_or_video__type",
    texts[9] as "image_src__text",
    case when types[9] in ('BIGINT', 'UBIGINT', 'DOUBLE') then try_cast(texts[9] as double) end as "image_src__number",
    case when types[9] = 'VARCHAR'
        then case when second is not null and second_texts[9] <> texts[9] then 'unreadable' else 'text' end
      when types[9] in ('BIGINT', 'UBIGINT', 'DOUBLE') then 'number' when types[9] <> 'NULL' then 'other' end as "image_src__type",
    texts[10] as "downloaded__text",
    case when types[10] in ('BIGINT', 'UBIGINT', 'DOUBLE') then try_cast(texts[10] as double) end as "downloaded__number",
    case when types[10] = 'VARCHAR'
        then case when second is not null and second_texts[10] <> texts[10] then 'unreadable' else 'text' end
      when types[10] in ('BIGINT', 'UBIGINT', 'DOUBLE') then 'number' when types[10] <> 'NULL' then 'other' end as "downloaded__type",
    texts[11] as "save_location__text",
    case when types[11] in ('BIGINT', 'UBIGINT', 'DOUBLE') then try_cast(texts[11] as double) end as "save_location__number",
    case when types[11] = 'VARCHAR'
        then case when second is not null and second_texts[11] <> texts[11] then 'unreadable' else 'text' end
      when types[11] in ('BIGINT', 'UBIGINT', 'DOUBLE') then 'number' when types[11] <> 'NULL' then 'other' end as "save_location__type",
    texts[12] as "category__text",
    case when types[12] in ('BIGINT', 'UBIGINT', 'DOUBLE') then try_cast(texts[12] as double) end as "category__number",
    case when types[12] = 'VARCHAR'
        then case when second is not null and second_texts[12] <> texts[12] then 'unreadable' else 'text' end
      when types[12] in ('BIGINT', 'UBIGINT', 'DOUBLE') then 'number' when types[12] <> 'NULL' then 'other' end as "category__type"
  from (
    select *, json_extract_string(json, ['$.index', '$.unique_id', '$.title', '$.description', '$.poster_name', '$.follower_count', '$.tag_list', '$.is_image_or_video', '$.image_src', '$.downloaded', '$.save_location', '$.category']) as texts, case when doubtful then json_type(json, ['$.index', '$.unique_id', '$.title', '$.description', '$.poster_name', '$.follower_count', '$.tag_list', '$.is_image_or_video', '$.image_src', '$.downloaded', '$.save_location', '$.category']) else first_types end as types,
      case when second is not null then json_extract_string(second, ['$.index', '$.unique_id', '$.title', '$.description', '$.poster_name', '$.follower_count', '$.tag_list', '$.is_image_or_video', '$.image_src', '$.downloaded', '$.save_location', '$.category']) end as second_texts
    from (
      select * replace (case when "json_values" is null then "json" else '{' || array_to_string(list_filter(['"index":' || cast("json_values"[list_position(names, 'index')] as varchar), '"unique_id":' || cast("json_values"[list_position(names, 'unique_id')] as varchar), '"title":' || cast("json_values"[list_position(names, 'title')] as varchar), '"description":' || cast("json_values"[list_position(names, 'description')] as varchar), '"poster_name":' || cast("json_values"[list_position(names, 'poster_name')] as varchar), '"follower_count":' || cast("json_values"[list_position(names, 'follower_count')] as varchar), '"tag_list":' || cast("json_values"[list_position(names, 'tag_list')] as varchar), '"is_image_or_video":' || cast("json_values"[list_position(names, 'is_image_or_video')] as varchar), '"image_src":' || cast("json_values"[list_position(names, 'image_src')] as varchar), '"downloaded":' || cast("json_values"[list_position(names, 'downloaded')] as varchar), '"save_location":' || cast("json_values"[list_position(names, 'save_location')] as varchar), '"category":' || cast("json_values"[list_position(names, 'category')] as varchar)], lambda item: item is not null), ',') || '}' end as json, case when "second_values" is null then "second" else '{' || array_to_string(list_filter(['"index":' || cast("second_values"[list_position(names, 'index')] as varchar), '"unique_id":' || cast("second_values"[list_position(names, 'unique_id')] as varchar), '"title":' || cast("second_values"[list_position(names, 'title')] as varchar), '"description":' || cast("second_values"[list_position(names, 'description')] as varchar), '"poster_name":' || cast("second_values"[list_position(names, 'poster_name')] as varchar), '"follower_count":' || cast("second_values"[list_position(names, 'follower_count')] as varchar), '"tag_list":' || cast("second_values"[list_position(names, 'tag_list')] as varchar), '"is_image_or_video":' || cast("second_values"[list_position(names, 'is_image_or_video')] as varchar), '"image_src":' || cast("second_values"[list_position(names, 'image_src')] as varchar), '"downloaded":' || cast("second_values"[list_position(names, 'downloaded')] as varchar), '"save_location":' || cast("second_values"[list_position(names, 'save_location')] as varchar), '"category":' || cast("second_values"[list_position(names, 'category')] as varchar)], lambda item: item is not null), ',') || '}' end as second)
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
              case when "record_reason" is null then json_type(json, ['$.index', '$.unique_id', '$.title', '$.description', '$.poster_name', '$.follower_count', '$.tag_list', '$.is_image_or_video', '$.image_src', '$.downloaded', '$.save_location', '$.category']) end as first_types
            from (select *, case when strlen(text) > 1048576 then 'too_large'
        when text is null or not json_valid(json) or not regexp_matches(json, '^[ \t\r\n]*[{]') then 'not_json_object' end as "record_reason" from (select *, case when suspect then replace(given, chr(1), chr(64976)) else text end as json, case when suspect then replace(given, chr(1), chr(64977)) end as second
      from (select *, case when suspect then regexp_replace(regexp_replace(text, '(\\\\|\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2})|\\u0000|\\u[dD][89a-fA-F][0-9a-fA-F]{2}', '\1' || chr(1), 'g'), '(\\\\|\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2})\x01', '\1' || '', 'g') end as given from (select *, strlen(text) <= 1048576
        and contains(text, '\u') and regexp_matches(text, '\\u(0000|[dD][89a-fA-F])') and not contains(text, chr(1)) as suspect from lines))))
          )
        )
      )
    )
  )), "counted" as (select *, case when "index__type" = 'number' then "index__number" when "index__type" = 'text' and regexp_full_match("index__text", '[0-9]{1,10}') then try_cast("index__text" as double) end as "index__numeral", case when "follower_count__type" = 'number' then "follower_count__number" when "follower_count__type" = 'text' and regexp_full_match("follower_count__text", '[0-9]{1,10}') then try_cast("follower_count__text" as double) when "follower_count__type" = 'text' and regexp_full_match("follower_count__text", '[0-9]{1,10}([.][0-9]{1,3})?k') then cast(cast(try_cast(left("follower_count__text", length("follower_count__text") - 1) as decimal(18, 6)) as decimal(26, 6)) * 1000 as double) when "follower_count__type" = 'text' and regexp_full_match("follower_count__text", '[0-9]{1,10}([.][0-9]{1,6})?M') then cast(cast(try_cast(left("follower_count__text", length("follower_count__text") - 1) as decimal(18, 6)) as decimal(26, 6)) * 1000000 as double) end as "follower_count__numeral" from "parsed"), "valued" as (select *, case when "index__numeral" between 0 and 2147483647 and "index__numeral" = floor("index__numeral") then cast("index__numeral" as INTEGER) end as "index__value", case when "unique_id__type" = 'text' and regexp_full_match("unique_id__text", '[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}') then "unique_id__text" end as "unique_id__value", case when not "title__text" in ('No Title Data Available', '') then "title__text" end as "title__value", case when not "description__text" in ('No description available Story format', 'No description available', 'Untitled') then "description__text" end as "description__value", case when not "poster_name__text" in ('User Info Error') then "poster_name__text" end as "poster_name__value", case when "follower_count__numeral" between 0 and 2147483647 and "follower_count__numeral" = floor("follower_count__numeral") then cast("follower_count__numeral" as INTEGER) end as "follower_count__value", case when not "tag_list__text" in ('N,o, ,T,a,g,s, ,A,v,a,i,l,a,b,l,e') then "tag_list__text" end as "tag_list__value", "is_image_or_video__text" as "is_image_or_video__value", case when not "image_src__text" in ('Image src error.') then "image_src__text" end as "image_src__value", "save_location__text" as "save_location__value", "category__text" as "category__value" from "counted"), "judged" as (select *, case when "record_reason" is not null then ["record_reason"] else list_filter([case when "index__type" is null then 'key_missing' end, case when "index__type" is not null and "index__value" is null then 'key_invalid' end, case when "unique_id__type" is not null and "unique_id__value" is null then 'unique_id_invalid' end, case when "title__type" not in ('text', 'unreadable') then 'title_wrong_type' end, case when "title__type" in ('text', 'unreadable') and strlen("title__text") > 65535
          then 'title_too_long' end, case when "title__type" = 'unreadable' then 'title_not_text' end, case when "description__type" not in ('text', 'unreadable') then 'description_wrong_type' end, case when "description__type" in ('text', 'unreadable') and strlen("description__text") > 65535
          then 'description_too_long' end, case when "description__type" = 'unreadable' then 'description_not_text' end, case when "poster_name__type" not in ('text', 'unreadable') then 'poster_name_wrong_type' end, case when "poster_name__type" in ('text', 'unreadable') and strlen("poster_name__text") > 65535
          then 'poster_name_too_long' end, case when "poster_name__type" = 'unreadable' then 'poster_name_not_text' end, case when "follower_count__type" is not null and "follower_count__value" is null and not "follower_count__text" in ('User Info Error') then 'follower_count_invalid' end, case when "tag_list__type" not in ('text', 'unreadable') then 'tag_list_wrong_type' end, case when "tag_list__type" in ('text', 'unreadable') and strlen("tag_list__text") > 65535
          then 'tag_list_too_long' end, case when "tag_list__type" = 'unreadable' then 'tag_list_not_text' end, case when "is_image_or_video__type" not in ('text', 'unreadable') then 'is_image_or_video_wrong_type' end, case when "is_image_or_video__type" in ('text', 'unreadable') and strlen("is_image_or_video__text") > 65535
          then 'is_image_or_video_too_long' end, case when "is_image_or_video__type" = 'unreadable' then 'is_image_or_video_not_text' end, case when "image_src__type" not in ('text', 'unreadable') then 'image_src_wrong_type' end, case when "image_src__type" in ('text', 'unreadable') and strlen("image_src__text") > 65535
          then 'image_src_too_long' end, case when "image_src__type" = 'unreadable' then 'image_src_not_text' end, case when "save_location__type" not in ('text', 'unreadable') then 'save_location_wrong_type' end, case when "save_location__type" in ('text', 'unreadable') and strlen("save_location__text") > 65535
          then 'save_location_too_long' end, case when "save_location__type" = 'unreadable' then 'save_location_not_text' end, case when "category__type" not in ('text', 'unreadable') then 'category_wrong_type' end, case when "category__type" in ('text', 'unreadable') and strlen("category__text") > 65535
          then 'category_too_long' end, case when "category__type" = 'unreadable' then 'category_not_text' end], lambda item: item is not null) end as "reasons" from "valued") select "shard_id", "sequence_number", "arrived_at", "data_base64", "reasons", case when not (len("reasons") = 0) then payload end as "payload", case when len("reasons") = 0 then cast("index__value" as INTEGER) end as "ind", case when len("reasons") = 0 then cast("unique_id__value" as VARCHAR) end as "unique_id", case when len("reasons") = 0 then cast("title__value" as VARCHAR) end as "title", case when len("reasons") = 0 then cast("description__value" as VARCHAR) end as "description", case when len("reasons") = 0 then cast("follower_count__value" as INTEGER) end as "follower_count", case when len("reasons") = 0 then cast("poster_name__value" as VARCHAR) end as "poster_name", case when len("reasons") = 0 then cast("tag_list__value" as VARCHAR) end as "tag_list", case when len("reasons") = 0 then cast("is_image_or_video__value" as VARCHAR) end as "is_image_or_video", case when len("reasons") = 0 then cast("image_src__value" as VARCHAR) end as "image_src", case when len("reasons") = 0 then cast(case when left("save_location__value", 14) = 'Local save in ' then substring("save_location__value", 15) else "save_location__value" end as VARCHAR) end as "save_location", case when len("reasons") = 0 then cast("category__value" as VARCHAR) end as "category" from "judged"
