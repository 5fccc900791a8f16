import { Body, Get, Inject, Post } from '@nestjs/common';
import {
  Allow,
  answer,
  Answers,
  Caller,
  type CommandAnswer,
  IdParam,
  Problem,
  ServiceController,
} from '@redress/edge';
import type { CustomerCommand } from '../domain/customer-command.js';
import { CustomerDetailQuery } from '../read-models/customer-detail.query.js';
import {
  linkIdentity,
  observeCredit,
  observeReturn,
  observeReview,
  observeTransaction,
  recordBrightSpot,
  registerCustomer,
  unlinkIdentity,
} from './customer.commands.js';
import { CustomerDetail } from './customer-detail.dto.js';
import { ObserveTransactionDto, PurchaseBatchDto, RegisterCustomerDto } from './customer.dto.js';
import {
  ObserveCreditDto,
  ObserveReturnDto,
  ObserveReviewDto,
  RecordBrightSpotDto,
} from './customer-facts.dto.js';
import type { BatchAnswer } from './historic-case.dto.js';
import { INTAKE, type Intake, linkEnds } from './intake.port.js';
import { LinkIdentityDto, UnlinkIdentityDto } from './link.dto.js';
import { recordPurchases } from './record-purchases.commands.js';

@ServiceController('intake', 'customers')
export class CustomerController {
  constructor(
    @Inject(INTAKE) private readonly intake: Intake,
    private readonly details: CustomerDetailQuery,
  ) {}

  @Post()
  @Allow('customers.register')
  register(@Body() dto: RegisterCustomerDto, @Caller() caller: Caller): Promise<CommandAnswer> {
    const id = dto.customerId ?? caller.idFor('customer');
    return this.carryOut(id, registerCustomer(dto, caller.meta()), caller);
  }

  @Post('purchases')
  @Allow('customers.import')
  recordPurchases(@Body() dto: PurchaseBatchDto, @Caller() caller: Caller): Promise<BatchAnswer> {
    return recordPurchases(this.intake, dto.items, caller);
  }

  @Post(':id/observe-transaction')
  @Allow('customers.register')
  observeTransaction(
    @IdParam() id: string,
    @Body() dto: ObserveTransactionDto,
    @Caller() caller: Caller,
  ): Promise<CommandAnswer> {
    return this.carryOut(id, observeTransaction(dto, caller.meta()), caller);
  }

  @Post(':id/observe-return')
  @Allow('customers.observe')
  observeReturn(
    @IdParam() id: string,
    @Body() dto: ObserveReturnDto,
    @Caller() caller: Caller,
  ): Promise<CommandAnswer> {
    return this.carryOut(id, observeReturn(dto, caller.meta()), caller);
  }

  @Post(':id/observe-credit')
  @Allow('customers.observe')
  observeCredit(
    @IdParam() id: string,
    @Body() dto: ObserveCreditDto,
    @Caller() caller: Caller,
  ): Promise<CommandAnswer> {
    return this.carryOut(id, observeCredit(dto, caller.meta()), caller);
  }

  @Post(':id/observe-review')
  @Allow('customers.observe')
  observeReview(
    @IdParam() id: string,
    @Body() dto: ObserveReviewDto,
    @Caller() caller: Caller,
  ): Promise<CommandAnswer> {
    return this.carryOut(id, observeReview(dto, caller.meta()), caller);
  }

  @Post(':id/record-bright-spot')
  @Allow('customers.observe')
  async recordBrightSpot(
    @IdParam() id: string,
    @Body() dto: RecordBrightSpotDto,
    @Caller() caller: Caller,
  ): Promise<CommandAnswer> {
    await this.intake.requireEvidence(caller.tenantId, [dto.evidenceId]);
    const spotId = dto.spotId ?? caller.idFor('spot');
    return this.carryOut(id, recordBrightSpot(dto, spotId, caller.meta()), caller);
  }

  @Post(':id/link')
  @Allow('customers.link')
  async link(
    @IdParam() id: string,
    @Body() dto: LinkIdentityDto,
    @Caller() caller: Caller,
  ): Promise<CommandAnswer> {
    await this.intake.requireCustomer(caller.tenantId, dto.otherId);
    await this.requireKnown(id, caller);
    await this.intake.requireEvidence(caller.tenantId, dto.evidenceIds);
    const [holder, otherId] = linkEnds(id, dto.otherId);
    return this.carryOut(holder, linkIdentity(holder, { ...dto, otherId }, caller.meta()), caller);
  }

  @Post(':id/unlink')
  @Allow('customers.link')
  async unlink(
    @IdParam() id: string,
    @Body() dto: UnlinkIdentityDto,
    @Caller() caller: Caller,
  ): Promise<CommandAnswer> {
    await this.requireKnown(id, caller);
    const [holder, otherId] = linkEnds(id, dto.otherId);
    return this.carryOut(holder, unlinkIdentity({ ...dto, otherId }, caller.meta()), caller);
  }

  @Get(':id')
  @Allow('customers.read')
  @Answers(CustomerDetail)
  one(@IdParam() id: string, @Caller() caller: Caller): Promise<CustomerDetail> {
    return this.details.one(id, caller);
  }

  /** Whoever is named in the address is not found, whatever side a link is kept on. */
  private async requireKnown(id: string, { tenantId }: Caller): Promise<void> {
    const stream = { tenantId, category: 'customer', id };
    const { state } = await this.intake.customers.load(stream);
    if (state.status === 'ABSENT') throw new Problem('NOT_FOUND', 'there is no such customer');
  }

  private async carryOut(
    id: string,
    command: CustomerCommand,
    caller: Caller,
  ): Promise<CommandAnswer> {
    return answer(await this.intake.customers.handle(id, command, caller.handleOptions()));
  }
}
