import type { Pool } from 'pg';

/** Takes the next number; a request that fails afterwards leaves a gap, never a repetition. */
const nextNumber = `
  insert into reference_numbers as counter (tenant_id, kind, year, last)
  values ($1, $2, $3, 1)
  on conflict (tenant_id, kind, year) do update set last = counter.last + 1
  returning last`;

/**
 * The next number that people quote, e.g. `C-2026-000123`: rising per tenant and year, gaps
 * allowed, never given twice.
 */
export async function nextComplaintNo(
  pool: Pool,
  tenantId: string,
  localYear: number,
): Promise<string> {
  const { rows } = await pool.query<{ last: string }>(nextNumber, [tenantId, 'C', localYear]);
  return `C-${localYear}-${String(rows[0]?.last).padStart(6, '0')}`;
}
