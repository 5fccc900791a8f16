import type { FactoryProvider, InjectionToken } from '@nestjs/common';
import { type AfterGate, afterGateOf } from './after-gate.port.js';

/** How a gate is made from other providers of the module. */
export interface AfterGateFactory<Dependencies extends readonly unknown[]> {
  readonly inject: InjectionToken[];
  readonly useFactory: (...dependencies: Dependencies) => AfterGate;
}

/** The provider of a service's gate; every service that has routes provides exactly one. */
export function provideAfterGate<Dependencies extends readonly unknown[]>(
  service: string,
  factory: AfterGateFactory<Dependencies>,
): FactoryProvider<AfterGate> {
  return { provide: afterGateOf(service), inject: factory.inject, useFactory: factory.useFactory };
}
