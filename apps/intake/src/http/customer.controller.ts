import { Body, Get, Inject, Post } from '@nestjs/common';
import {
  Allow,
  answer,
  Answers,
  Caller,
  type CommandAnswer,
  IdParam,
  ServiceController,
} from '@redress/edge';
import { personal } from '@redress/kernel';
import { CustomerDetailQuery } from '../read-models/customer-detail.query.js';
import { CustomerDetail } from './customer-detail.dto.js';
import { ObserveTransactionDto, PurchaseBatchDto, RegisterCustomerDto } from './customer.dto.js';
import type { BatchAnswer } from './historic-case.dto.js';
import { INTAKE, type Intake } from './intake.port.js';
import { recordPurchases } from './record-purchases.commands.js';

@ServiceController('intake', 'customers')
export class CustomerController {
  constructor(
    @Inject(INTAKE) private readonly intake: Intake,
    private readonly details: CustomerDetailQuery,
  ) {}

  @Post()
  @Allow('customers.register')
  async register(
    @Body() { customerId, name, contact, ...plain }: RegisterCustomerDto,
    @Caller() caller: Caller,
  ): Promise<CommandAnswer> {
    const data = {
      ...plain,
      ...(name ? { name: personal(name) } : {}),
      ...(contact ? { contact: personal(contact) } : {}),
    };
    const command = { type: 'RegisterCustomer', meta: caller.meta(), data } as const;
    const id = customerId ?? caller.idFor('customer');
    return answer(await this.intake.customers.handle(id, command, caller.handleOptions()));
  }

  @Post('purchases')
  @Allow('customers.import')
  recordPurchases(@Body() dto: PurchaseBatchDto, @Caller() caller: Caller): Promise<BatchAnswer> {
    return recordPurchases(this.intake, dto.items, caller);
  }

  @Post(':id/observe-transaction')
  @Allow('customers.register')
  async observeTransaction(
    @IdParam() id: string,
    @Body() dto: ObserveTransactionDto,
    @Caller() caller: Caller,
  ): Promise<CommandAnswer> {
    const command = { type: 'ObserveTransaction', meta: caller.meta(), data: { ...dto } } as const;
    return answer(await this.intake.customers.handle(id, command, caller.handleOptions()));
  }

  @Get(':id')
  @Allow('customers.read')
  @Answers(CustomerDetail)
  one(@IdParam() id: string, @Caller() caller: Caller): Promise<CustomerDetail> {
    return this.details.one(id, caller);
  }
}
