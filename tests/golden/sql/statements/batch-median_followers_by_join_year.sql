with `pin` as (select `ind`, `unique_id`, `title`, `description`, `follower_count`, `poster_name`, `tag_list`, `is_image_or_video`, `image_src`, `save_location`, `category` from `main`.`dev`.`demo_pin_batch`),
`user` as (select `ind`, `user_name`, `age`, to_utc_timestamp(`date_joined`, current_timezone()) as `date_joined` from `main`.`dev`.`demo_user_batch`)
(with `posts` as (select cast(extract(year from `date_joined`) as int) as `post_year`, case when `age` between 18 and 24 then '18-24' when `age` between 25 and 35 then '25-35'
  when `age` between 36 and 50 then '36-50' when `age` > 50 then '50+' end as `age_group`, `follower_count` from `pin` inner join `user` on `user`.`ind` = `pin`.`ind` where `follower_count` is not null)
select `post_year`, cast(percentile_disc(0.5) within group (order by `follower_count`) as int) as `median_follower_count` from `posts` where `post_year` between 2015 and 2020 group by `post_year` order by `post_year`)
