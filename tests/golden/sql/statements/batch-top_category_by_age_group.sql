with `pin` as (select `ind`, `unique_id`, `title`, `description`, `follower_count`, `poster_name`, `tag_list`, `is_image_or_video`, `image_src`, `save_location`, `category` from `main`.`dev`.`demo_pin_batch`),
`user` as (select `ind`, `user_name`, `age`, to_utc_timestamp(`date_joined`, current_timezone()) as `date_joined` from `main`.`dev`.`demo_user_batch`)
(with `posts` as (select case when `age` between 18 and 24 then '18-24' when `age` between 25 and 35 then '25-35'
  when `age` between 36 and 50 then '36-50' when `age` > 50 then '50+' end as `segment`, `category` from `pin` inner join `user` on `user`.`ind` = `pin`.`ind`),
`counted` as (select `segment`, `category`, count(*) as `category_count` from `posts` where `category` is not null and `segment` is not null group by `segment`, `category`),
`ranked` as (select `segment`, `category`, `category_count`, row_number() over(partition by `segment` order by `category_count` desc, `category`) as `place` from `counted`)
select `segment` as `age_group`, `category`, `category_count` from `ranked` where `place` = 1 order by `segment`)
