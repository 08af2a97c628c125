import { address, hash, list, optional, struct, u16, u64 } from '@demiurge/codec'
import { method } from './method.ts'
import {
  BeaconView,
  EpochChange,
  EpochView,
  LeaderSlot,
  PeersView,
  StakeView,
  SyncView,
  ValidatorView,
} from './views/network.ts'

/** SSZ has no empty container: methods without parameters take `{}` in JSON and one reserved, absent field in bytes. */
export const Nothing = struct({ reserved: optional(hash) })

/** The methods about epochs, validators and neighbours. */
export const networkMethods = {
  chain_getEpoch: method({
    doc: 'The epoch that goes on: its number, beginning, length, seed and committee.',
    params: Nothing,
    result: EpochView,
    errors: [],
    rest: { path: '/api/v1/epoch' },
  }),
  chain_getBeacon: method({
    doc: 'The beacon: what is revealed in this epoch, the delay over it, and how the present seed came about.',
    params: Nothing,
    result: BeaconView,
    errors: [],
    rest: { path: '/api/v1/beacon' },
  }),
  chain_listEpochChanges: method({
    doc: 'How epochs ended, from epoch `from` on, at most `limit` (64): what a light client follows to the present committee.',
    params: struct({ from: u64, limit: u16 }),
    result: list(EpochChange, 64),
    errors: [],
    rest: { path: '/api/v1/epochs' },
  }),
  chain_listLeaders: method({
    doc: 'The leader slots of the last `rounds` rounds and what became of them, lowest round first.',
    params: struct({ rounds: u16 }),
    result: list(LeaderSlot, 1_024),
    errors: [],
    rest: { path: '/api/v1/leaders' },
  }),
  staking_listValidators: method({
    doc: 'All validators, those with the most stake first.',
    params: Nothing,
    result: list(ValidatorView, 1_024),
    errors: [],
    rest: { path: '/api/v1/validators' },
  }),
  staking_getStake: method({
    doc: 'What an account has staked with whom, and what is on its way back.',
    params: struct({ address }),
    result: StakeView,
    errors: [],
    rest: { path: '/api/v1/accounts/{address}/stake' },
  }),
  network_listPeers: method({
    doc: 'The neighbours of this node.',
    params: Nothing,
    result: PeersView,
    errors: [],
    rest: { path: '/api/v1/peers', alias: '/peers' },
  }),
  network_getSync: method({
    doc: 'How far this node is, and how far others are.',
    params: Nothing,
    result: SyncView,
    errors: [],
    rest: { path: '/api/v1/sync', alias: '/sync' },
  }),
} as const
