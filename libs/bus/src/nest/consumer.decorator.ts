import {
  applyDecorators,
  Catch,
  Controller,
  type ExceptionFilter,
  UseFilters,
} from '@nestjs/common';
import { EventPattern } from '@nestjs/microservices';
import { onEventMetadata } from './on-event.decorator.js';

/** Extra of a handler's metadata that names its service; what has none is refused by `listen`. */
export const serviceExtra = 'redress:service';

/** Transport of one service: in one Nest app every strategy sees the handlers of every module. */
export function transportOf(service: string): symbol {
  return Symbol.for(`redress:${service}`);
}

/**
 * Declares a class whose `@OnEvent` methods react to events for a service. An error that a method
 * throws reaches the consumer of the bus as it is, and decides what becomes of the event.
 */
export function Consumer(service: string): ClassDecorator {
  return applyDecorators(Controller(), UseFilters(new RethrowFilter()), listenFor(service));
}

/** Nest would turn an error into an answer; nobody waits for one here. */
@Catch()
class RethrowFilter implements ExceptionFilter {
  catch(error: unknown): never {
    throw error;
  }
}

// Decorators of a class run after those of its methods.
function listenFor(service: string): ClassDecorator {
  return (consumer) => {
    const prototype: object = consumer.prototype;
    for (const key of Object.getOwnPropertyNames(prototype)) {
      const descriptor = Object.getOwnPropertyDescriptor(prototype, key);
      if (typeof descriptor?.value !== 'function') continue;
      const name: unknown = Reflect.getMetadata(onEventMetadata, descriptor.value);
      if (typeof name !== 'string') continue;
      const extras = { [serviceExtra]: service };
      EventPattern<string>(name, transportOf(service), extras)(prototype, key, descriptor);
    }
  };
}
