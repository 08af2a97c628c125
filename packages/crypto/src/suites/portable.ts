import { ed25519Engines } from './ed25519.ts'
import { falconEngines } from './falcon.ts'
import { mlDsaEngines } from './ml-dsa.ts'
import { createSuites, type Suites } from './registry.ts'
import { secp256k1Engines } from './secp256k1.ts'
import { slhDsaEngines } from './slh-dsa.ts'

/** Every suite in plain JavaScript: the same in Node and in browsers. Not constant-time; see the README's security section. */
export const portableSuites: Suites = createSuites({
  ...mlDsaEngines,
  ...falconEngines,
  ...slhDsaEngines,
  ...ed25519Engines,
  ...secp256k1Engines,
})
