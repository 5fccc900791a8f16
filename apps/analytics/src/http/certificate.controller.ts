import { Get, Inject, Query } from '@nestjs/common';
import { Allow, AnswersPage, Caller, type Page, ServiceController } from '@redress/edge';
import { certificatesOf, type KeptCertificate } from '@redress/projections';
import { SERVICE_RUNTIME, type ServiceRuntime } from '@redress/runtime';
import { shapeFor } from './risk/risk-reader.js';
import { CertificateQuery, CertificateView } from './certificate.dto.js';

/** The proofs that what is shown is what the events say. */
@ServiceController('analytics', 'certificates')
export class CertificateController {
  constructor(
    @Inject(SERVICE_RUNTIME) private readonly runtime: Pick<ServiceRuntime, 'database'>,
  ) {}

  /** Newest first. */
  @Get()
  @Allow('certificates.read')
  @AnswersPage(CertificateView)
  async list(
    @Query() query: CertificateQuery,
    @Caller() caller: Caller,
  ): Promise<Page<CertificateView>> {
    const { projection: name, limit } = query;
    const before = caller.cursor(query)?.[0];
    const found = await certificatesOf(this.runtime.database.writer, {
      limit: limit + 1,
      ...(name ? { name } : {}),
      ...(typeof before === 'number' ? { before } : {}),
    });
    const items = found.slice(0, limit);
    const last = found.length > limit ? items.at(-1) : undefined;
    return caller.page(
      items.map((each) => certificateFor(caller, each)),
      last && [last.no],
    );
  }
}

/**
 * A read model holds all tenants: which rows of others differ is none of a tenant's business. Keys of
 * rows are ids of customers and cases, for those who may see whose they are.
 */
function certificateFor(
  { tenantId, roles }: Pick<Caller, 'tenantId' | 'roles'>,
  { differences, table: _, startedAt: __, ...certificate }: KeptCertificate,
): CertificateView {
  const seesKeys = shapeFor(roles) === 'FULL';
  const own = differences.filter((each) => seesKeys && each.tenantId === tenantId);
  return {
    ...certificate,
    differing: differences.length,
    differences: own.map(({ key, columns }) => ({ key, columns })),
  };
}
