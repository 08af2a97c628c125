import { holdsCredentials } from '@demiurge/art'
import { memberAddress, memberSigner, portableSuites as suites } from '@demiurge/crypto'
import type { TaskHandlers } from '@demiurge/design/desk'
import type { KeyHolder } from '@demiurge/design/keys'
import {
  type Client,
  combineRequests,
  cosign,
  createJointAccount,
  credentialRole,
  type ExplainedWork,
  explainCalls,
  fetchRequestedWork,
  formatJointAccount,
  formatPublicKey,
  formatRequest,
  jointAddress,
  parseJointAccount,
  parsePublicKey,
  parseRequest,
  type ReadRequest,
  requestMint,
  SdkError,
  subjectOf,
  submitRequest,
  waitingFor,
} from '@demiurge/sdk'
import type { CosignTasks, RequestedWork, RequestView } from './cosign-tasks.ts'
import { withCredentials, workOf } from './mint.ts'

/** What the wallet worker does for people who sign together. */
export function cosignHandlers({ wallet, clientOf }: KeyHolder): TaskHandlers<CosignTasks> {
  return {
    publicKey: async ({ account }) => formatPublicKey(wallet().signerOf(account).policy),
    makeJoint: async ({ threshold, members }) => {
      const read = members.map(readMember)
      const joint = createJointAccount(threshold, read, suites)
      return { joint: formatJointAccount(joint), address: jointAddress(joint), members: joint.names }
    },
    draftMint: async (order) => {
      const { api, account, joint, mediaType, details, salt } = order
      const client = clientOf(api)
      const { policy } = parseJointAccount(joint, suites)
      const signer = wallet().signerOf(account)
      // Nobody else may put theirs into the work of these people.
      memberSigner(signer, policy, suites)
      const work = { file: await withCredentials(signer, order), mediaType, ...workOf(details, salt) }
      const drafted = await requestMint(client, policy, work, suites)
      return viewOf(client, (await cosign(client, drafted, signer, { suites })).read)
    },
    readRequest: async ({ api, request }) => viewOf(clientOf(api), parseRequest(request, suites)),
    signRequest: async ({ api, request, account, renew }) => {
      const client = clientOf(api)
      const given = parseRequest(request, suites)
      return viewOf(client, (await cosign(client, given, wallet().signerOf(account), { suites, renew })).read)
    },
    joinRequests: async ({ api, requests }) => {
      const parts = requests.map((each) => parseRequest(each, suites))
      return viewOf(clientOf(api), combineRequests(parts, suites))
    },
    submitRequest: async ({ api, request }, { signal }) => {
      const client = clientOf(api)
      const read = parseRequest(request, suites)
      const { id, watch } = await submitRequest(client, read)
      await watch({ signal })
      const sha256 = read.request.statement?.statement.asset.sha256
      const item = sha256 === undefined ? null : await client.request('nft_findByContent', { sha256 })
      return { transaction: id, item }
    },
  }
}

async function viewOf(client: Client, read: ReadRequest): Promise<RequestView> {
  const { request, address, phase, statementBy, transactionBy, transaction } = read
  const { threshold, members } = request.policy.value
  return {
    text: formatRequest(request),
    subject: subjectOf(request),
    address,
    joint: jointOf(read),
    threshold,
    members: members.map((member, i) => ({
      address: memberAddress(member),
      statement: statementBy.includes(i),
      transaction: transactionBy.includes(i),
    })),
    phase,
    waitingFor: waitingFor(read),
    done: await isDone(client, read),
    calls: explainCalls(read),
    maxFee: transaction?.maxFee,
    validUntilMs: transaction === undefined ? undefined : Number(transaction.validUntil),
    work: await workIn(client, read),
  }
}

async function isDone(client: Client, { id }: ReadRequest): Promise<boolean> {
  if (id === undefined) return false
  const { receipt } = await client.request('tx_getStatus', { id })
  return receipt?.outcome.kind === 'applied'
}

function jointOf({ request, address }: ReadRequest): string | undefined {
  const { threshold, members } = request.policy.value
  if (members.length < 2) return undefined
  const numbered = members.map((member, i) => ({ name: `Member ${i + 1}`, member }))
  const joint = createJointAccount(threshold, numbered, suites)
  return jointAddress(joint) === address ? formatJointAccount(joint) : undefined
}

async function workIn(client: Client, read: ReadRequest): Promise<RequestedWork | undefined> {
  const found = await fetchRequestedWork(client, read, suites)
  if (found === undefined) return undefined
  const { file, mediaType, metadata, checks } = found
  const { name, description, demiurge } = metadata
  const credentials = await credentialsIn(found, read)
  return {
    name,
    description,
    licence: demiurge.licence,
    file: new Uint8Array(file),
    mediaType,
    credentialsBy: credentials.by,
    problems: [...checks.filter(({ ok }) => !ok).map(({ detail }) => detail), ...credentials.problems],
  }
}

/** Whose content credentials are in the file, and what is wrong with them. Who signs the request signs that they are in the work. */
async function credentialsIn(
  { file, mediaType }: ExplainedWork,
  { request, address }: ReadRequest,
): Promise<{ readonly by: string | undefined; readonly problems: readonly string[] }> {
  const none = { by: undefined, problems: [] }
  if (!holdsCredentials(mediaType)) return none
  const { checkCredentials } = await import('@demiurge/art/web/credentials')
  const { verdict, statement } = await checkCredentials(new Uint8Array(file), { suites })
  if (verdict === 'none') return none
  const by = statement?.creator
  const creators = request.policy.value.members.map(memberAddress)
  const isOther = by !== undefined && credentialRole(by, { creator: address, creators }) === 'other'
  return {
    by,
    problems: [
      ...(verdict === 'altered' ? ['The content credentials in the file do not hold.'] : []),
      ...(isOther
        ? ['The content credentials in the file are of somebody who is none of these creators.']
        : []),
    ],
  }
}

/** A mistake names the person whose key it is about. */
function readMember({ name, publicKey }: { readonly name: string; readonly publicKey: string }) {
  try {
    return { name, ...parsePublicKey(publicKey, suites) }
  } catch (error) {
    if (!(error instanceof SdkError)) throw error
    throw new SdkError(error.code, `${name}: ${error.message}`, { cause: error })
  }
}
