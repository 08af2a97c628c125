import type { MintStage } from '../wallet/tasks.ts'

/** What happens between pressing the button and the verified work, in order. */
export type Stage = 'render' | MintStage

/** Each stage with what a person reads. */
export const stages: readonly { readonly stage: Stage; readonly title: string; readonly detail: string }[] = [
  { stage: 'render', title: 'Render', detail: 'Your browser draws the finished file.' },
  { stage: 'embed', title: 'Credentials', detail: 'Your key signs what the file says of itself.' },
  { stage: 'hash', title: 'Hash', detail: 'Its SHA-256 is taken, and must be new to the chain.' },
  { stage: 'upload', title: 'Upload', detail: 'The node stores the file and names its hash.' },
  { stage: 'sign', title: 'Sign', detail: 'Your key signs the statement of origin.' },
  { stage: 'submit', title: 'Submit', detail: 'The signed transaction goes to the node.' },
  { stage: 'included', title: 'Included', detail: 'It stands in a block.' },
  { stage: 'final', title: 'Final', detail: 'Its place in the order is decided and executed.' },
  { stage: 'prove', title: 'Certified', detail: 'The committee certifies the state that holds it.' },
  { stage: 'verify', title: 'Verified', detail: 'Your browser checks every proof and signature itself.' },
]

/** The place of a stage in the order. */
export function stageIndex(stage: Stage): number {
  return stages.findIndex((each) => each.stage === stage)
}

/** Whether cancelling still takes everything back: nothing has been submitted. */
export function canCancel(stage: Stage): boolean {
  return stageIndex(stage) < stageIndex('submit')
}
