/** @module @demiurge/studio: the studio's server: accounts, jobs, collections. */
export { type Operator, openOperator } from './accounts/operator.ts'
export type { PasswordCost } from './accounts/password.ts'
export { DatabaseError } from './database/database.ts'
export { StudioError } from './error.ts'
export { openRenderMachine, type RenderMachine, type RenderMachineOptions } from './render-machine.ts'
export type { Handle } from './server/server.ts'
export { openStudio, type Studio, type StudioOptions } from './studio.ts'
