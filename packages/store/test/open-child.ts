import { openStore, StoreError } from '@demiurge/store'

const [, , directory = ''] = process.argv
try {
  const store = await openStore({ directory, engine: 'auto' })
  await store.close()
  process.stdout.write('opened')
} catch (error) {
  process.stdout.write(error instanceof StoreError ? error.code : String(error))
}
