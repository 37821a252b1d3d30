-- Step 1: members, state and reminders. What a step has made, a later one changes; it is itself never changed again.

create table if not exists OrleansQuery (
    QueryKey text primary key,
    QueryText text not null);

-- One row a cluster. Each change of its members raises the version by one, and carries the version that it has seen:
-- of two that saw the same, the second waits for the row, finds it raised, and changes nothing.
create table if not exists dendrite_cluster (
    cluster_id text primary key,
    version integer not null default 0);

-- One row for each life of a silo. A generation is the time of its start, so a restart on the same port is another row.
create table if not exists dendrite_silo (
    cluster_id text not null references dendrite_cluster on delete cascade,
    address text not null,
    port integer not null,
    generation integer not null,
    name text not null,
    host text not null,
    status integer not null,
    gateway_port integer not null,
    suspicions text,
    started_at timestamptz not null,
    alive_at timestamptz not null,
    primary key (cluster_id, address, port, generation));

-- The last three parts of the key are how Orleans splits a grain's key: two numbers for integers and Guids, a text for the rest.
create table if not exists dendrite_state (
    service_id text not null,
    state_name text not null,
    key_high bigint not null,
    key_low bigint not null,
    key_text text not null,
    payload bytea,
    version integer not null,
    written_at timestamptz not null default now(),
    primary key (service_id, state_name, key_high, key_low, key_text));

create table if not exists dendrite_reminder (
    service_id text not null,
    grain_id text not null,
    name text not null,
    starts_at timestamptz not null,
    period_ms bigint not null,
    grain_hash integer not null,
    version integer not null,
    primary key (service_id, grain_id, name));

create index if not exists dendrite_reminder_by_hash on dendrite_reminder (service_id, grain_hash);
