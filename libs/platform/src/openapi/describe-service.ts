import { type DynamicModule, type ForwardReference, RequestMethod, type Type } from '@nestjs/common';
import {
  METHOD_METADATA,
  MODULE_METADATA,
  PATH_METADATA,
  ROUTE_ARGS_METADATA,
  RouteParamtypes,
} from '@nestjs/common/internal';
import { z } from 'zod';
import {
  type ApiOperation,
  type DescribedService,
  OPERATION,
  type OperationOptions,
  type ServiceDescription,
} from './operation';

type Class = abstract new (...args: never[]) => unknown;

const METHODS: Partial<Record<RequestMethod, ApiOperation['method']>> = {
  [RequestMethod.GET]: 'get',
  [RequestMethod.POST]: 'post',
  [RequestMethod.PUT]: 'put',
  [RequestMethod.PATCH]: 'patch',
  [RequestMethod.DELETE]: 'delete',
};

/** The description of a service with the operations of its controllers, by the order of the tags. */
export function describeService(description: ServiceDescription, controllers: readonly Class[]): DescribedService {
  const rank = ({ tag }: ApiOperation) => {
    const index = description.tags.indexOf(tag);
    if (index < 0) throw new Error(`The service's description does not list the tag ${tag}`);
    return index;
  };
  const operations = controllers.flatMap(operationsOf).sort((one, other) => rank(one) - rank(other));
  return { ...description, operations };
}

/** The controllers of modules and of those that they import, without an application. */
export function controllersOf(modules: readonly (DynamicModule | Type)[]): Type[] {
  const seen = new Set<unknown>();
  const visit = (module: unknown): Type[] => {
    if (seen.has(module)) return [];
    seen.add(module);
    if (isForwardReference(module)) return visit(module.forwardRef());
    if (isDynamic(module)) {
      return [...visit(module.module), ...(module.imports ?? []).flatMap(visit), ...(module.controllers ?? [])];
    }
    const listed = <Item>(name: string) => (Reflect.getMetadata(name, module as Type) as Item[] | undefined) ?? [];
    return [...listed(MODULE_METADATA.IMPORTS).flatMap(visit), ...listed<Type>(MODULE_METADATA.CONTROLLERS)];
  };
  return modules.flatMap(visit);
}

const isDynamic = (module: unknown): module is DynamicModule =>
  typeof module === 'object' && module !== null && 'module' in module;
const isForwardReference = (module: unknown): module is ForwardReference<() => unknown> =>
  typeof module === 'object' && module !== null && 'forwardRef' in module;

function operationsOf(controller: Class): ApiOperation[] {
  const prototype = controller.prototype as Record<string, unknown>;
  return Object.getOwnPropertyNames(prototype).flatMap((name) => {
    const handler = name === 'constructor' ? undefined : prototype[name];
    if (typeof handler !== 'function') return [];
    const options = Reflect.getMetadata(OPERATION, handler) as OperationOptions | undefined;
    if (!options) return [];
    const body = schemaOf(controller, name, RouteParamtypes.BODY);
    const query = options.query ?? schemaOf(controller, name, RouteParamtypes.QUERY);
    if (query && !(query instanceof z.ZodObject))
      throw new Error(`The query of ${options.id} is no object: name it in @Operation`);
    const operation = { ...options, method: methodOf(handler, options), path: pathOf(controller, handler) };
    return [{ ...operation, ...(body && { body }), ...(query && { query }) }];
  });
}

function methodOf(handler: object, { id }: OperationOptions): ApiOperation['method'] {
  const method = METHODS[Reflect.getMetadata(METHOD_METADATA, handler) as RequestMethod];
  if (!method) throw new Error(`The operation ${id} has no route`);
  return method;
}

/** With parameters in braces. */
function pathOf(controller: object, handler: object): string {
  const parts = [controller, handler].map((target) => {
    const path = Reflect.getMetadata(PATH_METADATA, target) as unknown;
    if (typeof path !== 'string') throw new Error('An operation has one path');
    return path.replace(/^\/|\/$/g, '');
  });
  return `/${parts.filter((part) => part !== '').join('/')}`.replace(/:(\w+)/g, '{$1}');
}

/** The schema that Nest was given for the whole body or query of a handler. */
function schemaOf(controller: object, name: string, type: RouteParamtypes): z.ZodType | undefined {
  const parameters = (Reflect.getMetadata(ROUTE_ARGS_METADATA, controller, name) ?? {}) as Record<
    string,
    { schema?: unknown }
  >;
  const schemas = Object.entries(parameters)
    .filter(([key]) => key.startsWith(`${type}:`))
    .map(([, { schema }]) => schema);
  return schemas.find((schema) => schema instanceof z.ZodType);
}
