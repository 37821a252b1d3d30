-- What one silo of the Orleans build keeps in a SQLite file: the state of its grains. See postgresql.sql for the rules;
-- clusters and reminders are not kept here. SQLite has one writer at a time, so one statement sees no other between its parts.

create table if not exists OrleansQuery (
    QueryKey text primary key,
    QueryText text not null);

create table if not exists dendrite_state (
    service_id text not null,
    state_name text not null,
    key_high integer not null,
    key_low integer not null,
    key_text text not null,
    payload blob,
    version integer not null,
    primary key (service_id, state_name, key_high, key_low, key_text)) without rowid;

insert into OrleansQuery (QueryKey, QueryText) values

('ReadFromStorageKey', '
    select payload as PayloadBinary, version as Version
    from dendrite_state
    where service_id = @ServiceId and state_name = @GrainTypeString
        and key_high = @GrainIdN0 and key_low = @GrainIdN1 and key_text = coalesce(@GrainIdExtensionString, '''')'),

('WriteToStorageKey', '
    insert into dendrite_state (service_id, state_name, key_high, key_low, key_text, payload, version)
    select @ServiceId, @GrainTypeString, @GrainIdN0, @GrainIdN1, coalesce(@GrainIdExtensionString, ''''), @PayloadBinary, 1
    where @GrainStateVersion is null or exists (
        select 1 from dendrite_state
        where service_id = @ServiceId and state_name = @GrainTypeString
            and key_high = @GrainIdN0 and key_low = @GrainIdN1 and key_text = coalesce(@GrainIdExtensionString, ''''))
    on conflict do update set payload = excluded.payload, version = version + 1 where version = @GrainStateVersion
    returning version as NewGrainStateVersion'),

('ClearStorageKey', '
    update dendrite_state set payload = null, version = version + 1
    where service_id = @ServiceId and state_name = @GrainTypeString
        and key_high = @GrainIdN0 and key_low = @GrainIdN1 and key_text = coalesce(@GrainIdExtensionString, '''')
        and version = @GrainStateVersion
    returning version as NewGrainStateVersion'),

('DeleteStorageKey', '
    delete from dendrite_state
    where service_id = @ServiceId and state_name = @GrainTypeString
        and key_high = @GrainIdN0 and key_low = @GrainIdN1 and key_text = coalesce(@GrainIdExtensionString, '''')
        and version = @GrainStateVersion
    returning version + 1 as NewGrainStateVersion')

on conflict (QueryKey) do update set QueryText = excluded.QueryText;
