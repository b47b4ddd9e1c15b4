create type effort as enum ('small', 'large');
alter table tasks add column estimate effort;
create function touch_estimate() returns trigger language plpgsql as $$
begin
  new.estimate := coalesce(new.estimate, 'small');
  return new;
end
$$;
create trigger estimate_on_insert before insert on tasks for each row execute function touch_estimate();
