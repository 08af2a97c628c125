/** @module @demiurge/art/web/credentials: content credentials in the browser, without what renders. */
export { checkCredentials } from './check.ts'
export { type BrowserStudioKey, createBrowserStudioKey, openBrowserStudioKey } from './studio-key.ts'
