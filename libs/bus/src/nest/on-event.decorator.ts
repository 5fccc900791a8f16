import { EventPattern } from '@nestjs/microservices';
import type { EventDefinition } from '@redress/contracts';
import type { Consumed } from '../consumed-event.js';
import { handlerName } from '../consumer.js';

/** Where a method keeps the name of the event that it handles. */
export const onEventMetadata = 'redress:on-event';

/**
 * Makes a method the handler of an event, for the service that the class's `@Consumer` names. It
 * works inside the transaction of what it consumes; what it throws decides what becomes of the
 * event: see `startConsumer`.
 */
export function OnEvent<Definition extends EventDefinition>(definition: Definition) {
  return (
    target: object,
    key: string | symbol,
    descriptor: TypedPropertyDescriptor<(consumed: Consumed<Definition>) => Promise<void>>,
  ): void => {
    const name = handlerName(definition);
    if (descriptor.value) Reflect.defineMetadata(onEventMetadata, name, descriptor.value);
    // Without @Consumer on its class the handler stays without a service, and is refused by name.
    EventPattern<string>(name)(target, key, descriptor);
  };
}
