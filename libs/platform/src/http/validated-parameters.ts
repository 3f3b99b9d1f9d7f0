import { ROUTE_ARGS_METADATA } from '@nestjs/common/internal';
import { ValidationPipe } from './validation.pipe';

/** What Nest keeps of a handler's parameters, by their kind and place. */
type Parameters = Readonly<Record<string, { pipes: readonly unknown[]; schema?: unknown }>>;

const pipe = new ValidationPipe();

/**
 * Has the parameters of a handler validated that name a schema. A pipe of the whole application would run for each parameter of each
 * request, and cost four promises for every one that has nothing to validate.
 */
export const validateParameters: MethodDecorator = ({ constructor }, name) => {
  const parameters = (Reflect.getMetadata(ROUTE_ARGS_METADATA, constructor, name) ?? {}) as Parameters;
  const validated = Object.entries(parameters).map(([place, parameter]) =>
    parameter.schema === undefined ? [place, parameter] : [place, { ...parameter, pipes: [pipe, ...parameter.pipes] }],
  );
  Reflect.defineMetadata(ROUTE_ARGS_METADATA, Object.fromEntries(validated), constructor, name);
};
