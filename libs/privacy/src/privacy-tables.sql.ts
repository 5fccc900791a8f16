/** Wrapped keys, one row per subject; a destroyed one keeps its row, so that none is made again. */
export const createSubjectKeys = `
  create table subject_keys (
    tenant_id    text not null,
    subject      text not null,
    wrapped      bytea,
    created_at   timestamptz not null default clock_timestamp(),
    destroyed_at timestamptz,
    destroyed_by text,
    proof        bytea,
    primary key (tenant_id, subject),
    check ((wrapped is null) = (destroyed_at is not null))
  )`;

/** Who looked at whose texts, and why. Only ever grows. */
export const createKeyUses = `
  create table key_uses (
    use_no    bigint generated always as identity primary key,
    tenant_id text not null,
    subject   text not null,
    principal text not null,
    purpose   text not null,
    fields    text[] not null,
    used_at   timestamptz not null default clock_timestamp()
  )`;

export const createKeyUsesIndex =
  'create index key_uses_of_subject on key_uses (tenant_id, subject, used_at)';

/** Makes the keys that are missing; sorted by the caller, so that two writers never deadlock. */
export const insertMissingKeys = `
  insert into subject_keys (tenant_id, subject, wrapped)
  select tenant_id, subject, wrapped
  from unnest($1::text[], $2::text[], $3::bytea[]) as candidate (tenant_id, subject, wrapped)
  on conflict (tenant_id, subject) do nothing`;

export const selectKeys = `
  select wanted.place, key.wrapped, key.destroyed_at is not null as destroyed
  from unnest($1::text[], $2::text[]) with ordinality as wanted (tenant_id, subject, place)
  join subject_keys key using (tenant_id, subject)`;

export const selectOldestTenant = `
  select tenant_id from subject_keys
  where subject = $1 and wrapped is not null order by created_at, tenant_id limit 1`;

export const insertKeyUses = `
  insert into key_uses (tenant_id, subject, principal, purpose, fields)
  select tenant_id, subject, principal, purpose, string_to_array(fields, ',')
  from unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[])
    as used (tenant_id, subject, principal, purpose, fields)`;

/** The proof binds subject, time and the wrapped key that is gone. */
export const destroyKey = `
  insert into subject_keys as key (tenant_id, subject, destroyed_at, destroyed_by, proof)
  values ($1, $2, clock_timestamp(), $3,
          sha256(convert_to($1 || '|' || $2 || '|' || clock_timestamp()::text, 'UTF8')))
  on conflict (tenant_id, subject) do update set
    wrapped = null,
    destroyed_at = coalesce(key.destroyed_at, excluded.destroyed_at),
    destroyed_by = coalesce(key.destroyed_by, excluded.destroyed_by),
    proof = coalesce(key.proof, sha256(excluded.proof || key.wrapped))
  returning proof`;

/** Finds who was erased without a walk over everybody who was not. */
export const createDestroyedKeysIndex =
  'create index subject_keys_destroyed on subject_keys (destroyed_at) where destroyed_at is not null';

export const selectDestroyedKeys = `
  select tenant_id, subject, destroyed_at from subject_keys
  where destroyed_at >= $1 order by destroyed_at, tenant_id, subject limit $2`;
