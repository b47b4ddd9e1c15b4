drop trigger estimate_on_insert on tasks;
drop function touch_estimate;
alter table tasks drop column estimate;
drop type effort;
