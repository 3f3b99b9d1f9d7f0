import createFetchClient, { type Client, type ClientOptions } from 'openapi-fetch';
import type { components as ContentComponents, paths as ContentPaths } from './content.generated.js';
import type { components as EngagementComponents, paths as EngagementPaths } from './engagement.generated.js';

/** The JSON of engagement by its names, such as `Schemas['Comment']`. */
export type Schemas = EngagementComponents['schemas'];
export type ContentSchemas = ContentComponents['schemas'];

/** What a failed call answers: decide by `type`. */
export type Problem = Schemas['Problem'];

export interface ClientSettings extends Omit<ClientOptions, 'baseUrl'> {
  /** The service's public origin, such as `https://comments.example`. */
  origin: string;
  /** A reader's token, or the operator's. */
  token?: string;
}

export type EngagementClient = Client<EngagementPaths>;
export type ContentClient = Client<ContentPaths>;

/** Calls the engagement service: each call gives `{ data, error, response }`, typed by path, method and status. */
export const createEngagementClient = (settings: ClientSettings): EngagementClient =>
  createFetchClient<EngagementPaths>(optionsOf(settings));

/** Calls the content service. */
export const createContentClient = (settings: ClientSettings): ContentClient =>
  createFetchClient<ContentPaths>(optionsOf(settings));

function optionsOf({ origin, token, headers, ...options }: ClientSettings): ClientOptions {
  const authorization = token === undefined ? {} : { authorization: `Bearer ${token}` };
  // Arrays as `page=a&page=b`, which is how the API takes them.
  return {
    ...options,
    baseUrl: origin,
    headers: { ...(headers as Record<string, string> | undefined), ...authorization },
  };
}
