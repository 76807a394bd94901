-- A replay may end before now.
alter table replays add column until timestamptz;
alter table replays add constraint replays_range check (until is null or until > since);
