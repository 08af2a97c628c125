/** A page's client without React, for workers. @module */
export type { PageConfig } from './config.ts'
export type { PageApi } from './page-api.ts'
export { createPageClient, type PageClient } from './page-client.ts'
