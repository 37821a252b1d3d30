-- What Orleans sends, of this version of the tables. Orleans reads OrleansQuery when a silo starts and sends the statements it
-- finds there, nothing else. The keys, the names of the parameters and the names of the columns that come back are Orleans's;
-- the tables and the statements are Dendrite's. A statement is one command, so it is atomic without a transaction around it.

insert into OrleansQuery (QueryKey, QueryText) values

-- Members.

('InsertMembershipVersionKey', $sql$
    with made as (
        insert into dendrite_cluster (cluster_id) values (@DeploymentId) on conflict do nothing returning 1)
    select count(*)::integer from made
$sql$),

('InsertMembershipKey', $sql$
    with stepped as (
        update dendrite_cluster set version = version + 1
        where cluster_id = @DeploymentId and version = @Version and not exists (
            select from dendrite_silo
            where cluster_id = @DeploymentId and address = @Address and port = @Port and generation = @Generation)
        returning 1),
    joined as (
        insert into dendrite_silo
            (cluster_id, address, port, generation, name, host, status, gateway_port, started_at, alive_at)
        select @DeploymentId, @Address, @Port, @Generation, @SiloName, @HostName, @Status, @ProxyPort, @StartTime, @IAmAliveTime
        from stepped
        returning 1)
    select count(*)::integer from joined
$sql$),

('UpdateMembershipKey', $sql$
    with stepped as (
        update dendrite_cluster set version = version + 1
        where cluster_id = @DeploymentId and version = @Version and exists (
            select from dendrite_silo
            where cluster_id = @DeploymentId and address = @Address and port = @Port and generation = @Generation)
        returning 1),
    changed as (
        update dendrite_silo set status = @Status, suspicions = @SuspectTimes, alive_at = @IAmAliveTime
        from stepped
        where cluster_id = @DeploymentId and address = @Address and port = @Port and generation = @Generation
        returning 1)
    select count(*)::integer from changed
$sql$),

('UpdateIAmAlivetimeKey', $sql$
    update dendrite_silo set alive_at = @IAmAliveTime
    where cluster_id = @DeploymentId and address = @Address and port = @Port and generation = @Generation
$sql$),

-- The version comes back even where no silo does.
('MembershipReadRowKey', $sql$
    select s.address as "Address", s.port as "Port", s.generation as "Generation", s.name as "SiloName", s.host as "HostName",
        s.status as "Status", s.gateway_port as "ProxyPort", s.suspicions as "SuspectTimes", s.started_at as "StartTime",
        s.alive_at as "IAmAliveTime", c.version as "Version"
    from dendrite_cluster c
    left join dendrite_silo s on s.cluster_id = c.cluster_id
        and s.address = @Address and s.port = @Port and s.generation = @Generation
    where c.cluster_id = @DeploymentId
$sql$),

('MembershipReadAllKey', $sql$
    select s.address as "Address", s.port as "Port", s.generation as "Generation", s.name as "SiloName", s.host as "HostName",
        s.status as "Status", s.gateway_port as "ProxyPort", s.suspicions as "SuspectTimes", s.started_at as "StartTime",
        s.alive_at as "IAmAliveTime", c.version as "Version"
    from dendrite_cluster c
    left join dendrite_silo s on s.cluster_id = c.cluster_id
    where c.cluster_id = @DeploymentId
$sql$),

('GatewaysQueryKey', $sql$
    select address as "Address", gateway_port as "ProxyPort", generation as "Generation"
    from dendrite_silo
    where cluster_id = @DeploymentId and status = @Status and gateway_port > 0
$sql$),

('DeleteMembershipTableEntriesKey', $sql$
    delete from dendrite_cluster where cluster_id = @DeploymentId
$sql$),

-- 3 is an active silo: that one is never forgotten, however late its sign of life.
('CleanupDefunctSiloEntriesKey', $sql$
    delete from dendrite_silo
    where cluster_id = @DeploymentId and status <> 3 and greatest(alive_at, started_at) < @IAmAliveTime
$sql$),

-- State. A version that is null is of a grain that has read nothing, which may only insert; any other may only replace that version.
-- Nothing comes back where neither was possible, which Orleans takes for a conflict. Orleans's hashes are not needed: the key is indexed whole.

('ReadFromStorageKey', $sql$
    select payload as "PayloadBinary", version as "Version"
    from dendrite_state
    where service_id = @ServiceId and state_name = @GrainTypeString
        and key_high = @GrainIdN0 and key_low = @GrainIdN1 and key_text = coalesce(@GrainIdExtensionString, '')
$sql$),

('WriteToStorageKey', $sql$
    with inserted as (
        insert into dendrite_state (service_id, state_name, key_high, key_low, key_text, payload, version)
        select @ServiceId, @GrainTypeString, @GrainIdN0, @GrainIdN1, coalesce(@GrainIdExtensionString, ''), @PayloadBinary, 1
        where @GrainStateVersion is null
        on conflict do nothing
        returning version),
    replaced as (
        update dendrite_state set payload = @PayloadBinary, version = version + 1, written_at = now()
        where service_id = @ServiceId and state_name = @GrainTypeString
            and key_high = @GrainIdN0 and key_low = @GrainIdN1 and key_text = coalesce(@GrainIdExtensionString, '')
            and version = @GrainStateVersion
        returning version)
    select version as "NewGrainStateVersion" from inserted union all select version from replaced
$sql$),

('ClearStorageKey', $sql$
    update dendrite_state set payload = null, version = version + 1, written_at = now()
    where service_id = @ServiceId and state_name = @GrainTypeString
        and key_high = @GrainIdN0 and key_low = @GrainIdN1 and key_text = coalesce(@GrainIdExtensionString, '')
        and version = @GrainStateVersion
    returning version as "NewGrainStateVersion"
$sql$),

('DeleteStorageKey', $sql$
    delete from dendrite_state
    where service_id = @ServiceId and state_name = @GrainTypeString
        and key_high = @GrainIdN0 and key_low = @GrainIdN1 and key_text = coalesce(@GrainIdExtensionString, '')
        and version = @GrainStateVersion
    returning version + 1 as "NewGrainStateVersion"
$sql$),

-- Reminders. A silo owns a range of hashes: above its begin, up to its end; the second form is the range that wraps around.

('UpsertReminderRowKey', $sql$
    insert into dendrite_reminder as r (service_id, grain_id, name, starts_at, period_ms, grain_hash, version)
    values (@ServiceId, @GrainId, @ReminderName, @StartTime, @Period, @GrainHash, 0)
    on conflict (service_id, grain_id, name) do update
        set starts_at = excluded.starts_at, period_ms = excluded.period_ms, grain_hash = excluded.grain_hash, version = r.version + 1
    returning r.version as "Version"
$sql$),

('ReadReminderRowsKey', $sql$
    select grain_id as "GrainId", name as "ReminderName", starts_at as "StartTime", period_ms as "Period", version as "Version"
    from dendrite_reminder where service_id = @ServiceId and grain_id = @GrainId
$sql$),

('ReadReminderRowKey', $sql$
    select grain_id as "GrainId", name as "ReminderName", starts_at as "StartTime", period_ms as "Period", version as "Version"
    from dendrite_reminder where service_id = @ServiceId and grain_id = @GrainId and name = @ReminderName
$sql$),

('ReadRangeRows1Key', $sql$
    select grain_id as "GrainId", name as "ReminderName", starts_at as "StartTime", period_ms as "Period", version as "Version"
    from dendrite_reminder where service_id = @ServiceId and grain_hash > @BeginHash and grain_hash <= @EndHash
$sql$),

('ReadRangeRows2Key', $sql$
    select grain_id as "GrainId", name as "ReminderName", starts_at as "StartTime", period_ms as "Period", version as "Version"
    from dendrite_reminder where service_id = @ServiceId and (grain_hash > @BeginHash or grain_hash <= @EndHash)
$sql$),

('DeleteReminderRowKey', $sql$
    with gone as (
        delete from dendrite_reminder
        where service_id = @ServiceId and grain_id = @GrainId and name = @ReminderName and version = @Version
        returning 1)
    select count(*)::integer from gone
$sql$),

('DeleteReminderRowsKey', $sql$
    delete from dendrite_reminder where service_id = @ServiceId
$sql$)

on conflict (QueryKey) do update set QueryText = excluded.QueryText;
