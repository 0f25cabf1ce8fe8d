-- Databricks notebook source
-- MAGIC %md
-- MAGIC # pinflow demo dev
-- MAGIC The questions, answered from the batch tables in `main.pinflow`. Made by pinflow: the next deployment writes it anew.

-- COMMAND ----------

-- MAGIC %md
-- MAGIC ## 1. Which category is posted most in each country?

-- COMMAND ----------

with `pin` as (select `ind`, `unique_id`, `title`, `description`, `follower_count`, `poster_name`, `tag_list`, `is_image_or_video`, `image_src`, `save_location`, `category` from `main`.`pinflow`.`demo_pin_batch`),
`geo` as (select `ind`, `country`, `coordinates`, to_utc_timestamp(`timestamp`, current_timezone()) as `timestamp` from `main`.`pinflow`.`demo_geo_batch`)
(with `posts` as (select `country` as `segment`, `category` from `pin` inner join `geo` on `geo`.`ind` = `pin`.`ind`),
`counted` as (select `segment`, `category`, count(*) as `category_count` from `posts` where `category` is not null and `segment` is not null group by `segment`, `category`),
`ranked` as (select `segment`, `category`, `category_count`, row_number() over(partition by `segment` order by `category_count` desc, `category`) as `place` from `counted`)
select `segment` as `country`, `category`, `category_count` from `ranked` where `place` = 1 order by `segment`)

-- COMMAND ----------

-- MAGIC %md
-- MAGIC ## 2. Which category was posted most in each year from 2018 to 2022?

-- COMMAND ----------

with `pin` as (select `ind`, `unique_id`, `title`, `description`, `follower_count`, `poster_name`, `tag_list`, `is_image_or_video`, `image_src`, `save_location`, `category` from `main`.`pinflow`.`demo_pin_batch`),
`geo` as (select `ind`, `country`, `coordinates`, to_utc_timestamp(`timestamp`, current_timezone()) as `timestamp` from `main`.`pinflow`.`demo_geo_batch`)
(with `posts` as (select cast(extract(year from `timestamp`) as int) as `segment`, `category` from `pin` inner join `geo` on `geo`.`ind` = `pin`.`ind` where cast(extract(year from `timestamp`) as int) between 2018 and 2022),
`counted` as (select `segment`, `category`, count(*) as `category_count` from `posts` where `category` is not null and `segment` is not null group by `segment`, `category`),
`ranked` as (select `segment`, `category`, `category_count`, row_number() over(partition by `segment` order by `category_count` desc, `category`) as `place` from `counted`)
select `segment` as `post_year`, `category`, `category_count` from `ranked` where `place` = 1 order by `segment`)

-- COMMAND ----------

-- MAGIC %md
-- MAGIC ## 3. Who has the most followers in each country?

-- COMMAND ----------

with `pin` as (select `ind`, `unique_id`, `title`, `description`, `follower_count`, `poster_name`, `tag_list`, `is_image_or_video`, `image_src`, `save_location`, `category` from `main`.`pinflow`.`demo_pin_batch`),
`geo` as (select `ind`, `country`, `coordinates`, to_utc_timestamp(`timestamp`, current_timezone()) as `timestamp` from `main`.`pinflow`.`demo_geo_batch`)
(with `ranked` as (select `country`, `poster_name`, `follower_count`, row_number() over(partition by `country` order by `follower_count` desc, `poster_name`) as `place` from `pin` inner join `geo` on `geo`.`ind` = `pin`.`ind` where `country` is not null and `poster_name` is not null and `follower_count` is not null)
select `country`, `poster_name`, `follower_count` from `ranked` where `place` = 1 order by `country`)

-- COMMAND ----------

-- MAGIC %md
-- MAGIC ## 3. In which country is the poster with the most followers of all?

-- COMMAND ----------

with `pin` as (select `ind`, `unique_id`, `title`, `description`, `follower_count`, `poster_name`, `tag_list`, `is_image_or_video`, `image_src`, `save_location`, `category` from `main`.`pinflow`.`demo_pin_batch`),
`geo` as (select `ind`, `country`, `coordinates`, to_utc_timestamp(`timestamp`, current_timezone()) as `timestamp` from `main`.`pinflow`.`demo_geo_batch`)
(with `ranked` as (select `country`, `poster_name`, `follower_count`, row_number() over(partition by `country` order by `follower_count` desc, `poster_name`) as `place` from `pin` inner join `geo` on `geo`.`ind` = `pin`.`ind` where `country` is not null and `poster_name` is not null and `follower_count` is not null)
select `country`, `poster_name`, `follower_count` from `ranked` order by `follower_count` desc, `country`, `poster_name` limit 1)

-- COMMAND ----------

-- MAGIC %md
-- MAGIC ## 4. Which category is the most popular in each age group?

-- COMMAND ----------

with `pin` as (select `ind`, `unique_id`, `title`, `description`, `follower_count`, `poster_name`, `tag_list`, `is_image_or_video`, `image_src`, `save_location`, `category` from `main`.`pinflow`.`demo_pin_batch`),
`user` as (select `ind`, `user_name`, `age`, to_utc_timestamp(`date_joined`, current_timezone()) as `date_joined` from `main`.`pinflow`.`demo_user_batch`)
(with `posts` as (select case when `age` between 18 and 24 then '18-24' when `age` between 25 and 35 then '25-35'
  when `age` between 36 and 50 then '36-50' when `age` > 50 then '50+' end as `segment`, `category` from `pin` inner join `user` on `user`.`ind` = `pin`.`ind`),
`counted` as (select `segment`, `category`, count(*) as `category_count` from `posts` where `category` is not null and `segment` is not null group by `segment`, `category`),
`ranked` as (select `segment`, `category`, `category_count`, row_number() over(partition by `segment` order by `category_count` desc, `category`) as `place` from `counted`)
select `segment` as `age_group`, `category`, `category_count` from `ranked` where `place` = 1 order by `segment`)

-- COMMAND ----------

-- MAGIC %md
-- MAGIC ## 5. What is the median follower count in each age group?

-- COMMAND ----------

with `pin` as (select `ind`, `unique_id`, `title`, `description`, `follower_count`, `poster_name`, `tag_list`, `is_image_or_video`, `image_src`, `save_location`, `category` from `main`.`pinflow`.`demo_pin_batch`),
`user` as (select `ind`, `user_name`, `age`, to_utc_timestamp(`date_joined`, current_timezone()) as `date_joined` from `main`.`pinflow`.`demo_user_batch`)
(with `posts` as (select cast(extract(year from `date_joined`) as int) as `post_year`, case when `age` between 18 and 24 then '18-24' when `age` between 25 and 35 then '25-35'
  when `age` between 36 and 50 then '36-50' when `age` > 50 then '50+' end as `age_group`, `follower_count` from `pin` inner join `user` on `user`.`ind` = `pin`.`ind` where `follower_count` is not null)
select `age_group`, cast(percentile_disc(0.5) within group (order by `follower_count`) as int) as `median_follower_count` from `posts` where `age_group` is not null group by `age_group` order by `age_group`)

-- COMMAND ----------

-- MAGIC %md
-- MAGIC ## 6. How many users joined in each year from 2015 to 2020?

-- COMMAND ----------

with `user` as (select `ind`, `user_name`, `age`, to_utc_timestamp(`date_joined`, current_timezone()) as `date_joined` from `main`.`pinflow`.`demo_user_batch`)
(with `users` as (select distinct `user_name`, `age`, `date_joined` from `user` where cast(extract(year from `date_joined`) as int) between 2015 and 2020)
select cast(extract(year from `date_joined`) as int) as `post_year`, count(*) as `number_users_joined` from `users` group by cast(extract(year from `date_joined`) as int) order by `post_year`)

-- COMMAND ----------

-- MAGIC %md
-- MAGIC ## 7. What is the median follower count of users by the year they joined, 2015 to 2020?

-- COMMAND ----------

with `pin` as (select `ind`, `unique_id`, `title`, `description`, `follower_count`, `poster_name`, `tag_list`, `is_image_or_video`, `image_src`, `save_location`, `category` from `main`.`pinflow`.`demo_pin_batch`),
`user` as (select `ind`, `user_name`, `age`, to_utc_timestamp(`date_joined`, current_timezone()) as `date_joined` from `main`.`pinflow`.`demo_user_batch`)
(with `posts` as (select cast(extract(year from `date_joined`) as int) as `post_year`, case when `age` between 18 and 24 then '18-24' when `age` between 25 and 35 then '25-35'
  when `age` between 36 and 50 then '36-50' when `age` > 50 then '50+' end as `age_group`, `follower_count` from `pin` inner join `user` on `user`.`ind` = `pin`.`ind` where `follower_count` is not null)
select `post_year`, cast(percentile_disc(0.5) within group (order by `follower_count`) as int) as `median_follower_count` from `posts` where `post_year` between 2015 and 2020 group by `post_year` order by `post_year`)

-- COMMAND ----------

-- MAGIC %md
-- MAGIC ## 8. What is the median follower count of users by joining year and age group, 2015 to 2020?

-- COMMAND ----------

with `pin` as (select `ind`, `unique_id`, `title`, `description`, `follower_count`, `poster_name`, `tag_list`, `is_image_or_video`, `image_src`, `save_location`, `category` from `main`.`pinflow`.`demo_pin_batch`),
`user` as (select `ind`, `user_name`, `age`, to_utc_timestamp(`date_joined`, current_timezone()) as `date_joined` from `main`.`pinflow`.`demo_user_batch`)
(with `posts` as (select cast(extract(year from `date_joined`) as int) as `post_year`, case when `age` between 18 and 24 then '18-24' when `age` between 25 and 35 then '25-35'
  when `age` between 36 and 50 then '36-50' when `age` > 50 then '50+' end as `age_group`, `follower_count` from `pin` inner join `user` on `user`.`ind` = `pin`.`ind` where `follower_count` is not null)
select `post_year`, `age_group`, cast(percentile_disc(0.5) within group (order by `follower_count`) as int) as `median_follower_count` from `posts` where (`post_year` between 2015 and 2020 and `age_group` is not null) group by `post_year`, `age_group` order by `post_year`, `age_group`)
