import { ApiProperty } from '@nestjs/swagger';
import type { HistoryEntry } from '@redress/runtime';

class CodedUnit {
  @ApiProperty({ type: 'string', format: 'uuid' })
  id: string;

  @ApiProperty({ type: 'string' })
  code: string;
}

class UserRoles {
  @ApiProperty({ type: 'string', format: 'uuid' })
  id: string;

  @ApiProperty({ type: 'string', isArray: true })
  roles: string[];
}

/** The caller's tenant: its settings, its organisation and who holds which role. */
export class TenantDetail {
  @ApiProperty({ type: 'string', example: 'demo' })
  id: string;

  @ApiProperty({ type: 'string', example: 'Asia/Shanghai' })
  zone: string;

  @ApiProperty({ type: 'string', example: 'zh-CN' })
  language: string;

  @ApiProperty({ type: 'string', example: 'CNY' })
  currency: string;

  @ApiProperty({ type: CodedUnit, isArray: true })
  departments: CodedUnit[];

  @ApiProperty({ type: CodedUnit, isArray: true })
  teams: CodedUnit[];

  @ApiProperty({ type: UserRoles, isArray: true })
  users: UserRoles[];

  @ApiProperty({
    type: 'array',
    items: { type: 'object', additionalProperties: true },
    description: 'Names are withheld unless the request states a Redress-Purpose.',
  })
  history: HistoryEntry[];
}
