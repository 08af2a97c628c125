/** Named tasks in a worker, for both sides of it. @module */
export {
  type AskOptions,
  createDesk,
  type Desk,
  DeskError,
  serveDesk,
  type TaskControl,
  type TaskHandlers,
} from './desk.ts'
export type { Task, TaskOf, Tasks } from './message.ts'
