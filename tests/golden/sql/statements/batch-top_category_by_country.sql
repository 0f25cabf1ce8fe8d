with `pin` as (select `ind`, `unique_id`, `title`, `description`, `follower_count`, `poster_name`, `tag_list`, `is_image_or_video`, `image_src`, `save_location`, `category` from `main`.`dev`.`demo_pin_batch`),
`geo` as (select `ind`, `country`, `coordinates`, to_utc_timestamp(`timestamp`, current_timezone()) as `timestamp` from `main`.`dev`.`demo_geo_batch`)
(with `posts` as (select `country` as `segment`, `category` from `pin` inner join `geo` on `geo`.`ind` = `pin`.`ind`),
`counted` as (select `segment`, `category`, count(*) as `category_count` from `posts` where `category` is not null and `segment` is not null group by `segment`, `category`),
`ranked` as (select `segment`, `category`, `category_count`, row_number() over(partition by `segment` order by `category_count` desc, `category`) as `place` from `counted`)
select `segment` as `country`, `category`, `category_count` from `ranked` where `place` = 1 order by `segment`)
