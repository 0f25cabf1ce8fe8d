with `user` as (select `ind`, `user_name`, `age`, to_utc_timestamp(`date_joined`, current_timezone()) as `date_joined` from `main`.`dev`.`demo_user_batch`)
(with `users` as (select distinct `user_name`, `age`, `date_joined` from `user` where cast(extract(year from `date_joined`) as int) between 2015 and 2020)
select cast(extract(year from `date_joined`) as int) as `post_year`, count(*) as `number_users_joined` from `users` group by cast(extract(year from `date_joined`) as int) order by `post_year`)
