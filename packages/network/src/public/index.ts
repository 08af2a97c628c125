/** The public plane on libp2p: gossip, questions, discovery. A door of its own: whoever does not need it does not load it. @module */
export type {
  Offence,
  PublicNetwork,
  PublicNetworkOptions,
  PublicPeer,
  PublicServe,
  TopicHandler,
  Verdict,
} from './interface.ts'
export { MAX_ITEM_BYTES } from './items.ts'
export { MAX_MESSAGE_BYTES, MessageError } from './message.ts'
export type { RelayRole } from './node.ts'
export { openPublicNetwork } from './public-network.ts'
export { defaultLimits, type Limits } from './rate.ts'
