with `pin` as (select `ind`, `unique_id`, `title`, `description`, `follower_count`, `poster_name`, `tag_list`, `is_image_or_video`, `image_src`, `save_location`, `category` from `main`.`dev`.`demo_pin_batch`),
`geo` as (select `ind`, `country`, `coordinates`, to_utc_timestamp(`timestamp`, current_timezone()) as `timestamp` from `main`.`dev`.`demo_geo_batch`)
(with `ranked` as (select `country`, `poster_name`, `follower_count`, row_number() over(partition by `country` order by `follower_count` desc, `poster_name`) as `place` from `pin` inner join `geo` on `geo`.`ind` = `pin`.`ind` where `country` is not null and `poster_name` is not null and `follower_count` is not null)
select `country`, `poster_name`, `follower_count` from `ranked` where `place` = 1 order by `country`)
